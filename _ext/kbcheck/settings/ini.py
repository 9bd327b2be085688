"""Files of sections: `[section]`, then `key = value`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .conf import BadSyntax
from .lines import lines

_HEADER = re.compile(r"\[([^\[\]]*)\]")
_PAIR = re.compile(r"([^\s=]+)[ \t]*=[ \t]*")


class Section(NamedTuple):
    """The header of a section."""

    name: str
    offset: int


class Pair(NamedTuple):
    """A setting and the section that it stands in; '' if there is none above it."""

    key: str
    value: str
    section: str
    offset: int
    value_offset: int


def scan_ini(
    text: str, *, example: bool, comments: str = "#", continued: bool = False
) -> Iterator[Section | Pair | BadSyntax]:
    """The sections, settings and faults of a text, in order."""
    section = ""
    for line in lines(text, example=example, comments=comments, continued=continued):
        found = _header(line.text, line.offset) or _pair(*line, section)
        if isinstance(found, Section):
            section = found.name
        elif line.text.startswith("["):  # what follows stands in it all the same
            section = line.text.strip("[]")
        yield found


def _header(text: str, at: int) -> Section | BadSyntax | None:
    if not text.startswith("["):
        return None
    match = _HEADER.match(text)
    if match is None:
        return BadSyntax(
            at, "the header of a section has no ']'", f"write {text[:40]}]"
        )
    if match.end() < len(text):
        said = text[match.end() :].strip()
        return BadSyntax(at + match.end(), f"'{said[:40]}' follows the header")
    return Section(match[1], at)


def _pair(text: str, at: int, section: str) -> Pair | BadSyntax:
    match = _PAIR.match(text)
    if match is None:
        said = text.split()[0][:40]
        return BadSyntax(at, f"'{said}' is neither a [section] nor a setting KEY=VALUE")
    value_at = at + match.end()
    return Pair(match[1], text[match.end() :], section, at, value_at)
