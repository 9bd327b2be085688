"""Units of systemd and their drop-ins: sections and directives."""

from __future__ import annotations

from pathlib import PurePath

from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .conf import BadSyntax
from .elements import add_sections
from .findings import Findings
from .ini import Pair, Section, scan_ini
from .table import load_table
from .unitrules import check_unit_rules

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
    check_unit_rules(request.file, checker.pairs, findings)


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
        self.pairs: list[Pair] = []
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
        self.pairs.append(pair)
        # An unknown section was told once; its keys are not told as well.
        if pair.section not in SECTIONS or pair.key.startswith("X-"):
            return
        setting = self.table.find(pair.key, *SECTIONS[pair.section])
        if setting is None:
            self.unknown(pair)
        elif setting.obsolete:
            message = f"'{pair.key}' is out of date: {setting.obsolete}"
            self.findings.add("obsolete", pair.offset, message, setting.instead)
        specified = "%" in pair.value.rstrip("%")  # systemd puts in what it stands for
        if setting and not setting.obsolete and pair.value and not specified:
            self.findings.value(setting, pair.value, pair.value_offset)

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
