"""Tables of commands: the names, options and arguments that transcripts may use.

A file of the model's folder `commands` holds commands that belong together, and the
`source` of its facts:

    [command.NAME]            the command
    meaning = "…"             one line
    root = true               it needs root
    rootless = [ "--user" ]   it does not with one of these options
    options = [ "-v", "--with VALUE", "-f|--force", "--color [WHEN]", "--new @9.7.0" ]
    arguments = [ "DOMAIN", "FILE...", "WORD...?" ]    '...' repeated, '?' optional
    like = "NAME"             the options are those of another command of the file
    aliases = [ "NAME" ]      further names of a subcommand
    everywhere = true         the options may follow a subcommand too
    any = true                options and arguments are not looked at
    kind = "qemu-argv"        but its words are, as a text of this kind
    clusters = false          '-ab' is an option of its own, not '-a -b'
    named = true              an argument may be given as '--domain NAME' (virsh)
    abbreviated = true        the first letters of an option do, if no other has them
    lists = "virt-install"    values of options are lists, as model/lists/FILE says
    bare = true               its subcommand may be left out
    usual = "SUB"             the subcommand that may be (sanlock)
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

`@` gives the version that brought an option; `@9.0.0..11.3.0`, like `since`, says that
the first of two lacks it, and the second has it.  A value in brackets can only follow
'='; one in parentheses is the next word, unless that is an option.  An argument `--id?`
is an option that may come without its name, `SIZE|OLD:NUMBER` has two names.
Values in small letters are all that there are: "--output human|json", "STATE:up|down".
NUMBER, UNIT, URI, CMDLINE, PROPERTY, LOG_FILTERS and LOG_OUTPUTS are checked as what
they are, and so are COMMAND_LINE, which a shell reads, and ALIAS, a NAME=COMMAND_LINE;
`partial` of a file lists commands that have more options than it gives;
`units` of a file lists units to be spelt right, `others` names like misspelt ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..cache import kept_json
from ..modelfile import model_files, model_path
from .entry import Lost, Option, Usage
from .tablefiles import read_tables

_TUPLES = ("rootless", "starts", "runs_with", "aliases")


@cache
def _files() -> dict[str, dict[str, Any]]:
    """Name of a file -> what it holds.  ModelError if one is not well written."""
    paths = model_files(model_path("commands"))
    here = Path(__file__)
    readers = here.with_name("tablefiles.py"), *here.parents[1].glob("*.py")
    names = [path.name for path in paths]
    found: dict[str, dict[str, Any]] = kept_json(
        "commands",
        [*paths, here, *readers],
        lambda: read_tables(paths),
        lambda kept: isinstance(kept, dict) and list(kept) == names,
    )
    return found


@cache
def units() -> frozenset[str]:
    """The names of units that the tables list."""
    return frozenset(u for data in _files().values() for u in data.get("units", ()))


@cache
def others() -> frozenset[str]:
    """Names of commands that no table describes, and that are near one that does."""
    return frozenset(o for data in _files().values() for o in data.get("others", ()))


@cache
def partial() -> frozenset[str]:
    """The commands that have more options than the tables give."""
    return frozenset(p for data in _files().values() for p in data.get("partial", ()))


@cache
def variables() -> dict[str, str]:
    """What the value of each variable is that the tables know."""
    return {
        name: entry["value"]
        for data in _files().values()
        for name, entry in data.get("variable", {}).items()
    }


class Commands(Mapping[str, Usage]):
    """The commands by name, each made when it is asked for: a text has few of them."""

    def __init__(self, entries: dict[str, dict[str, Any]]) -> None:
        self._entries = entries
        self._made: dict[str, Usage] = {}

    def __getitem__(self, name: str) -> Usage:
        if name not in self._made:
            self._made[name] = _usage(name, self._entries[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@cache
def commands() -> Commands:
    """Every command of the tables.  ModelError for one that is not well written."""
    return Commands(
        {
            name: {"source": data["source"]} | _like(entry, data["command"])
            for data in _files().values()
            for name, entry in data["command"].items()
        }
    )


def _like(entry: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """An entry with the options of the command that it is like."""
    other = others.get(entry.get("like", ""), {})
    own = {key: entry[key] for key in entry if key != "like"}
    return {"options": other.get("options", ()), **own}


def _usage(name: str, entry: dict[str, Any]) -> Usage:
    entry = dict(entry)
    subcommands: dict[str, Usage] = {}
    for sub, fields in entry.pop("sub", {}).items():
        usage = _usage(f"{name} {sub}", _inherit(entry) | fields)
        subcommands |= dict.fromkeys((sub, *usage.aliases), usage)
    if usual := entry.pop("usual", ""):
        subcommands = subcommands[usual].subcommands | subcommands
    options = tuple(_option(text) for text in entry.pop("options", ()))
    arguments = tuple(_argument(a, options) for a in entry.pop("arguments", ()))
    entry |= {key: tuple(entry.get(key, ())) for key in _TUPLES}
    meaning = entry.pop("meaning")
    entry["lost"] = {w: Lost(**f) for w, f in entry.pop("lost", {}).items()}
    return Usage(name, meaning, options, arguments, subcommands, **entry)


def _inherit(entry: dict[str, Any]) -> dict[str, Any]:
    """What a subcommand has from its command."""
    return {key: entry[key] for key in ("named", "rootless", "source") if key in entry}


def _option(text: str) -> Option:
    text, _, since = text.partition(" @")
    names, _, value = text.partition(" ")
    loose = value.startswith("(")
    optional = loose or value.startswith("[")
    return Option(tuple(names.split("|")), value.strip("[]()"), optional, since, loose)


def _argument(text: str, options: tuple[Option, ...]) -> str:
    """An argument; one that is written as an option is has the option's value."""
    if not text.startswith("--"):
        return text
    name = text.rstrip("?")
    option = next(o for o in options if name in o.names)
    return f"{name[2:].upper()}:{option.value}{text[len(name) :]}"
