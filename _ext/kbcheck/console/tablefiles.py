"""Reads the tables of commands, and holds each entry against what one may have."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from ..kinds import KINDS
from ..modelfields import (
    FLAG,
    SINCE,
    TABLE,
    TEXT,
    TEXTS,
    VERSION,
    check_entry,
    unknown,
)
from ..modelfile import ModelTable, model_files, model_path

_HEAD = {"source": TEXT, **dict.fromkeys(("units", "others", "partial"), TEXTS),
         "variable": TABLE, "command": TABLE}  # fmt: skip
_VARIABLE = {"meaning": TEXT, "value": TEXT}
_FIELDS = {
    **dict.fromkeys(("meaning", "source", "instead", "kind", "output"), TEXT),
    **dict.fromkeys(("like", "lists", "usual"), TEXT),
    **dict.fromkeys(("options", "arguments", "rootless", "starts"), TEXTS),
    **dict.fromkeys(("runs_with", "aliases"), TEXTS),
    "since": SINCE,
    "removed": VERSION,
    **dict.fromkeys(("root", "everywhere", "any", "clusters", "named"), FLAG),
    **dict.fromkeys(("abbreviated", "bare", "runs", "joins", "stops"), FLAG),
    **dict.fromkeys(("as_root", "reads_script", "asks", "adds"), FLAG),
    **dict.fromkeys(("sub", "lost"), TABLE),
}
_LOST = {"driver": TEXT, "removed": VERSION, "instead": TEXT, "source": TEXT}
_OPTION = re.compile(r"-[^\s|]*(?:\|-[^\s|]+)*(?: [^@\s]\S*)?(?: @(?P<since>\S+))?")
_CALLED = {
    "kind": "kind",
    "output": "kind",
    "like": "command",
    "lists": "file of lists",
    "usual": "subcommand",
}
"""Fields that name something, and what."""


def read_tables(paths: list[Path]) -> dict[str, dict[str, Any]]:
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
    for key in _CALLED.keys() & entry.keys():
        known = _known(table, entry, key)
        if entry[key] not in known:
            told = unknown(entry[key], known, _CALLED[key])
            raise table.fault(f"{keys[-1]}: {told}", *keys, key)
    _check_words(table, entry, *keys)
    for word, lost in entry.get("lost", {}).items():
        check_entry(
            table, lost, _LOST, *keys, "lost", word, needs=("driver", "removed")
        )
    for sub, fields in entry.get("sub", {}).items():
        _check(table, fields, *keys, "sub", sub)


def _known(table: ModelTable, entry: dict[str, Any], key: str) -> Collection[str]:
    """What a field may name."""
    if key == "lists":
        return [path.stem for path in model_files(model_path("lists"))]
    if key == "usual":
        return list(entry.get("sub", ()))
    return list(table.data["command"]) if key == "like" else list(KINDS)


def _check_words(table: ModelTable, entry: dict[str, Any], *keys: str) -> None:
    """The options and arguments: a ModelError for one that is not written as such."""
    names: set[str] = set()
    for option in entry.get("options", ()):
        match = _OPTION.fullmatch(option)
        wrong = SINCE(match["since"]) if match and match["since"] else ""
        if match is None or wrong:
            told = wrong or "does not read '-a|--all VALUE @9.7.0'"
            told = f"{keys[-1]}: the option {option!r} {told}"
            raise table.fault(told, *keys, "options")
        names.update(option.partition(" ")[0].split("|"))
    for argument in entry.get("arguments", ()):
        if argument.startswith("--") and argument.rstrip("?") not in names:
            told = f"{keys[-1]}: the argument {argument!r} is none of the options"
            raise table.fault(told, *keys, "arguments")
