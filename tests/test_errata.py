"""The page on the errors of older documents: its table, its proofs, its cases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from kbcheck import KINDS, Request, check
from newcomer import XML
from pages import ROOT, Snippet, text_of, wrong_snippets
from test_cases import BAD, EXPECTED, kind_of, problems

PAGE = "kbase/errata"
LINES = (ROOT / f"{PAGE}.md").read_text("utf-8").split("\n")
LABEL = re.compile(r"\((errata(?:-[a-z0-9]+)*)\)=")
LINK = re.compile(r"<(errata-[a-z0-9-]+)>`")
RULE = re.compile(r"(?!DRV)[A-Z]{3}-\d{3}")
PROOFS = [s for s in wrong_snippets(*KINDS) if s["page"] == PAGE]

Fault = tuple[str, str, str]
"""The kind of a document, the check, and the message without its line numbers."""


def section(line: int) -> str:
    """The label of the section that a line stands in."""
    return next(m[1] for text in LINES[line::-1] if (m := LABEL.fullmatch(text)))


def catcher(snippet: Snippet) -> str:
    """What catches an error, in the words of the table."""
    if any(RULE.fullmatch(word) for word in snippet["options"]["expect"]):
        return "guides"
    if snippet["kind"] in XML:
        return "XML grammar"
    return "command tables" if snippet["kind"] == "console" else "settings tables"


def table() -> set[tuple[str, str, str]]:
    """(page, catcher, error) for each link of the table of all errors."""
    start = next(n for n, text in enumerate(LINES) if text.startswith("* - {ref}"))
    end = LINES.index("```", start)
    found = set()
    for row in "\n".join(LINES[start:end]).split("* - ")[1:]:
        page, name, errors = row.split("\n  - ")
        found |= {(LINK.findall(page)[0], name, link) for link in LINK.findall(errors)}
    return found


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


def test_the_table_links_each_error_by_its_page_and_what_catches_it() -> None:
    assert PROOFS
    expected = {
        (section_of_page(s["line"]), catcher(s), section(s["line"])) for s in PROOFS
    }
    assert table() == expected


def section_of_page(line: int) -> str:
    """The label of the part of the page, which has a heading of the second level."""
    at = max(n for n in range(line) if LINES[n].startswith("## "))
    return section(at)


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


def test_each_proof_says_what_it_affects_and_what_is_right() -> None:
    for label in {section(s["line"]) for s in PROOFS}:
        start = LINES.index(f"({label})=") + 1
        rest = "\n".join(LINES[start:])
        text = LABEL.split(rest)[0]
        assert re.findall(r"^:(Affects|Right): \S", text, re.MULTILINE) == [
            "Affects",
            "Right",
        ], label
