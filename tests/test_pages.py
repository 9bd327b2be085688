"""The guard over the real pages: each example, broken, is refused."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from kbcheck import KINDS, Request, check
from kbsybil import read_site
from single_faults import FAULTS, Text

ROOT = Path(__file__).parents[1]
EACH = 3  # faults of a kind in a snippet
XML = {name for name, kind in KINDS.items() if kind.roots}


def snippets() -> list[dict[str, Any]]:
    """The checked XML examples of the pages that are right."""
    return [
        s
        for s in read_site(ROOT).snippets
        if s["kind"] in XML and not {"expect", "unchecked"} & set(s["options"])
    ]


def text_of(snippet: dict[str, Any]) -> str:
    """The snippet's text, cut from its file at the lines that the manifest states."""
    lines = (ROOT / snippet["path"]).read_text("utf-8").split("\n")
    found = lines[snippet["line"] - 1 : snippet["line"] - 1 + snippet["lines"]]
    indent = min((len(t) - len(t.lstrip()) for t in found if t.strip()), default=0)
    return "\n".join(t[indent:] for t in found) + "\n"


def problems(snippet: dict[str, Any], text: str) -> int:
    inside = snippet["options"].get("inside", "")
    request = Request(
        text, snippet["kind"], example=True, level="grammar", inside=inside
    )
    return len(check(request).problems)


def test_there_are_pages_and_examples() -> None:
    pages = {s["page"] for s in read_site(ROOT).snippets}
    assert {"kbase/launch_security_sev", "kbase/locking-lockd"} <= pages
    assert len(snippets()) > 20


@pytest.mark.parametrize("name", FAULTS)
def test_no_broken_example_passes(name: str) -> None:
    """Save where a hole may hold the fault: those are named, and stay few."""
    survivors, total = [], 0
    for snippet in snippets():
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
