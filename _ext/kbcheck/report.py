"""Problems as text for people, as JSON lines, and as GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .problem import IGNORED, Problem, shown

_LEVELS = {"note": "notice"}
"""What GitHub calls our severities, where it does not call them the same."""
_ROOM = 160  # characters of a source line
_GUTTER = "  | "
"""Begins a line that shows a text: GitHub trims blanks, and obeys a '::' after them."""


def formatted(
    form: str, path: str, kind: str, source: str, problems: tuple[Problem, ...]
) -> str:
    """What was found in one file, in a format of the command."""
    if form == "jsonl":
        return f"{jsonl(path, kind, problems)}\n"
    return github(problems) if form == "github" else text(problems, source)


def text(problems: Iterable[Problem], source: str) -> str:
    """Each problem with its source line, a mark under the column, and the hint."""
    lines = source.split("\n") if source else []
    return "".join(_told(p, lines) for p in problems)


def _told(found: Problem, lines: list[str]) -> str:
    place = f"{leading_path(found.path)}:{found.line}:{found.column}"
    out = f"{place}: {found.severity}: {found.message} [{found.check}]\n"
    if 1 <= found.line <= len(lines):
        out += excerpt(lines[found.line - 1], found.column)
    if found.hint:
        out += f"  = {found.hint}\n"
    if found.silently_ignored:
        out += f"  = {IGNORED}\n"
    return out


def excerpt(line: str, column: int) -> str:
    """A source line, cut to what is near the column, and a mark under the column.

    What nobody would see is shown as an escape, as in messages; a tab stays one.
    """
    line = line.rstrip("\r")
    start = max(0, column - 1 - _ROOM // 2) if len(line) > _ROOM else 0
    before = "…" if start else ""
    after = "…" if start + _ROOM < len(line) else ""
    head, tail = line[start : column - 1], line[max(start, column - 1) : start + _ROOM]
    written = _with_tabs(head + tail)
    indent = "".join(c if c == "\t" else " " for c in before + _with_tabs(head))
    return f"{_GUTTER}{before}{written}{after}\n{_GUTTER}{indent}^\n"


def _with_tabs(text: str) -> str:
    return "\t".join(map(shown, text.split("\t")))


def leading_path(path: str) -> str:
    """A path as a line may begin with it: '::add-mask::' would be a command."""
    path = shown(path)
    return f"./{path}" if path.lstrip().startswith("::") else path


def jsonl(path: str, kind: str, problems: Iterable[Problem]) -> str:
    """One JSON object for one file: path, kind, valid, errors."""
    errors = [_plain(p) for p in problems]
    valid = all(e["severity"] != "error" for e in errors)
    told = json.dumps({"path": path, "kind": kind, "valid": valid, "errors": errors})
    # The path is exact, for the program that reads it, and yet commands no server.
    return told.replace("##", "#\\u0023")


def _plain(found: Problem) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "line": found.line,
        "column": found.column,
        "check": found.check,
        "severity": found.severity,
        "message": found.message,
        "hint": found.hint,
    }
    if found.silently_ignored:
        plain["silently_ignored"] = True
    return plain


def github(problems: Iterable[Problem]) -> str:
    """A workflow command for each problem."""
    return "".join(
        f"::{_LEVELS.get(p.severity, p.severity)} "
        f"file={_property(shown(p.path))},line={p.line},col={p.column},"
        f"title={_property(p.check)}::{_data(p.message + _hint(p))}\n"
        for p in problems
    )


def _hint(found: Problem) -> str:
    return f"; {found.hint}" if found.hint else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
