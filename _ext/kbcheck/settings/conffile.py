"""Checks a file in libvirt's configuration syntax against the table of its kind."""

from __future__ import annotations

import re
from pathlib import PurePath

from ..kinds import KINDS
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from ..versions import lifetime
from .conf import BadSyntax, Entry, Value, scan
from .confvalues import ValueCheck, meant
from .findings import Findings
from .setting import Setting
from .table import Table, load_table

_COMMENTED = re.compile(r"[ \t]*#[ \t]*([A-Za-z_][\w.-]*)[ \t]*=")
_NEAR = 0.85
# Seen on 9.0.0 and 12.9.0: 'port must be between the minimal port 20000 and 65535'.
_PORTS = re.compile(r"(\w+_port_)(min|max)")


def check_conf(request: Request, findings: Findings) -> None:
    """A file such as qemu.conf: syntax, names, types, values."""
    _ConfFile(request, findings).check()


def conf_nodes(text: str, top: Node, example: bool) -> None:
    """An element for each setting, with an <item> for each item of a list."""
    for item in scan(text, example=example):
        if isinstance(item, Entry):
            top.children.append(_node(item.key, item.value, item.offset))


def _node(name: str, value: Value, offset: int) -> Node:
    node = Node(name, {}, offset)
    if isinstance(value.value, list):
        node.children = [_node("item", item, offset) for item in value.value]
    elif value.value is None:
        node.hole = True
    else:
        node.children = [str(value.value)]
    return node


