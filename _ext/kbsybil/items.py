"""The items of a page: what each is called, and what makes it fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.region import Lexeme

from kbcheck.report import excerpt

from .page import ROOT_PAGES, offset
from .site import read_site


class Examples(Sybil):
    """Sybil with identities that tell: kind@line, source, python@line."""

    def identify(self, example: Example) -> str:
        """The name of an item."""
        parsed = example.region.parsed
        if isinstance(parsed, str) and not isinstance(parsed, Lexeme):
            return parsed
        if isinstance(parsed, dict) and "kind" in parsed:
            return _identity(parsed, Path(example.path))
        return f"python@{example.line}"


def _identity(snippet: dict[str, Any], page: Path) -> str:
    own = Path(snippet["path"]).name == page.name
    place = snippet["line"] if own else f"{snippet['path']}:{snippet['line']}"
    return f"{snippet['kind']}@{place}"


def source(root: Path, pages: Path, document: Document) -> Iterator[Region]:
    """One region a page, which fails if anything warned while the page was read.

    The root page has one more: for what stands on no page.
    """
    page = Path(document.path)
    yield Region(0, 0, "source", lambda example: _judge_source(root, example))
    if page.parent == root and page.name in ROOT_PAGES:
        yield Region(0, 0, "site", lambda _: _judge_site(root, pages))


def _judge_source(root: Path, example: Example) -> str:
    site, page = read_site(root), Path(example.path)
    items = sum(isinstance(e.region.parsed, dict) for e in example.document.examples())
    known = len(site.of_page(page))
    # A snippet that no item runs would pass unseen, so they are counted.
    if site.failure or items == known:
        return site.failure or "\n".join(site.warnings_of(page))
    return f"{page.name} has {known} examples, but {items} items"


def _judge_site(root: Path, pages: Path) -> str:
    """What is wrong with files that no item 'source' answers for."""
    site = read_site(root)
    outside = [
        f"{path.relative_to(root)}: no item runs this page; {pages.name}/ is run"
        for path in sorted(site.included)
        if not path.is_relative_to(pages) and path not in map(root.joinpath, ROOT_PAGES)
    ]
    return site.failure or "\n".join([*outside, *site.other_warnings()])


def snippets(root: Path, document: Document) -> Iterator[Region]:
    """One region a snippet: at its line, or at the top if an included file holds it."""
    page = Path(document.path)
    for snippet in read_site(root).of_page(page):
        own = (root / snippet["path"]) == page
        at = offset(document.text, snippet["line"]) if own else 0
        yield Region(at, at, snippet, lambda example: _judge_snippet(root, example))


def _judge_snippet(root: Path, example: Example) -> str:
    snippet = example.region.parsed
    if snippet["options"].get("unchecked"):
        pytest.skip(f"not checked: {snippet['options']['unchecked']}")
    told = [_told(root, found) for found in snippet["problems"]]
    if not (told or snippet["judged"]):
        return "not judged; the item 'source' of the page says why"
    return "\n".join(told)


def _told(root: Path, found: dict[str, Any]) -> str:
    """A problem with its line of the file, and the hint."""
    place = f"{found['path']}:{found['line']}:{found['column']}"
    told = [f"{place}: {found['message']} [{found['check']}]"]
    lines = (root / found["path"]).read_text("utf-8", "replace").split("\n")
    told.append(excerpt(lines[found["line"] - 1], found["column"]).rstrip("\n"))
    if found["hint"]:
        told.append(f"  = {found['hint']}")
    return "\n".join(told)
