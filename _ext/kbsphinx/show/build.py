"""The steps of a build: verdicts and problems, downloads, the manifest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..kept import noise
from ..kept.sealed import CannotBuild, json_bytes, told
from ..kept.session import session
from ..kept.snippet import Snippet
from ..kept.store import shown_path, store
from ..kept.verdicts import Verdicts, on_page
from ..read.blocks import Page, python_blocks, unchecked
from ..read.copying import keep_lines
from ..read.pythonblocks import RUNS_PYTHON, python_examples
from . import stale, telling
from .outputs import downloads, drop_lost_words, has_downloads, publish


def noisy_pages(
    _app: Sphinx,
    env: BuildEnvironment,
    _added: set[str],
    _changed: set[str],
    _removed: set[str],
) -> Iterable[str]:
    """Pages that warned when they were read: read again, so that they warn again."""
    return sorted(store(env).noisy & set(env.found_docs))


def judge_all(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Check what is new, tell all that is wrong, and name the pages to rewrite."""
    telling.tell_all(app)
    return stale.stale(app, env)


def note_blocks(app: Sphinx, doctree: nodes.document) -> None:
    """Count the Python examples; complain of the blocks that nobody checks."""
    env, kept = app.env, store(app.env)
    page = Page(Path(env.doc2path(env.docname)), getattr(app.config, RUNS_PYTHON))
    blocks = python_blocks(doctree, page)
    count = sum(map(python_examples, blocks)) if page.runs_python else 0
    kept.python[env.docname] = count
    for number, block in enumerate(blocks, 1):
        keep_lines(block, f"python-{number}")
    for complaint in unchecked(doctree, page):
        kept.complaints.setdefault(env.docname, []).append(complaint)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """After a build: publish what it wrote, and seal what it kept."""
    env = app.env
    kept = session(env).kept
    warned = noise.stop(env)
    try:
        with told(kept.out):
            if isinstance(exception, OSError):
                raise exception
            if exception is None:
                _complete(app, warned)
    finally:
        kept.release()


def _complete(app: Sphinx, warned: set[str]) -> None:
    env = app.env
    kept, verdicts = session(env).kept, session(env).verdicts
    telling.set_status(app)
    for message in noise.unwritten(env):
        raise CannotBuild(message)
    snippets = store(env).all_snippets()
    more = {"snippets.json": json_bytes(manifest(app, snippets, verdicts))}
    if has_downloads(app.builder):
        more.update(downloads(snippets))
    drop_lost_words(kept.output)
    whole = stale.is_whole(app)
    publish(kept, more, whole=whole)
    if whole and not noise.unplaced(env):
        verdicts.save()
        stale.record(app, warned)
        kept.seal()


def manifest(
    app: Sphinx, snippets: list[Snippet], verdicts: Verdicts
) -> list[dict[str, Any]]:
    """One entry a snippet, by page and line."""
    return [
        {
            "id": s.id,
            "page": s.page,
            "path": shown_path(s.path, str(app.srcdir)),
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
