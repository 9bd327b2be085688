"""The guard over the real pages: each example, broken, is refused."""

from __future__ import annotations

from random import Random

import pytest

from kbcheck import Request, check
from kbsybil import read_site
from pages import ROOT, XML, Snippet, snippets, text_of
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
