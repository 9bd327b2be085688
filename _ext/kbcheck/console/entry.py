"""What the tables of commands hold: commands, subcommands, options, arguments."""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """An option with its spellings; `value` names its value, '' if it takes none.

    An `optional` value follows '=' alone; where it is `loose`, the next word is it,
    unless that is an option.
    """

    names: tuple[str, ...]
    value: str
    optional: bool = False
    since: str = ""
    loose: bool = False


class Lost(NamedTuple):
    """A word that a driver of libvirt, named as in a URI, takes no more."""

    driver: str
    removed: str
    instead: str = ""
    source: str = ""


class Usage(NamedTuple):
    """How a command or a subcommand is used.

    `subcommands` has those with another name, too, under each of their names.
    """

    name: str
    meaning: str
    options: tuple[Option, ...]
    arguments: tuple[str, ...]
    subcommands: dict[str, Usage]
    root: bool = False
    rootless: tuple[str, ...] = ()
    everywhere: bool = False
    clusters: bool = True
    named: bool = False
    abbreviated: bool = False
    bare: bool = False
    any: bool = False
    runs: bool = False
    runs_with: tuple[str, ...] = ()
    joins: bool = False
    stops: bool = False
    as_root: bool = False
    reads_script: bool = False
    asks: bool = False
    adds: bool = False
    starts: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    since: str = ""
    removed: str = ""
    instead: str = ""
    output: str = ""
    kind: str = ""
    lists: str = ""
    source: str = ""
    lost: dict[str, Lost] = {}  # noqa: RUF012 (nobody writes to it)

    @property
    def option_names(self) -> list[str]:
        """All spellings of all options."""
        return [name for option in self.options for name in option.names]

    @property
    def named_arguments(self) -> dict[str, str]:
        """`--domain` -> the argument, for those that may be given so."""
        if not self.named:
            return {}
        return {f"--{n}": a for a in self.arguments for n in _names(a)}

    @property
    def subcommand_names(self) -> list[str]:
        """The first names of all subcommands."""
        names = (s.name.rpartition(" ")[2] for s in self.subcommands.values())
        return list(dict.fromkeys(names))

    def option(self, name: str) -> Option | None:
        """The option of this spelling."""
        return next((o for o in self.options if name in o.names), None)


def bare(argument: str) -> str:
    """The name of an argument of the tables."""
    name, has_value, _ = argument.partition(":")
    return name.partition("|")[0] if has_value else name.rstrip("?.")


def _names(argument: str) -> list[str]:
    """The names of an argument, written as those of options are."""
    name, has_value, _ = argument.partition(":")
    names = name.split("|") if has_value else [name.rstrip("?.")]
    return [n.lower() if n.isupper() else n for n in names]


def choices(value: str) -> list[str]:
    """All that a value or an argument may be; empty if it may be anything."""
    name = value.rstrip("?.")
    if not name:
        return []
    return name.split("|") if name == name.lower() or "|" in name else []
