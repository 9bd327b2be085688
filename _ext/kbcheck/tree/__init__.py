"""XML text as positioned nodes with holes; hardened against hostile input."""

from .decode import decode
from .nodes import HOLE, Document, Hole, Node
from .parser import ELISION, KNOWN_NAMESPACES, XmlError, is_hole, parse

__all__ = [
    "ELISION",
    "HOLE",
    "KNOWN_NAMESPACES",
    "Document",
    "Hole",
    "Node",
    "XmlError",
    "decode",
    "is_hole",
    "parse",
]
