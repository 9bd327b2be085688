"""A page as Sybil reads it: its text, and the lines of the snippets in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path

from sybil import Document, Example, Region
from sybil.typing import Evaluator, Parser

from .site import read_site

ROOT_PAGES = ("index.rst", "index.md")


class Page(Document):
    """A page; bytes that are no text are told by PAGE::source, not by a traceback.

    `to_run` holds where the examples of Python begin that have not run yet.
    """

    to_run: set[int]

    @classmethod
    def parse(cls, path: str, *parsers: Parser, encoding: str = "utf-8") -> Page:
        """The page with its examples."""
        text = Path(path).read_bytes().decode(encoding, "replace").replace("\r\n", "\n")
        document = cls(text, path)
        document.to_run = set()
        regions: list[Region] = []
        for region in chain.from_iterable(parser(document) for parser in parsers):
            # A code block of doctests is found twice: as doctests first.
            if not any(r.start < region.end and region.start < r.end for r in regions):
                document.add(region)
                regions.append(region)
        return document


def offset(text: str, line: int) -> int:
    """The offset of a line's first character; beyond the last line, the end."""
    starts = _starts(text)
    return min(starts[min(line, len(starts)) - 1], len(text))


@lru_cache(maxsize=8)
def _starts(text: str) -> list[int]:
    """Where each line begins, and where one would that followed the last."""
    return [*accumulate((len(line) + 1 for line in text.split("\n")), initial=0)]


def outside_snippets(root: Path, parser: Parser) -> Parser:
    """Sybil's Python examples, save those inside snippets, which are not Python's."""

    def parse(document: Document) -> Iterator[Region]:
        page = Path(document.path)
        text = document.text
        for snippet in read_site(root).of_page(page):
            if (root / snippet["path"]) == page:
                start = offset(document.text, snippet["line"])
                end = offset(document.text, snippet["line"] + snippet["lines"])
                text = text[:start] + _blank(text[start:end]) + text[end:]
        try:
            for region in parser(Document(text, document.path)):
                if region.evaluator and isinstance(document, Page):
                    document.to_run.add(region.start)
                    region.evaluator = _in_turn(document, region.evaluator)
                yield region
        except ValueError as err:  # one that cannot be read must not stop the others
            told = f"{page.name}: this Python cannot be read: {err}"
            yield Region(0, 0, "python", lambda _: told)

    return parse


def _in_turn(page: Page, run: Evaluator) -> Evaluator:
    """An example of Python that runs what stands before it on the page, if need be.

    It may use its names.  Asked for alone, or by a worker that has other parts of the
    page, an example would fail that is right.
    """

    def evaluate(example: Example) -> str | None:
        for other in page.examples():
            if other.start < example.start and other.start in page.to_run:
                with suppress(Exception):
                    other.evaluate()
        page.to_run.discard(example.start)
        return run(example)

    return evaluate


def _blank(text: str) -> str:
    """As much text and as many lines, with nothing to read."""
    return re.sub(r"[^\n]", " ", text)
