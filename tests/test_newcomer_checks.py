"""A check id has a sentence, code that yields it, and a case that expects it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kbcheck.problem
from kbcheck import CHECKS
from kbcheck.suggest import nearest
from newcomer import ROOT, forgotten, line_with, nothing_forgotten
from rule_cases import cases

STEPS = "Add a check id"
TABLE = Path(kbcheck.problem.__file__)
CODE = sorted(set((ROOT / "_ext").rglob("*.py")) - {TABLE})
MADE = re.compile(
    r'(?:\bproblem\(|\b(?:self|findings)\.add\(|\bcomplain\(\w+,)\s*"([^"]*)",'
)
OF_PAGES = {
    "expectation": "tests/test_sphinx_build.py",
    "unchecked-block": "tests/test_strays.py",
}
"""What only a page can yield, so that no case expects it -> the test that does."""


def lacks() -> Iterator[str]:
    """A message for each thing that an id of the table lacks."""
    expected = {check for case in cases("bad") for check in case.expected}
    told = {n for n, path in OF_PAGES.items() if n in (ROOT / path).read_text("utf-8")}
    code = "".join(path.read_text("utf-8") for path in CODE)
    for name, (_, meaning) in CHECKS.items():
        place = TABLE, line_with(TABLE, f'"{name}":')
        if len(meaning.split()) < 2:
            todo = "write there what is wrong, in words"
            yield forgotten(*place, f"{name} says nothing", todo, STEPS)
        if f'"{name}"' not in code:
            todo = "yield a problem of it, or take it out"
            yield forgotten(*place, f"no code yields {name}", todo, STEPS)
        if name not in expected | told:
            todo = f"write one in tests/cases/bad with 'expect: LINE {name} WORDS'"
            yield forgotten(*place, f"no bad case expects {name}", todo, STEPS)


def test_each_check_has_a_sentence_code_and_a_case() -> None:
    nothing_forgotten(lacks())


def test_a_check_of_which_only_the_id_is_there_is_told_of_all_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CHECKS, "made-up", ("error", ""))
    sentence, code, case = (told for told in lacks() if "made-up" in told)
    assert sentence.startswith("_ext/kbcheck/problem.py:1: made-up says nothing; ")
    assert "no code yields made-up; yield a problem of it" in code
    assert "write one in tests/cases/bad with 'expect: LINE made-up WORDS'" in case


def not_in_the_table(path: Path, text: str) -> Iterator[str]:
    """A message for each problem that is made with an id that no table has."""
    for match in MADE.finditer(text):
        if match[1] not in CHECKS:
            near = nearest(match[1], CHECKS)
            todo = f"did you mean {near}?" if near else "add it there"
            missing = f"{match[1]} is no check id of problem.py"
            line = text.count("\n", 0, match.start(1)) + 1
            yield forgotten(path, line, missing, todo, STEPS)


def test_each_problem_has_an_id_of_the_table() -> None:
    nothing_forgotten(
        message
        for path in CODE
        for message in not_in_the_table(path, path.read_text("utf-8"))
    )


def test_an_id_that_no_table_has_is_told_where_it_is_used() -> None:
    told = list(not_in_the_table(TABLE, 'a\nproblem(\n  "bad-valeu", 1)'))
    assert told == [
        "_ext/kbcheck/problem.py:3: bad-valeu is no check id of problem.py; did you "
        "mean bad-value? (see CONTRIBUTING.md, 'Add a check id')"
    ]
