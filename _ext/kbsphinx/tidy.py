"""Mends what the theme gets wrong: it gives a table's id to the box around it too."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class TidyTables(SphinxPostTransform):
    """Leaves the id of a table to the table alone."""

    default_priority = 510  # after furo's transform
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Take the ids from the boxes around tables."""
        for table in self.document.findall(nodes.table):
            box = table.parent
            if isinstance(box, nodes.container) and box["ids"] == table["ids"]:
                box["ids"] = []
