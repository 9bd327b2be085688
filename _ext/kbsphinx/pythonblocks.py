"""Blocks that Sybil runs as Python, and blocks that only look as if it did."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from docutils import nodes

from .locate import file_lines, locate

_PYTHON = ("python", "python3", "py", "pycon", "pycon3")
_FENCE = re.compile(r"[\s>]*(```|~~~|:::)")
_RUN_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})(\{code(-block)?\} )?python\s*")
ADVICE = (
    "this Python is not run; write it on the page itself, outside tables, after "
    "'>>>' or in a block '.. code-block:: python' (in Markdown: a fence '```python')"
)


def block_place(block: nodes.Element, page: Path) -> tuple[str, int]:
    """The file of a block, and the line of its first line of text."""
    path = str(block.source or page).split(":docstring")[0]
    return path, locate(path, block.astext().split("\n"), block.line or 1)


def looks_like_python(block: nodes.Element) -> bool:
    """Whether its author takes it for Python."""
    return isinstance(block, nodes.doctest_block) or block.get("language") in _PYTHON


def is_run(block: nodes.Element, page: Path) -> bool:
    """Whether Sybil runs it, which reads the text of the page and no included file.

    It does not see what is in tables, and of Markdown it knows fences alone.
    """
    if not looks_like_python(block) or _in_table(block):
        return False
    path, line = block_place(block, page)
    if Path(path).resolve() != page.resolve():
        return False
    if page.suffix == ".md":
        return bool(_RUN_FENCE.fullmatch(_opening(path, line)))
    return block.get("language") == "python" or block.astext().startswith(">>>")


def _opening(path: str, line: int) -> str:
    """The fence above the line `line`, with which its block begins; '' if none."""
    above = reversed(file_lines(path)[: line - 1])
    return next((text for text in above if _FENCE.match(text)), "")


def _in_table(block: nodes.Element) -> bool:
    node = block.parent
    while node is not None and not isinstance(node, nodes.entry):
        node = node.parent
    return node is not None


def python_examples(block: nodes.Element) -> int:
    """How many examples a Python block holds."""
    return len(doctest.DocTestParser().get_examples(block.astext())) or 1
