"""Units of systemd and their drop-ins: sections and directives."""

from __future__ import annotations

import re
from pathlib import PurePath

from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .conf import BadSyntax
from .elements import add_sections
from .findings import Findings
from .ini import Pair, Section, scan_ini
from .table import load_table

SECTIONS = {
    "Unit": ("unit",), "Install": ("install",),
    "Service": ("service", "exec", "kill", "resource"),
    "Socket": ("socket", "exec", "kill", "resource"),
    "Mount": ("mount", "exec", "kill", "resource"),
    "Swap": ("swap", "exec", "kill", "resource"),
    "Scope": ("scope", "kill", "resource"),
    "Slice": ("resource",), "Timer": ("timer",), "Path": ("path",),
    "Automount": ("automount",),
}  # fmt: skip
"""Section -> the groups of directives that it takes."""
_DAEMON = re.compile(r"(libvirtd|virt[a-z]+d|sanlock|wdmd)\.service\.d")
"""Drop-ins of services that have one command and are not of the type oneshot."""

_TYPES = {s.lower(): s for s in SECTIONS if s not in ("Unit", "Install")}


def check_unit(request: Request, findings: Findings) -> None:
    """Sections, directives, values; an assignment outside of a section."""
    checker = _UnitFile(request, findings)
    for item in scan_ini(
        request.text, example=request.example, comments="#;", continued=True
    ):
        if isinstance(item, BadSyntax):
            findings.add("syntax", item.offset, item.message, item.hint)
        elif isinstance(item, Section):
            checker.section(item)
        else:
            checker.pair(item)
    checker.finish()


def unit_type(file: str) -> str:
    """The section that the name of a file calls for: Slice for machine.slice.d/x."""
    path = PurePath(file)
    names = (path.name, path.parent.name.removesuffix(".d"))
    found = (_TYPES.get(PurePath(name).suffix[1:], "") for name in names)
    return next((section for section in found if section), "")


class _UnitFile:
    def __init__(self, request: Request, findings: Findings) -> None:
        self.findings = findings
        self.type = unit_type(request.file)
        self.starts: list[int] = []
        self.is_oneshot = False
        if _DAEMON.fullmatch(PurePath(request.file).parent.name):
            self.starts.append(-1)  # that of the unit, to which the drop-in adds
        self.table = load_table("systemd-unit")

    def section(self, section: Section) -> None:
        name, at = section
        # systemd passes over what begins so: it is for other programs.
        if name.startswith("X-"):
            return
        if name not in SECTIONS:
            near = self.findings.near(name, SECTIONS)
            hint = did_you_mean(near, f"known: {listing(list(SECTIONS))}")
            message = f"systemd knows no section [{clipped(name)}]"
            self.findings.add("unknown-key", at, message, hint)
        elif self.type and name not in (self.type, "Unit", "Install"):
            message = f"[{name}] is not a section of a {self.type.lower()} unit"
            hint = f"write [{self.type}]"
            self.findings.add("unknown-key", at, message, hint)

    def pair(self, pair: Pair) -> None:
        if not pair.section:
            self.outside(pair)
            return
        # An unknown section was told once; its keys are not told as well.
        if pair.section not in SECTIONS or pair.key.startswith("X-"):
            return
        setting = self.table.find(pair.key, *SECTIONS[pair.section])
        if setting is None:
            self.unknown(pair)
        elif setting.obsolete:
            message = f"'{pair.key}' is out of date: {setting.obsolete}"
            self.findings.add("obsolete", pair.offset, message, setting.instead)
        elif pair.key == "Type":
            self.is_oneshot = pair.value == "oneshot"
        elif pair.key == "ExecStart" and pair.section == "Service":
            # An empty one takes back all before it, as a drop-in must that replaces the
            # command.
            self.starts = [*self.starts, pair.offset] if pair.value else []
        specified = "%" in pair.value.rstrip("%")  # systemd puts in what it stands for
        if setting and not setting.obsolete and pair.value and not specified:
            self.findings.value(setting, pair.value, pair.value_offset)

    def finish(self) -> None:
        """A second command, which only a service of the type oneshot may have."""
        # At the end, as Type= may stand below the commands.
        if self.is_oneshot:
            return
        for at in self.starts[1:]:
            message = "a second ExecStart, and systemd refuses to start the service"
            hint = "write an empty ExecStart= above it, which drops the first"
            self.findings.add("duplicate-key", at, message, hint)

    def outside(self, pair: Pair) -> None:
        section = self.type or self.home(pair.key)
        hint = (
            f"write [{section}] above it" if section else "write its [section] above it"
        )
        message = (
            f"'{clipped(pair.key)}' stands outside of a section; systemd ignores it"
        )
        self.findings.add("syntax", pair.offset, message, hint)

    def home(self, key: str) -> str:
        """The one section that has a directive; '' if several have it."""
        found = [s for s, groups in SECTIONS.items() if self.table.find(key, *groups)]
        return found[0] if len(found) == 1 else ""

    def unknown(self, pair: Pair) -> None:
        homes = [s for s, g in SECTIONS.items() if self.table.find(pair.key, *g)]
        near = self.findings.near(
            pair.key, self.table.names(*SECTIONS[pair.section]), 0.75
        )
        if homes:
            hint = f"it belongs in {listing([f'[{s}]' for s in homes])}"
        else:
            hint = did_you_mean(near)
        message = f"'{clipped(pair.key)}' is not a directive of [{pair.section}]"
        self.findings.add("unknown-key", pair.offset, message, hint)


def unit_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <section name='…'> and their directives."""
    add_sections(top, scan_ini(text, example=example, comments="#;", continued=True))
