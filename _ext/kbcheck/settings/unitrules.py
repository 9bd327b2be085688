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
_SOCKET = re.compile(r"(libvirtd|virt[a-z]+d)(-(tcp|tls|ro|admin))?\.socket\.d")
"""Drop-ins of sockets with one address, which is meant to go if there is another."""
_NEEDS = {
    ".mount": ("Mount", ("What",), "What"),
    ".path": ("Path", ("Path", "DirectoryNotEmpty"), "path"),
    ".socket": ("Socket", ("Listen",), "Listen…"),
    ".timer": ("Timer", ("On",), "On…"),
}
"""Ending -> the section, how the names begin of which it needs one, and one in words;
seen with systemd-analyze 252."""
_YES = re.compile("(?i:1|y|yes|t|true|on)")
_WORD = re.compile(r"[^\s\"']+")
_TAKES_OPTIONS = ("ExecStart", "Environment")


def check_unit_rules(file: str, pairs: list[Pair], findings: Findings) -> None:
    """The rules that hang on several directives, or on the name of the file."""
    path = PurePath(file)
    _second_start(path, pairs, findings)
    _address(path, pairs, findings)
    _listening(path, pairs, findings)
    _restart(pairs, findings)
    if findings.example:
        return
    if path.suffix == ".service":
        _no_command(pairs, findings)
    elif path.suffix == ".mount":
        _place(path, pairs, findings)
    if path.suffix in _NEEDS:
        _needs(path.suffix, pairs, findings)


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


def _address(path: PurePath, pairs: list[Pair], findings: Findings) -> None:
    """An address that a drop-in adds to that of the unit."""
    streams = list(_values(pairs, "Socket", "ListenStream"))
    if streams and streams[0].value and _SOCKET.fullmatch(path.parent.name):
        message = "the address of the unit stays open, too: a drop-in adds to it"
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
    given = {p.key for p in pairs if p.value}
    stays = any(_YES.fullmatch(p.value) for p in pairs if p.key == "RemainAfterExit")
    if given & {"ExecStart", "SuccessAction"} or ("ExecStop" in given and stays):
        return
    _tell_section("Service", "the service has no ExecStart", pairs, findings)


def _restart(pairs: list[Pair], findings: Findings) -> None:
    """A service that ends by itself cannot be one that is always started again."""
    types = [p.value for p in _values(pairs, "Service", "Type")]
    if types[-1:] != ["oneshot"]:
        return
    for pair in _values(pairs, "Service", "Restart"):
        if pair.value in ("always", "on-success"):
            message = f"systemd refuses Restart={pair.value} for Type=oneshot"
            hint = "write on-failure, or another type"
            findings.add("conflict", pair.value_offset, message, hint)


def _needs(suffix: str, pairs: list[Pair], findings: Findings) -> None:
    """A unit without the directive that says what it is about."""
    section, begins, said = _NEEDS[suffix]
    if not any(p.section == section and p.key.startswith(begins) for p in pairs):
        _tell_section(section, f"the {suffix[1:]} has no {said}", pairs, findings)


def _tell_section(
    section: str, message: str, pairs: list[Pair], findings: Findings
) -> None:
    first = next((p for p in pairs if p.section == section), None)
    if first is not None:
        findings.add("missing-key", first.offset, f"{message}, and systemd refuses it")


def _place(path: PurePath, pairs: list[Pair], findings: Findings) -> None:
    """The name of a mount unit says where it mounts; systemd refuses another."""
    for pair in _values(pairs, "Mount", "Where"):
        wanted = escaped(pair.value)
        if "%" not in pair.value and wanted and wanted != path.stem:
            message = f"Where={clipped(pair.value)} does not fit the unit's name"
            hint = f"name the file {clipped(wanted, 80)}.mount"
            findings.add("conflict", pair.value_offset, message, hint)


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
