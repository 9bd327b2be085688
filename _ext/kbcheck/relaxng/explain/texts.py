"""What is wrong with the text of an element."""

from __future__ import annotations

import re

from ...problem import problem
from ...suggest import clipped
from ...tree import Document
from .faults import Fault, Said
from .walk import Walk
from .wording import bad_value, tag, with_unit

_DOTS = re.compile(r"[.\s\u2022\u00b7]+|\[\.+\]|etc\.?")


class Texts:
    """Tells faults of the texts of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def bad(self, walk: Walk, text: str) -> None:
        """Text that is not of the type which the element takes."""
        said = Said(tag(walk.node.name), text, walk.rest)
        message, hint = bad_value(*said)
        # The unit is sought in all of the content: the text is at fault, so it is not
        # known which variant was meant.
        unit = with_unit(text, walk.element.content)
        where = self.document.position(walk.node.offset)
        if text.strip():
            where = self.document.text_position(walk.node, 0)
        found = problem("bad-value", *where, message, unit or hint)
        walk.faults.append(Fault(found, said=said, meant=bool(found.hint)))

    def stray(self, walk: Walk, text: str, index: int, because: str = "") -> None:
        """Text where none may be, or none because of something else."""
        where = self.document.text_position(walk.node, index)
        name = tag(walk.node.name) if walk.node.name else "a document"
        message = f"the text '{clipped(text, 30)}' is not allowed in {name}"
        if because:
            message += f" with {because}"
        elif not walk.anything.atoms:
            message += ", which is empty"
        check = "conflict" if because else "stray-text"
        dots = self.document.example and _DOTS.fullmatch(text.strip())
        hint = "write ... for what is left out" if dots else ""
        walk.faults.append(Fault(problem(check, *where, message, hint)))
