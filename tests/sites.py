"""Builds of tiny sites, whose sources are in roots/."""

from __future__ import annotations

import io
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kbsphinx.lookup import leaves

ROOTS = Path(__file__).parent / "roots"
TICK = 0.012  # seconds: a little more than kbsphinx/read/changes.py allows for
TOLD = re.compile(r"^(?:.*?)(?P<file>[\w.\-/]+):(?P<line>\d+): (?:WARNING|ERROR).*?"
                  r"\[kb(?:check|page)\.(?P<check>[\w-]+)\]", re.MULTILINE)  # fmt: skip

FEW = ("domain", "domain-memory", "domain-os", "disk", "pool", "qemu.conf",
       "qemu-lockd.conf", "virsh")  # fmt: skip

PLAIN = {"html_theme": "basic", "html_sidebars": {"**": []}, "html_use_index": False}
"""The dress of the pages: a third of a build, and few tests look at it."""

INDEX = {"html_use_index": True}
"""For those that look at the index."""


@contextmanager
def few_pages() -> Iterator[None]:
    """Have the reference write these pages alone: all take six times as long.

    Entries and links to the other pages are made as ever.
    """
    pages = {f"reference/{name}" for name in FEW}
    every = leaves.subjects
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leaves, "subjects",
                      lambda: tuple(s for s in every() if s.page in pages))  # fmt: skip
        yield


class Site:
    """A copy of a root, and what its builds print, read and write."""

    def __init__(self, root: str, folder: Path) -> None:
        self.source = folder / "source"
        self.out = folder / "html"
        ours = shutil.ignore_patterns("__pycache__")  # not what Python leaves there
        shutil.copytree(ROOTS / root, self.source, ignore=ours)
        self.output = ""
        self.read: list[str] = []
        self.written: list[str] = []
        self.checked = 0
        self.status = 0

    def build(
        self, builder: str = "html", jobs: int = 1,
        prepare: Callable[[Sphinx], Any] = lambda app: None,
        doctrees: Path | None = None, overrides: dict[str, Any] | None = None,
    ) -> set[tuple[str, int, str]]:  # fmt: skip
        """Build; (file, line, check) of each problem that was told."""
        warning = io.StringIO()
        out = self.out if builder == "html" else self.out.with_name(builder)
        doctrees = doctrees or self.out.with_name("doctrees")
        self.read, self.written = [], []
        with docutils_namespace(), patch_docutils(self.source), few_pages():
            app = Sphinx(self.source, self.source, out, doctrees, builder,
                         {**PLAIN, **(overrides or {})}, None, warning,
                         parallel=jobs)  # fmt: skip
            app.connect("source-read", lambda a, name, text: self.read.append(name))
            app.connect("html-page-context", self._wrote)
            prepare(app)
            self._settle()
            try:
                app.build()
            finally:
                self.output = re.sub(r"\x1b\[[0-9;]*m", "", warning.getvalue())
            self.checked = app.env.kb_store.session.verdicts.checked
            self.status = app.statuscode
        return {(m["file"], int(m["line"]), m["check"])
                for m in TOLD.finditer(self.output)}  # fmt: skip

    def _settle(self) -> None:
        """Let the files grow older than a tick of the clock from which their times are.

        A build reads a page again that was as young when the build before read it.
        """
        newest = max(path.lstat().st_ctime for path in self.source.rglob("*"))
        time.sleep(max(0.0, newest + TICK - time.time()))

    def _wrote(self, _app: Sphinx, name: str, *_: Any) -> None:
        self.written.append(name)

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.source / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def add_pages(self, rst: str, md: str, *settings: str) -> None:
        """Put texts on a page of each sort, and settings below those of conf.py."""
        with (self.source / "two.rst").open("a", encoding="utf-8") as page:
            page.write(rst)
        (self.source / "three.md").write_text(md, "utf-8")
        self.edit("index.rst", "   two\n", "   two\n   three\n")
        with (self.source / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(
                "\n".join(["", 'extensions.append("myst_parser")', *settings, ""])
            )

    def expected(self) -> set[tuple[str, int, str]]:
        """The faults that comments in the sources state."""
        return {
            (path.name, number, match[1])
            for path in self.source.iterdir()
            for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
            if (match := re.search(r"<!-- here ([\w-]+) -->", line))
        }

    def manifest(self) -> Any:
        return json.loads((self.out / "snippets.json").read_text("utf-8"))


def outline(top: html.HtmlElement, depth: int = 0) -> list[str]:
    """The blocks of a part of a page, one a line: tag, classes of ours, words.

    Of spans and links the classes stand in the words: 'a {kb-title guest} b'.
    """
    inner = [child for child in top if child.tag in ("div", "p", "pre", "ul", "li")]
    words = [] if inner else _words(top).split()
    line = " " * depth + " ".join([".".join([top.tag, *_classes(top)]), *words])
    return [line, *(more for child in inner for more in outline(child, depth + 1))]


def _classes(element: html.HtmlElement) -> list[str]:
    """Those of ours, and of code; the others are the theme's."""
    ours = ("kb-", "highlight")
    return [c for c in element.get("class", "").split() if c.startswith(ours)]


def _words(element: html.HtmlElement) -> str:
    parts = [element.text or ""]
    for child in element:
        words, classes = _words(child), " ".join(_classes(child))
        parts += [f"{{{classes} {words}}}" if classes else words, child.tail or ""]
    return "".join(parts)
