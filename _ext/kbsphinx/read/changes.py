"""Which pages are to be read again: by what their files hold, not by their times."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..kept.origin import digest
from ..kept.store import session, store

_TICK = 0.01
"""Seconds by which the time of a file may lag behind the clock."""


def begin(app: Sphinx, _page: str, _source: list[Any]) -> None:
    """Note when the reading of a page began."""
    session(app.env).began = time.time() - _TICK


def note_content(app: Sphinx, _doctree: nodes.document) -> None:
    """Remember what a page was read from; nothing, if it changed in the meantime."""
    env = app.env
    files = _files(env, env.docname)
    began = session(env).began
    late = any(path.exists() and path.stat().st_ctime >= began for path in files)
    store(env).pages[env.docname].content = "" if late else digest(files)


def outdated(
    _app: Sphinx,
    env: BuildEnvironment,
    added: set[str],
    changed: set[str],
    removed: set[str],
) -> Iterable[str]:
    """The pages with other contents; all, if there are other pages than before.

    What a link to a file means in Markdown, and how images are called, hangs on which
    pages there are, and on their order.
    """
    if added or removed:
        return env.found_docs - added
    read = store(env).pages
    other = {p for p in env.all_docs if digest(_files(env, p)) != read[p].content}
    # `changed` is Sphinx's own, found by the times of the files.
    changed.intersection_update(other | env.reread_always)
    return other


def _files(env: BuildEnvironment, page: str) -> list[Path]:
    """The file of a page, and those that it includes."""
    included = (Path(env.srcdir, name) for name in env.dependencies.get(page, ()))
    return [Path(env.doc2path(page)), *included]


def setup(app: Sphinx) -> None:
    """Note what pages are read from, and compare before the next reading."""
    # Before all that looks at the source: a file that changes now is read half and
    # half, and must not count as known.
    app.connect("source-read", begin, priority=100)
    app.connect("doctree-read", note_content)
    app.connect("env-get-outdated", outdated)
