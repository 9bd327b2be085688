"""Tables of commands: the names, options and arguments that transcripts may use.

A file of the model's folder `commands` holds commands that belong together:

    [command.NAME]            the command
    meaning = "…"             one line
    root = true               it needs root
    options = [ "-v", "--long", "--with VALUE", "-f|--force" ]
    arguments = [ "DOMAIN", "FILE?", "WORD..." ]     '?' optional, '...' repeated
    any = true                options and arguments are not looked at
    runs = true               the rest of the words is a command of its own (sudo)
    source = "…"              where the facts are from
    [command.NAME.sub.SUB]    a subcommand: the same fields, and
    since / removed = "X.Y.Z" libvirt versions; instead = "…"
    output = "KIND"           the kind of what it prints
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parents[1] / "model" / "commands"


class Option(NamedTuple):
    """An option with its spellings; `value` names its value, '' if it takes none."""

    names: tuple[str, ...]
    value: str


class Usage(NamedTuple):
    """How a command or a subcommand is used."""

    name: str
    meaning: str
    options: tuple[Option, ...]
    arguments: tuple[str, ...]
    subcommands: dict[str, Usage]
    root: bool = False
    any: bool = False
    runs: bool = False
    since: str = ""
    removed: str = ""
    instead: str = ""
    output: str = ""
    source: str = ""

    @property
    def option_names(self) -> list[str]:
        """All spellings of all options."""
        return [name for option in self.options for name in option.names]

    def option(self, name: str) -> Option | None:
        """The option of this spelling."""
        return next((o for o in self.options if name in o.names), None)


@cache
def commands() -> dict[str, Usage]:
    """Every command of the tables.  ValueError for one that is not well written."""
    found: dict[str, Usage] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, entry in data.get("command", {}).items():
            if name in found:
                raise ValueError(f"{path}: the command {name} stands twice")
            found[name] = _usage(path, name, entry)
    return found


def _usage(path: Path, name: str, entry: dict[str, Any]) -> Usage:
    if not entry.get("meaning"):
        raise ValueError(f"{path}: {name} lacks its meaning")
    subcommands = {
        sub: _usage(path, f"{name} {sub}", fields)
        for sub, fields in entry.pop("sub", {}).items()
    }
    options = tuple(_option(text) for text in entry.pop("options", ()))
    arguments = tuple(entry.pop("arguments", ()))
    meaning = entry.pop("meaning")
    return Usage(name, meaning, options, arguments, subcommands, **entry)


def _option(text: str) -> Option:
    names, _, value = text.partition(" ")
    return Option(tuple(names.split("|")), value)
