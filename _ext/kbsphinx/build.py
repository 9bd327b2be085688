"""The steps of a build: verdicts and problems, stale pages, downloads, the manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from kbcheck import Problem

from . import noise
from .checklist import checklist_facts
from .session import KEPT, session
from .snippet import Snippet
from .store import shown_path, store
from .unchecked import unchecked_blocks
from .verdicts import Verdicts, on_page, write_json

logger = logging.getLogger(__name__)


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
    verdicts = session(env).verdicts
    for snippet in store(env).all_snippets():
        for found in verdicts(snippet).problems:
            _tell(on_page(found, snippet, str(app.srcdir)))
    for complaint in store(env).all_complaints():
        path = shown_path(complaint.path, str(app.srcdir))
        logger.warning(
            complaint.message,
            type="kbpage",
            subtype=complaint.check,
            location=f"{path}:{complaint.line}",
        )
    verdicts.save()
    before = _rendered_before(app)
    return sorted(p for p, facts in _facts(app, env).items() if before.get(p) != facts)


def _tell(found: Problem) -> None:
    hint = f"; {found.hint}" if found.hint else ""
    logger.warning(
        f"{found.column}: {found.message}{hint}",
        type="kbcheck",
        subtype=found.check,
        location=f"{found.path}:{found.line}",
    )


def note_unchecked(app: Sphinx, doctree: Any) -> None:
    """Complain of the blocks of a page that nobody checks."""
    env = app.env
    complaints = store(env).complaints
    for complaint in unchecked_blocks(doctree, Path(env.doc2path(env.docname))):
        complaints.setdefault(env.docname, []).append(complaint)


# --- stale pages --------------------------------------------------------------------


def _facts(app: Sphinx, env: BuildEnvironment) -> dict[str, str]:
    """Page -> a hash of all that its HTML depends on beyond its source."""
    verdicts = session(env).verdicts
    found: dict[str, str] = {}
    snippets, checklists = store(env).snippets, store(env).checklists
    for page, read in env.all_docs.items():
        judged = [
            [s.id, s.line, list(v.levels), [list(p) for p in (*v.found, *v.problems)]]
            for s in snippets.get(page, ())
            for v in (verdicts(s),)
        ]
        listed = [checklist_facts(names) for names in checklists.get(page, ())]
        text = json.dumps([read, judged, listed])
        found[page] = hashlib.sha256(text.encode()).hexdigest()
    return found


def _record(app: Sphinx) -> Path:
    return Path(app.outdir) / KEPT / "rendered.json"


def _rendered_before(app: Sphinx) -> dict[str, str]:
    try:
        return dict(json.loads(_record(app).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def finish(app: Sphinx, exception: Exception | None) -> None:
    """After a whole build: the manifest, the downloads, and last the record."""
    env = app.env
    warned = noise.stop(env)
    if exception is not None:
        return
    verdicts = session(env).verdicts
    snippets = store(env).all_snippets()
    write_json(Path(app.outdir) / "snippets.json", manifest(app, snippets, verdicts))
    if app.builder.format == "html":
        _write_downloads(Path(app.outdir), snippets)
    facts = _facts(app, env)
    kept = {page: facts[page] for page in facts if page not in warned}
    write_json(_record(app), kept)


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
            "levels": list(verdicts(s).levels),
            "problems": [
                on_page(p, s, str(app.srcdir))._asdict() for p in verdicts(s).problems
            ],
            "hash": s.digest,
        }
        for s in snippets
    ]


def _write_downloads(out: Path, snippets: list[Snippet]) -> None:
    for snippet in snippets:
        if snippet.download:
            path = out / snippet.download
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(snippet.text, encoding="utf-8")
