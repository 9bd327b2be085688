"""The examples of the pages, for tests that want to do more with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kbcheck import KINDS
from kbcheck.versions import parse_versions
from kbsybil import read_site

ROOT = Path(__file__).parents[1]

Snippet = dict[str, Any]
"""One entry of the manifest."""


def snippets(*kinds: str) -> list[Snippet]:
    """The checked examples of these kinds that libvirt takes, advised or not."""
    return [
        s
        for s in read_site(ROOT).snippets
        if s["kind"] in kinds
        and "unchecked" not in s["options"]
        and ("expect" not in s["options"] or "not-advised" in s["options"])
    ]


def wrong_snippets(*kinds: str) -> list[Snippet]:
    """The examples of these kinds that are wrong on purpose."""
    return [
        s
        for s in read_site(ROOT).snippets
        if s["kind"] in kinds
        and "expect" in s["options"]
        and "not-advised" not in s["options"]
    ]


def text_of(snippet: Snippet) -> str:
    """The snippet's text, cut from its file at the lines that the manifest states."""
    lines = (ROOT / snippet["path"]).read_text("utf-8").split("\n")
    found = lines[snippet["line"] - 1 : snippet["line"] - 1 + snippet["lines"]]
    indent = min((len(t) - len(t.lstrip()) for t in found if t.strip()), default=0)
    return "\n".join(t[indent:] for t in found) + "\n"


def is_meant(snippet: Snippet, version: str) -> bool:
    """Whether an example is for a version of libvirt."""
    stated = snippet["options"].get("libvirt", "")
    return not stated or parse_versions(version).within(parse_versions(stated))


def is_whole(snippet: Snippet) -> bool:
    """Whether an XML example is a whole document without elisions."""
    text = text_of(snippet)
    roots = KINDS[snippet["kind"]].roots
    return "..." not in text and text.lstrip().startswith(tuple(f"<{r}" for r in roots))
