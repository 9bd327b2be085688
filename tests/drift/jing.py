"""Runs jing, the RELAX NG validator that verdicts are compared with."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

needs_jing = pytest.mark.skipif(
    shutil.which("jing") is None, reason="jing is not installed (Debian package jing)"
)
_ERROR = re.compile(r"(?P<path>.*?):(\d+):(\d+): (?P<kind>fatal|error): (?P<said>.*)")


class Error(NamedTuple):
    """What jing says of one place of a document."""

    path: Path
    line: int
    message: str


def refused(grammar: Path, documents: list[Path]) -> set[Path]:
    """Those of the well-formed documents that jing refuses.

    RuntimeError if jing does not take the grammar.
    """
    return {error.path for error in errors(grammar, documents)}


def errors(grammar: Path, documents: list[Path]) -> Iterator[Error]:
    """All that jing says of documents; `grammar` is in compact syntax if an .rnc."""
    todo = [str(path) for path in documents]
    compact = ["-c"] if grammar.suffix == ".rnc" else []
    while todo:
        run = subprocess.run(
            ["jing", "-i", *compact, str(grammar), *todo],
            capture_output=True,
            text=True,
            check=False,
        )
        left: list[str] = []
        known = set(todo)
        for line in (run.stdout + run.stderr).splitlines():
            match = _ERROR.match(line)
            if match is None:
                continue
            if match["path"] not in known:
                raise RuntimeError(f"{grammar}: {line}")
            yield Error(Path(match["path"]), int(match[2]), match["said"])
            if match["kind"] == "fatal":  # jing stops at it
                left = todo[todo.index(match["path"]) + 1 :]
                break
        todo = left
