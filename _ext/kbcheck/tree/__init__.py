"""XML text as positioned nodes with holes; hardened against hostile input."""

from .decode import decode
from .nodes import HOLE, KNOWN_NAMESPACES, Document, Hole, Node
from .parser import ELISION, XmlError, is_hole, parse

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
