"""Tables of settings: what a configuration file may hold.

A table is a TOML file of the model: `title`, `file` (where it lives), `source`, and a
table [keys.NAME] for each setting:

    type     'string', 'int', 'bool' (0 or 1), 'list' (of strings), or several of them
    meaning  one line
    values   the allowed values (of the items, for a list)
    pattern  a regular expression that a string matches, whole; `form` says it in words
    min, max the range of a number
    since    the libvirt version that brought it; removed: the one that dropped it
    obsolete why it has no effect, where it is still accepted
    default  what holds without it
    source   where the facts are from, if not that of the table
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

TABLES = Path(__file__).parents[1] / "model" / "settings"
TYPES = ("string", "int", "bool", "list")


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


class Table(NamedTuple):
    """The settings of one kind of file."""

    kind: str
    title: str
    file: str
    settings: dict[str, Setting]


@lru_cache(maxsize=32)
def load_table(kind: str) -> Table:
    """The table of a kind.  ValueError if it is not well written."""
    path = TABLES / f"{kind}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    source = data.get("source", "")
    found = {
        name: _setting(path, name, source, entry)
        for name, entry in data.get("keys", {}).items()
    }
    return Table(kind, data["title"], data.get("file", ""), found)


def _setting(path: Path, name: str, source: str, entry: dict[str, Any]) -> Setting:
    types = entry.pop("type", "string")
    types = (types,) if isinstance(types, str) else tuple(types)
    if not set(types) <= set(TYPES):
        raise ValueError(f"{path}: {name}: a type is one of {', '.join(TYPES)}")
    if not entry.get("meaning"):
        raise ValueError(f"{path}: {name} lacks its meaning")
    entry = {"source": source, **entry}
    entry["values"] = tuple(str(v) for v in entry.get("values", ()))
    entry["default"] = str(entry.get("default", ""))
    return Setting(name, types, **entry)
