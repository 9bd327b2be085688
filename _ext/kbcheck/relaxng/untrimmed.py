"""Values with blanks at their ends, which a schema drops and libvirt does not.

A datatype of XML Schema collapses white space before it compares.  libvirt's parser
compares the text as it stands, and reads numbers with strtol(), which passes over
blanks before the digits and stops at those behind them.  Seen by running libvirt 9.0.0,
11.3.0 and 12.9.0 on each value of a guest, with a blank before it and behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..problem import Problem, problem
from ..suggest import clipped
from ..tree import BLANKS, Document, ends_blank
from .fragment import Reading
from .names import local
from .patterns import Data, Pattern
from .trace import Use, trace
from .validate import Matcher

_NUMBER = re.compile(r"-?[0-9]+|0x[0-9a-fA-F]+")


def untrimmed(document: Document, matcher: Matcher, way: Reading) -> Iterator[Problem]:
    """What libvirt refuses, or takes for another value, for the blanks around it.

    The document is valid if read this way.
    """
    for use in (u for node, e in way for u in trace(matcher, node, (e,))):
        text = use.value
        if text and ends_blank(text) and _counts(use.atoms, text):
            yield _problem(document, use, text)


def _counts(atoms: tuple[Pattern, ...], text: str) -> bool:
    """Whether the blanks matter in each way to read the text."""
    data = [atom for atom in atoms if isinstance(atom, Data)]
    return bool(data) and all(_matters(atom, text) for atom in data)


def _matters(atom: Data, text: str) -> bool:
    if atom.value is not None:
        return True
    number = _NUMBER.fullmatch(text.strip(BLANKS))
    # Sets of numbers ('0-1') are read by another parser, and names by none.
    other = any(map(atom.test, ("0-1", "x")))
    return text[-1] in BLANKS and number is not None and not other


def _problem(document: Document, use: Use, text: str) -> Problem:
    what = f"<{local(use.node.name)}>"
    where = document.text_position(use.node, 0)
    if use.name:
        what = f"{local(use.name)} of {what}"
        where = document.attribute_position(use.node, use.name, value=True)
    bare = clipped(text.strip(BLANKS), 60)
    message = f"{what} may not have blanks around '{bare}': libvirt does not trim them"
    return problem("bad-value", *where, message, f"write '{bare}'")
