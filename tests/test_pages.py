"""The guard over the real pages: each example, broken, is refused, and has a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from kbcheck import Request, check
from kbsybil import read_site
from newcomer import XML, forgotten, nothing_forgotten
from pages import ROOT, Snippet, is_whole, snippets, text_of
from single_faults import FAULTS, Text

EACH = 3  # faults of a kind in a snippet


def problems(snippet: Snippet, text: str) -> int:
    inside = snippet["options"].get("inside", "")
    request = Request(
        text, snippet["kind"], example=True, level="grammar", inside=inside
    )
    return len(check(request).problems)


def test_there_are_pages_and_examples() -> None:
    pages = {s["page"] for s in read_site(ROOT).snippets}
    assert {"kbase/launch_security_sev", "kbase/locking-lockd"} <= pages
    assert len(snippets(*XML)) > 20


@pytest.mark.parametrize("name", FAULTS)
def test_no_broken_example_passes(name: str) -> None:
    """Save where a hole may hold the fault: those are named, and stay few."""
    survivors, total = [], 0
    for snippet in snippets(*XML):
        text = text_of(snippet)
        assert problems(snippet, text) == 0
        view = Text(text, snippet["kind"])
        faults = list(FAULTS[name](view))
        for fault in Random(snippet["id"]).sample(faults, min(EACH, len(faults))):
            total += 1
            if not problems(snippet, view.broken([fault])):
                survivors.append((snippet["id"], fault.line, fault.name, "..." in text))
    assert total
    assert [s for s in survivors if not s[3]] == []
    assert len(survivors) <= total * 0.05, survivors


def without_a_name(examples: list[Snippet]) -> Iterator[str]:
    """A message for each whole document that nobody named."""
    for snippet in examples:
        own = re.fullmatch(rf".*/{re.escape(snippet['kind'])}-\d+", snippet["id"])
        if own and snippet["kind"] in XML and is_whole(snippet):
            missing, todo = "a whole document without a name", "give it one: ':name: …'"
            path, line = ROOT / snippet["path"], snippet["line"]
            yield forgotten(path, line, missing, todo, "Add an example")


def test_each_whole_example_has_a_name() -> None:
    nothing_forgotten(without_a_name(snippets(*XML)))


def test_a_whole_example_without_a_name_is_told() -> None:
    whole = next(s for s in snippets("domain") if is_whole(s))
    (told,) = without_a_name([{**whole, "id": f"{whole['page']}/domain-1"}])
    assert told.startswith(f"{whole['path']}:{whole['line']}: a whole document without")
