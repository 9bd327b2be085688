"""Problems as text for people, as JSON lines, and as GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .problem import Problem

_ROOM = 160  # characters of a source line


def text(problems: Iterable[Problem], source: str) -> str:
    """Each problem with its source line, a mark under the column, and the hint."""
    lines = source.split("\n")
    return "".join(_told(p, lines) for p in problems)


def _told(found: Problem, lines: list[str]) -> str:
    place = f"{found.path}:{found.line}:{found.column}"
    out = f"{place}: {found.severity}: {found.message} [{found.check}]\n"
    if 1 <= found.line <= len(lines):
        out += excerpt(lines[found.line - 1], found.column)
    if found.hint:
        out += f"    {found.hint}\n"
    if found.silently_ignored:
        out += "    libvirt drops this without a word\n"
    return out


def excerpt(line: str, column: int) -> str:
    """A source line, cut to what is near the column, and a mark under the column.

    What a terminal would obey is shown as a replacement character.
    """
    start = max(0, column - 1 - _ROOM // 2) if len(line) > _ROOM else 0
    shown = line.rstrip("\r")[start : start + _ROOM]
    shown = "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in shown)
    before = "…" if start else ""
    after = "…" if start + _ROOM < len(line) else ""
    indent = "".join(c if c == "\t" else " " for c in shown[: column - 1 - start])
    return f"    {before}{shown}{after}\n    {' ' * len(before)}{indent}^\n"


def jsonl(path: str, kind: str, problems: Iterable[Problem]) -> str:
    """One JSON object for one file: path, kind, valid, errors."""
    errors = [_plain(p) for p in problems]
    valid = all(e["severity"] != "error" for e in errors)
    return json.dumps({"path": path, "kind": kind, "valid": valid, "errors": errors})


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
        f"::{p.severity} file={_property(p.path)},line={p.line},col={p.column},"
        f"title={_property(p.check)}::{_data(p.message + _hint(p))}\n"
        for p in problems
    )


def _hint(found: Problem) -> str:
    return f"; {found.hint}" if found.hint else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
