"""What systemd refuses of a unit as a whole: its commands, its name, its sockets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from ..position import Span
from ..suggest import clipped
from .findings import Findings
from .ini import Pair
from .listening import DAEMONS, check_listening

_DAEMON = re.compile(r"(libvirtd|virt[a-z]+d|sanlock|wdmd)\.service\.d")
"""Drop-ins of services that have one command and are not of the type oneshot."""
_PORTS = re.compile(r"(libvirtd|virtproxyd)-(tcp|tls)\.socket\.d")
"""Drop-ins of sockets with a port, which none of the two is meant to stay open."""
_RUNS = ("ExecStart", "ExecStop", "SuccessAction")
_WORD = re.compile(r"[^\s\"']+")
_TAKES_OPTIONS = ("ExecStart", "Environment")


def check_unit_rules(file: str, pairs: list[Pair], findings: Findings) -> None:
    """The rules that hang on several directives, or on the name of the file."""
    path = PurePath(file)
    _second_start(path, pairs, findings)
    _port(path, pairs, findings)
    _listening(path, pairs, findings)
    if path.suffix == ".service":
        _no_command(pairs, findings)
    elif path.suffix == ".mount":
        _place(path, pairs, findings)


def _values(pairs: list[Pair], section: str, key: str) -> Iterator[Pair]:
    return (p for p in pairs if p.section == section and p.key == key)


def _second_start(path: PurePath, pairs: list[Pair], findings: Findings) -> None:
    """A second command, which only a service of the type oneshot may have."""
    if any(p.value == "oneshot" for p in _values(pairs, "Service", "Type")):
        return
    # That of the unit, to which a drop-in adds.
    starts = [-1] if _DAEMON.fullmatch(path.parent.name) else []
    for pair in _values(pairs, "Service", "ExecStart"):
        # An empty one takes back all before it, as a drop-in must that replaces the
        # command.
        starts = [*starts, pair.offset] if pair.value else []
    for at in starts[1:]:
        message = "a second ExecStart, and systemd refuses to start the service"
        hint = "write an empty ExecStart= above it, which drops the first"
        findings.add("duplicate-key", at, message, hint)


def _port(path: PurePath, pairs: list[Pair], findings: Findings) -> None:
    """A port that a drop-in adds to that of the unit."""
    streams = list(_values(pairs, "Socket", "ListenStream"))
    if streams and streams[0].value and _PORTS.fullmatch(path.parent.name):
        message = "the port of the unit stays open, too: a drop-in adds to it"
        hint = "write an empty ListenStream= above it, which drops the first"
        findings.add("obsolete", streams[0].offset, message, hint)


def _listening(path: PurePath, pairs: list[Pair], findings: Findings) -> None:
    """--listen in the command of a daemon whose sockets systemd holds."""
    for pair in pairs:
        if pair.section != "Service" or pair.key not in _TAKES_OPTIONS:
            continue
        words = [
            Span(m[0], pair.value_offset + m.start())
            for m in _WORD.finditer(pair.value)
        ]
        unit = f"{path.parent.name}/{path.name}"
        for daemon in DAEMONS:
            if f"{daemon}.service" in unit:
                check_listening(daemon, _options(words), findings)


def _options(words: list[Span]) -> list[Span]:
    """The words without the variable that one begins with: NAME=--listen."""
    found = []
    for word in words:
        name, equals, value = word.text.partition("=")
        at = len(name) + 1 if equals and name.isupper() else 0
        found.append(Span(value if at else word.text, word.offset + at))
    return found


def _no_command(pairs: list[Pair], findings: Findings) -> None:
    """A service that runs nothing, which systemd refuses."""
    if findings.example or any(p.key in _RUNS and p.value for p in pairs):
        return
    first = next((p for p in pairs if p.section == "Service"), None)
    if first is not None:
        message = "the service has no ExecStart, and systemd refuses it"
        findings.add("missing-key", first.offset, message, "write ExecStart=/PROGRAM")


def _place(path: PurePath, pairs: list[Pair], findings: Findings) -> None:
    """The name of a mount unit says where it mounts; systemd refuses another."""
    for pair in _values(pairs, "Mount", "Where"):
        wanted = escaped(pair.value)
        if "%" not in pair.value and wanted and wanted != path.stem:
            message = f"Where={clipped(pair.value)} does not fit the unit's name"
            hint = f"name the file {clipped(wanted, 80)}.mount"
            findings.add("conflict", pair.value_offset, message, hint)
    if not (findings.example or any(_values(pairs, "Mount", "What"))):
        first = next((p for p in pairs if p.section == "Mount"), None)
        if first is not None:
            message = "the mount has no What, and systemd refuses it"
            findings.add("missing-key", first.offset, message, "write What=/DEVICE")


def escaped(path: str) -> str:
    r"""A path as the name of a unit has it: /srv/my-vms is srv-my\x2dvms.

    '' for what is no plain absolute path.
    """
    parts = [part for part in path.split("/") if part]
    if not path.startswith("/") or {".", ".."} & set(parts):
        return ""
    name = re.sub(r"^\.|[^A-Za-z0-9_:./]", _escape, "/".join(parts))
    return name.replace("/", "-") or "-"


def _escape(character: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in character[0].encode())
