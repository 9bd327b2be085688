"""The directive `ledger`: tables of what is checked on the site, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from kbcheck.suggest import no_such

from ..kept.mark import MarkDirective, fold
from ..kept.store import session, store
from .grid import Cell, grid
from .link import to_label, to_page
from .stale import PAGE_FACTS
from .tally import STATES, tally

HEADS = ("syntax", "commands exist", "format", "driver rules", "guide", "run",
         "wrong on purpose", "not advised", "not checked", "failed")  # fmt: skip


class ledger_mark(nodes.General, nodes.Element):
    """Replaced by a `part` of the ledger, when a page is written."""


class LedgerDirective(MarkDirective):
    """A part of the ledger: `.. ledger:: PART`."""

    def run(self) -> list[nodes.Node]:
        """A mark: the figures are filled in when the page is written."""
        (part,) = self.arguments
        if part not in PARTS:
            self.complain("unknown-option", no_such("part", part, PARTS))
            return []
        self.note("ledger", part)
        return self.put(ledger_mark("", part=part))


def ledger_facts(app: Sphinx, page: str) -> list[Any]:
    """The figures that a page shows."""
    shown = store(app.env).pages[page].given("ledger")
    return [tally(app.env)[part] for (part,) in shown]


class RenderLedgers(SphinxPostTransform):
    """Fills the parts of the ledger on a page."""

    default_priority = 8  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace the marks of the page that is written."""
        for mark in list(self.document.findall(ledger_mark)):
            rows = tally(self.env)[mark["part"]]
            mark.replace_self(PARTS[mark["part"]](rows, Links(self.env, mark)))


class Links:
    """Links from the page that shows the ledger."""

    def __init__(self, env: BuildEnvironment, mark: nodes.Node) -> None:
        self.env = env
        self.mark = mark

    def page(self, page: str, title: str) -> nodes.Node:
        """A link to a page."""
        return to_page(page, title, self.env.docname, self.mark)

    def label(self, label: str, words: str) -> nodes.Node:
        """A link to a section; its label must be there."""
        return to_label(label, words, self.env.docname, self.mark)

    def place(self, page: str, anchor: str, words: nodes.Node) -> nodes.Node:
        """A link to an id of a page, such as that of an example."""
        uri = session(self.env).builder.get_relative_uri(self.env.docname, page)
        return nodes.reference("", "", words, internal=True, refuri=f"{uri}#{anchor}")


# --- the parts ----------------------------------------------------------------------

Made = list[nodes.Node]
Renderer = Callable[[list[Any], Links], Made]
Row = Callable[[list[Any], Links], list[Cell]]


def _summary(rows: list[Any], _: Links) -> Made:
    return [grid(["On this site", "Number"], rows)]


def _pages(rows: list[Any], links: Links) -> Made:
    """The examples by state, each counted once; folded, by page and kind."""
    all_counts = [counts for _, _, kinds in rows for _, counts in kinds]
    # Most of the states are those of few sites: noughts say nothing.
    shown = [i for i in range(len(STATES)) if any(counts[i] for counts in all_counts)]
    total, *sums = _counted(all_counts, shown)
    heads = [HEADS[i] for i in shown]
    cells: list[list[Cell]] = []
    for page, title, kinds in rows:
        cells.append([links.page(page, title), *_counted([n for _, n in kinds], shown)])
        cells += [[nodes.inline("", kind, classes=["kb-part"]), *_counted([n], shown)]
                  for kind, n in kinds]  # fmt: skip
    cells.append([nodes.strong("", "All pages"), total, *sums])
    whole = grid(["Page and kind", "examples", *heads], cells)
    return [
        grid(["Deepest level", "examples"], zip(heads, sums, strict=True)),
        fold("", whole, summary="By page and kind"),
    ]


def _counted(counts: list[list[int]], shown: list[int]) -> list[Cell]:
    """The sum of all, then those of the states that are shown."""
    sums = [sum(column) for column in zip(*counts, strict=True)]
    return [sum(sums), *(sums[i] for i in shown)]


def _reasons(rows: list[Any], links: Links) -> Made:
    if not rows:
        return [nodes.paragraph("", "There is none.")]
    cells = [[links.page(row[0], row[1]), *_example(row, links)] for row in rows]
    return [grid(["Page", "Example", "Why"], cells)]


