"""Mends what the theme and Sphinx get wrong for those who do not see the page."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


class TidyTables(SphinxPostTransform):
    """Leaves the id of a table to the table; furo gives it to the box around it too."""

    default_priority = 510  # after furo's transform
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Take the ids from the boxes around tables."""
        for table in self.document.findall(nodes.table):
            box = table.parent
            # By the same ids: a box that someone else put around it keeps its own.
            if isinstance(box, nodes.container) and box["ids"] == table["ids"]:
                box["ids"] = []


def level_captions(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: Any
) -> None:
    """Say how deep the headings of the site's contents are; Sphinx leaves it out."""
    contents = context.get("furo_navigation_tree", "")
    told = contents.replace('role="heading"', 'role="heading" aria-level="2"')
    context["furo_navigation_tree"] = told


def setup(app: Sphinx) -> None:
    """Mend what was made, after the theme has made it."""
    app.add_post_transform(TidyTables)
    app.connect("html-page-context", level_captions, priority=900)
