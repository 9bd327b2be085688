"""What pages show beyond their sources, and the record of what was written.

A page is written again if anything differs that its output hangs on: what it was read
from, verdicts, rules, figures.  All pages are, into an empty folder, if something
differs that they share: titles, labels, the order of the pages, styles.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..kept.disk import empty, read_json, write_json
from ..kept.origin import digest, files_below
from ..kept.store import session, store

PAGE_FACTS = "kb-page-facts"
"""An event of ours: a page -> plain data, all that one part shows on it.

What shows anything that stands in no file of the page must answer it: else the page
would keep what was true when it was last written.
"""

PER_PAGE = ("html", "dirhtml")
"""Builders that write a file a page; of others all is written each time."""


def stale(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose output, if there is any, shows other facts."""
    here = session(env)
    before = read_json(here.sealed.rendered) or {"site": "", "pages": {}}
    here.site, here.facts = _site(app), _facts(app)
    here.same = app.builder.name in PER_PAGE and before["site"] == here.site
    if not here.same:
        # Sphinx goes by the times of files: into an empty folder it writes each page.
        empty(here.sealed.output)
        before = {"pages": {}}
    pages = before["pages"]
    changed = {p for p, found in here.facts.items() if pages.get(p) != found}
    # Sphinx forgets what an index says of a page that is not written.
    indexed = any(env.domains.index_domain.entries.values())
    here.stale = frozenset(env.all_docs if indexed else changed)
    return sorted(here.stale)


def note_written(app: Sphinx, _doctree: nodes.document, page: str) -> None:
    """Note that a page is written."""
    session(app.env).written.add(page)


def is_whole(app: Sphinx) -> bool:
    """Whether all was written that must be: the command line may name single pages."""
    here = session(app.env)
    in_one_file = isinstance(app.builder.get_outdated_docs(), str)
    return in_one_file or here.stale <= here.written


def record(app: Sphinx, warned: set[str]) -> None:
    """Note what was written; pages that warned are to be written again."""
    here = session(app.env)
    # Without a record a page counts as changed, so the next build warns again.
    found = {page: fact for page, fact in here.facts.items() if page not in warned}
    write_json(here.sealed.rendered, {"site": here.site, "pages": found})


def _facts(app: Sphinx) -> dict[str, str]:
    """Page -> a hash of all that its output depends on, save what all pages share."""
    found: dict[str, str] = {}
    for page in app.env.all_docs:
        read = store(app.env).pages[page].content
        text = json.dumps([read, app.emit(PAGE_FACTS, page)])
        found[page] = hashlib.sha256(text.encode()).hexdigest()
    return found


def _site(app: Sphinx) -> str:
    """A hash of what all pages share: titles, labels, their order, styles."""
    env = app.env
    std = env.domains.standard_domain
    contents = {page: str(toc) for page, toc in env.tocs.items()}
    titles = {page: str(title) for page, title in env.titles.items()}
    numbers = [env.toc_secnumbers, env.toc_fignumbers]
    # A domain may have a shorter way to say which objects it has.
    objects = sorted(
        str(found)
        for domain in env.domains.sorted()
        for found in getattr(domain, "shared", domain.get_objects)()
    )
    # By name, for the order in which pages were read says nothing.
    tables = json.dumps(
        [titles, contents, env.toctree_includes, numbers, std.labels, std.anonlabels],
        sort_keys=True,
        default=str,
    )
    # Settings that no page is read for, such as those that conf.py takes from outside.
    settings = getattr(getattr(app.builder, "build_info", None), "config_hash", "")
    shared = [app.builder.name, settings, tables, objects, digest(_assets(app))]
    return hashlib.sha256(json.dumps(shared).encode()).hexdigest()


def _assets(app: Sphinx) -> Iterator[Path]:
    """The files that the settings name: styles, scripts, templates, the logo."""
    config, base = app.config, Path(app.confdir)
    for folder in (config.html_static_path, config.html_extra_path,
                   config.templates_path):  # fmt: skip
        for name in folder:
            path = base / name
            yield from files_below(path) if path.is_dir() else [path]
    yield from (base / p for p in (config.html_logo, config.html_favicon) if p)


def setup(app: Sphinx) -> None:
    """Have the pages written whose output would differ."""
    app.add_event(PAGE_FACTS)
    app.connect("env-updated", stale)
    app.connect("doctree-resolved", note_written)
