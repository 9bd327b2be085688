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
    exact    whether the kernel takes no '-' for '_' in it, as it does elsewhere
    instead  what to write for one that is gone
    unwise   values that may stand there, and that no hint proposes
    source   where the facts are from, if not that of the table
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn, TypeVar

from .setting import Setting
from .tablefile import missing_part, read_table

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
    data = read_table(kind)
    head, groups = data["head"], {n: _group(g) for n, g in data["groups"].items()}
    lists = {n: tuple(v) for n, v in head.items() if isinstance(v, list)}

    def missing(name: str) -> NoReturn:
        raise missing_part(kind, name)

    return Table(
        kind,
        head["title"],
        head.get("file", ""),
        groups.get("keys", {}),
        Named(groups, missing),
        Named(lists, missing),
    )


def _group(entries: dict[str, dict[str, Any]]) -> dict[str, Setting]:
    return {name: _setting(name, fields) for name, fields in entries.items()}


def _setting(name: str, fields: dict[str, Any]) -> Setting:
    """A setting; what JSON has as lists are tuples in it."""
    lists = {k: tuple(v) for k, v in fields.items() if isinstance(v, (list, tuple))}
    later = tuple((value, since) for value, since in fields.get("later", ()))
    return Setting(name, **{**fields, **lists, "later": later})