def _proof(rows: list[Any], _: Links) -> Made:
    checked, ran, came, where = rows
    words = f"{checked} examples are checked in each build."
    if ran:
        words += (
            f" {ran} of them ran on, or were read by, at least one of libvirt {where};"
            f" {came} messages and symptoms were provoked there."
        )
    return [nodes.paragraph("", words, classes=["kb-live"])]


def _runs(rows: list[Any], links: Links) -> Made:
    sums = [sum(column) for column in zip(*(row[2] for row in rows), strict=True)]
    cells = [[links.page(page, title), sum(counts), *counts]
             for page, title, counts in rows]  # fmt: skip
    cells.append([nodes.strong("", "All pages"), sum(sums), *sums])
    heads = ["Page", "examples", "on several", "on one", "cannot run here", "not yet"]
    return [grid(heads, cells)]


def _by_page(head: str, told: str, row: Row) -> Renderer:
    """A part that is long: folded by page, and each row as `row` makes its cells."""

    def made(rows: list[Any], links: Links) -> Made:
        if not rows:
            return [nodes.paragraph("", "There is none.")]
        pages = groupby(rows, key=itemgetter(0, 1))
        return [_folded(title, head, told, [row(r, links) for r in of])
                for (_, title), of in pages]  # fmt: skip

    return made


def _folded(title: str, head: str, told: str, cells: list[list[Cell]]) -> fold:
    summary = f"{title} ({len(cells)})"
    return fold("", grid([head, told], cells), summary=summary, about=f": {head}")


def _example(row: list[Any], links: Links) -> list[Cell]:
    page, _, anchor, what, *words = row
    shown = nodes.inline("", what)
    return [links.place(page, anchor, shown), ", ".join(words)]


def _claim(row: list[Any], links: Links) -> list[Cell]:
    _, _, claim, section, seen = row
    return [links.label(section, claim), seen]


def _message(row: list[Any], links: Links) -> list[Cell]:
    page, _, words, entry, seen = row
    text = nodes.literal("", words)
    return [links.place(page, entry, text) if entry else text, seen]


def _guides(rows: list[Any], links: Links) -> Made:
    cells: list[list[Cell]] = [
        [links.page(page, title) if page else title, by_program, on_host]
        for title, page, by_program, on_host in rows
    ]
    heads = ["Guide", "rules that kbcheck checks", "rules to check on the host"]
    return [grid(heads, cells)]


def _cases(rows: list[Any], _: Links) -> Made:
    sums = [sum(row[column] for row in rows) for column in (1, 2)]
    heads = ["Kind", "right, and accepted", "wrong, and refused as stated"]
    return [grid(heads, [*rows, ["All kinds", *sums]])]


def _model(rows: list[Any], _: Links) -> Made:
    # A dict, as a set would not keep the order of the rows.
    parts = dict.fromkeys(part for part, _, _ in rows)
    cells = [
        [part, ", ".join(f"{n} {what}" for p, n, what in rows if p == part)]
        for part in parts
    ]
    return [grid(["Part", "Entries"], cells)]


def _checks(rows: list[Any], _: Links) -> Made:
    found = nodes.definition_list()
    for name, meaning in rows:
        term = nodes.term("", "", nodes.literal("", name), ids=[check_anchor(name)])
        words = nodes.definition("", nodes.paragraph("", meaning))
        found += nodes.definition_list_item("", term, words)
    return [found]


def check_anchor(name: str) -> str:
    """The id, on its page, of the entry of a check id."""
    return f"check-{name}"


PARTS: dict[str, Renderer] = {
    "summary": _summary,
    "pages": _pages,
    "unchecked": _reasons,
    "against": _reasons,
    "wrong": _by_page("Example", "Fails", _example),
    "proof": _proof,
    "runs": _runs,
    "unrun": _by_page("Example", "Why it did not run", _example),
    "claims": _by_page("Claim", "Seen on libvirt", _claim),
    "messages": _by_page("Message or symptom", "Provoked on libvirt", _message),
    "guides": _guides,
    "cases": _cases,
    "model": _model,
    "checks": _checks,
}
"""Part -> what makes its nodes, from the rows of the tally."""


def setup(app: Sphinx) -> None:
    """Add the directive, and what fills its marks."""
    app.add_node(ledger_mark)
    app.add_directive("ledger", LedgerDirective)
    app.add_post_transform(RenderLedgers)
    app.connect(PAGE_FACTS, ledger_facts)
