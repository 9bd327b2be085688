"""The directive `message-list`: every message of the site, by page."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from ..kept.mark import fold
from ..kept.store import session, store
from ..kept.wordings import MessageEntry, Wording, version_words
from .literals import listed, with_literals
from .stale import PAGE_FACTS

NAME = "message-list"


class list_mark(nodes.General, nodes.Element):
    """Replaced by the list, when a page is written."""


class MessageListDirective(SphinxDirective):
    """All messages and symptoms, folded by page: `.. message-list::`."""

    def run(self) -> list[nodes.Node]:
        """A mark: the pages that come later have messages, too."""
        store(self.env).pages[self.env.docname].directives.append((NAME,))
        return [list_mark()]


def by_page(env: BuildEnvironment) -> dict[str, list[MessageEntry]]:
    """Page -> its entries, in the order of the site's contents."""
    found: dict[str, list[MessageEntry]] = {}
    for page in _in_order(env, env.config.root_doc):
        if entries := store(env).pages[page].entries:
            found[page] = entries
    return found


def _in_order(env: BuildEnvironment, page: str) -> list[str]:
    below = env.toctree_includes.get(page, [])
    return [page, *(p for child in below for p in _in_order(env, child))]


class RenderLists(SphinxPostTransform):
    """Fills the lists of messages on a page."""

    default_priority = 8  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace the marks of the page that is written."""
        for mark in list(self.document.findall(list_mark)):
            mark.replace_self([
                self.folded(page, entries)
                for page, entries in by_page(self.env).items()
            ])  # fmt: skip

    def folded(self, page: str, entries: list[MessageEntry]) -> fold:
        """The messages of a page, with all their wordings: a reader has one of them."""
        items = [self.item(e, wording) for e in entries for wording in e.wordings]
        summary = f"{self.env.titles[page].astext()} ({len(items)})"
        found = nodes.bullet_list("", *items)
        return fold("", found, summary=summary, classes=["kb-messages"])

    def item(self, entry: MessageEntry, wording: Wording) -> nodes.list_item:
        """A link to an entry, by one of its wordings, and the versions that have it."""
        words: nodes.Node = nodes.inline("", "", *with_literals(wording.text))
        if entry.kind == "message":
            words = listed("", wording.plain)
        builder = session(self.env).builder
        page = builder.get_relative_uri(self.env.docname, entry.page)
        link = nodes.reference("", "", words, internal=True,
                               refuri=f"{page}#{entry.id}")  # fmt: skip
        line = nodes.paragraph("", "", link)
        if wording.versions:
            told = version_words(wording.versions)
            line += [nodes.Text(" "), nodes.inline("", told, classes=["kb-version"])]
        return nodes.list_item("", line)


def list_facts(app: Sphinx, page: str) -> list[Any]:
    """What the lists on a page show, as plain data."""
    if not store(app.env).pages[page].given(NAME):
        return []
    return [
        [
            page,
            [
                [e.id, e.kind, [[w.text, w.versions] for w in e.wordings]]
                for e in entries
            ],
        ]
        for page, entries in by_page(app.env).items()
    ]


def setup(app: Sphinx) -> None:
    """Add the directive, and what fills its marks."""
    app.add_node(list_mark)
    app.add_directive(NAME, MessageListDirective)
    app.add_post_transform(RenderLists)
    app.connect(PAGE_FACTS, list_facts)
