"""The documents under cases/: the good ones pass, the bad ones fail as they state.

A bad case says what must be found, one line each, in comments at its head:

    <!-- expect: LINE CHECK WORDS -->      (or '# expect: LINE CHECK WORDS')

WORDS stand in the message or the hint.  'guide', 'libvirt' and 'file' may stand in such
comments too, and are for the request.  The name of a case begins with its kind.
`cases/told` keeps all that is told of the bad ones, to the letter: see told.py.
A folder is a case of several documents, which are judged together as the command does;
its name begins with 'together', and its documents have the names that the files have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from kbcheck import KINDS, Problem, Request, check
from kbcheck.command import main
from kbcheck.sniff import is_fragment
from told import TOLD, changed, kept

CASES = Path(__file__).parent / "cases"
GOOD = sorted(p for p in (CASES / "good").glob("*") if p.is_file())
BAD = sorted(p for p in (CASES / "bad").glob("*") if p.is_file())
GOOD_TOGETHER = sorted((CASES / "good").glob("together-*"))
BAD_TOGETHER = sorted((CASES / "bad").glob("together-*"))
EXPECTED = re.compile(
    r"(?:<!--|#)\s*expect: (\d+) ([\w-]+)(?: (.*?))?\s*(?:-->|$)", re.M
)
OPTION = re.compile(
    r"(?:<!--|#)\s*(guide|libvirt|file): (.*?)\s*(?:-->|$)", re.MULTILINE
)


@cache
def kind_of(path: Path) -> str:
    """The kind that the name of a case begins with; the longest that fits."""
    found = [name for name in KINDS if path.name.startswith(f"{name}-")]
    assert found, f"{path.name} begins with no kind: {', '.join(KINDS)}"
    return max(found, key=len)


def problems(path: Path) -> tuple[Problem, ...]:
    text = path.read_text(encoding="utf-8")
    kind = kind_of(path)
    options = dict(OPTION.findall(text))
    return check(
        Request(
            text,
            kind,
            example=is_fragment(kind, text),
            guides=tuple(options.get("guide", "").split()),
            libvirt=options.get("libvirt", ""),
            file=options.get("file", ""),
        )
    ).problems


def name(path: Path) -> str:
    return path.name


def subject(path: Path) -> str:
    """The first two words of a case's name: 'domain-disk'."""
    return "-".join(path.stem.split("-")[:2])


def by_subject(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """The cases of each subject are one item: each item costs as much as a case."""
    ordered = sorted(paths, key=subject)
    return {name: list(found) for name, found in groupby(ordered, subject)}


def none_is_wrong(judge: Callable[[Path], Iterable[str]], paths: list[Path]) -> None:
    """Fail with what is wrong with each case, a line each, and name one that raises."""
    wrong = []
    for path in paths:
        try:
            wrong += [f"{path}:{found}" for found in judge(path)]
        except Exception as err:
            err.add_note(f"while {path} was judged")
            raise
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def judge_good(path: Path) -> Iterator[str]:
    for found in problems(path):
        yield f"{found.line}: {found.message} [{found.check}]"


def judge_bad(path: Path) -> Iterator[str]:
    """What is found and not stated, stated and not found, or told in other words."""
    expected = [
        (int(line), check_id, words)
        for line, check_id, words in EXPECTED.findall(path.read_text(encoding="utf-8"))
    ]
    if not expected:
        yield "1: no problem is stated that is expected"
    found = problems(path)
    if [(p.line, p.check) for p in found] != [e[:2] for e in expected]:
        yield from (f"{line}: expected {check_id}" for line, check_id, _ in expected)
        yield from (f"{p.line}: found {p.check}: {p.message}" for p in found)
        return
    for problem, (line, _, words) in zip(found, expected, strict=True):
        if words.strip("'\" ") not in (told := f"{problem.message} {problem.hint}"):
            yield f"{line}: expected the words {words}; found: {told}"
    if otherwise := changed(kind_of(path), path.name, found):
        yield f"1: {otherwise}"


GOOD_CASES, BAD_CASES = by_subject(GOOD), by_subject(BAD)


@pytest.mark.parametrize("paths", GOOD_CASES.values(), ids=GOOD_CASES)
def test_good_cases(paths: list[Path]) -> None:
    none_is_wrong(judge_good, paths)


@pytest.mark.parametrize("paths", BAD_CASES.values(), ids=BAD_CASES)
def test_bad_cases(paths: list[Path]) -> None:
    """Exactly the stated problems are found, each at its line, with its words."""
    none_is_wrong(judge_bad, paths)


def test_nothing_is_kept_of_cases_that_are_gone() -> None:
    names = {name for file in TOLD.iterdir() for name in kept(file.stem)}
    assert names == {path.name for path in BAD}


def documents(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def judged(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[Any]]:
    """Path -> the problems that the command prints for the documents of a folder."""
    paths = [str(path) for path in documents(folder)]
    options = [
        option
        for path in documents(folder)
        for name, value in OPTION.findall(path.read_text(encoding="utf-8"))
        for option in (f"--{name}", value)
    ]
    assert "--guide" in options, f"{folder.name} names no guide"
    main(["--format", "jsonl", *options, *paths])
    lines = capsys.readouterr().out.splitlines()
    return {found["path"]: found["errors"] for found in map(json.loads, lines)}


@pytest.mark.parametrize("folder", GOOD_TOGETHER, ids=name)
def test_good_documents_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = judged(folder, capsys)
    assert found == {str(path): [] for path in documents(folder)}


@pytest.mark.parametrize("folder", BAD_TOGETHER, ids=name)
def test_bad_documents_together(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each document has exactly the problems that it states, and one states some."""
    stated = 0
    found = judged(folder, capsys)
    for path in documents(folder):
        expected = EXPECTED.findall(path.read_text(encoding="utf-8"))
        seen = found[str(path)]
        assert [(str(p["line"]), p["check"]) for p in seen] == [e[:2] for e in expected]
        for problem, (_, _, words) in zip(seen, expected, strict=True):
            assert words.strip("'\" ") in f"{problem['message']} {problem['hint']}"
        stated += len(expected)
    assert stated
