"""What a paste puts before each line of a transcript: blanks, or numbers of lines."""

from __future__ import annotations

import re

_NUMBER = re.compile(r" *(\d+)(?:[:.)|]|(?= |\Z)) ?")
_ROOM = 400  # no command is longer that somebody writes prose behind
_ASIDE = re.compile(
    r"""(?<=\S) [ \t]++ (?:
      (?:\#[ ]?|//[ ]?)?+ <(?:\d{1,2}|\.)>                 # a callout: <1>
    | (?:<-++|<==++|←|⇐|⟵) (?:[ \t][^\n]*+)?               # <-- this one fails
    | //[ \t][^\n]*+                                       # as in C
    | (?:(?<=[ \t]{2})(?=\([A-Za-z])|(?=\((?:or|e\.g\.|i\.e\.|optional|if)\b))
      \([^()$;|&"'`]*+\)
    ) \Z""",
    re.VERBOSE,
)
"""What a writer adds behind a command, and no shell would take."""
_BLANKS = re.compile(r" *")


def stripped(text: str) -> tuple[str, list[int]]:
    """The text without that, and how many characters each line has lost."""
    lines = text.split("\n")
    # First the numbers: blanks often stand on both sides of them.
    numbers = _numbered(lines)
    bare = [line[cut:] for line, cut in zip(lines, numbers, strict=True)]
    blanks = _indented(bare)
    said = [line[cut:] for line, cut in zip(bare, blanks, strict=True)]
    return "\n".join(said), [a + b for a, b in zip(numbers, blanks, strict=True)]


def without_asides(text: str) -> str:
    """The text without what its writer says behind commands: `virsh list <1>`."""
    return "\n".join(map(_without_aside, text.split("\n")))


def _without_aside(line: str) -> str:
    match = _ASIDE.search(line.rstrip(" \t\r")) if len(line) < _ROOM else None
    return line[: match.start()] if match else line


def _indented(lines: list[str]) -> list[int]:
    """The blanks that all lines begin with."""
    said = [line for line in lines if line.strip()]
    least = min((_width(line) for line in said), default=0)
    return [min(least, len(line)) for line in lines]


def _width(line: str) -> int:
    match = _BLANKS.match(line)
    return match.end() if match else 0


def _numbered(lines: list[str]) -> list[int]:
    """The numbers, if each line that holds anything has one, one more than the last.

    A table that begins with numbers has a head without one.
    """
    cuts: list[int] = []
    last: int | None = None
    for line in lines:
        match = _NUMBER.match(line)
        if not line.strip():
            cuts.append(0)
            continue
        # Python refuses to read numbers of thousands of digits.
        number = int(match[1][:9]) if match else -1
        # One line without its number, and they are part of what is shown: a table of
        # guests, the output of `grep -n`.
        if match is None or (last is not None and number != last + 1):
            return [0] * len(lines)
        last = number
        cuts.append(match.end())
    return cuts
