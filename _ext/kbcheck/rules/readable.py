"""Elements as lxml takes them, where it refuses the author's."""

from __future__ import annotations

import re

from ..tree import KNOWN_NAMESPACES, Node

_REFUSED = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


def readable(top: Node) -> Node:
    """A copy without the characters and the namespaces that lxml refuses."""
    above = Node("", {}, 0)
    todo = [(above, top)]
    while todo:
        parent, node = todo.pop()
        values = {
            _named(k): re.sub(_REFUSED, "?", v) for k, v in node.attributes.items()
        }
        copy = Node(_named(node.name), values, node.offset)
        copy.hole, copy.attribute_hole = node.hole, node.attribute_hole
        copy.children = [
            re.sub(_REFUSED, "?", c) for c in node.children if isinstance(c, str)
        ]
        parent.children.append(copy)
        todo += [(copy, child) for child in reversed(node.elements)]
    return above.elements[0]


def _named(name: str) -> str:
    known = any(name.startswith(f"{{{uri}}}") for uri in KNOWN_NAMESPACES.values())
    _, brace, local = name.rpartition("}")
    return name if known or not brace else f"{{urn:unknown}}{local}"
