"""Client credentials: sections `auth-SERVICE-HOST` and `credentials-NAME`."""

from __future__ import annotations

from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .conf import BadSyntax
from .elements import add_sections
from .findings import Findings
from .ini import Pair, Section, scan_ini
from .lines import has_hole
from .table import load_table

AUTH, CREDENTIALS = "auth-", "credentials-"


def check_auth(request: Request, findings: Findings) -> None:
    """Sections, their keys, and whether each reference resolves."""
    _AuthFile(request, findings).check()


class _AuthFile:
    def __init__(self, request: Request, findings: Findings) -> None:
        self.findings = findings
        self.table = load_table("auth.conf")
        self.text, self.example = request.text, request.example
        self.sections: dict[str, int] = {}
        self.keys: dict[tuple[str, str], int] = {}
        self.references: list[Pair] = []

    def check(self) -> None:
        for item in scan_ini(self.text, example=self.example):
            if isinstance(item, BadSyntax):
                self.findings.add("syntax", item.offset, item.message, item.hint)
            elif isinstance(item, Section):
                self.section(item)
            else:
                self.pair(item)
        if not (self.example and has_hole(self.text)):
            self.resolve()

    def section(self, section: Section) -> None:
        name, at = section
        if name in self.sections:
            self.findings.twice(f"[{clipped(name)}]", at, self.sections[name])
            return
        self.sections[name] = at
        if name.startswith(AUTH):
            self.service(name, at)
        elif not name.startswith(CREDENTIALS) or name == CREDENTIALS:
            near = self.findings.near(
                name.partition("-")[0], (AUTH[:-1], CREDENTIALS[:-1])
            )
            hint = did_you_mean(near and f"{near}-")
            said = clipped(name)
            message = f"[{said}] is neither [auth-SERVICE-HOST] nor [credentials-NAME]"
            self.findings.add("unknown-key", at, message, hint, silently_ignored=True)

    def service(self, name: str, at: int) -> None:
        service, _, host = name.removeprefix(AUTH).partition("-")
        services = self.table.lists["services"]
        if service not in services:
            near = self.findings.near(service, services)
            hint = did_you_mean(near)
            message = f"no service '{clipped(service)}' in [{clipped(name)}]"
            known = f"; known: {listing(services)}"
            self.findings.add("bad-value", at, message + known, hint,
                              silently_ignored=True)  # fmt: skip
        elif not host:
            message = f"[{clipped(name)}] lacks its host"
            hint = f"write [{AUTH}{service}-HOST] or [{AUTH}{service}-default]"
            self.findings.add("bad-value", at, message, hint, silently_ignored=True)

    def pair(self, pair: Pair) -> None:
        if not pair.section:
            message = f"'{clipped(pair.key)}' stands before any [section]"
            self.findings.add("syntax", pair.offset, message)
            return
        group = pair.section.partition("-")[0]
        if group not in self.table.groups:
            return  # the section itself is at fault
        place = (pair.section, pair.key)
        if pair.key not in self.table.groups[group]:
            self.unknown(pair, group)
        elif place in self.keys:
            self.findings.twice(f"'{pair.key}'", pair.offset, self.keys[place])
        elif pair.key != "password" and pair.value.startswith(('"', "'")):
            message = f"libvirt takes the quotes as part of '{pair.key}'"
            hint = f"write {pair.key}={clipped(pair.value).strip(pair.value[0])}"
            self.findings.add("bad-value", pair.value_offset, message, hint)
        elif pair.key == "credentials":
            self.references.append(pair)
        self.keys.setdefault(place, pair.offset)

    def unknown(self, pair: Pair, group: str) -> None:
        known = self.table.groups[group]
        near = self.findings.near(pair.key, known)
        hint = did_you_mean(near, f"known: {listing(list(known))}")
        other = next(
            (g for g, keys in self.table.groups.items() if pair.key in keys), ""
        )
        if other:
            hint = f"it belongs in [{other}-…]"
        message = f"'{clipped(pair.key)}' is not a setting of [{clipped(pair.section)}]"
        self.findings.add("unknown-key", pair.offset, message, hint,
                          silently_ignored=True)  # fmt: skip

    def resolve(self) -> None:
        """Whether each [auth-…] names a [credentials-…] that is there."""
        names = {s.removeprefix(CREDENTIALS): s for s in self.sections
                 if s.startswith(CREDENTIALS)}  # fmt: skip
        for pair in self.references:
            if pair.value not in names and not self.findings.elided(pair.value):
                near = self.findings.near(pair.value, names)
                hint = did_you_mean(near, "add that section")
                message = f"there is no section [{CREDENTIALS}{clipped(pair.value)}]"
                self.findings.add(
                    "dangling-reference", pair.value_offset, message, hint
                )
        for name, at in self.sections.items():
            if name.startswith(AUTH) and (name, "credentials") not in self.keys:
                message = f"[{clipped(name)}] lacks 'credentials'"
                self.findings.add("missing-key", at, message, "name a [credentials-…]")


def auth_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <section name='…'> and their keys."""
    add_sections(top, scan_ini(text, example=example))