class _ConfFile:
    def __init__(self, request: Request, findings: Findings) -> None:
        self.request = request
        self.table: Table = load_table(request.kind)
        self.findings = findings
        self.add = self.findings.add
        self.values = ValueCheck(findings)
        self.seen: dict[str, Entry] = {}
        self.file = PurePath(request.file).name
        # The file of a test or of an example may have any other name.
        self.is_one = self.file in KINDS[request.kind].files
        self.title = self.file if self.is_one else self.table.title

    def check(self) -> None:
        for item in scan(self.request.text, example=self.request.example):
            if isinstance(item, BadSyntax):
                self.fault(item)
            elif self.request.level != "syntax":
                self.entry(item)
        self.together()
        if self.request.example and self.request.level != "syntax":
            self.comments()

    def comments(self) -> None:
        """Settings that an example shows as comments, with a slip in their name.

        Only examples: what a reader keeps in comments is not ours to judge.
        """
        at = 0
        for line in self.request.text.split("\n"):
            match = _COMMENTED.match(line)
            if match and match[1] not in self.table.settings:
                near = self.findings.near(match[1], self.table.settings, _NEAR)
                if near:
                    said = clipped(match[1])
                    message = f"'{said}' is not a setting of {self.title}"
                    self.add("unknown-key", at + match.start(1), message,
                             did_you_mean(near))  # fmt: skip
            at += len(line) + 1

    def fault(self, fault: BadSyntax) -> None:
        """A fault of the syntax; for a bare word, with the value that is meant."""
        setting = self.table.settings.get(fault.key) if fault.word else None
        hint = ""
        if setting:
            hint = meant(setting, fault.word, self.findings, listed=fault.listed)
        self.add("syntax", fault.offset, fault.message, hint or fault.hint)

    def entry(self, entry: Entry) -> None:
        setting = self.table.settings.get(entry.key)
        if setting is None:
            self.unknown(entry)
            return
        if setting.where and self.is_one and self.file not in setting.where:
            self.elsewhere(entry, setting)
            return
        if entry.key in self.seen:
            first = self.seen[entry.key].offset
            self.findings.twice(f"'{clipped(entry.key)}'", entry.offset, first)
            return
        self.seen[entry.key] = entry
        self.versions(entry, setting)
        # A fault in a value that nobody reads is told, as one that stops nothing.
        before = len(self.findings.found)
        self.values.check(entry.key, entry.value, setting)
        if not self.is_read(setting):
            self.findings.ignore_from(before)

    def is_read(self, setting: Setting) -> bool:
        """Whether any libvirt that the file is for looks at the value."""
        life, asked = lifetime(setting.since, setting.removed), self.findings.versions
        if setting.unread and asked.within(lifetime(setting.unread)):
            return False
        return bool(setting.fatal) or asked.overlaps(life)

    def unknown(self, entry: Entry) -> None:
        near = self.findings.near(entry.key, self.table.settings)
        other = _kind_with(entry.key)
        hint = f"it is a setting of {other}" if other else did_you_mean(near)
        message = f"'{clipped(entry.key)}' is not a setting of {self.title}"
        self.add("unknown-key", entry.offset, message, hint, silently_ignored=True)

    def elsewhere(self, entry: Entry, setting: Setting) -> None:
        """The setting of another daemon that shares the table."""
        message = f"'{clipped(entry.key)}' is not a setting of {self.title}"
        hint = f"it belongs in {listing(setting.where)}"
        self.add("unknown-key", entry.offset, message, hint, silently_ignored=True)

    def versions(self, entry: Entry, setting: Setting) -> None:
        fatal = str(entry.value.value) in setting.fatal
        self.findings.age(setting, entry.offset, silently_ignored=not fatal)
        if setting.obsolete and not setting.removed:
            message = f"'{clipped(entry.key)}' has no effect: {setting.obsolete}"
            self.add("obsolete", entry.offset, message)

    def together(self) -> None:
        """Settings that are right alone, and wrong beside another one."""
        for key, entry in self.seen.items():
            setting = self.table.settings[key]
            if not self.is_read(setting):
                continue
            for other in setting.excludes:
                if other in self.seen:
                    message = f"'{key}' and '{other}' exclude each other"
                    self.add("conflict", entry.offset, message, "keep one of them")
            self.ports(key, entry)
            if _unpaired(entry, self.seen.get(setting.pairs)):
                self.at_odds(entry, f"'{key}' and '{setting.pairs}' differ in length")

    def ports(self, key: str, entry: Entry) -> None:
        """The first port and the last; where one is not set, its default counts."""
        ends = _PORTS.fullmatch(key)
        value = entry.value.value
        if ends is None or not isinstance(value, int):
            return
        is_first = ends[2] == "min"
        other = f"{ends[1]}{'max' if is_first else 'min'}"
        limit, by = self.number(other)
        setting = self.table.settings[key]
        if not (setting.min or 0) <= value <= (setting.max or value):
            return  # which is told already
        if not is_first and value < limit:
            self.at_odds(entry, f"'{key}' is less than '{other}', {limit}{by}")
        elif is_first and by and value > limit:
            self.at_odds(entry, f"'{key}' is more than '{other}', {limit}{by}")

    def number(self, key: str) -> tuple[int, str]:
        """The number of a setting, or its default, and a word for that."""
        entry = self.seen.get(key)
        if entry and isinstance(entry.value.value, int):
            return entry.value.value, ""
        return int(self.table.settings[key].default), " by default"

    def at_odds(self, entry: Entry, message: str) -> None:
        """Keep that the value of a setting does not fit that of another one."""
        self.add("conflict", entry.value.offset, message)


def _unpaired(entry: Entry, other: Entry | None) -> bool:
    """Whether two lists have not the same number of items; a hole may be any number."""
    if other is None or not isinstance(entry.value.value, list):
        return False
    both = (entry.value.value, other.value.value)
    lists = [found for found in both if isinstance(found, list)]
    if any(item.value is None for found in lists for item in found):
        return False
    return len({len(found) for found in lists}) > 1


def _kind_with(key: str) -> str:
    """The kind of another file in this syntax that has a setting; '' if none has."""
    kinds = (k.name for k in KINDS.values() if k.form == "settings")
    return next((kind for kind in kinds if key in load_table(kind).settings), "")
