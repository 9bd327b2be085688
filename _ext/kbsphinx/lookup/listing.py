"""The directive `reference-list`: every subject of the reference, by area."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from ..kept.store import session, store
from ..show.stale import PAGE_FACTS
from .catalogue import edition, subjects
from .leaves import is_on
from .subject import Subject

NAME = "reference-list"


class subjects_mark(nodes.General, nodes.Element):
    """Replaced by the list, when a page is written."""


class ReferenceListDirective(SphinxDirective):
    """All subjects with what each is about: `.. reference-list::`."""

    def run(self) -> list[nodes.Node]:
        """A mark: what stands in the list changes with the model."""
        store(self.env).pages[self.env.docname].directives.append((NAME,))
        return [subjects_mark()]


class RenderSubjects(SphinxPostTransform):
    """Fills the lists of subjects on a page."""

    default_priority = 8  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace the marks of the page that is written."""
        for mark in list(self.document.findall(subjects_mark)):
            found: list[nodes.Node] = []
            for area, members in groupby(subjects(), lambda subject: subject.area):
                head = nodes.rubric("", area, classes=["kb-area"])
                head["heading-level"] = 2
                items = (n for s in members for n in self.item(s))
                found += [head, nodes.bullet_list("", *items, classes=["kb-subjects"])]
            mark.replace_self(found)

    def item(self, subject: Subject) -> list[nodes.Node]:
        """A subject with its lead; a link, where it has a page."""
        name: nodes.Node = nodes.literal("", subject.title)
        builder = session(self.env).builder
        if is_on(builder):
            at = builder.get_relative_uri(self.env.docname, subject.page)
            name = nodes.reference("", "", name, internal=True, refuri=at)
        words = nodes.Text(f": {subject.lead.replace('`', '')}")
        return [nodes.list_item("", nodes.paragraph("", "", name, words))]


def list_facts(app: Sphinx, page: str) -> list[Any]:
    """What the lists on a page show; so an edit of the model has them written."""
    return [edition()] if store(app.env).pages[page].given(NAME) else []


def setup(app: Sphinx) -> None:
    """Add the directive, and what fills its marks."""
    app.add_node(subjects_mark)
    app.add_directive(NAME, ReferenceListDirective)
    app.add_post_transform(RenderSubjects)
    app.connect(PAGE_FACTS, list_facts)
