"""The documents under cases/: the good ones pass, the bad ones fail as they state.

A bad case says what must be found, one line each, in comments at its head:

    <!-- expect: LINE CHECK WORDS -->      (or '# expect: LINE CHECK WORDS')

WORDS stand in the message or the hint.  'guide', 'libvirt' and 'file' may stand in such
comments too, and are for the request.  The name of a case begins with its kind.
A folder is a case of several documents, which are judged together as the command does;
its name begins with 'together', and its documents have the names that the files have.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kbcheck import KINDS, Problem, Request, check
from kbcheck.command import main
from kbcheck.sniff import is_fragment

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


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_good_case(path: Path) -> None:
    assert [str(p) for p in problems(path)] == []


@pytest.mark.parametrize("path", BAD, ids=name)
def test_bad_case(path: Path) -> None:
    """Exactly the stated problems are found, each at its line, with its words."""
    expected = [
        (int(line), check_id, words)
        for line, check_id, words in EXPECTED.findall(path.read_text(encoding="utf-8"))
    ]
    assert expected, f"{path.name} states no problem that is expected"
    found = problems(path)
    assert [(p.line, p.check) for p in found] == [e[:2] for e in expected], found
    for problem, (_, _, words) in zip(found, expected, strict=True):
        assert words.strip("'\" ") in f"{problem.message} {problem.hint}"


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
