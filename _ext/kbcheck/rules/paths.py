"""The XPath of rules, compiled once."""

from __future__ import annotations

from functools import cache
from typing import Any

from lxml import etree

from ..tree import KNOWN_NAMESPACES

_EMPTY = etree.Element("documents")


@cache
def compiled(path: str) -> Any:
    """An XPath, ready to select.  etree.XPathError if it is none."""
    return etree.XPath(path, namespaces=KNOWN_NAMESPACES)


def selects(path: str) -> bool:
    """Whether an XPath selects nodes, and is no text, number or truth.

    It is the same in every tree, the empty one too.  etree.XPathError if it is none.
    """
    return not path or isinstance(compiled(path)(_EMPTY), list)
