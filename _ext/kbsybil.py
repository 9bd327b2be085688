"""The adapter to Sybil: each example of the pages is one pytest item.

The examples are those that Sphinx extracts: the pages are built once a process with
the `dummy` builder, and Sybil is fed from the manifest that this build leaves.  So
`make html` and `make test` see the same snippets at the same lines.
"""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sybil import Document, Example, Region, Sybil
from sybil.integration.pytest import SybilFile, pytest_integration
from sybil.region import Lexeme
from sybil.typing import Parser

from kbcheck.report import excerpt

ROOT_PAGES = ("index.rst", "index.md")

Collect = Callable[[Path, pytest.Collector], pytest.Collector | None]


class Site:
    """What a build of the pages found: snippets, and warnings by file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.snippets: list[dict[str, Any]] = []
        self.warnings: dict[Path, list[str]] = {}
        self.included: dict[Path, set[Path]] = {}
        self.failure = ""

    def of_page(self, page: Path) -> list[dict[str, Any]]:
        """The snippets that a page shows."""
        name = page.relative_to(self.root).with_suffix("").as_posix()
        return [s for s in self.snippets if s["page"] == name]

    def warnings_of(self, page: Path) -> list[str]:
        """The warnings on a page and on the files that it includes."""
        files = {page, *self.included.get(page, ())}
        return [text for file in sorted(files) for text in self.warnings.get(file, ())]

    def other_warnings(self) -> list[str]:
        """The warnings on files that are neither pages nor included."""
        pages = {*self.included, *chain.from_iterable(self.included.values())}
        rest = sorted(self.warnings.keys() - pages)
        return [text for file in rest for text in self.warnings[file]]


class _Listener(logging.Handler):
    """Collects warnings, save those on the content of snippets."""

    def __init__(self, site: Site) -> None:
        super().__init__(logging.WARNING)
        self.site = site

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "type", "") == "kbcheck":
            return
        place = getattr(record, "location", None) or ""
        if isinstance(place, tuple):
            name, line = str(place[0]), str(place[1] or 1)
        else:
            name, _, line = str(place).rpartition(":")
        file = self.file(name or str(place))
        text = f"{self.shown(file)}:{line or 1}: {record.getMessage()}"
        self.site.warnings.setdefault(file, []).append(text)

    def file(self, name: str) -> Path:
        path = Path(name)
        if not path.is_absolute():
            path = self.site.root / path
        pages = [path.with_name(path.name + s) for s in (".rst", ".md")]
        return next((p for p in (path, *pages) if p.is_file()), path)

    def shown(self, file: Path) -> str:
        root = self.site.root
        return (
            file.relative_to(root).as_posix()
            if file.is_relative_to(root)
            else str(file)
        )


@cache
def read_site(root: Path) -> Site:
    """Build the pages below `root`, which holds conf.py, once."""
    site = Site(root)
    listener = _Listener(site)
    logger = logging.getLogger("sphinx")
    with (
        TemporaryDirectory() as folder,
        docutils_namespace(),
        patch_docutils(root),
        warnings.catch_warnings(action="ignore"),  # extensions age; no page's fault
    ):
        try:
            out, doctrees = Path(folder) / "out", Path(folder) / "doctrees"
            app = Sphinx(root, root, out, doctrees, "dummy", status=None, warning=None)
            logger.addHandler(listener)
            app.build()
        except Exception as err:  # noqa: BLE001 (an extension may raise anything)
            site.failure = f"Sphinx stopped: {type(err).__name__}: {err}"
            return site
        finally:
            logger.removeHandler(listener)
        manifest = out / "snippets.json"
        site.snippets = json.loads(manifest.read_text(encoding="utf-8"))
        for page in app.env.found_docs:
            files = app.env.dependencies.get(page, ())
            path = Path(app.env.doc2path(page))
            site.included[path] = {(root / file).resolve() for file in files}
    return site


class Page(Document):
    """A page; bytes that are no text are told by PAGE::source, not by a traceback."""

    @classmethod
    def parse(cls, path: str, *parsers: Parser, encoding: str = "utf-8") -> Page:
        """The page with its examples."""
        text = Path(path).read_bytes().decode(encoding, "replace").replace("\r\n", "\n")
        document = cls(text, path)
        regions: list[Region] = []
        for region in chain.from_iterable(parser(document) for parser in parsers):
            # A code block of doctests is found twice: as doctests first.
            if not any(r.start < region.end and region.start < r.end for r in regions):
                document.add(region)
                regions.append(region)
        return document


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


def examples(
    root: Path, *python: Parser, pattern: str, folder: str = "kbase"
) -> Examples:
    """The examples of the pages that match a pattern, for a conftest.py beside them.

    `root` holds conf.py, `folder` below it the pages (`root` does, if there is none);
    `python` are Sybil's own parsers of Python examples.
    """
    pages = root / folder
    pages = pages if pages.is_dir() else root
    found = Examples(
        parsers=[
            lambda document: _source(root, pages, document),
            lambda document: _snippets(root, document),
            *(_outside_snippets(root, parser) for parser in python),
        ],
        pattern=pattern,
        document_types={".rst": Page, ".md": Page},
    )
    found.path = pages  # Sybil takes the folder of the file that makes it
    return found


def collector(root: Path, *found: Examples) -> Collect:
    """What a conftest.py names `pytest_collect_file`: the pages beside it, and one.

    The root page lies above the folder of the pages, where pytest would not ask for
    it.  It stands in for the conftest.py: so `pytest FOLDER` runs the whole site.
    """
    pages = pytest_integration(*found)

    def collect(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        if file_path.name != "conftest.py" or file_path.parent == root:
            return pages(file_path, parent)
        page = next(path for path in map(root.joinpath, ROOT_PAGES) if path.is_file())
        own = [sybil for sybil in found if any(map(page.match, sybil.patterns))]
        return SybilFile.from_parent(parent, path=page, sybils=own)

    return collect


def _source(root: Path, pages: Path, document: Document) -> Iterator[Region]:
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
    if site.failure or items == known:
        return site.failure or "\n".join(site.warnings_of(page))
    return f"{page.name} has {known} examples, of which {items} are items"


def _judge_site(root: Path, pages: Path) -> str:
    """What is wrong with files that no item 'source' answers for."""
    site = read_site(root)
    outside = [
        f"{path.relative_to(root)}: no item runs this page; {pages.name}/ is run"
        for path in sorted(site.included)
        if not path.is_relative_to(pages) and path not in map(root.joinpath, ROOT_PAGES)
    ]
    return site.failure or "\n".join([*outside, *site.other_warnings()])


def _snippets(root: Path, document: Document) -> Iterator[Region]:
    page = Path(document.path)
    for snippet in read_site(root).of_page(page):
        own = (root / snippet["path"]) == page
        at = _offset(document.text, snippet["line"]) if own else 0
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


def _offset(text: str, line: int) -> int:
    """The offset of a line's first character; beyond the last line, the end."""
    above = text.split("\n")[: line - 1]
    return min(sum(len(line) + 1 for line in above), len(text))


def _outside_snippets(root: Path, parser: Parser) -> Parser:
    """Sybil's Python examples, save those inside snippets, which are not Python's."""

    def parse(document: Document) -> Iterator[Region]:
        page = Path(document.path)
        text = document.text
        for snippet in read_site(root).of_page(page):
            if (root / snippet["path"]) == page:
                start = _offset(text, snippet["line"])
                end = _offset(text, snippet["line"] + snippet["lines"])
                text = text[:start] + _blank(text[start:end]) + text[end:]
        try:
            yield from parser(Document(text, document.path))
        except ValueError as err:  # one that cannot be read must not stop the others
            told = f"{page.name}: this Python cannot be read: {err}"
            yield Region(0, 0, "python", lambda _: told)

    return parse


def _blank(text: str) -> str:
    """As much text and as many lines, with nothing to read."""
    return re.sub(r"[^\n]", " ", text)
