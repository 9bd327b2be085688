"""The documents under cases/: the good ones pass, the bad ones fail as they state.

A bad case says what must be found, one line each, in comments at its head:

    <!-- expect: LINE CHECK WORDS -->      (or '# expect: LINE CHECK WORDS')

WORDS stand in the message or the hint.  The name of a case begins with its kind.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbcheck import KINDS, Problem, Request, check
from kbcheck.sniff import is_fragment

CASES = Path(__file__).parent / "cases"
GOOD = sorted(p for p in (CASES / "good").glob("*") if p.is_file())
BAD = sorted(p for p in (CASES / "bad").glob("*") if p.is_file())
EXPECTED = re.compile(
    r"(?:<!--|#)\s*expect: (\d+) ([\w-]+)(?: (.*?))?\s*(?:-->|$)", re.M
)
OPTION = re.compile(r"(?:<!--|#)\s*(guide|libvirt): (.*?)\s*(?:-->|$)", re.MULTILINE)


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
