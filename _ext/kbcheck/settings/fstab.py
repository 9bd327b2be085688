"""/etc/fstab: what is mounted where, with which options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..numbers import whole_number
from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .elements import add_text
from .findings import Findings
from .lines import lines
from .setting import Setting
from .table import load_table

FIELDS = ("device", "mount point", "type", "options", "dump", "pass")
_WORD = re.compile(r"\S+")
_OPTION = re.compile(r'(?:"[^"]*"|[^,"])+')
_NEAR = 0.75
_SAME = {"nfs4": "nfs", "smb3": "cifs", "ext3": "ext4", "ext2": "ext4"}
_FREE = ("x-", "X-", "comment=", "_netdev")  # options of other programs
_REMOTE = {
    "nfs": re.compile(r"(\[[0-9a-fA-F:%.\w]+\]|[^\s/:]+):/.*"),
    "cifs": re.compile(r"//[^/]+/.+"),
}


class Mount(NamedTuple):
    """One line: its six fields, some of which may be absent."""

    words: tuple[Span, ...]

    @property
    def type(self) -> str:
        """The type of the file system, as the table names its options."""
        found = self.words[2].text if len(self.words) > 2 else ""
        return _SAME.get(found, found)

    @property
    def options(self) -> list[Span]:
        """The options, one by one."""
        if len(self.words) < 4:
            return []
        text, at = self.words[3]
        return [Span(m[0], at + m.start()) for m in _OPTION.finditer(text)]


def scan_fstab(text: str, *, example: bool) -> Iterator[Mount]:
    """The lines of a file, in order."""
    for line in lines(text, example=example):
        yield Mount(tuple(_words(line)))


def _words(line: Span) -> Iterator[Span]:
    for match in _WORD.finditer(line.text):
        yield Span(match[0], line.offset + match.start())


def check_fstab(request: Request, findings: Findings) -> None:
    """Fields, types of file systems, and options."""
    for mount in scan_fstab(request.text, example=request.example):
        words = mount.words
        if len(words) < 4:
            lacking = listing(list(FIELDS[len(words) : 4]), last=" and ")
            message = f"the line lacks its {lacking}"
            hint = "write DEVICE MOUNT-POINT TYPE OPTIONS 0 0"
            findings.add("syntax", words[0].offset, message, hint)
        elif len(words) > 6:
            said = clipped(words[6].text)
            message = f"'{said}' follows the six fields of the line"
            findings.add("syntax", words[6].offset, message)
        else:
            _fields(mount, findings)


def _fields(mount: Mount, findings: Findings) -> None:
    device, point, kind = mount.words[:3]
    form = _REMOTE.get(mount.type)
    if form and not form.fullmatch(device.text) and not findings.elided(device.text):
        wanted = "SERVER:/FOLDER" if mount.type == "nfs" else "//SERVER/SHARE"
        message = f"'{clipped(device.text)}' is not a device of {kind.text}: {wanted}"
        findings.add("bad-value", device.offset, message)
    if (
        point.text[0] != "/"
        and not findings.elided(point.text)
        and point.text not in ("none", "swap")
    ):
        message = f"the mount point '{clipped(point.text)}' is not an absolute path"
        findings.add("bad-value", point.offset, message)
    _type(kind, findings)
    _options(mount, findings)
    _numbers(mount.words[4:], findings)


def _type(kind: Span, findings: Findings) -> None:
    known = load_table("fstab").groups["type"]
    for name in kind.text.split(","):
        near = findings.near(name, known, at=kind.offset)
        if name not in known and near and not findings.elided(name):
            message = f"no file system is known as '{clipped(name)}'"
            findings.add("bad-value", kind.offset, message, did_you_mean(near))


def _options(mount: Mount, findings: Findings) -> None:
    seen: dict[str, int] = {}
    for word in mount.options:
        name, equals, value = word.text.partition("=")
        if findings.elided(word.text) or word.text.startswith(_FREE):
            continue
        setting = _find(name, mount.type)
        if setting is None:
            _unknown(word, name, mount.type, findings)
        elif name in seen and not setting.repeats:
            findings.twice(f"'{name}'", word.offset, seen[name])
        elif setting.obsolete:
            message = f"'{name}' has no effect: {setting.obsolete}"
            findings.add("obsolete", word.offset, message, setting.instead)
        else:
            at = word.offset + (len(name) + 1 if equals else 0)
            findings.value(setting, value if equals else None, at)
        seen.setdefault(name, word.offset)


def _find(name: str, kind: str) -> Setting | None:
    return load_table("fstab").find(name, "option", kind)


def _unknown(word: Span, name: str, kind: str, findings: Findings) -> None:
    """All options are known for a type with a table; for others, those with a slip.

    What another type has says nothing: many have options of the same name.
    """
    table = load_table("fstab")
    near = findings.near(name, table.names("option", kind), _NEAR, word.offset)
    elsewhere = [g for g, options in table.groups.items()
                 if g not in ("option", "type") and name in options]  # fmt: skip
    if kind not in table.groups and (elsewhere or not near):
        return
    hint = did_you_mean(near)
    if elsewhere:
        hint = f"it is an option of {listing(elsewhere)}"
    message = f"'{clipped(name)}' is not an option of {clipped(kind) or 'a mount'}"
    findings.add("unknown-option", word.offset, message, hint)


def _numbers(words: tuple[Span, ...], findings: Findings) -> None:
    for word, name, most in zip(words, FIELDS[4:], (1, 2), strict=False):
        if findings.elided(word.text):
            continue
        number = whole_number(word.text)
        if number is None or not 0 <= number <= most:
            message = f"the {name} number is 0 to {most}, not '{clipped(word.text)}'"
            findings.add("bad-value", word.offset, message)


def fstab_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <mount device= path= type=> and its options."""
    for mount in scan_fstab(text, example=example):
        named = dict(zip(("device", "path", "type"), mount.words, strict=False))
        attributes = {name: word.text for name, word in named.items()}
        node = Node("mount", attributes, mount.words[0].offset)
        top.children.append(node)
        for word in mount.options:
            name, _, value = word.text.partition("=")
            add_text(node, name, value, word.offset)
