"""Tables and lists made of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes

Cell = str | int | nodes.Node


def grid(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> nodes.table:
    """A table with a row of headings; the first cell of each row is its heading."""
    group = nodes.tgroup(cols=len(heads))
    # docutils makes the cells of a stub column headings, which screen readers tell.
    group += nodes.colspec(colwidth=1, stub=1)
    group += [nodes.colspec(colwidth=1) for _ in heads[1:]]
    group += nodes.thead("", _row(heads))
    group += nodes.tbody("", *(_row(cells) for cells in rows))
    return nodes.table("", group)


def grouped(rows: Iterable[tuple[nodes.Node, str]], told: str) -> nodes.Element:
    """Lists of what the same is told of, below that: so it stands once."""
    lists: dict[str, nodes.bullet_list] = {}
    for shown, words in rows:
        of = lists.setdefault(words, nodes.bullet_list(bullet="*"))
        if not isinstance(shown, nodes.list_item):
            shown = nodes.list_item("", nodes.paragraph("", "", shown))
        of += shown
    found = nodes.definition_list()
    for words, of in lists.items():
        term = nodes.term("", f"{told}{words}")
        found += nodes.definition_list_item("", term, nodes.definition("", of))
    return found


def _row(cells: Sequence[Cell]) -> nodes.row:
    return nodes.row("", *(_entry(cell) for cell in cells))


def _entry(cell: Cell) -> nodes.entry:
    if isinstance(cell, nodes.Node):
        return nodes.entry("", nodes.paragraph("", "", cell))
    return nodes.entry(
        "",
        nodes.paragraph("", str(cell)),
        classes=["kb-number"] if isinstance(cell, int) else [],
    )
