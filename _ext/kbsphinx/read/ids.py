"""The ids of a page: each stands once, and none needs to be escaped.

docutils keeps its own apart; it does not know those of examples, of their lines and of
old anchors, and a browser follows a link to whichever comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from ..kept.complaint import Complaint
from ..kept.store import store
from .copying import line_ids
from .pythonblocks import block_place

OLD_ANCHOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
"""What the directive `old-anchor` may give."""
# What would end an attribute, or has to be escaped in it or in the fragment of a link.
_UNSAFE = re.compile(r"""[\s"'<>&`\x00-\x1f\x7f]""")


Ids = list[tuple[str, nodes.Element]]
"""Each id of a page, with the node that brings it."""
OldAnchors = dict[str, nodes.target]
"""Each old anchor of a page, with the mark of its directive."""


def note_ids(app: Sphinx, doctree: nodes.document) -> None:
    """Complain of ids that stand twice on a page, or that HTML cannot hold plainly."""
    page = Path(app.env.doc2path(app.env.docname))
    ids, old = [*_all_ids(doctree)], _old_anchors(doctree)
    found = [*_doubled(ids, old, page), *_unsafe(ids, old, page)]
    store(app.env).pages[app.env.docname].complaints += found


def _doubled(ids: Ids, old: OldAnchors, page: Path) -> Iterator[Complaint]:
    """A complaint for each node with an id that one before it has.

    Of two, an old anchor gives way.  Two examples of one name are told as that.
    """
    first: dict[str, nodes.Element] = {}
    told: set[tuple[str, int]] = set()
    for name, node in ids:
        if name not in first:
            first[name] = node
            continue
        place = _place(old.get(name, node), page)
        example = _example(node)
        # Blocks of one name share the ids of all their lines: one complaint is enough.
        if place in told or (example and example == _example(first[name])):
            continue
        told.add(place)
        cure = f"line {_place(first[name], page)[1]} has it; rename one of them"
        cure = "remove it here" if name in old else cure
        message = f"the id '{name}' stands twice on this page; {cure}"
        yield Complaint(*place, "duplicate-key", message)


def _example(node: nodes.Element) -> str:
    """The id of the snippet that a box or a block is; '' if it is none."""
    if isinstance(node, nodes.container | nodes.literal_block):
        inside = node.findall(nodes.literal_block)
        return next((str(b["kb_snippet"]) for b in inside if "kb_snippet" in b), "")
    return ""


def _unsafe(ids: Ids, old: OldAnchors, page: Path) -> Iterator[Complaint]:
    for name, node in ids:
        bad = not OLD_ANCHOR.fullmatch(name) if name in old else _UNSAFE.search(name)
        if bad:
            told = f"the id {name!r} is not letters, digits, '_', '.', ':' and '-'"
            yield Complaint(*_place(old.get(name, node), page), "bad-value", told)


def _all_ids(doctree: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    """Each id that the page will have, with the node that brings it."""
    for node in doctree.findall(nodes.Element):
        yield from ((name, node) for name in node["ids"])
        # Pygments gives these when the page is written; until then they stand nowhere.
        yield from ((name, node) for name in line_ids(node))


def _old_anchors(doctree: nodes.document) -> OldAnchors:
    """Old anchor -> its directive's mark; docutils has moved the id to the section."""
    found: dict[str, nodes.target] = {}
    for target in doctree.findall(nodes.target):
        found |= dict.fromkeys(target.get("kb_old", ()), target)
    return found


def _place(node: nodes.Element, page: Path) -> tuple[str, int]:
    """The file and line of a node; of what has none, those of a node in it."""
    if isinstance(node, nodes.target) and node.line:
        return str(node.source or page), node.line
    # The box of an example has no line of its own.
    inside = [n for n in node.findall(nodes.Element) if n.line and n.source]
    return block_place(inside[0], page) if inside else (str(page), node.line or 1)


def setup(app: Sphinx) -> None:
    """Look at the ids of each page, after blocks.py has named the lines of Python."""
    app.connect("doctree-read", note_ids)
