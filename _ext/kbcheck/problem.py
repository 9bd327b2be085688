"""A problem, a verdict, and the closed table of check ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]
"""How bad a problem is; a note says no more than that something was not checked."""

CHECKS: dict[str, tuple[Severity, str]] = {
    "syntax": ("error", "not well-formed XML, not the syntax of the kind, not shell"),
    "unsafe": ("error", "a DTD, an entity or an encoding trick"),
    "limit": ("error", "too large or too deep"),
    "unknown-element": ("error", "no element of this name here"),
    "unknown-attribute": ("error", "no attribute of this name here"),
    "unknown-key": ("error", "no setting of this name"),
    "unknown-command": ("error", "no command or subcommand of this name"),
    "unknown-option": ("error", "no option of this name"),
    "misplaced-element": (
        "error",
        "known, but not here, not in this order, or too often",
    ),
    "missing-element": ("error", "a required element is absent, and no hole is there"),
    "missing-attribute": ("error", "a required attribute is absent"),
    "missing-key": ("error", "a required setting is absent"),
    "bad-value": ("error", "not an allowed value, not of the type, or out of range"),
    "stray-text": ("error", "text where only elements may be"),
    "conflict": ("error", "right names, but of another variant"),
    "duplicate-key": ("error", "set twice"),
    "dangling-reference": ("error", "names something that is not there"),
    "too-new": ("error", "newer than the stated version"),
    "removed": ("error", "gone in the stated version"),
    "obsolete": ("warning", "accepted, but without effect or discouraged"),
    "prompt": ("warning", "a command for root under a user's prompt"),
    "placeholder": ("error", "an angle-bracket placeholder in a command"),
    "expectation": ("error", "an `expect` example that is right, or wrong otherwise"),
    "unchecked-block": ("error", "a block that nobody checks"),
}
"""Check id -> (severity, meaning).  Rules add ids of their own, such as SEV-003."""

MOST_PROBLEMS = 1000
"""Problems of one text that are told; a hostile one has millions."""

MAX_BYTES = 4 * 1024 * 1024
"""The largest text that is judged, in bytes of UTF-8; a large guest has 100 KiB."""

LONGEST = 240
"""Characters of a message, or of a hint; a name in a hostile text has thousands."""

IGNORED = "libvirt ignores this and says nothing"
"""What is said of a problem that is silently ignored, in a report and on a page."""

LEVELS = ("syntax", "grammar", "driver", "guide", "live")
"""How deep a check goes, from shallow to deep."""


class ModelError(Exception):
    """The reference model itself is wrong at one place: no text can be judged by it.

    Never a ValueError: what is at fault is ours, and must not pass for bad input.
    """

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line, self.message = path, line, message


class Problem(NamedTuple):
    """One finding at one place.  `line` and `column` count from 1.

    `related` is another line that the message names, as 'line N'; 0 if there is none.
    """

    line: int
    column: int
    check: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    silently_ignored: bool = False
    path: str = ""
    related: int = 0

    def moved(self, path: str, line: int, column: int = 0) -> Problem:
        """The same problem in `path`, `line` lines and `column` columns further on."""
        message, related = self.message, self.related
        if related:
            related += line
            named = rf"\bline {self.related}\b"  # not in 'line 12', if it is 1
            message = _cut(re.sub(named, f"line {related}", message))
        return self._replace(
            path=path,
            line=self.line + line,
            column=self.column + column,
            message=message,
            related=related,
        )

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}"
        hint = f"; {self.hint}" if self.hint else ""
        return f"{place}: {self.message}{hint} [{self.check}]"


def problem(
    check: str,
    line: int,
    column: int,
    message: str,
    hint: str = "",
    *,
    severity: Severity | None = None,
    silently_ignored: bool = False,
    path: str = "",
    related: int = 0,
) -> Problem:
    """A problem with the severity that CHECKS states for `check`, if not another.

    What the text that is judged put into the message or the hint can forge nothing.
    """
    return Problem(
        line,
        column,
        check,
        _cut(shown(message)),
        _cut(shown(hint)),
        severity or CHECKS[check][0],
        silently_ignored,
        path,
        related,
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


# Letters that take part in words, and that nobody sees.
_BLANK = {
    ord(c): f"\\u{ord(c):04x}" for c in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
}


def shown(text: str) -> str:
    r"""The text on one line, with an escape for each character that nobody would see.

    So a terminal obeys nothing in it, nothing is turned round or hidden, and a build
    server finds no command: '\x1b', '\u202e', '\n', '\x23' for a '#' of '##['.
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escape(c) for c in text)
    text = text.translate(_BLANK)
    # ##[…], ##vso[…], ##teamcity[…] are commands to build servers, anywhere in a line.
    return re.sub(r"#(?=#[A-Za-z]*\[)", r"\\x23", text) if "##" in text else text


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()


def in_order(
    found: Iterable[Problem], most: int = MOST_PROBLEMS
) -> tuple[Problem, ...]:
    """The problems from top to bottom, at most `most` of them.

    Where there are more, warnings go first: an error that fell off the end would
    turn a wrong text into a right one.
    """
    told = list(found)
    if len(told) > most:
        told = sorted(told, key=lambda p: p.severity != "error")[:most]
    return tuple(sorted(told, key=lambda p: (p.line, p.column)))


def with_guides(
    found: Iterable[Problem], by_guides: Iterable[Problem]
) -> tuple[Problem, ...]:
    """A text's own problems and those that guides find in it, from top to bottom.

    One fault, one problem: where there is an error already, guides add none.
    """
    own = tuple(found)
    told = {(p.line, p.column) for p in own if p.severity == "error"}
    more = (p for p in by_guides if (p.line, p.column) not in told)
    return in_order((*own, *more))


def too_large(text: str | bytes) -> Problem | None:
    """The problem of a text that is larger than MAX_BYTES; None if it is not."""
    # A character has one byte or more, so that most texts need no encoding.
    if len(text) <= MAX_BYTES // 4:
        return None
    if isinstance(text, str) and len(text) <= MAX_BYTES:
        text = text.encode("utf-8", "surrogatepass")
    if len(text) <= MAX_BYTES:
        return None
    return problem("limit", 1, 1, f"larger than {MAX_BYTES // 1024 // 1024} MiB")


class Verdict(NamedTuple):
    """The levels that were checked, and what was found, in document order."""

    levels: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing of error severity was found."""
        return all(p.severity != "error" for p in self.problems)
