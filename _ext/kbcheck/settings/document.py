"""Settings as nodes, so that rules can select in them.

A file is an element of its kind's name, a setting a child of its own name; a list
holds an <item> for each of its items: /documents/qemu.conf/cgroup_controllers/item.
What the other kinds hold, the functions `…_nodes` of their modules say:
/documents/kernel-cmdline/prot_virt, /documents/auth.conf/section[@name='…']/username.
"""

from __future__ import annotations

from ..tree import Document, Node
from .lines import has_hole
from .syntaxes import SYNTAXES


def settings_document(text: str, kind: str, *, example: bool = False) -> Document:
    """The settings of a file, of any kind of configuration file, as a document."""
    top = Node(kind, {}, 0)
    SYNTAXES[kind].nodes(text, top, example)
    top.hole = top.hole or (example and has_hole(text))
    _count_bytes(top, _byte_offsets(text))
    root = Node("", {}, 0)
    root.children = [top]
    return Document(text.encode(), 0, root, example)


def _byte_offsets(text: str) -> list[int]:
    found, at = [], 0
    for char in text:
        found.append(at)
        at += len(char.encode())
    return [*found, at]


def _count_bytes(node: Node, offsets: list[int]) -> None:
    """Turn the offsets of an element and its children from characters to bytes."""
    node.offset = node.end = offsets[node.offset]
    for child in node.elements:
        _count_bytes(child, offsets)
