"""The page on the errors of older documents: its proofs, and their cases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from kbcheck import KINDS, Request, check
from pages import ROOT, Snippet, text_of, wrong_snippets
from test_cases import BAD, EXPECTED, kind_of, problems

PAGE = "kbase/errata"
LINES = (ROOT / f"{PAGE}.md").read_text("utf-8").split("\n")
LABEL = re.compile(r"\((errata(?:-[a-z0-9]+)*)\)=")
PROOFS = [s for s in wrong_snippets(*KINDS) if s["page"] == PAGE]

Fault = tuple[str, str, str]
"""The kind of a document, the check, and the message without its line numbers."""


def section(line: int) -> str:
    """The label of the section that a line stands in."""
    return next(m[1] for text in LINES[line::-1] if (m := LABEL.fullmatch(text)))


def faults(kind: str, text: str, options: dict[str, object]) -> Iterable[Fault]:
    request = Request(text, kind, example=True, **options)  # type: ignore[arg-type]
    return (fault(kind, p.check, p.message) for p in check(request).problems)


def fault(kind: str, name: str, message: str) -> Fault:
    return kind, name, re.sub(r"\bline \d+", "line N", message)


@cache
def of_cases(kind: str, check: str) -> frozenset[Fault]:
    """The faults of the cases of a kind that state this check."""
    paths = (p for p in BAD if kind_of(p) == kind)
    stated = [p for p in paths if check in expected_of(p)]
    return frozenset(
        fault(kind, p.check, p.message) for path in stated for p in problems(path)
    )


@cache
def expected_of(path: Path) -> frozenset[str]:
    return frozenset(check for _, check, _ in EXPECTED.findall(path.read_text("utf-8")))


@pytest.mark.parametrize("snippet", PROOFS, ids=lambda s: f"{s['kind']}@{s['line']}")
def test_each_error_stands_as_a_case_too(snippet: Snippet) -> None:
    """A document of the same kind in cases/bad has the same fault, by its message."""
    given = snippet["options"]
    options = {name: given[name] for name in ("libvirt", "file") if name in given}
    options["guides"] = tuple(given.get("guide", ()))
    found = set(faults(snippet["kind"], text_of(snippet), options))
    assert found
    cases = {case for kind, check, _ in found for case in of_cases(kind, check)}
    assert found - cases == set()


def test_each_proof_says_what_is_right_and_whom_it_affects_if_anybody() -> None:
    assert PROOFS
    for label in {section(s["line"]) for s in PROOFS}:
        start = LINES.index(f"({label})=") + 1
        rest = "\n".join(LINES[start:])
        text = LABEL.split(rest)[0]
        said = re.findall(r"^:(Affects|Right): \S", text, re.MULTILINE)
        assert said in (["Affects", "Right"], ["Right"]), label
