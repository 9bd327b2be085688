"""Tables of settings: what a configuration file may hold.

A table is a TOML file of the model: `title`, `file` (where it lives), `source`, and a
table [keys.NAME] for each setting in libvirt's own syntax, or [GROUP.NAME] for those
of other files.  Lists in a group hold names that are known, but not described: those
of `switches` take what the kernel takes for yes or no, of `counts` a number, of
`others` anything.
`program` is whose versions it states, if not libvirt's: those are never compared.

    type     'string', 'int', 'bool' (0 or 1), 'list' (of strings), or several of them;
             outside [keys] a form of forms.toml, and 'flag' for one without a value
    meaning  one line
    values   the allowed values (of the items, for a list)
    pattern  a regular expression that a string matches, whole; `form` says it in words
    notation what else a string is, such as 'log-filters': see notations.py
    min, max the range of a number
    outcome  what comes of a number out of it, where libvirt itself takes it
    since    the version that brought it, or two: '9.0.0..11.3.0' says that the first
             lacks it and the last has it; removed: the one that dropped it
    later    values, or types, that came after the setting: value = "version"
    fatal    values of one that was removed with which nothing starts since then
    obsolete why it has no effect, where it is still accepted
    unread   the version since which nothing reads it, as `since`: it may have any value
    default  what holds without it
    where    the places that know it (files, folders, transports), if not all do
    excludes other settings that must not stand beside it
    pairs    another list, which must have as many items
    repeats  whether it may stand several times
    instead  what to write for one that is gone
    source   where the facts are from, if not that of the table
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn, TypeVar

from ..modelfields import (
    FLAG,
    NUMBER,
    PATTERN,
    SCALAR,
    SCALARS,
    SINCE,
    TABLE,
    TEXT,
    TEXTS,
    VERSION,
    WORDS,
    check_entry,
    unknown,
)
from ..modelfile import ModelTable, model_path
from .forms import forms
from .setting import NOTATIONS, Setting

CONF_TYPES = ("string", "int", "bool", "list")
WORD_LISTS = ("command_lines", "environment", "modules", "services")
"""Lists of words that may stand above the groups."""

_HEAD = {
    **dict.fromkeys(("title", "file", "source", "program"), TEXT),
    **dict.fromkeys(WORD_LISTS, TEXTS),
}
_FIELDS = {
    "type": WORDS,
    "meaning": TEXT,
    "values": SCALARS,
    "pattern": PATTERN,
    "form": TEXT,
    "min": NUMBER,
    "max": NUMBER,
    "outcome": TEXT,
    "since": SINCE,
    "removed": VERSION,
    "fatal": SCALARS,
    "obsolete": TEXT,
    "unread": SINCE,
    "default": SCALAR,
    "where": TEXTS,
    "repeats": FLAG,
    "instead": TEXT,
    "source": TEXT,
    "notation": TEXT,
    "later": TABLE,
    "excludes": TEXTS,
    "pairs": TEXT,
}

_LISTS = {
    "others": ("flag", "text"),
    "switches": ("flag", "kernel-bool"),
    "counts": ("count",),
}
"""List of names in a group -> the types of each."""

_OF_OTHERS = {"since": TEXT, "removed": TEXT}

Member = TypeVar("Member")


class Named(dict[str, Member]):
    """Parts of a table by name; one that is asked for and missing is a ModelError."""

    def __init__(
        self, found: dict[str, Member], missing: Callable[[str], NoReturn]
    ) -> None:
        super().__init__(found)
        self._missing = missing

    def __missing__(self, name: str) -> Member:
        self._missing(name)


class Table(NamedTuple):
    """The settings of one kind of file: those of [keys], and all groups by name.

    `lists` holds the lists of words that stand above the groups.
    """

    kind: str
    title: str
    file: str
    settings: dict[str, Setting]
    groups: dict[str, dict[str, Setting]]
    lists: dict[str, tuple[str, ...]]

    def find(self, name: str, *groups: str) -> Setting | None:
        """The setting of this name in the groups, the first that has it."""
        return next((g[name] for g in self._in(groups) if name in g), None)

    def names(self, *groups: str) -> list[str]:
        """The names of all settings of the groups."""
        return [name for group in self._in(groups) for name in group]

    def _in(self, groups: tuple[str, ...]) -> list[dict[str, Setting]]:
        return [self.groups[g] for g in groups if g in self.groups]


@lru_cache(maxsize=32)
def load_table(kind: str) -> Table:
    """The table of a kind.  ModelError if it is not well written."""
    table = ModelTable(model_path("settings", f"{kind}.toml"))
    data = table.data
    head = {key: data[key] for key in data if not isinstance(data[key], dict)}
    check_entry(table, head, _HEAD, needs=("title", "source"))
    groups = {
        group: _group(table, group, entries)
        for group, entries in data.items()
        if isinstance(entries, dict)
    }
    lists = {n: tuple(v) for n, v in data.items() if isinstance(v, list)}

    def missing(name: str) -> NoReturn:
        raise table.fault(f"there is no table or list {name!r}")

    return Table(
        kind,
        data["title"],
        data.get("file", ""),
        groups.get("keys", {}),
        Named(groups, missing),
        Named(lists, missing),
    )


def _group(
    table: ModelTable, group: str, entries: dict[str, Any]
) -> dict[str, Setting]:
    lists = {key: entries.pop(key) for key in _LISTS if key in entries}
    stated = {key: names for key, names in lists.items() if names}
    check_entry(table, stated, dict.fromkeys(_LISTS, TEXTS), group)
    source = table.data["source"]
    found = {
        name: _setting(table, group, name, {"source": source, **entry})
        if isinstance(entry, dict)
        else _stray(table, group, name)
        for name, entry in entries.items()
    }
    if not found and not lists:
        raise table.fault(f"{group} has no entry", group)
    return found | {
        name: Setting(name, _LISTS[key], "")
        for key, names in lists.items()
        for name in names
    }


def _stray(table: ModelTable, group: str, name: str) -> NoReturn:
    raise table.fault(f"{group}: {unknown(name, list(_LISTS))}", group, name)


def _setting(
    table: ModelTable, group: str, name: str, entry: dict[str, Any]
) -> Setting:
    fields = _FIELDS | _OF_OTHERS if "program" in table.data else _FIELDS
    check_entry(table, entry, fields, group, name, needs=["meaning"])
    conf = group == "keys"
    plain = () if entry.get("values") or entry.get("pattern") else ("text",)
    types = entry.pop("type", ("string",) if conf else plain)
    types = (types,) if isinstance(types, str) else tuple(types)
    known = CONF_TYPES if conf else (*forms(), "flag")
    for wrong in set(types) - set(known):
        told = unknown(wrong, known, "type")
        raise table.fault(f"{name}: {told}", group, name, "type")
    for field in ("values", "where", "excludes", "fatal"):
        entry[field] = tuple(str(v) for v in entry.get(field, ()))
    entry["later"] = _later(table, entry, group, name)
    notation = entry.get("notation")
    if notation and notation not in NOTATIONS:
        told = unknown(notation, NOTATIONS, "notation")
        raise table.fault(f"{name}: {told}", group, name, "notation")
    entry["default"] = str(entry.get("default", ""))
    return Setting(name, types, **entry)


def _later(
    table: ModelTable, entry: dict[str, Any], group: str, name: str
) -> tuple[tuple[str, str], ...]:
    """The versions of single values; each value must be one of the setting."""
    later = entry.get("later", {})
    words = (*entry.get("values", ()), *CONF_TYPES)
    fields = dict.fromkeys(words, VERSION)
    check_entry(table, later, fields, group, name, "later", name=name)
    return tuple(later.items())
