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
# A context of SELinux has commas of its own, within quotes.
_OPTION = re.compile(r'(?:"[^"]*"|[^,"])+')
_NEAR = 0.75
_SAME = {"nfs4": "nfs", "smb3": "cifs", "ext3": "ext4", "ext2": "ext4", "msdos": "vfat"}
_FREE = ("comment=", "_netdev", "_rnetdev", "verity.")  # options of other programs
_OTHERS = ("x-", "X-")  # likewise, but for those that the table has
_NEAR_OTHERS = 0.85
_MOST = (1, 9)  # dump is a yes or no; of pass, fsck takes any, and people count
_TAGS = ("UUID", "LABEL", "PARTUUID", "PARTLABEL", "ID")
_TAG = re.compile(r"([A-Za-z]+)=")
_DISK = (re.compile(r"/.*|[A-Z]+=.+"), "/dev/…, UUID=… or LABEL=…")
_DEVICES = {
    "nfs": (
        re.compile(r"(\[[0-9a-fA-F:%.\w]+\]|[^\s/:]+):/.*"),
        "SERVER:/FOLDER",
    ),
    "cifs": (re.compile(r"//[^/]+/.+"), "//SERVER/SHARE"),
    **dict.fromkeys(("ext4", "xfs", "btrfs", "f2fs", "vfat", "exfat"), _DISK),
}
"""Type -> what its device looks like, and the same in words."""


class Mount(NamedTuple):
    """One line: its six fields, some of which may be absent."""

    words: tuple[Span, ...]

    @property
    def type(self) -> str:
        """The type of the filesystem, as the table names its options."""
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
    """Fields, types of filesystems, and options."""
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
    _device(device, mount.type, kind.text, findings)
    if (
        point.text[0] != "/"
        and not findings.elided(point.text)
        and point.text not in ("none", "swap")
    ):
        message = f"the mount point '{clipped(point.text)}' is not an absolute path"
        findings.add("bad-value", point.offset, message)
    if _type(kind, findings):
        _options(mount, findings)
    _numbers(mount.words[4:], findings)


def _device(device: Span, kind: str, said: str, findings: Findings) -> None:
    form, wanted = _DEVICES.get(kind, (None, ""))
    tag = _TAG.match(device.text)
    if findings.elided(device.text):
        return
    if form and not form.fullmatch(device.text):
        message = f"'{clipped(device.text)}' is not a device of {said}: {wanted}"
        findings.add("bad-value", device.offset, message)
    elif tag and tag[1] not in _TAGS:
        near = findings.near(tag[1], _TAGS, at=device.offset)
        if near:
            message = f"'{tag[1]}' is not a name for devices; known: {listing(_TAGS)}"
            findings.add("bad-value", device.offset, message, did_you_mean(near))


def _type(kind: Span, findings: Findings) -> bool:
    """Whether the third word may be a type; what is wrong with it is told."""
    groups = load_table("fstab").groups
    if kind.text.isdigit():
        message = f"the number {clipped(kind.text)} stands where a type is due"
        hint = "write DEVICE MOUNT-POINT TYPE OPTIONS 0 0"
        findings.add("syntax", kind.offset, message, hint)
        return False
    # The kernel's types are tried in turn, if there are several.
    for name in kind.text.split(","):
        if name in groups["type"] or findings.elided(name):
            continue
        if name in groups["option"]:
            message = f"'{clipped(name)}' is an option, and a type stands here"
            hint = "the type of a bind mount is none" if "bind" in name else ""
            findings.add("bad-value", kind.offset, message, hint)
            return False
        near = findings.near(name, groups["type"], at=kind.offset)
        # What follows fuse. is the name of a program, and its author's to choose.
        if near and not name.startswith("fuse."):
            message = f"no filesystem is known as '{clipped(name)}'"
            findings.add("bad-value", kind.offset, message, did_you_mean(near))
    return True


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
        elif setting.removed or setting.obsolete:
            _past(setting, word, findings)
        else:
            at = word.offset + (len(name) + 1 if equals else 0)
            findings.value(setting, value if equals else None, at)
        seen.setdefault(name, word.offset)


def _past(setting: Setting, word: Span, findings: Findings) -> None:
    """An option that the kernel refuses by now, or that it passes over."""
    if setting.removed:
        message = f"'{setting.name}' is gone since Linux {setting.removed}"
        findings.add("removed", word.offset, message, setting.instead)
    else:
        message = f"'{setting.name}' has no effect: {setting.obsolete}"
        findings.add("obsolete", word.offset, message, setting.instead)


def _find(name: str, kind: str) -> Setting | None:
    """The option of this name: one of the type, of every type, or of systemd."""
    return load_table("fstab").find(name, kind, "option", "x")


def _unknown(word: Span, name: str, kind: str, findings: Findings) -> None:
    """All options are known for a type with a table; for others, those with a slip.

    What another type has says nothing: many have options of the same name.
    """
    table = load_table("fstab")
    other = name.startswith(_OTHERS)
    known = table.names("x") if other else table.names(kind, "option")
    cutoff = _NEAR_OTHERS if other else _NEAR
    near = findings.near(name, known, cutoff, word.offset)
    elsewhere = [g for g, options in table.groups.items()
                 if g not in ("option", "type", "x") and name in options]  # fmt: skip
    # A type without a table may have the options of any other.
    is_open = other or kind not in table.groups
    if is_open and (elsewhere or not near):
        return
    hint = did_you_mean(near)
    if elsewhere:
        hint = f"it is an option of {listing(elsewhere)}"
    message = f"'{clipped(name)}' is not an option of {clipped(kind) or 'a mount'}"
    findings.add("unknown-option", word.offset, message, hint)


def _numbers(words: tuple[Span, ...], findings: Findings) -> None:
    for word, name, most in zip(words, FIELDS[4:], _MOST, strict=False):
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
