"""The verdicts on all snippets, kept between builds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kbcheck import KINDS, Problem, Verdict, check, meet_expectation

from .kept import read_json, write_json
from .locate import column_offset
from .origin import CORE, digest, files_below
from .snippet import Snippet
from .store import shown_path


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a snippet (`found`), and what of it is wrong (`problems`).

    For a deliberately wrong example these differ: it is right if it is wrong as
    stated.  Places are those of the snippet's text.
    """

    levels: tuple[str, ...]
    found: tuple[Problem, ...]
    problems: tuple[Problem, ...]


@cache
def core_digest() -> str:
    """A hash of every file of the core, code and model."""
    return digest(files_below(CORE))


def judge(snippet: Snippet) -> Judged:
    """The verdict on one snippet."""
    if snippet.unchecked or snippet.kind not in KINDS:
        return Judged((), (), ())
    try:
        verdict: Verdict = check(snippet.request)
    except ValueError:  # an unknown guide or version; the directive has told
        return Judged((), (), ())
    problems = verdict.problems
    if snippet.expect:
        problems = meet_expectation(problems, snippet.expect)
    return Judged(verdict.levels, verdict.problems, problems)


class Verdicts:
    """The verdicts of a build; `checked` counts those that the cache did not have."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.checked = 0
        self._kept: dict[str, Any] = self._read()
        self._used: dict[str, Any] = {}

    def __call__(self, snippet: Snippet) -> Judged:
        """The verdict on a snippet, from the cache if it holds it."""
        key = snippet.digest
        plain = self._used.get(key) or self._kept.get(key)
        if plain is None:
            self.checked += 1
            plain = _plain(judge(snippet))
        self._used[key] = plain
        return _judged(plain)

    def _read(self) -> dict[str, Any]:
        found = read_json(self.file)
        if found is None or found["core"] != core_digest():
            return {}
        return dict(found["verdicts"])

    def save(self) -> None:
        """Keep what this build used."""
        if self._used != self._kept:
            write_json(self.file, {"core": core_digest(), "verdicts": self._used})


def _plain(judged: Judged) -> dict[str, Any]:
    return {
        "levels": list(judged.levels),
        "found": [list(p) for p in judged.found],
        "problems": [list(p) for p in judged.problems],
    }


def _judged(plain: dict[str, Any]) -> Judged:
    return Judged(
        tuple(plain["levels"]),
        tuple(Problem(*p) for p in plain["found"]),
        tuple(Problem(*p) for p in plain["problems"]),
    )


def on_page(found: Problem, snippet: Snippet, root: str) -> Problem:
    """A problem of a snippet at its place in the page's file."""
    lines = snippet.text.split("\n")
    line = snippet.line + found.line - 1
    text = lines[found.line - 1] if 1 <= found.line <= len(lines) else ""
    offset = column_offset(snippet.path, line, text)
    return found.moved(shown_path(snippet.path, root), snippet.line - 1, offset)
