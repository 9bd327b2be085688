"""Nodes for settings, so that rules can select in them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..tree import Node, is_hole
from .conf import BadSyntax
from .ini import Pair, Section

_NAME = re.compile(r"[A-Za-z_][\w.\-]*", re.ASCII)


def add_text(parent: Node, name: str, text: str, offset: int) -> Node | None:
    """Add an element with a text; None for a name that no element can have."""
    if not _NAME.fullmatch(name):
        return None
    node = Node(name, {}, offset)
    node.hole = is_hole(text)
    node.children = [text] if text and not node.hole else []
    parent.children.append(node)
    return node


def add_sections(top: Node, items: Iterable[Section | Pair | BadSyntax]) -> None:
    """Add <section name='…'> with an element for each of its keys."""
    section = top
    for item in items:
        if isinstance(item, Section):
            section = Node("section", {"name": item.name}, item.offset)
            top.children.append(section)
        elif isinstance(item, Pair) and item.section:
            add_text(section, item.key, item.value, item.offset)
