"""Problems as text for people, as JSON lines, and as GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .problem import Problem


def text(problems: Iterable[Problem], source: str) -> str:
    """Each problem with its source line, a mark under the column, and the hint."""
    lines = source.splitlines()
    return "".join(_told(p, lines) for p in problems)


def _told(found: Problem, lines: list[str]) -> str:
    place = f"{found.path}:{found.line}:{found.column}"
    out = f"{place}: {found.severity}: {found.message} [{found.check}]\n"
    if 1 <= found.line <= len(lines):
        line = lines[found.line - 1]
        indent = "".join(c if c == "\t" else " " for c in line[: found.column - 1])
        out += f"    {line}\n    {indent}^\n"
    if found.hint:
        out += f"    {found.hint}\n"
    if found.silently_ignored:
        out += "    libvirt drops this without a word\n"
    return out


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
