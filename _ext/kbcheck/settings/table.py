"""Tables of settings: what a configuration file may hold.

A table is a TOML file of the model: `title`, `file` (where it lives), `source`, and a
table [keys.NAME] for each setting in libvirt's own syntax, or [GROUP.NAME] for those
of other files.  `others` in a group lists names that are known, but not described.
`program` is whose versions it states, if not libvirt's: those are never compared.

    type     'string', 'int', 'bool' (0 or 1), 'list' (of strings), or several of them;
             outside [keys] a form of forms.toml, and 'flag' for one without a value
    meaning  one line
    values   the allowed values (of the items, for a list)
    pattern  a regular expression that a string matches, whole; `form` says it in words
    min, max the range of a number
    since    the version that brought it; removed: the one that dropped it
    obsolete why it has no effect, where it is still accepted
    default  what holds without it
    where    the places that know it (files, folders, transports), if not all do
    repeats  whether it may stand several times
    instead  what to write for one that is gone
    source   where the facts are from, if not that of the table
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..versions import check_lifetime
from .forms import forms

TABLES = Path(__file__).parents[1] / "model" / "settings"
CONF_TYPES = ("string", "int", "bool", "list")


class Setting(NamedTuple):
    """One setting of a file."""

    name: str
    types: tuple[str, ...]
    meaning: str
    values: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""
    min: int | None = None
    max: int | None = None
    since: str = ""
    removed: str = ""
    obsolete: str = ""
    default: str = ""
    source: str = ""
    where: tuple[str, ...] = ()
    repeats: bool = False
    instead: str = ""


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
    """The table of a kind.  ValueError if it is not well written."""
    path = TABLES / f"{kind}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    source = data.get("source", "")
    groups = {
        group: _group(path, entries, source, conf=group == "keys")
        for group, entries in data.items()
        if isinstance(entries, dict)
    }
    if "program" not in data:  # nobody states versions of other programs
        for setting in (s for group in groups.values() for s in group.values()):
            check_lifetime(path, setting.name, setting.since, setting.removed)
    lists = {n: tuple(v) for n, v in data.items() if isinstance(v, list)}
    settings = groups.get("keys", {})
    return Table(kind, data["title"], data.get("file", ""), settings, groups, lists)


def _group(
    path: Path, entries: dict[str, Any], source: str, *, conf: bool
) -> dict[str, Setting]:
    others = entries.pop("others", ())
    found = {
        name: _setting(path, name, {"source": source, **entry}, conf=conf)
        for name, entry in entries.items()
    }
    return found | {name: Setting(name, ("flag", "text"), "") for name in others}


def _setting(path: Path, name: str, entry: dict[str, Any], *, conf: bool) -> Setting:
    plain = () if entry.get("values") or entry.get("pattern") else ("text",)
    types = entry.pop("type", ("string",) if conf else plain)
    types = (types,) if isinstance(types, str) else tuple(types)
    known = CONF_TYPES if conf else (*forms(), "flag")
    if not set(types) <= set(known):
        raise ValueError(f"{path}: {name}: a type is one of {', '.join(known)}")
    if not entry.get("meaning"):
        raise ValueError(f"{path}: {name} lacks its meaning")
    for field in ("values", "where"):
        entry[field] = tuple(str(v) for v in entry.get(field, ()))
    entry["default"] = str(entry.get("default", ""))
    return Setting(name, types, **entry)
