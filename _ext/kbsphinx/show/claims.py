"""The claims that were tested, by page, by where they were tried, and by section."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from docutils import nodes

from ..kept.mark import fold
from .grid import grouped
from .link import Links, title_of
from .literals import with_literals


def claims_shown(rows: list[Any], links: Links) -> list[nodes.Node]:
    """The lists of each page, folded."""
    if not rows:
        return [nodes.paragraph("", "There is none.")]
    pages = [(title, [*of]) for (_, title), of in groupby(rows, key=itemgetter(0, 1))]
    return [
        fold("", grouped(_sections(of, links), "Seen on libvirt "),
             summary=f"{title} ({len(of)})", about=": claims")
        for title, of in pages
    ]  # fmt: skip


def _sections(rows: list[Any], links: Links) -> list[tuple[nodes.Node, str]]:
    """A link to a section, its claims below it, and where they were seen."""
    found: dict[tuple[str, str], nodes.bullet_list] = {}
    for _, _, claim, section, seen in rows:
        of = found.setdefault((section, seen), nodes.bullet_list(bullet="*"))
        words = nodes.paragraph("", "", *with_literals(claim))
        of += nodes.list_item("", words)
    return [
        (_section(section, of, links), seen) for (section, seen), of in found.items()
    ]


def _section(label: str, claims: nodes.bullet_list, links: Links) -> nodes.list_item:
    link = links.label(label, nodes.inline("", title_of(links.env, label)))
    return nodes.list_item("", nodes.paragraph("", "", link), claims)
