"""What belongs to one build, at hand wherever the environment is.

It hangs on the environment, and is left out when that is pickled.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from .verdicts import Verdicts

KEPT = ".kbcheck"  # the folder of ours in the output folder


class Session:
    """The verdicts and the builder of a build; empty after unpickling."""

    verdicts: Verdicts
    builder: Builder
    listener: Any  # noise.py's
    ledger: dict[str, Any]  # ledger.py's; empty if no page shows it

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep nothing: the next build starts its own."""
        return Session, ()


def start(app: Sphinx) -> None:
    """Begin a build: open the cache of verdicts of its output folder."""
    session = Session()
    session.verdicts = Verdicts(Path(app.outdir) / KEPT / "verdicts.json")
    session.builder = app.builder
    session.ledger = {}
    app.env.kb_session = session  # type: ignore[attr-defined]


def session(env: BuildEnvironment) -> Session:
    """The session of the build that uses the environment."""
    found: Session = env.kb_session  # type: ignore[attr-defined]
    return found
