"""Blocks of which the copy button takes a part: `copybutton_exclude` in conf.py."""

from __future__ import annotations

from typing import Any

from docutils import nodes


def keep_lines(block: nodes.Element, name: str) -> None:
    """Have each line of a block stand in an element of its own.

    So the copy button can leave out whole lines, with their ends.
    """
    given: dict[str, Any] = block.get("highlight_args", {})
    block["highlight_args"] = {**given, "linespans": f"{name}-line"}


def line_ids(block: nodes.Element) -> list[str]:
    """The ids that the lines of a block have on the page."""
    given: dict[str, Any] = block.get("highlight_args", {})
    prefix = given.get("linespans", "")
    if not prefix:  # so it is with nearly all nodes of a page
        return []
    number = block.astext().count("\n") + 1
    return [f"{prefix}-{n}" for n in range(1, number + 1)]
