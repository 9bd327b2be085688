"""The XPath of rules, compiled once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lxml import etree

from ..tree import KNOWN_NAMESPACES

NO_NODES = "finds something else than elements, attributes or texts"
_NOT = r"\bnot\("
_NAME = r"(?<![\w'@.-])[A-Za-z][\w-]*(?![\w(:-])"
_EMPTY = etree.Element("documents")


class PathError(ValueError):
    """An XPath that cannot be used, which is a fault of the rule that has it."""


def evaluate(path: str, start: Any) -> Any:
    """What an XPath makes of an element: nodes, or a text, a number, a truth.

    PathError if it is none, or cannot be evaluated.
    """
    try:
        return compiled(path)(start)
    except (etree.XPathError, ValueError) as err:
        raise PathError(f"{path} is not an XPath that can be read: {err}") from err


@cache
def compiled(path: str) -> Any:
    """An XPath, ready to select.  etree.XPathError if it is none."""
    # What it might use is registered anew at each evaluation, a third of its time.
    known = KNOWN_NAMESPACES if ":" in path else None
    return etree.XPath(path, namespaces=known, regexp=False)


@cache
def from_root(path: str) -> bool:
    """Whether an XPath selects the same from wherever it starts."""
    return all(part.lstrip()[:1] == "/" for part in path.split("|"))


@cache
def denied_names(path: str) -> frozenset[str]:
    """The names that stand in an XPath inside a not(…)."""
    found: set[str] = set()
    for begin in re.finditer(_NOT, path):
        # By counting brackets, as lxml does not show the parts of an XPath. A name too
        # many only keeps a rule silent beside a fault.
        depth, end = 1, begin.end()
        while depth and end < len(path):
            depth += {"(": 1, ")": -1}.get(path[end], 0)
            end += 1
        found.update(re.findall(_NAME, path[begin.end() : end]))
    return frozenset(found)


def wrong_path(field: str, path: str) -> str:
    """What is wrong with the XPath of a field of a rule; '' if nothing is.

    The kind of what a path finds does not hang on the document: the empty one serves.
    """
    try:
        found = evaluate(f"string({path})" if field == "text" else path, _EMPTY)
    except PathError as err:
        return str(err)
    nodes = field not in ("subject", "find", "at") or isinstance(found, list)
    return "" if nodes else f"{path} {NO_NODES}"
