"""What the reading of the pages leaves in the environment; plain data only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

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
    """Snippets and complaints by page; `noisy` are pages that warned when read."""

    snippets: dict[str, list[Snippet]] = field(default_factory=dict)
    complaints: dict[str, list[Complaint]] = field(default_factory=dict)
    noisy: set[str] = field(default_factory=set)

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
    found.snippets.pop(docname, None)
    found.complaints.pop(docname, None)
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
        if docname in theirs.snippets:
            mine.snippets[docname] = theirs.snippets[docname]
        if docname in theirs.complaints:
            mine.complaints[docname] = theirs.complaints[docname]


def shown_path(path: str, root: str) -> str:
    """A path as messages show it: relative to the root of the site, if it is below."""
    found = Path(path)
    found = found if found.is_absolute() else Path.cwd() / found
    base = Path(root)
    return found.relative_to(base).as_posix() if found.is_relative_to(base) else path
