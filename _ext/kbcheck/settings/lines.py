"""Lines of a text, with their offsets; lines that go on after a backslash are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..tree import is_hole

# A comment between the parts of a line belongs to neither of them.
_CONTINUED = re.compile(r"\\\r?\n(?:[ \t]*[#;][^\n]*\n)*")


class Line(NamedTuple):
    """A line without its blanks at both ends, and where it begins."""

    text: str
    offset: int


def lines(
    text: str, *, example: bool = False, comments: str = "#", continued: bool = False
) -> Iterator[Line]:
    """The lines that say something: no blank ones, no comments, no elisions."""
    if continued:  # as long as before, so that offsets stay
        text = _CONTINUED.sub(lambda m: " " * len(m[0]), text)
    at = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if line and line[0] not in comments and not (example and is_hole(line)):
            yield Line(line, at + len(raw) - len(raw.lstrip()))
        at += len(raw) + 1


def has_hole(text: str) -> bool:
    """Whether a line of the text is an elision."""
    return any(is_hole(line) for line in text.split("\n"))
