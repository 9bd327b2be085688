"""Which tests execute which lines, and how long each takes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from coverage import CoverageData

FEW = 20
"""Tests; where fewer execute a line, a cache may hide those that depend on it."""


class Record:
    """What one run of all tests has shown."""

    def __init__(self, data: Path, took: Path) -> None:
        self.took = took
        found = json.loads(took.read_text("utf-8"))
        self.seconds: dict[str, float] = found["tests"]
        self._needs: dict[str, float] = found["files"]
        self._data = CoverageData(str(data))
        self._data.read()
        self._recorded = took.stat().st_mtime

    @cache  # noqa: B019 (one record a run)
    def _lines(self, file: Path) -> dict[int, set[str]]:
        """Each line of a file -> the tests that execute it."""
        found = self._data.contexts_by_lineno(str(file.resolve()))
        return {line: self.seconds.keys() & tests for line, tests in found.items()}

    def tests(
        self, file: Path, first: int, last: int, limit: float
    ) -> dict[str, float]:
        """Those for the lines of a file, in the order in which they run.

        Where they are few, those of the rest of the file and its package stand behind
        them, as what a cache keeps is executed by one test alone, for all.
        """
        lines = self._lines(file)
        here = set[str]().union(*(lines.get(n, set()) for n in range(first, last + 1)))
        if len(here) >= FEW:
            return self._cut([here], limit)
        near = set[str]().union(*lines.values())
        others = [self._lines(other).values() for other in file.parent.glob("*.py")]
        around = set[str]().union(*(tests for found in others for tests in found))
        return self._cut([here, near - here, around - near - here], limit)

    def changed(self) -> set[str]:
        """The files of tests that are newer than the record."""
        files = Path("tests").glob("test_*.py")
        return {str(f) for f in files if f.stat().st_mtime > self._recorded}

    def _cut(self, groups: list[set[str]], limit: float) -> dict[str, float]:
        found: dict[str, float] = {}
        files: set[str] = set()
        for name in (n for g in groups for n in sorted(g, key=self._order)):
            file = name.partition("::")[0]
            limit -= self.seconds[name] + self._needs[file] * (file not in files)
            if limit < 0 and found:
                break
            files.add(file)
            found[name] = self.seconds[name]
        return found

    def _order(self, name: str) -> tuple[float, str]:
        return self.seconds[name] + self._needs[name.partition("::")[0]], name
