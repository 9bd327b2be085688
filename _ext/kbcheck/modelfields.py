"""What an entry of the model may hold: a closed set of fields, each of a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .modelfile import ModelTable
from .suggest import did_you_mean, listing, nearest
from .versions import VersionError, lifetime, parse_versions, version

Field = Callable[[Any], str]
"""What is wrong with a value ('is not a string'); '' if nothing is."""


def _of(said: str, *types: type) -> Field:
    # type(), not isinstance: a bool is an int for Python, and never for the model.
    return lambda value: "" if type(value) in types else f"is not {said}"


def _list_of(said: str, *types: type) -> Field:
    def check(value: Any) -> str:
        fits = isinstance(value, list) and all(type(v) in types for v in value)
        return "" if fits and value else f"is not a list of {said}"

    return check


TEXT = _of("a string", str)
FLAG = _of("true or false", bool)
NUMBER = _of("a whole number", int)
SCALAR = _of("a string, a number or true or false", str, int, bool)
TABLE = _of("a table", dict)
TEXTS = _list_of("strings", str)
SCALARS = _list_of("strings or numbers", str, int)


def BITS(value: Any) -> str:
    """The numbers of bits of a 64-bit number."""
    fits = isinstance(value, list) and all(
        type(bit) is int and 0 <= bit < 64 for bit in value
    )
    return "" if fits and value else "is not a list of numbers from 0 to 63"


def WORDS(value: Any) -> str:
    """A string, or a list of strings."""
    return "" if isinstance(value, str) else TEXTS(value)


def _read_by(read: Callable[[str], object], said: str) -> Field:
    """A string that a function can read; what it raises says what is wrong."""

    def check(value: Any) -> str:
        try:
            wrong = TEXT(value)
            if not wrong:
                read(value)
        except (ValueError, re.error, OverflowError, RecursionError) as err:
            return f"is not {said}: {err}"
        return wrong

    return check


PATTERN = _read_by(re.compile, "a regular expression")
VERSION = _read_by(version, "a version")
SINCE = _read_by(lifetime, "a version, or two: 9.0.0..11.3.0")
VERSIONS = _read_by(parse_versions, "a range of versions")


def check_entry(
    table: ModelTable,
    entry: Any,
    fields: Mapping[str, Field],
    *keys: str | int,
    needs: Iterable[str] = (),
    name: str = "",
) -> None:
    """Raise a ModelError unless an entry has the fields that it needs, and no others.

    `keys` lead to the entry, none of them to the file as a whole; `name` is what to
    call it, if that is not the last key.
    """
    name = name or (str(keys[-1]) if keys else "the file")
    if not isinstance(entry, dict):
        raise table.fault(f"{name} is not a table", *keys)
    for key, value in entry.items():
        if key not in fields:
            raise table.fault(f"{name}: {unknown(key, fields)}", *keys, key)
        wrong = fields[key](value)
        if wrong:
            raise table.fault(f"{name}: {key} {wrong}", *keys, key)
    try:
        if {VERSION, SINCE} & {fields.get("since"), fields.get("removed")}:
            lifetime(entry.get("since", ""), entry.get("removed", ""))
    except VersionError as err:
        raise table.fault(f"{name}: {err}", *keys, "removed") from err
    for key in needs:
        if entry.get(key) in (None, "", [], {}):
            raise table.fault(f"{name} lacks {key}", *keys)


def unknown(name: str, known: Iterable[str], what: str = "field") -> str:
    """That there is no such name, with a guess at what was meant."""
    words = sorted(known)
    near = nearest(name, words)
    told = did_you_mean(near, f"known are {listing(words)}")
    return f"there is no {what} {name!r}; {told}"
