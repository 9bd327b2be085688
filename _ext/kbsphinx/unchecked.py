"""Blocks of a page that nobody checks."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes

from kbcheck.sniff import find_kind

from .locate import locate
from .store import Complaint

_PROMPT = re.compile(r"[#$] \S")
_PYTHON = ("python", "python3", "py", "pycon", "pycon3")


def unchecked_blocks(doctree: nodes.document, page: Path) -> Iterator[Complaint]:
    """The literal and doctest blocks that are neither snippets nor run by Sybil.

    Sybil runs `>>>` blocks and Python code blocks.
    """
    for block in _blocks(doctree):
        if _is_python(block):
            continue
        path = str(block.source or page).split(":docstring")[0]
        text = block.astext()
        line = locate(path, text.split("\n"), block.line or 1)
        yield Complaint(path, line, "unchecked-block", _advice(text))


def _blocks(doctree: nodes.document) -> list[nodes.Element]:
    """The literal and doctest blocks that are no snippets."""
    found = [
        *doctree.findall(nodes.literal_block),
        *doctree.findall(nodes.doctest_block),
    ]
    return [block for block in found if not block.get("kb_snippet")]


def python_blocks(doctree: nodes.document) -> list[nodes.Element]:
    """The blocks that Sybil runs as Python."""
    return [block for block in _blocks(doctree) if _is_python(block)]


def python_examples(block: nodes.Element) -> int:
    """How many examples a Python block holds."""
    return len(doctest.DocTestParser().get_examples(block.astext())) or 1


def _is_python(block: nodes.Element) -> bool:
    if isinstance(block, nodes.doctest_block):
        return not _in_table(block)  # Sybil's parser does not see those in tables
    return block.get("language") in _PYTHON and not _in_table(block)


def _in_table(block: nodes.Element) -> bool:
    node = block.parent
    while node is not None and not isinstance(node, nodes.entry):
        node = node.parent
    return node is not None


def _advice(text: str) -> str:
    kind = find_kind("", text) or ("console" if _PROMPT.match(text) else "KIND")
    why = f" (it looks like {kind})" if kind != "KIND" else ""
    return (
        f"this block is not checked; write '.. snippet:: {kind}'{why}, "
        "with ':unchecked: reason' if it cannot be"
    )
