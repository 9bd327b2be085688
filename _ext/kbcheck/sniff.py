"""Finds the kind of a file: by its root element or by its name."""

from __future__ import annotations

import re
from pathlib import PurePath

from .kinds import KINDS, is_name
from .tree import ELISION
from .xmldocument import grammar

_SKIPPED = re.compile(
    r"\ufeff|\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?:[^>\[]|\[[^\]]*\])*+>", re.DOTALL
)
_DOTS = "[.…"
"""What begins an elision."""
_ROOT = re.compile(r"<(?:[\w.\-]+:)?([\w.\-]+)")
XML_KINDS = tuple(kind for kind in KINDS.values() if kind.roots)
# Documents of libvirt's that no kind stands for; a guest has elements of these names.
OTHER_ROOTS = frozenset(
    {
        "capabilities", "device", "domainbackup", "domaincheckpoint", "domainsnapshot",
        "domstatus", "filter", "filterbinding", "network", "networkport",
        "networkstatus", "secret", "storagepoolCapabilities", "volume",
    }
)  # fmt: skip


def root_name(text: str) -> str:
    """The local name of the first element of an XML text; '' if there is none."""
    return _root(text)[0]


def _root(text: str) -> tuple[str, bool]:
    """The name of the first element, and whether something is left out before it."""
    at, elided = 0, False
    while match := _SKIPPED.match(text, at) or _elision(text, at):
        elided = elided or match[0][0] in _DOTS
        at = match.end()
    found = _ROOT.match(text, at)
    return (found[1] if found else ""), elided


def _elision(text: str, at: int) -> re.Match[str] | None:
    """What is left out at a place; None if nothing is."""
    begins = text[at : at + 1] in (*_DOTS,)
    return re.compile(ELISION).match(text, at) if begins else None


def find_kind(path: str, text: str) -> str:
    """The name of the kind of a file; '' if nothing tells."""
    root = root_name(text)
    for kind in XML_KINDS:
        if root in kind.roots:
            return kind.name
    file = PurePath(path)
    for kind in KINDS.values():
        if any(_fits(file, pattern) for pattern in kind.files):
            return kind.name
    if root in OTHER_ROOTS:
        return ""
    for kind in XML_KINDS:
        if root and root in grammar(kind.name).element_index:
            return kind.name
    return ""


def _fits(file: PurePath, pattern: str) -> bool:
    """Whether a file has this name, or a path that ends like this."""
    # A plain name is that of a file of libvirt's: those of others are in folders of
    # their own, as /etc/sasl2/qemu.conf and /etc/security/limits.d/qemu.conf are.
    return file.match(pattern) and not (is_name(pattern) and is_of_others(file))


def is_of_others(file: PurePath) -> bool:
    """Whether the folder of a file is that of another program than libvirt."""
    folder = file.parent.name
    return folder.endswith(".d") or folder.startswith("sasl")


def is_fragment(kind: str, text: str) -> bool:
    """Whether an XML text is less than a document of its kind."""
    roots = KINDS[kind].roots
    name, elided = _root(text)
    return bool(roots) and (elided or name not in roots)
