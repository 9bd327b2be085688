"""The verdicts on all snippets, kept between builds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kbcheck import Problem, Verdict, check, meet_expectation
from kbcheck.problem import ModelError, problem

from .disk import read_json, write_json
from .origin import CORE, digest, files_below
from .place import column_offset, site_path
from .snippet import Snippet

INTERNAL = "internal"
"""The check id of an example that could not be judged: never the page's fault."""
_MOST_WORDS = 200  # of an exception: it may quote a whole text


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a snippet (`found`), and what of it is wrong (`problems`).

    For a deliberately wrong example these differ: it is right if it is wrong as
    stated.  Places are those of the snippet's text.  `fault` is that of the model,
    for which it could not be judged.
    """

    levels: tuple[str, ...] = ()
    found: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    fault: ModelError | None = None

    @property
    def done(self) -> bool:
        """Whether anything at all was checked; only then may a label say so."""
        return bool(self.levels or self.found) and not self.unjudged

    @property
    def unjudged(self) -> bool:
        """Whether it was to be judged, and could not be."""
        return any(p.check == INTERNAL for p in self.problems)


@cache
def core_digest() -> str:
    """A hash of every file of the core, code and model."""
    return digest(files_below(CORE))


def judge_snippet(snippet: Snippet) -> Judged:
    """The verdict on one snippet; none on one that nobody is to check.

    It raises nothing: an example that no verdict is found for is a wrong one.
    """
    if snippet.unchecked or snippet.refused:
        return Judged()
    try:
        verdict: Verdict = check(snippet.request)
    except ModelError as err:
        return _unjudged(f"the reference model is at fault: {err}", err)
    except Exception as err:  # noqa: BLE001 (whatever it is, the example is not judged)
        return _unjudged(f"{type(err).__name__}: {err}")
    # What is only not checked is nothing that could be mended; the label says as much.
    told = tuple(p for p in verdict.problems if p.severity != "note")
    verdict = verdict._replace(problems=told)
    problems = verdict.problems
    if not (verdict.levels or problems):
        return _unjudged("no level of it was checked")
    if snippet.expect:
        problems = meet_expectation(problems, snippet.expect)
    return Judged(verdict.levels, verdict.problems, problems)


def _unjudged(why: str, fault: ModelError | None = None) -> Judged:
    words = " ".join(why.split())[:_MOST_WORDS]
    told = f"this example could not be judged: {words}"
    hint = "" if fault else "a fault of the checker, whatever the example holds"
    found = problem(INTERNAL, 1, 1, told, hint, severity="error")
    return Judged(problems=(found,), fault=fault)


class Verdicts:
    """The verdicts of a build; `checked` counts those that the cache did not have."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.checked = 0
        self._kept: dict[str, Any] = self._read()
        self._used: dict[str, Any] = {}
        self._unjudged: dict[str, Judged] = {}

    def __call__(self, snippet: Snippet) -> Judged:
        """The verdict on a snippet, from the cache if it holds it."""
        if snippet.unchecked or snippet.refused:
            return judge_snippet(snippet)
        key = snippet.digest
        if key in self._unjudged:
            return self._unjudged[key]
        plain = self._used.get(key) or self._kept.get(key)
        if plain is None:
            self.checked += 1
            judged = judge_snippet(snippet)
            if judged.unjudged:  # for this build alone: the next one tries again
                self._unjudged[key] = judged
                return judged
            plain = _plain(judged)
        self._used[key] = plain  # what no page asks for falls out of the file
        return _judged(plain)

    def _read(self) -> dict[str, Any]:
        found = read_json(self.file)
        # An edit anywhere in the core or its model may change any verdict.
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
    return found.moved(site_path(snippet.path, root), snippet.line - 1, offset)
