"""Files beside the pages that are text, and that no page shows.

A page with a misspelt suffix, or a part that no page includes, is not checked; its
author may believe that it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.matching import get_matching_files

from ..kept.complaint import Complaint
from ..kept.store import session

BESIDE = frozenset({".avif", ".gif", ".ico", ".jpeg", ".jpg", ".json", ".pdf", ".png",
                    ".py", ".pyc", ".svg", ".webp"})  # fmt: skip
"""Suffixes of what may lie beside the pages: figures, records, conftest.py."""


def stray_files(app: Sphinx) -> Iterator[Complaint]:
    """Complaints of the files where only pages may be, as conf.py lists them.

    A site whose conf.py does not say where its pages are may hold anything.
    """
    if list(app.config.include_patterns) == ["**"]:
        return
    root = Path(app.srcdir).resolve()
    known = {Path(app.env.doc2path(page)).resolve() for page in app.env.found_docs}
    # Sphinx keeps these with the pages, so those that were not read now count as well.
    for files in app.env.dependencies.values():
        known |= {(root / file).resolve() for file in files}
    barred = [*app.config.exclude_patterns, *app.config.templates_path]
    for name in get_matching_files(root, app.config.include_patterns, barred):
        # Resolved on both sides: a page may include a file through a link.
        if not _is_beside(PurePath(name)) and (root / name).resolve() not in known:
            yield Complaint(str(root / name), 1, "unchecked-block", _advice(app, name))


def _is_beside(path: PurePath) -> bool:
    """Whether a file is no text of ours: by its suffix, or as an editor's own."""
    own = path.name.startswith((".", "#")) or path.name.endswith("~")
    return own or path.suffix.lower() in BESIDE


def _advice(app: Sphinx, name: str) -> str:
    pages = " or ".join(app.config.source_suffix)
    if name.endswith(".inc"):
        return "no page includes this file, so nobody checks it; include or remove it"
    return (
        "this file is neither a page nor part of one, so nobody checks it; a page ends "
        f"in {pages}, a part that pages include in .inc"
    )


def note_strays(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Look once a build, when it is known which files the pages include."""
    session(env).strays = list(stray_files(app))
    return []


def setup(app: Sphinx) -> None:
    """Look for strays, before what is wrong is told."""
    app.connect("env-updated", note_strays, priority=400)
