"""Remembers which pages warned while they were read.

docutils tells of a misspelt option or an unknown directive only when it reads the
page.  The next build reads nothing and would pass; so such pages are read each time.
"""

from __future__ import annotations

import logging

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .session import session
from .store import store


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.paths: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "type", "") in ("kbcheck", "kbpage"):
            return
        place = getattr(record, "location", None)
        if isinstance(place, tuple):
            self.paths.add(str(place[0]))
        elif place:
            self.paths.add(str(place).rsplit(":", 1)[0])


def listen(app: Sphinx) -> None:
    """Hear the warnings of this build."""
    listener = _Listener()
    logging.getLogger("sphinx").addHandler(listener)
    session(app.env).listener = listener


def remember(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep, in the environment, the pages that warned."""
    listener = session(env).listener
    logging.getLogger("sphinx").removeHandler(listener)
    pages = {env.path2doc(path) or path for path in listener.paths}
    store(env).noisy |= {page for page in pages if page in env.all_docs}
    return []
