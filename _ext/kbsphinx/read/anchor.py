"""The directive `old-anchor`: ids under which a section was known elsewhere.

Links to the page that ours replaces end in such ids.  They belong to one page alone;
a label (`.. _name:`) would have to be the only one of its name on the site.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx

from ..kept.mark import MarkDirective


class OldAnchorDirective(MarkDirective):
    """More ids for what follows: `.. old-anchor:: ID…`, above the section's title."""

    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """A target without a name, which docutils moves into the next section."""
        ids = self.arguments[0].split()
        # docutils takes `ids` from the target when it moves them; `kb_old` stays, by
        # which ids.py finds the line again.
        return self.put(nodes.target("", "", ids=ids, kb_old=ids.copy()))


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("old-anchor", OldAnchorDirective)
