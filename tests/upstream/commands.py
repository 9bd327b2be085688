"""Our tables of commands against the help texts of a libvirt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kbcheck.console import tables
from kbcheck.console.tables import Usage
from kbcheck.modelfile import model_files, model_path
from kbcheck.versions import lifetime, parse_versions
from upstream import helps
from upstream.difference import Difference
from upstream.libvirt import Libvirt

WITH_SUBCOMMANDS = ("virsh", "virt-admin")
PLAIN = ("virt-install", "virt-clone", "virt-xml", "virt-xml-validate",
         "virt-host-validate", "virt-pki-validate", "virt-login-shell",
         "virt-qemu-run")  # fmt: skip
_REFUSED = re.compile("doesn't support option|doesn't exist|unknown command")


def differences(libvirt: Libvirt, program: str) -> Iterator[Difference]:
    """What the help of a program knows and our table does not, and the other way."""
    table = tables.commands().get(program)
    if table is None:
        yield Difference(f"[command.{program}] is missing", "model/commands")
    elif program in WITH_SUBCOMMANDS:
        yield from Subcommands(libvirt, program, table).differences()
    elif not table.any:
        yield from _of_help(libvirt, program, table)


def _of_help(libvirt: Libvirt, program: str, table: Usage) -> Iterator[Difference]:
    """The help leaves out what the manual has: so only what it lists is compared."""
    for name, value in helps.long_options(libvirt.printed(program, "--help")).items():
        if table.option(name) is None:
            word = f"{name} {value}".rstrip()
            yield Difference(f'[command.{program}] lacks "{word}"', _file(program))


class Subcommands(NamedTuple):
    """A program with subcommands, in a libvirt, and our table of it."""

    libvirt: Libvirt
    program: str
    table: Usage

    def differences(self) -> Iterator[Difference]:
        """Those of the program's own options and of each subcommand."""
        for option in helps.own_options(self._printed("--help")):
            if option not in self.table.option_names:
                yield self._told("", f'lacks "{option}"')
        names = helps.subcommands(self._printed("help"))
        texts = helps.parts(self._printed("; ".join(f"help {n}" for n in names)))
        for name in names:
            usage = self.table.subcommands.get(name)
            if usage is not None and self._has(usage.since, usage.removed):
                yield from self._options(name, usage, helps.options(texts[name]))
            else:
                yield self._new(name, usage, helps.options(texts[name]))
        for name, usage in self.table.subcommands.items():
            if name not in texts and self._has(usage.since, usage.removed):
                yield from self._hidden(name, "is told, and", "help", name)

    def _has(self, since: str, removed: str = "") -> bool:
        """Whether this version has what is there from one version to another."""
        asked = parse_versions(self.libvirt.version)
        return asked.within(lifetime(since, removed))

    def _new(
        self, name: str, usage: Usage | None, listed: list[helps.Listed]
    ) -> Difference:
        if usage is not None:
            dated = f"since {usage.since or '-'}, removed {usage.removed or '-'}"
            return self._told(name, f"is in the help, though {dated}")
        arguments = ", ".join(f'"{option}"' for option in listed if option.bare)
        options = ", ".join(f'"{option}"' for option in listed if not option.bare)
        entry = f"arguments = [{arguments}], options = [{options}]"
        return self._told(name, "is missing", entry)

    def _options(
        self, name: str, usage: Usage, listed: list[helps.Listed]
    ) -> Iterator[Difference]:
        arguments = {n for a in usage.arguments for n in _names(a)}
        for option in listed:
            if option.name.lower() not in arguments:
                yield from self._option(name, usage, option)
        known = {option.name.lower() for option in listed}
        ours = [n for o in usage.options if self._has(o.since) for n in o.names]
        unknown = [n for n in ours if n[:2] == "--" and n[2:].lower() not in known]
        for option in unknown:
            yield from self._hidden(name, f"has {option}, and", name, option)
        for argument in usage.arguments:
            if known.isdisjoint(_names(argument)):
                yield self._told(name, f"has {argument}, and the help has not")

    def _option(
        self, name: str, usage: Usage, option: helps.Listed
    ) -> Iterator[Difference]:
        own = usage.option(f"--{option.name}")
        if own is None:
            yield self._told(name, f'lacks "{option}"')
        elif not self._has(own.since):
            since = f"@{own.since}, and the help has it"
            yield self._told(name, f"dates --{option.name} {since}")
        elif bool(own.value) != bool(option.value):
            yield self._told(name, "has another value of", f'"{option}"')

    def _hidden(self, name: str, what: str, *words: str) -> Iterator[Difference]:
        """A difference if the program refuses what its help does not list.

        Older names are not in it.  An option is read before anything is done.
        """
        local = ("-c", "test:///default") if self.program == "virsh" else ()
        if _REFUSED.search(self._printed(*local, *words)):
            yield self._told(name, f"{what} {self.program} refuses it")

    def _printed(self, *words: str) -> str:
        return self.libvirt.printed(self.program, *words)

    def _told(self, name: str, what: str, entry: str = "") -> Difference:
        table = f"command.{self.program}{f'.sub.{name}' if name else ''}"
        return Difference(f"[{table}] {what}", _file(self.program), entry)


def _names(argument: str) -> list[str]:
    """The names of an argument, which may be given as options, too."""
    return argument.partition(":")[0].strip("-?.").lower().split("|")


def _file(program: str) -> str:
    """The file of the model that has a command, or that would."""
    for path in sorted(model_files(model_path("commands"))):
        if f"[command.{program}]" in path.read_text("utf-8"):
            return f"model/commands/{path.name}"
    return "model/commands"
