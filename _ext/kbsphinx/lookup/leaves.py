"""The pages of the reference, written beside those of the sources.

A page is written if anything that it shows differs from what was written last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..kept.disk import read_json, write_json
from ..kept.sealed import SealedFolder
from ..kept.store import session, store
from .catalogue import edition, subjects
from .leaf import body
from .subject import FOLDER, Subject

RECORD = "reference.json"
_BUILDERS = ("html", "dirhtml")


def is_on(builder: Builder) -> bool:
    """Whether the site has a reference, and what is built can have pages of it."""
    return bool(builder.config.kb_reference) and builder.name in _BUILDERS


def leaves(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages that must be written, as Sphinx wants them."""
    if not is_on(app.builder):
        return
    sealed = session(app.env).sealed
    before = read_json(sealed.folder / RECORD) or {}
    now = {}
    contents = _contents(app)
    for subject in subjects():
        now[subject.page] = fact = _fact(app, subject)
        path = app.builder.get_outfilename(subject.page)  # type: ignore[attr-defined]
        if before.get(subject.page) != fact or not path.is_file():
            context = _context(app, subject)
            yield subject.page, {**context, "toctree": contents}, "page.html"
    _forget(app, sealed, now)
    write_json(sealed.folder / RECORD, now)


def _contents(app: Sphinx) -> Callable[..., str]:
    """The site's contents as the theme asks for them: alike on all of these pages."""
    first = next(iter(subjects())).page
    return cache(
        lambda **how: app.builder._get_local_toctree(first, **how)  # type: ignore[attr-defined]
    )


def _fact(app: Sphinx, subject: Subject) -> str:
    """A hash of all that the page shows."""
    facts = [edition(), session(app.env).site, app.config.html_baseurl]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _context(app: Sphinx, subject: Subject) -> dict[str, Any]:
    up = app.builder.get_relative_uri(subject.page, top(app))
    lead = subject.lead.replace("`", "")
    words = f"{subject.title}: {lead}"
    meta = f'<meta name="description" content="{escape(words)}">'
    html = body(subject, up, {}, lambda label: "")
    return {"title": escape(subject.title), "body": html, "metatags": meta}


def top(app: Sphinx) -> str:
    """The page that lists the subjects, or else the first one."""
    pages = store(app.env).pages
    listed = (page for page in sorted(pages) if pages[page].given("reference-list"))
    return next(listed, app.config.root_doc)


def _forget(app: Sphinx, sealed: SealedFolder, now: dict[str, str]) -> None:
    """Remove the pages of subjects that are no more."""
    wanted = {app.builder.get_outfilename(page) for page in now}  # type: ignore[attr-defined]
    for path in (sealed.output / FOLDER).rglob("*.html"):
        if path not in wanted:
            path.unlink()


def setup(app: Sphinx) -> None:
    """Add the pages, where the site asks for them."""
    app.add_config_value("kb_reference", False, "html", bool)
    app.connect("html-collect-pages", leaves)
