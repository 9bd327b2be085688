"""What the reading of the pages leaves in the environment; plain data only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .snippet import Snippet


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with a directive or a block itself, not with its content."""

    path: str
    line: int
    check: str
    message: str


@dataclass
class Store:
    """What the pages hold, by page; `noisy` are pages that warned when read.

    `checklists` are the guides of each checklist, `ledgers` the parts of the ledger;
    `python` counts the examples that Sybil runs as Python; `contents` are hashes of
    what each page was read from.
    """

    snippets: dict[str, list[Snippet]] = field(default_factory=dict)
    complaints: dict[str, list[Complaint]] = field(default_factory=dict)
    checklists: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    ledgers: dict[str, list[str]] = field(default_factory=dict)
    python: dict[str, int] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    noisy: set[str] = field(default_factory=set)

    @property
    def by_page(self) -> tuple[dict[str, Any], ...]:
        """All that is kept by page."""
        return (self.snippets, self.complaints, self.checklists, self.ledgers,
                self.python, self.contents)  # fmt: skip

    def all_snippets(self) -> list[Snippet]:
        """All snippets, by page and line."""
        found = [s for page in sorted(self.snippets) for s in self.snippets[page]]
        return sorted(found, key=lambda s: (s.page, s.line, s.name))

    def all_complaints(self) -> list[Complaint]:
        """All complaints, by file and line."""
        found = [c for page in self.complaints.values() for c in page]
        return sorted(set(found), key=lambda c: (c.path, c.line, c.message))


def store(env: BuildEnvironment) -> Store:
    """The store of an environment; made when first asked for."""
    found: Store | None = getattr(env, "kb_store", None)
    if found is None:
        found = Store()
        env.kb_store = found  # type: ignore[attr-defined]
    return found


def purge(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget a page that is read again or gone."""
    found = store(env)
    for kept in found.by_page:
        kept.pop(docname, None)
    found.noisy.discard(docname)


def merge(
    _app: Sphinx,
    env: BuildEnvironment,
    docnames: Iterable[str],
    other: BuildEnvironment,
) -> None:
    """Take over what a worker has read."""
    mine, theirs = store(env), store(other)
    for docname in docnames:
        for kept, read in zip(mine.by_page, theirs.by_page, strict=True):
            if docname in read:
                kept[docname] = read[docname]


@cache
def shown_path(path: str, root: str) -> str:
    """A path as messages show it: relative to the root of the site, if it is below."""
    found, base = Path(path).resolve(), Path(root).resolve()
    return found.relative_to(base).as_posix() if found.is_relative_to(base) else path
