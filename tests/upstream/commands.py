"""Our tables of commands against the help texts of a libvirt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbcheck.console import tables
from kbcheck.console.tables import Option, Usage
from kbcheck.versions import lifetime, parse_versions
from upstream import helps
from upstream.difference import Difference
from upstream.libvirt import Libvirt

WITH_SUBCOMMANDS = ("virsh", "virt-admin")
PLAIN = ("virt-install", "virt-clone", "virt-xml", "virt-xml-validate",
         "virt-host-validate", "virt-pki-validate", "virt-login-shell",
         "virt-qemu-run")  # fmt: skip
_LONG = re.compile(r"(?<![\w-])(--[a-z][\w-]*)(?:[ =]([A-Z][A-Z_]*))?")


def differences(libvirt: Libvirt, program: str) -> Iterator[Difference]:
    """What the help of a program knows and our table does not, and the other way."""
    table = tables.commands().get(program)
    if table is None:
        yield Difference(f"[command.{program}] is missing", "model/commands")
    elif program in WITH_SUBCOMMANDS:
        yield from _of_subcommands(libvirt, program, table)
    elif not table.any:
        yield from _of_help(libvirt, program, table)


def _of_subcommands(
    libvirt: Libvirt, program: str, table: Usage
) -> Iterator[Difference]:
    for name in helps.own_options(libvirt.printed(program, "--help")):
        if name not in table.option_names:
            yield _lacks(program, f"command.{program}", f'"{name}"')
    names = helps.subcommands(libvirt.printed(program, "help"))
    text = libvirt.printed(program, "; ".join(f"help {name}" for name in names))
    found = helps.parts(text)
    for name in names:
        usage = table.subcommands.get(name)
        if usage is None or not _there(usage.since, usage.removed, libvirt.version):
            yield from _subcommand(program, name, usage, found[name], libvirt.version)
        else:
            yield from _options(program, usage, found[name], libvirt.version)
    for name, usage in table.subcommands.items():
        if name not in found and _there(usage.since, usage.removed, libvirt.version):
            what = f"[command.{program}.sub.{name}] is not in the help"
            yield Difference(what, _file(program), "a since, or removed, is missing")


def _there(since: str, removed: str, version: str) -> bool:
    return parse_versions(version).within(lifetime(since, removed))


def _subcommand(
    program: str, name: str, usage: Usage | None, text: str, version: str
) -> Iterator[Difference]:
    what = f"[command.{program}.sub.{name}] is missing"
    if usage is not None:
        dated = f"since {usage.since or '-'}, removed {usage.removed or '-'}"
        what = f"[command.{program}.sub.{name}] is in the help, though {dated}"
    listed = helps.options(text)
    arguments = ", ".join(f'"{o}"' for o in listed if o.bare)
    options = ", ".join(f'"{o}"' for o in listed if not o.bare)
    entry = f"arguments = [{arguments}] options = [{options}]" if usage is None else ""
    yield Difference(what, _file(program), entry)


def _options(
    program: str, usage: Usage, text: str, version: str
) -> Iterator[Difference]:
    table = f"command.{program}.sub.{usage.name.partition(' ')[2]}"
    arguments = {a.partition(":")[0].rstrip("?.").lower() for a in usage.arguments}
    listed = helps.options(text)
    for option in listed:
        own = usage.option(f"--{option.name}")
        if option.name in arguments:
            continue
        if own is None:
            yield _lacks(program, table, f'"{option}"')
        elif not _there(own.since, "", version):
            what = f"[{table}] dates --{option.name} {own.since}, and the help has it"
            yield Difference(what, _file(program))
        elif bool(own.value) != bool(option.value):
            what = f"[{table}] is wrong on the value of --{option.name}"
            yield Difference(what, _file(program), f'"{option}"')
    known = {o.name for o in listed}
    for option in usage.options:
        if _there(option.since, "", version):
            yield from _unlisted(program, table, option, known, version)
    if listed or "SYNOPSIS" in text:
        for name in sorted(arguments - known):
            what = f"[{table}] has {name.upper()}, and the help has not"
            yield Difference(what, _file(program))


def _unlisted(
    program: str, table: str, option: Option, known: set[str], version: str
) -> Iterator[Difference]:
    for name in option.names:
        if name.startswith("--") and name[2:] not in known:
            what = f"[{table}] has {name}, and the help has not"
            yield Difference(what, _file(program))


def _of_help(libvirt: Libvirt, program: str, table: Usage) -> Iterator[Difference]:
    """The help leaves out what the manual has: so only what it lists is compared."""
    found: dict[str, str] = {}
    for name, value in _LONG.findall(libvirt.printed(program, "--help")):
        found[name] = found.get(name) or value
    for name, value in found.items():
        if table.option(name) is None:
            word = f"{name} {value}".rstrip()
            yield _lacks(program, f"command.{program}", f'"{word}"')


def _lacks(program: str, table: str, word: str) -> Difference:
    return Difference(f"[{table}] lacks {word}", _file(program))


def _file(program: str) -> str:
    for name, data in tables._files().items():
        if program in data["command"]:
            return f"model/commands/{name}"
    return "model/commands"
