"""The directive `ledger`: tables and lists of what is checked here, and what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from kbcheck.suggest import no_such

from ..kept.mark import MarkDirective, fold
from ..kept.store import store
from .claims import claims_shown
from .grid import Cell, grid, grouped
from .link import Links
from .literals import listed
from .programs import programs_shown
from .stale import PAGE_FACTS
from .tally import tally

RUN_HEADS = ("ran on several libvirts", "ran on one", "Python", "says why not",
             "no test yet", "checked by nobody")  # fmt: skip
MESSAGE_HEADS = ("provoked on several libvirts", "on one", "not provoked")
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


# --- the parts ----------------------------------------------------------------------

Made = list[nodes.Node]
Renderer = Callable[[list[Any], Links], Made]


def _summary(rows: list[Any], _: Links) -> Made:
    return [grid(["On this site", "Number"], rows)]


def _pages(rows: list[Any], links: Links) -> Made:
    """The examples by state, each counted once; folded, by page."""
    sums = [[page, title, _sums(n for _, n in kinds)] for page, title, kinds in rows]
    total = _sums(counts for *_, counts in sums)
    states: list[list[Cell]] = [[h, n] for h, n in zip(HEADS, total, strict=True) if n]
    states.append([nodes.strong("", "All"), sum(total)])
    return [
        grid(["Deepest level", "examples"], states),
        fold("", _counted(sums, HEADS, links), summary="By page"),
    ]


def _runs(rows: list[Any], links: Links) -> Made:
    return [_counted(rows, RUN_HEADS, links)]


def _messages(rows: list[Any], links: Links) -> Made:
    if not rows:
        return [nodes.paragraph("", "There is none.")]
    return [_counted(rows, MESSAGE_HEADS, links, "wordings")]


def _counted(
    rows: list[Any], heads: tuple[str, ...], links: Links, what: str = "examples"
) -> nodes.table:
    """Pages with their counts.

    Most of the columns are for few sites: those that hold noughts alone say nothing.
    """
    total = _sums(counts for *_, counts in rows)
    shown = [i for i, number in enumerate(total) if number]
    named = [(links.page(page, title), counts) for page, title, counts in rows]
    cells: list[list[Cell]] = [
        [name, sum(counts), *(counts[i] for i in shown)]
        for name, counts in [*named, (nodes.strong("", "All pages"), total)]
    ]
    return grid(["Page", what, *(heads[i] for i in shown)], cells)


def _sums(counts: Iterable[list[int]]) -> list[int]:
    return [sum(column) for column in zip(*counts, strict=True)]


def _reasons(rows: list[Any], links: Links) -> Made:
    if not rows:
        return [nodes.paragraph("", "There is none.")]
    cells: list[list[Cell]] = [
        [links.page(row[0], row[1]), *_example(row, links)] for row in rows
    ]
    return [grid(["Page", "Example", "Why"], cells)]


def _proof(rows: list[Any], _: Links) -> Made:
    checked, python, ran, came, where = rows
    words = f"{checked} examples are checked in each build"
    words += f"; tests run {python} more, of Python." if python else "."
    if ran:
        words += (
            f" {ran} of the {checked} ran on, or were read by, at least one of"
            f" libvirt {where}; {came} wordings of messages and symptoms were provoked"
            " there."
        )
    return [nodes.paragraph("", words, classes=["kb-live"])]


def _by_page(what: str) -> Renderer:
    """A part that is long: folded by page, in lists of examples with the same words."""

    def made(rows: list[Any], links: Links) -> Made:
        if not rows:
            return [nodes.paragraph("", "There is none.")]
        pages = groupby(rows, key=itemgetter(0, 1))
        shown = [(title, [_example(r, links) for r in of]) for (_, title), of in pages]
        return [fold("", grouped(found, ""), summary=f"{title} ({len(found)})",
                     about=f": {what}") for title, found in shown]  # fmt: skip

    return made


def _example(row: list[Any], links: Links) -> tuple[nodes.Node, str]:
    page, _, anchor, what, line, *words = row
    shown = listed("", line) if line else nodes.inline("", what)
    return links.place(page, anchor, shown), ", ".join(words)


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
    return [
        grid(["Test cases", "Number"], zip(heads[1:], sums, strict=True)),
        fold("", grid(heads, rows), summary="By kind", about="of test cases"),
    ]


def _model(rows: list[Any], _: Links) -> Made:
    totals: Counter[str] = Counter()
    parts: dict[str, list[str]] = {}
    for part, number, what in rows:
        totals[what] += number
        if number:
            parts.setdefault(part, []).append(_number(number, what))
    cells = [[part, ", ".join(found)] for part, found in parts.items()]
    return [
        grid(["Entries", "Number"], totals.items()),
        fold("", grid(["Part", "Entries"], cells), summary="By part"),
    ]


def _number(number: int, what: str) -> str:
    return f"1 {what.removesuffix('s')}" if number == 1 else f"{number} {what}"


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
    "wrong": _by_page("examples that are wrong"),
    "proof": _proof,
    "runs": _runs,
    "programs": programs_shown,
    "unrun": _by_page("examples that did not run"),
    "claims": claims_shown,
    "messages": _messages,
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
