"""Runs jing, the RELAX NG validator that verdicts are compared with."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

needs_jing = pytest.mark.skipif(
    shutil.which("jing") is None, reason="jing is not installed (Debian package jing)"
)
_ERROR = re.compile(r"(?P<path>.*?):(\d+):(\d+): (?P<kind>fatal|error): ")


def refused(grammar: Path, documents: list[Path]) -> set[Path]:
    """Those of the well-formed documents that jing refuses.

    RuntimeError if jing does not take the grammar.
    """
    found: set[Path] = set()
    todo = [str(path) for path in documents]
    while todo:
        run = subprocess.run(
            ["jing", "-i", "-c", str(grammar), *todo],
            capture_output=True,
            text=True,
            check=False,
        )
        todo, fatal = _read(run.stdout + run.stderr, todo, found, str(grammar))
        if not fatal:
            break
    return found


def _read(
    output: str, todo: list[str], found: set[Path], grammar: str
) -> tuple[list[str], bool]:
    """Add refused documents to `found`; what is left to do after a fatal error."""
    for line in output.splitlines():
        match = _ERROR.match(line)
        if match is None:
            continue
        if match["path"] not in todo:
            raise RuntimeError(f"{grammar}: {line}")
        found.add(Path(match["path"]))
        if match["kind"] == "fatal":
            return todo[todo.index(match["path"]) + 1 :], True
    return [], False
