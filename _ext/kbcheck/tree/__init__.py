"""XML text as positioned nodes with holes; hardened against hostile input."""

from .decode import decode
from .nodes import BLANKS, HOLE, KNOWN_NAMESPACES, Document, Hole, Node, ends_blank
from .parser import ELISION, XmlError, is_hole, parse
from .vocabulary import Vocabulary

__all__ = [
    "BLANKS",
    "ELISION",
    "HOLE",
    "KNOWN_NAMESPACES",
    "Document",
    "Hole",
    "Node",
    "Vocabulary",
    "XmlError",
    "decode",
    "ends_blank",
    "is_hole",
    "parse",
]
