"""Tables of commands: the names, options and arguments that transcripts may use.

A file of the model's folder `commands` holds commands that belong together, and the
`source` of its facts:

    [command.NAME]            the command
    meaning = "…"             one line
    root = true               it needs root
    rootless = [ "--user" ]   it does not with one of these options
    options = [ "-v", "--with VALUE", "-f|--force", "--color [WHEN]", "--new @9.7.0" ]
    arguments = [ "DOMAIN", "FILE...", "WORD...?" ]    '...' repeated, '?' optional
    everywhere = true         the options may follow a subcommand too
    any = true                options and arguments are not looked at
    kind = "qemu-argv"        but its words are, as a text of this kind
    clusters = false          '-ab' is an option of its own, not '-a -b'
    named = true              an argument may be given as '--domain NAME' (virsh)
    bare = true               its subcommand may be left out
    runs = true               what follows the arguments is a command (sudo)
    runs_with = [ "-u" ]      so is all that follows one of these options (runuser)
    joins = true              a shell reads that command, joined by blanks (ssh)
    stops = true              the options end at the first argument (sh)
    as_root = true            what it runs, it runs as root (sudo)
    reads_script = true       by itself it reads commands for a shell (bash)
    adds = true               it adds words to what it runs (xargs)
    asks = true               by itself it reads its subcommands, one a line (virsh)
    starts = [ "-exec" ]      a command stands after such a word (find)
    source = "…"              where the facts are from, if not as the rest of the file
    [command.NAME.sub.SUB]    a subcommand: the same fields, and
    since / removed = "X.Y.Z" libvirt versions; instead = "…"
    output = "KIND"           the kind of what it prints
    [command.NAME.sub.SUB.lost.WORD]   a word that one driver of libvirt does not take
    driver = "qemu"           any more, and others do; `removed` and `instead` as above
    [variable.NAME]           a variable of the shell: `meaning`, and
    value = "URI"             what its value is, named as that of an option

`@` gives the version that brought an option.  A value in brackets can only follow '='.
Values in small letters are all that there are: "--output human|json", "STATE:up|down".
NUMBER, UNIT, URI, CMDLINE, PROPERTY, LOG_FILTERS and LOG_OUTPUTS are checked as what
they are, and so are COMMAND_LINE, which a shell reads, and ALIAS, a NAME=COMMAND_LINE;
`units` of a file lists units to be spelt right, `others` names like misspelt ones.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ..cache import kept_json
from ..kinds import KINDS
from ..modelfields import FLAG, TABLE, TEXT, TEXTS, VERSION, check_entry, unknown
from ..modelfile import ModelTable, model_files, model_path

_HEAD = {"source": TEXT, **dict.fromkeys(("units", "others"), TEXTS),
         "variable": TABLE, "command": TABLE}  # fmt: skip
_VARIABLE = {"meaning": TEXT, "value": TEXT}
_FIELDS = {
    **dict.fromkeys(("meaning", "source", "instead", "kind", "output"), TEXT),
    **dict.fromkeys(("options", "arguments", "rootless", "starts", "runs_with"), TEXTS),
    **dict.fromkeys(("since", "removed"), VERSION),
    **dict.fromkeys(("root", "everywhere", "any", "clusters", "named"), FLAG),
    **dict.fromkeys(("bare", "runs", "joins", "stops"), FLAG),
    **dict.fromkeys(("as_root", "reads_script", "asks", "adds"), FLAG),
    **dict.fromkeys(("sub", "lost"), TABLE),
}
_LOST = {"driver": TEXT, "removed": VERSION, "instead": TEXT, "source": TEXT}
_OPTION = re.compile(r"-[^\s|]*(?:\|-[^\s|]+)*(?: [^@\s]\S*)?(?: @(?P<since>\S+))?")


class Option(NamedTuple):
    """An option with its spellings; `value` names its value, '' if it takes none."""

    names: tuple[str, ...]
    value: str
    optional: bool = False
    since: str = ""


class Lost(NamedTuple):
    """A word that a driver of libvirt, named as in a URI, takes no more."""

    driver: str
    removed: str
    instead: str = ""
    source: str = ""


class Usage(NamedTuple):
    """How a command or a subcommand is used."""

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
    since: str = ""
    removed: str = ""
    instead: str = ""
    output: str = ""
    kind: str = ""
    source: str = ""
    lost: dict[str, Lost] = {}  # noqa: RUF012 (nobody writes to it)

    @property
    def option_names(self) -> list[str]:
        """All spellings of all options."""
        return [name for option in self.options for name in option.names]

    def option(self, name: str) -> Option | None:
        """The option of this spelling."""
        return next((o for o in self.options if name in o.names), None)


@cache
def _files() -> dict[str, dict[str, Any]]:
    """Name of a file -> what it holds.  ModelError if one is not well written."""
    paths = model_files(model_path("commands"))
    code = [Path(__file__), *Path(__file__).parents[1].glob("*.py")]
    names = [path.name for path in paths]
    found: dict[str, dict[str, Any]] = kept_json(
        "commands",
        [*paths, *code],
        lambda: _read(paths),
        lambda kept: isinstance(kept, dict) and list(kept) == names,
    )
    return found


def _read(paths: list[Path]) -> dict[str, dict[str, Any]]:
    """The files as they are, each entry held against the fields that it may have."""
    found: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for path in paths:
        table = ModelTable(path)
        check_entry(table, table.data, _HEAD, needs=("source", "command"))
        for name, entry in table.data.get("variable", {}).items():
            check_entry(table, entry, _VARIABLE, "variable", name, needs=_VARIABLE)
        for name, entry in table.data["command"].items():
            if name in seen:
                told = f"the command {name} stands twice"
                raise table.fault(told, "command", name)
            seen.add(name)
            _check(table, entry, "command", name)
        found[path.name] = table.data
    return found


def _check(table: ModelTable, entry: Any, *keys: str) -> None:
    check_entry(table, entry, _FIELDS, *keys, needs=["meaning"])
    for key in ("kind", "output"):
        if entry.get(key, "console") not in KINDS:
            told = unknown(entry[key], KINDS, "kind")
            raise table.fault(f"{keys[-1]}: {told}", *keys, key)
    for option in entry.get("options", ()):
        match = _OPTION.fullmatch(option)
        wrong = VERSION(match["since"]) if match and match["since"] else ""
        if match is None or wrong:
            told = wrong or "does not read '-a|--all VALUE @9.7.0'"
            raise table.fault(f"{keys[-1]}: the option {option!r} {told}", *keys)
    for word, lost in entry.get("lost", {}).items():
        check_entry(
            table, lost, _LOST, *keys, "lost", word, needs=("driver", "removed")
        )
    for sub, fields in entry.get("sub", {}).items():
        _check(table, fields, *keys, "sub", sub)


@cache
def units() -> frozenset[str]:
    """The names of units that the tables list."""
    return frozenset(u for data in _files().values() for u in data.get("units", ()))


@cache
def others() -> frozenset[str]:
    """Names of commands that no table describes, and that are near one that does."""
    return frozenset(o for data in _files().values() for o in data.get("others", ()))


@cache
def variables() -> dict[str, str]:
    """What the value of each variable is that the tables know."""
    return {
        name: entry["value"]
        for data in _files().values()
        for name, entry in data.get("variable", {}).items()
    }


@cache
def commands() -> dict[str, Usage]:
    """Every command of the tables.  ModelError for one that is not well written."""
    return {
        name: _usage(name, {"source": data["source"]} | entry)
        for data in _files().values()
        for name, entry in data["command"].items()
    }


def _usage(name: str, entry: dict[str, Any]) -> Usage:
    entry = dict(entry)
    subcommands = {
        sub: _usage(f"{name} {sub}", _inherit(entry) | fields)
        for sub, fields in entry.pop("sub", {}).items()
    }
    options = tuple(_option(text) for text in entry.pop("options", ()))
    arguments = tuple(entry.pop("arguments", ()))
    entry["rootless"] = tuple(entry.get("rootless", ()))
    entry["starts"] = tuple(entry.get("starts", ()))
    entry["runs_with"] = tuple(entry.get("runs_with", ()))
    meaning = entry.pop("meaning")
    entry["lost"] = {w: Lost(**f) for w, f in entry.pop("lost", {}).items()}
    return Usage(name, meaning, options, arguments, subcommands, **entry)


def _inherit(entry: dict[str, Any]) -> dict[str, Any]:
    """What a subcommand has from its command."""
    return {key: entry[key] for key in ("named", "rootless", "source") if key in entry}


def _option(text: str) -> Option:
    text, _, since = text.partition(" @")
    names, _, value = text.partition(" ")
    optional = value.startswith("[")
    return Option(tuple(names.split("|")), value.strip("[]"), optional, since)


def choices(value: str) -> list[str]:
    """All that a value or an argument may be; empty if it may be anything."""
    bare = value.rstrip("?.")
    if not bare:
        return []
    return bare.split("|") if bare == bare.lower() or "|" in bare else []
