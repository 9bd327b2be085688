"""The directive `old-anchor`: ids under which a section was known elsewhere.

Links to the page that ours replaces end in such ids.  They belong to one page alone;
a label (`.. _name:`) would have to be the only one of its name on the site.
"""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .place import place
from .store import Complaint, store


class OldAnchorDirective(SphinxDirective):
    """More ids for what follows: `.. old-anchor:: ID…`, above the section's title."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """A target without a name, which docutils moves into the next section."""
        ids = self.arguments[0].split()
        made = nodes.target("", "", ids=ids, kb_old=ids.copy())
        made.source, made.line = place(self)
        return [made]


def note_doubled(app: Sphinx, doctree: nodes.document) -> None:
    """Complain of old anchors that something else on the page has for its id."""
    env = app.env
    ids = Counter(i for node in doctree.findall(nodes.Element) for i in node["ids"])
    found = []
    for target in doctree.findall(nodes.target):
        old: list[str] = target.get("kb_old", [])
        for doubled in (name for name in old if ids[name] > 1):
            told = f"the id '{doubled}' stands twice on this page; remove it here"
            path, line = str(target.source), target.line or 1
            found.append(Complaint(path, line, "duplicate-key", told))
    if found:
        store(env).complaints.setdefault(env.docname, []).extend(found)
