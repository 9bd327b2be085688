"""The nodes that stand for what is known only when a page is written."""

from __future__ import annotations

from docutils import nodes


class snippet_mark(nodes.General, nodes.Element):
    """Replaced by a caption (`part='head'`) or by messages (`part='foot'`).

    `snippet` is the snippet's id.  It holds no verdict: a doctree outlives verdicts.
    """


class checklist_mark(nodes.General, nodes.Element):
    """Replaced by the rules of `guides`, when a page is written."""


class ledger_mark(nodes.General, nodes.Element):
    """Replaced by a `part` of the ledger, when a page is written."""
