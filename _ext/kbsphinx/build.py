"""The steps of a build: verdicts and problems, downloads, the manifest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import facts, noise, telling
from .copying import keep_lines
from .outputs import write_downloads
from .pythonblocks import RUNS_PYTHON, python_examples
from .session import session
from .snippet import Snippet
from .store import shown_path, store
from .unchecked import Page, python_blocks, unchecked
from .verdicts import Verdicts, on_page, write_json


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
    session(env).verdicts.save()
    return facts.stale(app, env)


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
    """After a whole build: the manifest, the downloads, and last the record."""
    env = app.env
    warned = noise.stop(env)
    if exception is not None:
        return
    telling.set_status(app)
    verdicts = session(env).verdicts
    snippets = store(env).all_snippets()
    write_json(Path(app.outdir) / "snippets.json", manifest(app, snippets, verdicts))
    if app.builder.format == "html":
        write_downloads(Path(app.outdir), snippets)
    facts.record(app, warned)


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
