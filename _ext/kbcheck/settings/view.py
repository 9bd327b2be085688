"""Settings as nodes, so that rules can select in them.

A file is an element of its kind's name, a setting a child of its own name; a list
holds an <item> for each of its items: /documents/qemu.conf/cgroup_controllers/item.
"""

from __future__ import annotations

from ..tree import Document, Node
from .conf import Entry, Value, scan


def settings_document(text: str, kind: str, *, example: bool = False) -> Document:
    """The settings of a file in libvirt's configuration syntax, as a document."""
    top = Node(kind, {}, 0)
    offsets = _byte_offsets(text)
    for item in scan(text, example=example):
        if isinstance(item, Entry):
            top.children.append(_node(item.key, item.value, offsets[item.offset]))
    top.hole = example and any(
        line.strip() in ("...", "…") for line in text.split("\n")
    )
    root = Node("", {}, 0)
    root.children = [top]
    return Document(text.encode(), 0, root, example)


def _byte_offsets(text: str) -> list[int]:
    found, at = [], 0
    for char in text:
        found.append(at)
        at += len(char.encode())
    return [*found, at]


def _node(name: str, value: Value, offset: int) -> Node:
    node = Node(name, {}, offset)
    if isinstance(value.value, list):
        node.children = [_node("item", item, offset) for item in value.value]
    elif value.value is None:
        node.hole = True
    else:
        node.children = [str(value.value)]
    return node
