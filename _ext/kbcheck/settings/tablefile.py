"""Whether a table of settings is well written; forms of values are one, too.

What is read is JSON: `table` and `forms` make of it what checks ask for.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NoReturn

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
from ..problem import ModelError
from .setting import NOTATIONS

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
    "unwise": SCALARS,
    "source": TEXT,
    "notation": TEXT,
    "later": TABLE,
    "excludes": TEXTS,
    "pairs": TEXT,
    "exact": FLAG,
}

_LISTS = {
    "others": ("flag", "text"),
    "switches": ("flag", "kernel-bool"),
    "counts": ("count",),
}
"""List of names in a group -> the types of each."""

_OF_OTHERS = {"since": TEXT, "removed": TEXT}
_FORM = {"pattern": PATTERN, "said": TEXT}


@cache  # each setting of a table has one
def read_forms() -> dict[str, dict[str, str]]:
    """Name -> the fields of a form.  ModelError if one is not well written."""
    table = ModelTable(model_path("settings", "forms.toml"))
    check_entry(table, table.data, {"form": TABLE}, needs=["form"])
    found: dict[str, dict[str, str]] = table.data["form"]
    for name, entry in found.items():
        check_entry(table, entry, _FORM, "form", name, needs=_FORM)
    if "text" not in found:
        raise table.fault("there is no form 'text', which is that of any value", "form")
    return found


def read_table(kind: str) -> dict[str, Any]:
    """What the table of a kind holds.  ModelError if it is not well written.

    `head` has what stands above the groups, `groups` the fields of each setting.
    """
    table = _table(kind)
    data = table.data
    head = {key: data[key] for key in data if not isinstance(data[key], dict)}
    check_entry(table, head, _HEAD, needs=("title", "source"))
    groups = {
        group: _group(table, group, entries)
        for group, entries in data.items()
        if isinstance(entries, dict)
    }
    return {"head": head, "groups": groups}


def missing_part(kind: str, name: str) -> ModelError:
    """That the table of a kind lacks a group or a list that a check needs."""
    return _table(kind).fault(f"there is no table or list {name!r}")


def _table(kind: str) -> ModelTable:
    return ModelTable(model_path("settings", f"{kind}.toml"))


def _group(
    table: ModelTable, group: str, entries: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Name -> the fields of a setting, those of the lists of names at the end."""
    # Names among the settings: popped, or each would be read as one.
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
        name: {"types": _LISTS[key], "meaning": ""}
        for key, names in lists.items()
        for name in names
    }


def _stray(table: ModelTable, group: str, name: str) -> NoReturn:
    raise table.fault(f"{group}: {unknown(name, list(_LISTS))}", group, name)


def _setting(
    table: ModelTable, group: str, name: str, entry: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a setting: what may be written in several ways is a list."""
    fields = _FIELDS | _OF_OTHERS if "program" in table.data else _FIELDS
    check_entry(table, entry, fields, group, name, needs=["meaning"])
    conf = group == "keys"
    # Where neither values nor a pattern bound it, any text will do.
    plain = () if entry.get("values") or entry.get("pattern") else ("text",)
    types = entry.pop("type", ("string",) if conf else plain)
    types = [types] if isinstance(types, str) else [*types]
    known = CONF_TYPES if conf else (*read_forms(), "flag")
    for wrong in set(types) - set(known):
        told = unknown(wrong, known, "type")
        raise table.fault(f"{name}: {told}", group, name, "type")
    for field in ("values", "where", "excludes", "fatal", "unwise"):
        entry[field] = [str(v) for v in entry.get(field, ())]
    entry["later"] = _later(table, entry, group, name)
    notation = entry.get("notation")
    if notation and notation not in NOTATIONS:
        told = unknown(notation, NOTATIONS, "notation")
        raise table.fault(f"{name}: {told}", group, name, "notation")
    entry["default"] = str(entry.get("default", ""))
    return {**entry, "types": types}


def _later(
    table: ModelTable, entry: dict[str, Any], group: str, name: str
) -> list[tuple[str, str]]:
    """The versions of single values; each value must be one of the setting."""
    later = entry.get("later", {})
    words = (*entry.get("values", ()), *CONF_TYPES)
    fields = dict.fromkeys(words, VERSION)
    check_entry(table, later, fields, group, name, "later", name=name)
    return [*later.items()]
