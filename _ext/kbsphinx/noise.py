"""Remembers which pages warned while they were read or written.

docutils tells of a misspelt option or an unknown directive only when it reads the
page, Sphinx of a link that leads nowhere only when it writes it.  The next build does
neither and would pass; so such pages are read, or written, each time.
"""

from __future__ import annotations

import logging

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import get_node_location

from .session import session
from .store import store


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.paths: set[str] = set()
        self.lost = False

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "type", "") in ("kbcheck", "kbpage"):
            return
        self.lost = self.lost or _loses_text(record)
        place = getattr(record, "location", None)
        if isinstance(place, nodes.Node):
            place = get_node_location(place)
        if isinstance(place, tuple):
            self.paths.add(str(place[0]))
        elif place:
            self.paths.add(str(place).rsplit(":", 1)[0])


def _loses_text(record: logging.LogRecord) -> bool:
    """Whether it tells that a directive, perhaps an example, was not read as meant.

    docutils gives an error for that, MyST a warning of its own.
    """
    kind, detail = getattr(record, "type", ""), str(getattr(record, "subtype", ""))
    of_myst = kind == "myst" and detail.startswith("directive")
    return record.levelno >= logging.ERROR or of_myst


def lost(env: BuildEnvironment) -> bool:
    """Whether text of the pages was lost on the way, and examples with it."""
    return bool(session(env).listener.lost)


def listen(app: Sphinx) -> None:
    """Hear the warnings of this build."""
    listener = _Listener()
    logging.getLogger("sphinx").addHandler(listener)
    session(app.env).listener = listener


def remember(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep, in the environment, the pages that warned while they were read."""
    store(env).noisy |= _pages(env)
    session(env).listener.paths.clear()
    return []


def stop(env: BuildEnvironment) -> set[str]:
    """Hear no more; the pages that warned while they were written."""
    logging.getLogger("sphinx").removeHandler(session(env).listener)
    return _pages(env)


def _pages(env: BuildEnvironment) -> set[str]:
    paths = session(env).listener.paths
    return {env.path2doc(path) or path for path in paths} & set(env.all_docs)
