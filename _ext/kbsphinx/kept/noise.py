"""Remembers which pages warned while they were read or written.

docutils tells of a misspelt option or an unknown directive only when it reads the
page, Sphinx of a link that leads nowhere only when it writes it.  The next build does
neither and would pass; so such pages are read, or written, each time.  Of a warning
that names no page nobody knows what would bring it back, save a build from nothing.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import get_node_location

from .store import session, store

_OF_THE_DISK = re.compile(r"\[Errno \d+\]|\b\w*Error\(\d+, ")
"""How messages show an OSError; those of worker processes are nothing but text."""


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.paths: set[str] = set()
        self.unplaced: list[str] = []
        self.lost = False

    def emit(self, record: logging.LogRecord) -> None:
        # Ours are told by each build anyhow, from what the store and the cache hold.
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
        else:
            self.unplaced.append(record.getMessage())


def _loses_text(record: logging.LogRecord) -> bool:
    """Whether it tells that a directive, perhaps an example, was not read as meant.

    docutils gives an error for that, MyST a warning of its own.
    """
    kind, detail = getattr(record, "type", ""), str(getattr(record, "subtype", ""))
    of_myst = kind == "myst" and detail.startswith("directive")
    return record.levelno >= logging.ERROR or of_myst


def noisy_pages(
    _app: Sphinx,
    env: BuildEnvironment,
    _added: set[str],
    _changed: set[str],
    _removed: set[str],
) -> Iterable[str]:
    """Pages that warned when they were read: read again, so that they warn again."""
    return sorted(p for p in env.found_docs if store(env).pages[p].noisy)


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
    for page in _pages(env):
        store(env).pages[page].noisy = True
    # What comes from here on is told of pages that are written, and is kept apart.
    session(env).listener.paths.clear()
    return []


def stop(env: BuildEnvironment) -> set[str]:
    """Hear no more; the pages that warned while they were written."""
    logging.getLogger("sphinx").removeHandler(session(env).listener)
    return _pages(env)


def unplaced(env: BuildEnvironment) -> list[str]:
    """The warnings of this build that name no page."""
    found: list[str] = session(env).listener.unplaced
    return found


def unwritten(env: BuildEnvironment) -> list[str]:
    """Those of them that tell of a file that could not be written.

    Sphinx warns and goes on; then a page may be cut off in the middle.
    """
    return [message for message in unplaced(env) if _OF_THE_DISK.search(message)]


def _pages(env: BuildEnvironment) -> set[str]:
    paths = session(env).listener.paths
    return {env.path2doc(path) or path for path in paths} & set(env.all_docs)


def setup(app: Sphinx) -> None:
    """Hear what is told while pages are read; build.py stops it when all is written."""
    app.connect("builder-inited", listen)
    app.connect("env-get-outdated", noisy_pages)
    # Before the examples are judged: what is told of them names pages, too.
    app.connect("env-updated", remember, priority=400)
