"""Lines of a text, with their offsets; lines that go on after a backslash are one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..position import Span
from ..tree import is_hole

# A comment between the parts of a line belongs to neither of them.
_CONTINUED = re.compile(r"\\\r?\n(?:[ \t]*[#;][^\n]*\n)*")


def lines(
    text: str, *, example: bool = False, comments: str = "#", continued: bool = False
) -> Iterator[Span]:
    """The lines that say something: no blank ones, no comments, no elisions."""
    if continued:  # as long as before, so that offsets stay
        text = _CONTINUED.sub(lambda m: " " * len(m[0]), text)
    at = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if line and line[0] not in comments and not (example and is_hole(line)):
            yield Span(line, at + len(raw) - len(raw.lstrip()))
        at += len(raw) + 1


def has_hole(text: str) -> bool:
    """Whether a line of the text is an elision."""
    return any(is_hole(line) for line in text.split("\n"))
