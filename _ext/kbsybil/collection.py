"""What a conftest.py beside the pages needs: the examples, and who collects them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sybil.integration.pytest import SybilFile, pytest_integration
from sybil.typing import Parser

from . import items
from .items import Examples
from .page import ROOT_PAGES, Page, outside_snippets

Collect = Callable[[Path, pytest.Collector], pytest.Collector | None]


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
            lambda document: items.source(root, pages, document),
            lambda document: items.snippets(root, document),
            *(outside_snippets(root, parser) for parser in python),
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
