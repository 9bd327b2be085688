"""Files that have no kind: whether nobody checks them, or a kind may fit."""

from __future__ import annotations

import re
from pathlib import PurePath

from .kinds import KINDS, is_name
from .settings import SYNTAXES, load_table
from .sniff import OTHER_ROOTS, find_kind, is_of_others, root_name
from .suggest import nearest

# What editors, packages and tools leave beside a file.
_COPIES = (
    "bak", "old", "orig", "save", "swp", "rpmnew", "rpmsave", "rpmorig", "dpkg-old",
    "dpkg-new", "dpkg-dist", "ucf-old", "ucf-dist", "pacnew", "pacsave", "augnew",
    "augsave",
)  # fmt: skip
_KEY = re.compile(r"[ \t]*+(?:#[ \t]*+)?([a-z][a-z0-9_]*+)[ \t]*=")
_NEAR = 0.8
_MOST_LINES = 5000
# Folders of libvirt's, and of those around it, whose files no kind stands for.
_UNCHECKED = {
    "hooks/*": "hooks are not checked, they are programs",
    "hooks/*.d/*": "hooks are not checked, they are programs",
    "sasl*/*.conf": "settings of SASL are not checked",
    "libvirt/passwd.db": "passwords of SASL are not checked",
    "libvirt/krb5.tab": "keys of Kerberos are not checked",
}


def unchecked(path: str, text: str) -> str:
    """That nobody checks such a file, in words; '' if a kind may fit."""
    root, file = root_name(text), PurePath(path)
    if root in OTHER_ROOTS:
        return f"<{root}> documents are not checked"
    for pattern, told in _UNCHECKED.items():
        if file.match(pattern):
            return told
    original = _original(file.name)
    kind = find_kind(str(file.with_name(original)), text) if original else ""
    return f"a copy is not checked; --kind {kind} does" if kind else ""


def _original(name: str) -> str:
    """The name of the file that a file is a copy of; '' if it is none."""
    if name.endswith("~"):
        return name[:-1]
    stem, _, ending = name.rpartition(".")
    return stem if ending in _COPIES else ""


def why_unclear(path: str, text: str) -> str:
    """Why no kind was found, with one that may be meant, for who gave the file."""
    if root := root_name(text):
        return f"no kind of documents begins with <{root}>; name one with --kind"
    kind = _kind_of_name(PurePath(path)) or _kind_of_keys(text)
    said = "its kind is not clear"
    if kind:
        return f"{said}; did you mean --kind {kind}?"
    return f"{said}; name one with --kind"


def _kind_of_name(file: PurePath) -> str:
    """The kind whose file has nearly this name; '' if there is none."""
    if is_of_others(file):
        return ""
    names = {
        PurePath(pattern).stem: pattern if is_name(pattern) else kind.name
        for kind in KINDS.values()
        for pattern in kind.files
        if "*" not in pattern
    }
    return names.get(nearest(file.stem, names, _NEAR), "")


def _kind_of_keys(text: str) -> str:
    """The kind in libvirt's own syntax that has most of the settings of a text."""
    lines = text.split("\n", _MOST_LINES)
    keys = {match[1] for match in map(_KEY.match, lines) if match}
    known = {
        kind: len(keys & load_table(kind).settings.keys())
        for kind in SYNTAXES
        if load_table(kind).settings
    }
    kind = max(known, key=known.__getitem__)
    return kind if 2 * known[kind] > len(keys) else ""
