"""Checks a file in libvirt's configuration syntax against the table of its kind."""

from __future__ import annotations

import re
from pathlib import PurePath

from ..numbers import whole_number
from ..request import Request
from ..suggest import clipped, did_you_mean, listing, synonym
from ..tree import Node
from .conf import BadSyntax, Entry, Value, scan
from .findings import Findings
from .setting import Setting
from .table import Table, load_table

_WORDS = {
    "string": 'a string in double quotes ("…")',
    "int": "a whole number",
    "bool": "0 or 1",
    "list": 'a list of strings ([ "…" ])',
}

_COMMENTED = re.compile(r"[ \t]*#[ \t]*([A-Za-z_][\w.-]*)[ \t]*=")
_NEAR = 0.85
_INT, _UNSIGNED = (-(2**31), 2**31 - 1), 2**32 - 1

_DAEMON = "d.conf"  # the files of daemons end like this; others may have any name


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
        self.seen: dict[str, int] = {}
        self.file = PurePath(request.file).name

    def check(self) -> None:
        for item in scan(self.request.text, example=self.request.example):
            if isinstance(item, BadSyntax):
                self.fault(item)
            elif self.request.level != "syntax":
                self.entry(item)
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
                    message = f"'{said}' is not a setting of {self.table.title}"
                    self.add("unknown-key", at + match.start(1), message,
                             did_you_mean(near))  # fmt: skip
            at += len(line) + 1

    def fault(self, fault: BadSyntax) -> None:
        """A fault of the syntax; for a bare word, with the value that is meant."""
        setting = self.table.settings.get(fault.key) if fault.word else None
        hint = self.meant(setting, fault.word) if setting else ""
        self.add("syntax", fault.offset, fault.message, hint or fault.hint)

    def meant(self, setting: Setting, text: str) -> str:
        """What to write instead of a text of another type; '' for the text itself."""
        if "bool" in setting.types:
            switch = synonym(text, ("0", "1"))
            return f"write {switch}" if switch else "write 0 or 1"
        if "int" in setting.types and "string" not in setting.types:
            number = whole_number(text)
            return "" if number is None else f"write {number}"
        near = self.findings.near(text, setting.values)
        if not near:
            return ""
        in_list = "list" in setting.types and "string" not in setting.types
        return f'write [ "{near}" ]' if in_list else f'write "{near}"'

    def entry(self, entry: Entry) -> None:
        setting = self.table.settings.get(entry.key)
        if setting is None:
            self.unknown(entry)
            return
        if (
            setting.where
            and self.file.endswith(_DAEMON)
            and self.file not in setting.where
        ):
            self.elsewhere(entry, setting)
            return
        if entry.key in self.seen:
            self.findings.twice(
                f"'{clipped(entry.key)}'", entry.offset, self.seen[entry.key]
            )
            return
        self.seen[entry.key] = entry.offset
        self.versions(entry, setting)
        if entry.value.value is not None:
            self.value(entry, setting)

    def unknown(self, entry: Entry) -> None:
        near = self.findings.near(entry.key, self.table.settings)
        hint = did_you_mean(near)
        message = f"'{clipped(entry.key)}' is not a setting of {self.table.title}"
        self.add("unknown-key", entry.offset, message, hint, silently_ignored=True)

    def elsewhere(self, entry: Entry, setting: Setting) -> None:
        """The setting of another daemon that shares the table."""
        message = f"'{clipped(entry.key)}' is not a setting of {self.file}"
        hint = f"it belongs in {listing(setting.where)}"
        self.add("unknown-key", entry.offset, message, hint, silently_ignored=True)

    def versions(self, entry: Entry, setting: Setting) -> None:
        self.findings.age(setting, entry.offset)
        if setting.obsolete and not setting.removed:
            message = f"'{clipped(entry.key)}' has no effect: {setting.obsolete}"
            self.add("obsolete", entry.offset, message)

    def value(self, entry: Entry, setting: Setting) -> None:
        found = entry.value.value
        if isinstance(found, list) and "list" in setting.types:
            for item in found:
                self.item(entry.key, item, setting)
        elif isinstance(found, int):
            self.number(entry.key, entry.value, found, setting)
        elif isinstance(found, str) and "string" in setting.types:
            self.item(entry.key, entry.value, setting)
        else:
            self.wrong_type(entry.key, entry.value, setting)

    def wrong_type(self, key: str, value: Value, setting: Setting) -> None:
        wanted = " or ".join(_WORDS[t] for t in setting.types)
        message = f"'{key}' takes {wanted}, not {_said(value)}"
        text = value.value if isinstance(value.value, str) else ""
        self.add("bad-value", value.offset, message, self.meant(setting, text))

    def number(self, key: str, value: Value, number: int, setting: Setting) -> None:
        said = clipped(value.said)
        if "bool" in setting.types and "int" not in setting.types:
            if number not in (0, 1):
                self.add("bad-value", value.offset, f"'{key}' is 0 or 1, not {said}")
            return
        if "int" not in setting.types:
            self.wrong_type(key, value, setting)
            return
        low, high = _range(setting)
        if not low <= number <= high:
            message = f"{said} is out of range for '{key}': {low} to {high}"
            self.add("bad-value", value.offset, message)
        elif self.is_barred(setting, str(number)):
            allowed = listing(list(setting.values))
            message = f"{said} is not allowed for '{key}'; allowed: {allowed}"
            self.add("bad-value", value.offset, message)

    @staticmethod
    def is_barred(setting: Setting, number: str) -> bool:
        """Whether the allowed values, if they are those of numbers, lack it."""
        numbers = setting.values if "string" not in setting.types else ()
        return bool(numbers) and number not in numbers

    def item(self, key: str, value: Value, setting: Setting) -> None:
        """A string, alone or in a list."""
        text = value.value
        if text is None:
            return
        if not isinstance(text, str):
            message = f"'{key}' takes strings in its list, not {_said(value)}"
            hint = f'write "{clipped(value.said)}"' if value.said else ""
            self.add("bad-value", value.offset, message, hint)
            return
        if setting.values and text not in setting.values:
            near = self.findings.near(text, setting.values)
            hint = did_you_mean(near)
            allowed = listing([f"'{v}'" for v in setting.values])
            said = clipped(text)
            message = f"'{said}' is not allowed for '{key}'; allowed: {allowed}"
            self.add("bad-value", value.offset, message, hint)
        elif setting.pattern and not re.fullmatch(setting.pattern, text):
            form = setting.form or f"text matching {setting.pattern}"
            message = f"'{clipped(text)}' is not allowed for '{key}'; expected {form}"
            self.add("bad-value", value.offset, message)


def _range(setting: Setting) -> tuple[int, int]:
    """The range of a number; where the table has no end, the one of libvirt's type.

    That is an int where it may be negative, an unsigned int where not (seen on 9.0.0;
    past 64 bits, libvirt takes the low 64 of them without a word).
    """
    low = _INT[0] if setting.min is None else setting.min
    most = _INT[1] if low < 0 else _UNSIGNED
    return low, most if setting.max is None else setting.max


def _said(value: Value) -> str:
    if isinstance(value.value, list):
        return "a list"
    if isinstance(value.value, str):
        return f'the string "{clipped(value.value, 30)}"'
    return f"the number {clipped(value.said)}"
