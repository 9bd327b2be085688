"""The style sheets: a brace that is missing takes away all that stands below it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = sorted((Path(__file__).parents[1] / "_static").glob("*.css"))


def open_at(text: str) -> list[tuple[int, str]]:
    """Line and words of each block that is open where a part of the sheet begins."""
    blocks: list[tuple[int, str]] = []
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("/*"):
            found += blocks
        for brace in re.findall("[{}]", line):
            if brace == "{":
                blocks.append((number, line.strip()))
            elif blocks:
                blocks.pop()
            else:
                found.append((number, line))
    return found + blocks


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_each_block_of_a_style_sheet_is_closed(path: Path) -> None:
    assert open_at(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a {\n  b: c;\n}\n", []),
        ("@media x {\n  a {\n  }\n\n/* Next. */\nb {\n}\n}", [(1, "@media x {")]),
        ("a {\n}\n}", [(3, "}")]),
        ("a {", [(1, "a {")]),
    ],
)
def test_an_open_block_is_found(text: str, found: list[tuple[int, str]]) -> None:
    assert open_at(text) == found
