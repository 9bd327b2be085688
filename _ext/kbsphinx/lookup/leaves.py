"""The pages of the reference, written beside those of the sources.

A page is written if anything that it shows differs from what was written last.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..kept.disk import read_json, write_json
from ..kept.sealed import SealedFolder
from ..kept.store import session, store
from ..show.manners import MORE_PAGES
from ..show.stale import PER_PAGE
from .catalogue import edition, subjects
from .leaf import Used, UsedAt, body, contents
from .subject import FOLDER, Subject
from .uses import used_by

RECORD = "reference.json"
BESIDE = "kb_contents"
"""What a page of the reference calls its contents, until the theme has looked."""


def is_on(builder: Builder) -> bool:
    """Whether the site has a reference, and what is built can have pages of it."""
    return bool(builder.config.kb_reference) and builder.name in PER_PAGE


def leaves(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages that must be written, as Sphinx wants them."""
    if not is_on(app.builder):
        return
    sealed = session(app.env).sealed
    record = read_json(sealed.folder / RECORD) or {"state": "", "pages": {}}
    before, state = record["pages"], _state(app)
    # Most builds change nothing that a page shows, and are done here.
    if record["state"] == state and all(_path(app, page).is_file() for page in before):
        return
    now = {}
    tree, used = _tree(app), _used(app)
    for subject in subjects():
        own = _own(subject, used)
        now[subject.page] = fact = _fact(app, own)
        if before.get(subject.page) != fact or not _path(app, subject.page).is_file():
            context = _context(app, subject, own)
            yield subject.page, {**context, "toctree": tree}, "page.html"
    _forget(app, sealed, now)
    write_json(sealed.folder / RECORD, {"state": state, "pages": now})


def _path(app: Sphinx, page: str) -> Path:
    return Path(app.builder.get_outfilename(page))  # type: ignore[attr-defined]


def _state(app: Sphinx) -> str:
    """A hash of all that any page shows: what needs no look at entries and examples."""
    snippets = [
        [s.page, s.anchor, s.title, s.digest] for s in store(app.env).all_snippets()
    ]
    facts = [*_base(app), top(app), snippets]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _base(app: Sphinx) -> list[str]:
    """What all of the pages hang on."""
    return [edition(), session(app.env).site, app.config.html_baseurl]


def _tree(app: Sphinx) -> Callable[..., str]:
    """The site's contents as the theme asks for them: alike on all of these pages."""
    first = next(iter(subjects())).page
    return cache(
        lambda **how: app.builder._get_local_toctree(first, **how)  # type: ignore[attr-defined]
    )


def _used(app: Sphinx) -> Used:
    """Kind and name of an entry -> the examples that use it, by page and line."""
    found: defaultdict[tuple[str, str], list[UsedAt]] = defaultdict(list)
    for snippet in store(app.env).all_snippets():
        title = app.env.titles[snippet.page].astext()
        place = f"{snippet.page}#{snippet.anchor}", title, snippet.title
        for key in used_by(snippet):
            found[key].append(place)
    return found


def _own(subject: Subject, used: Used) -> Used:
    """What uses the entries of one subject."""
    keys = ((entry.kind, entry.name) for entry in subject.entries)
    return {key: used[key] for key in keys if key in used}


def _fact(app: Sphinx, used: Used) -> str:
    """A hash of all that a page shows."""
    facts = [_base(app), [[*key, places] for key, places in used.items()]]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _context(app: Sphinx, subject: Subject, used: Used) -> dict[str, Any]:
    def to(page: str) -> str:
        return app.builder.get_relative_uri(subject.page, page)

    def at(place: str) -> str:
        page, _, anchor = place.partition("#")
        return f"{to(page)}#{anchor}"

    lead = subject.lead.replace("`", "")
    meta = f'<meta name="description" content="{escape(f"{subject.title}: {lead}")}">'
    placed = {
        key: [(at(p), title, name) for p, title, name in all_]
        for key, all_ in used.items()
    }
    html = body(subject, to(top(app)), placed, _see(app, to))
    return {
        "title": escape(subject.title),
        "body": html,
        "metatags": meta,
        BESIDE: contents(subject),
    }


def show_contents(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Put the contents beside a page of the reference, as the theme knows no such page.

    After the theme, which looks for them among the pages of the sources.
    """
    if found := context.get(BESIDE):
        context["toc"], context["furo_hide_toc"] = found, False


def written(app: Sphinx) -> list[str]:
    """The pages that are there, for the map of the site."""
    # Other builders than those of HTML write none, and may ask.
    record = (
        read_json(session(app.env).sealed.folder / RECORD) if is_on(app.builder) else {}
    )
    return sorted(record["pages"]) if record else []


def _see(app: Sphinx, to: Callable[[str], str]) -> Callable[[str], str]:
    """What makes a link to a page of the sources; there is none to one that is gone."""
    titles = app.env.titles

    def link(page: str) -> str:
        title = titles[page].astext() if page in titles else ""
        return f'<a href="{escape(to(page))}">{escape(title)}</a>' if title else ""

    return link


def top(app: Sphinx) -> str:
    """The page that lists the subjects, or else the first one."""
    pages = store(app.env).pages
    listed = (page for page in sorted(pages) if pages[page].given("reference-list"))
    return next(listed, app.config.root_doc)


def _forget(app: Sphinx, sealed: SealedFolder, now: dict[str, str]) -> None:
    """Remove the pages of subjects that are no more."""
    wanted = {_path(app, page) for page in now}
    for path in (sealed.output / FOLDER).rglob("*.html"):
        if path not in wanted:
            path.unlink()


def setup(app: Sphinx) -> None:
    """Add the pages, where the site asks for them."""
    app.add_config_value("kb_reference", False, "html", bool)
    app.connect("html-collect-pages", leaves)
    app.connect("html-page-context", show_contents, priority=900)
    app.connect(MORE_PAGES, written)
