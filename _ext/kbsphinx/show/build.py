"""The end of a build: downloads, the manifest, the seal."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from ..kept import noise
from ..kept.disk import CannotBuild, json_bytes, told
from ..kept.place import site_path
from ..kept.snippet import Snippet
from ..kept.store import session, store
from ..kept.verdicts import Verdicts, on_page
from . import stale, telling
from .outputs import downloads, drop_lost_words, has_downloads, publish


def finish(app: Sphinx, exception: Exception | None) -> None:
    """After a build: publish what it wrote, and seal what it kept."""
    env = app.env
    sealed = session(env).sealed
    warned = noise.stop(env)
    try:
        with told(sealed.out):
            if isinstance(exception, OSError):
                raise exception
            if exception is None:
                _complete(app, warned)
    finally:
        sealed.release()


def _complete(app: Sphinx, warned: set[str]) -> None:
    env = app.env
    sealed, verdicts = session(env).sealed, session(env).verdicts
    telling.set_status(app)
    for message in noise.unwritten(env):
        raise CannotBuild(message)
    snippets = store(env).all_snippets()
    more = {"snippets.json": json_bytes(manifest(app, snippets, verdicts))}
    more["messages.json"] = json_bytes(messages(app))
    if has_downloads(app.builder):
        more.update(downloads(snippets))
    drop_lost_words(sealed.output)
    whole = stale.is_whole(app)
    publish(sealed, more, whole=whole)
    # Else the next build begins from nothing: it cannot know what else to write again.
    if whole and not noise.unplaced(env):
        verdicts.save()
        stale.record(app, warned)
        sealed.seal()  # last: the seal vouches for the files above


def manifest(
    app: Sphinx, snippets: list[Snippet], verdicts: Verdicts
) -> list[dict[str, Any]]:
    """One entry a snippet, by page and line."""
    return [
        {
            "id": s.id,
            "page": s.page,
            "path": site_path(s.path, str(app.srcdir)),
            "line": s.line,
            "lines": s.text.count("\n"),
            "kind": s.kind,
            "options": s.options,
            "download": s.download,
            "judged": verdicts(s).done,
            "levels": list(verdicts(s).levels),
            "problems": [
                on_page(p, s, str(app.srcdir))._asdict() for p in verdicts(s).problems
            ],
            "hash": s.digest,
        }
        for s in snippets
    ]


def messages(app: Sphinx) -> list[dict[str, Any]]:
    """One entry a message or symptom that pages explain, by page and line."""
    root = str(app.srcdir)
    entries = store(app.env).all_entries()
    return [entry.facts(site_path(entry.path, root)) for entry in entries]


def setup(app: Sphinx) -> None:
    """End each build."""
    # After those of others: furo writes its colours at the end.
    app.connect("build-finished", finish, priority=900)
