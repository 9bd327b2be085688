"""What belongs to one build, and must not reach the next one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from .runs import Runs
from .sealed import SealedFolder
from .verdicts import Verdicts


class Session:
    """The verdicts, runs and builder of a build; empty until it starts."""

    sealed: SealedFolder
    verdicts: Verdicts
    runs: Runs
    builder: Builder
    listener: Any  # noise.py's
    strays: list[Any]  # strays.py's complaints
    clashes: list[Any]  # message.py's
    tally: dict[str, Any]  # tally.py's; empty until a page shows it
    began: float  # when the reading of the page began
    site: str  # stale.py's: what all pages share …
    same: bool  # … whether that is as it was in the build before …
    facts: dict[str, str]  # … and what each hangs on
    stale: frozenset[str]  # the pages that must be written
    written: set[str]

    def start(self, app: Sphinx) -> None:
        """Begin a build: open the cache of verdicts of its output folder."""
        self.sealed = app.kb_sealed  # type: ignore[attr-defined]
        self.verdicts = Verdicts(self.sealed.verdicts)
        ledger = app.config.kb_live_ledger
        self.runs = Runs(Path(app.srcdir, ledger) if ledger else None)
        self.builder = app.builder
        self.strays = []
        self.clashes = []
        self.tally = {}
        self.same = False
        self.stale = frozenset()
        self.written = set()

    # Sphinx pickles the environment for the next build, and for the workers that read
    # in parallel.  The builder and open files cannot go along, and verdicts must not:
    # they are kept by what was judged, not by the page that shows it.
    def __reduce__(self) -> tuple[Any, ...]:
        """Keep nothing: the next build starts its own."""
        return Session, ()
