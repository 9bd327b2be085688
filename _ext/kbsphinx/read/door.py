"""Directives of the first page: the field that finds, and the cards of the tasks."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..kept.mark import MarkDirective, door
from .drawing import SMALL, read_picture


class DoorDirective(SphinxDirective):
    """The field that finds: `.. door::`."""

    def run(self) -> list[nodes.Node]:
        """The field; a book has none."""
        return [door()]


class CardDirective(MarkDirective):
    """A task, or a few: `.. card:: TITLE`, its content links; a picture above them."""

    final_argument_whitespace = True
    has_content = True
    option_spec = {"picture": directives.unchanged_required}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """A box with the picture, the title and the content."""
        card = nodes.container("", classes=["kb-card"])
        if "picture" in self.options:
            card += read_picture(self, self.options["picture"], SMALL)
        title = nodes.rubric("", self.arguments[0])
        title["heading-level"] = 3
        card += title
        card += self.parse_content_to_nodes()
        return self.put(card)


def setup(app: Sphinx) -> None:
    """Add both directives; `show/find.py` writes the field."""
    app.add_directive("door", DoorDirective)
    app.add_directive("card", CardDirective)
