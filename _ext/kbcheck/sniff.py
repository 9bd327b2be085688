"""Finds the kind of a file: by its root element or by its name."""

from __future__ import annotations

import re
from pathlib import PurePath

from .kinds import KINDS
from .xmldocument import grammar

_SKIPPED = re.compile(r"\ufeff|\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.\-]+:)?([\w.\-]+)")
XML_KINDS = tuple(kind for kind in KINDS.values() if kind.roots)
# Documents of libvirt's that no kind stands for; a guest has elements of these names.
OTHER_ROOTS = frozenset({"capabilities", "device", "secret", "volume"})


def root_name(text: str) -> str:
    """The local name of the first element of an XML text; '' if there is none."""
    at = 0
    while match := _SKIPPED.match(text, at):
        at = match.end()
    found = _ROOT.match(text, at)
    return found[1] if found else ""


def find_kind(path: str, text: str) -> str:
    """The name of the kind of a file; '' if nothing tells."""
    root = root_name(text)
    for kind in XML_KINDS:
        if root in kind.roots:
            return kind.name
    file = PurePath(path)
    for kind in KINDS.values():
        if any(file.match(pattern) for pattern in kind.files):
            return kind.name
    if root in OTHER_ROOTS:
        return ""
    for kind in XML_KINDS:
        if root and root in grammar(kind.name).element_index:
            return kind.name
    return ""


def is_fragment(kind: str, text: str) -> bool:
    """Whether an XML text is less than a document of its kind."""
    roots = KINDS[kind].roots
    return bool(roots) and root_name(text) not in roots
