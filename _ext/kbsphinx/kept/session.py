"""What belongs to one build, at hand wherever the environment is.

It hangs on the environment, and is left out when that is pickled.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from .sealed import Kept
from .verdicts import Verdicts


class Session:
    """The verdicts and the builder of a build; empty after unpickling."""

    kept: Kept
    verdicts: Verdicts
    builder: Builder
    listener: Any  # noise.py's
    ledger: dict[str, Any]  # ledger.py's; empty if no page shows it
    reading: float  # when the reading of the page began
    site: str  # facts.py's: what all pages share …
    facts: dict[str, str]  # … and what each hangs on
    stale: frozenset[str]  # the pages that must be written
    written: set[str]

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep nothing: the next build starts its own."""
        return Session, ()


def start(app: Sphinx) -> None:
    """Begin a build: open the cache of verdicts of its output folder."""
    session = Session()
    session.kept = app.kb_kept  # type: ignore[attr-defined]
    session.verdicts = Verdicts(session.kept.verdicts)
    session.builder = app.builder
    session.ledger = {}
    session.stale = frozenset()
    session.written = set()
    app.env.kb_session = session  # type: ignore[attr-defined]


def session(env: BuildEnvironment) -> Session:
    """The session of the build that uses the environment."""
    found: Session = env.kb_session  # type: ignore[attr-defined]
    return found
