"""What the environment holds of ours, and what becomes of it when pages change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .complaint import Complaint
from .disk import CannotBuild
from .finding import Findable
from .session import Session
from .snippet import Snippet
from .wordings import MessageEntry


@dataclass
class PageRecord:
    """What the reading of one page left.  Plain data only: it is pickled."""

    snippets: list[Snippet] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    entries: list[MessageEntry] = field(default_factory=list)
    """The messages and symptoms that it explains, in its order."""
    directives: list[tuple[str, ...]] = field(default_factory=list)
    """Name and arguments of the directives that show what the page does not hold."""
    findable: list[Findable] = field(default_factory=list)
    """Its sections and messages, for the index of the site."""
    python: int = 0
    """How many examples Sybil runs as Python."""
    content: str | None = None
    """A hash of the files that it was read from."""
    noisy: bool = False
    """Whether it warned."""

    def given(self, directive: str) -> list[list[str]]:
        """The arguments of each directive of that name."""
        return [words for name, *words in self.directives if name == directive]


class Store:
    """All of ours in an environment: the pages, and the build that uses it.

    What a page left is in one place, so no field of it can be missed when the page is
    purged, or taken over from the worker that read it.
    """

    def __init__(self) -> None:
        self.pages: defaultdict[str, PageRecord] = defaultdict(PageRecord)
        self.session = Session()

    def purge(self, page: str) -> None:
        """Forget a page that is read again or gone."""
        self.pages.pop(page, None)

    def merge(self, pages: Iterable[str], other: Store) -> None:
        """Take over the pages that a worker has read.

        The worker began with a copy of ours: what it has of other pages is old.
        """
        for page in pages:
            self.pages[page] = other.pages[page]

    def all_snippets(self) -> list[Snippet]:
        """All snippets, by page and line."""
        found = [s for page in self.pages.values() for s in page.snippets]
        return sorted(found, key=lambda s: (s.page, s.line, s.name))

    def all_entries(self) -> list[MessageEntry]:
        """All messages and symptoms, by page and line."""
        found = [e for page in self.pages.values() for e in page.entries]
        return sorted(found, key=lambda e: (e.page, e.line, e.id))

    def all_complaints(self) -> list[Complaint]:
        """All complaints, by file and line; a file that two pages include has one."""
        found = {c for page in self.pages.values() for c in page.complaints}
        return sorted(found, key=lambda c: (c.path, c.line, c.message))

    def shows(self, directive: str) -> bool:
        """Whether any page has a directive of that name."""
        return any(page.given(directive) for page in self.pages.values())


def store(env: BuildEnvironment) -> Store:
    """The store of an environment; made when first asked for."""
    # Not in `setup`, which comes before the environment, be it new or unpickled.
    found: Store | None = getattr(env, "kb_store", None)
    if found is None:
        found = Store()
        env.kb_store = found  # type: ignore[attr-defined]
    return found


def session(env: BuildEnvironment) -> Session:
    """What belongs to the build that uses the environment."""
    return store(env).session


def setup(app: Sphinx) -> None:
    """Keep the store in step with the pages that are read, gone, or read elsewhere."""
    app.add_config_value("kb_live_ledger", "", "", str)
    app.connect("builder-inited", _start)
    app.connect("env-purge-doc", _purge)
    app.connect("env-merge-info", _merge)


def _start(app: Sphinx) -> None:
    try:
        session(app.env).start(app)
    except CannotBuild:
        # No end of the build comes, at which its folder would be released.
        app.kb_sealed.release()  # type: ignore[attr-defined]
        raise


def _purge(_app: Sphinx, env: BuildEnvironment, page: str) -> None:
    store(env).purge(page)


def _merge(
    _app: Sphinx, env: BuildEnvironment, pages: Iterable[str], other: BuildEnvironment
) -> None:
    store(env).merge(pages, store(other))
