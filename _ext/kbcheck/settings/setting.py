"""One setting, as its table states it."""

from __future__ import annotations

from typing import NamedTuple

NOTATIONS = ("log-filters", "log-outputs", "size", "uri", "uri-alias")
"""What else a string may be, beside a pattern: `notations` checks each."""


class Setting(NamedTuple):
    """One setting of a file; the fields are those of `table`."""

    name: str
    types: tuple[str, ...]
    meaning: str
    values: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""
    min: int | None = None
    max: int | None = None
    outcome: str = ""
    since: str = ""
    removed: str = ""
    fatal: tuple[str, ...] = ()
    obsolete: str = ""
    unread: str = ""
    default: str = ""
    source: str = ""
    where: tuple[str, ...] = ()
    repeats: bool = False
    instead: str = ""
    unwise: tuple[str, ...] = ()
    notation: str = ""
    later: tuple[tuple[str, str], ...] = ()
    excludes: tuple[str, ...] = ()
    pairs: str = ""
    exact: bool = False
