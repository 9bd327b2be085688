"""The site as Sphinx reads it: built once a process, with the `dummy` builder."""

from __future__ import annotations

import json
import logging
import warnings
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import get_node_location


class Site:
    """What a build of the pages found: snippets, messages, and warnings by file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.snippets: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
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


class _Warnings(logging.Handler):
    """Collects warnings, save those on the content of snippets."""

    def __init__(self, site: Site) -> None:
        super().__init__(logging.WARNING)
        self.site = site

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "type", "") == "kbcheck":  # the snippet's own item tells
            return
        place = getattr(record, "location", None) or ""
        if isinstance(place, nodes.Node):
            place = get_node_location(place) or ""
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
    with TemporaryDirectory() as folder:
        return build_site(root, Path(folder))


def build_site(root: Path, folder: Path, builder: str = "dummy") -> Site:
    """Build the pages below `root` into `out` in a folder, with a builder of Sphinx."""
    site = Site(root)
    listener = _Warnings(site)
    logger = logging.getLogger("sphinx")
    # Sphinx registers directives for the whole process: the namespace takes them back.
    with (
        docutils_namespace(),
        patch_docutils(root),
        warnings.catch_warnings(action="ignore"),  # extensions age; no page's fault
    ):
        try:
            out, doctrees = folder / "out", folder / "doctrees"
            app = Sphinx(root, root, out, doctrees, builder, status=None, warning=None)
            logger.addHandler(listener)
            app.build()
        except Exception as err:  # noqa: BLE001 (an extension may raise anything)
            site.failure = f"Sphinx stopped: {type(err).__name__}: {err}"
            return site
        finally:
            logger.removeHandler(listener)
        site.snippets = json.loads((out / "snippets.json").read_text("utf-8"))
        site.messages = json.loads((out / "messages.json").read_text("utf-8"))
        for page in app.env.found_docs:
            files = app.env.dependencies.get(page, ())
            path = Path(app.env.doc2path(page))
            site.included[path] = {(root / file).resolve() for file in files}
    return site
