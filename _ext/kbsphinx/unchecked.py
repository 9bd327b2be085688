"""Blocks of a page that nobody checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes

from kbcheck.sniff import find_kind

from .pythonblocks import ADVICE, block_place, is_run, looks_like_python
from .store import Complaint

_PROMPT = re.compile(r"[#$] \S")
_SNIPPET = re.compile(r"(\.\.\s*)?snippet::?\s|[`:]*\{snippet\}", re.IGNORECASE)


def unchecked_blocks(doctree: nodes.document, page: Path) -> Iterator[Complaint]:
    """The literal and doctest blocks that are neither snippets nor run by Sybil.

    So are snippets that are misspelt, and so are text or a comment.
    """
    for block in _blocks(doctree):
        if not is_run(block, page):
            path, line = block_place(block, page)
            told = ADVICE if looks_like_python(block) else _advice(block.astext(), path)
            yield Complaint(path, line, "unchecked-block", told)
    for node in _misspelt(doctree):
        path, line = block_place(node, page)
        told = f"this is no snippet, so it is not checked; write {_snippet(path)}"
        yield Complaint(path, line, "unchecked-block", told)


def _snippet(path: str, kind: str = "KIND") -> str:
    """How a snippet begins in a file."""
    return (
        f"'```{{snippet}} {kind}'" if path.endswith(".md") else f"'.. snippet:: {kind}'"
    )


def _blocks(doctree: nodes.document) -> list[nodes.Element]:
    """The literal and doctest blocks that are no snippets, nor quoted in an error."""
    found = [
        *doctree.findall(nodes.literal_block),
        *doctree.findall(nodes.doctest_block),
    ]
    return [
        block
        for block in found
        if not block.get("kb_snippet")
        and not isinstance(block.parent, nodes.system_message)
    ]


def python_blocks(doctree: nodes.document, page: Path) -> list[nodes.Element]:
    """The blocks that Sybil runs as Python."""
    return [block for block in _blocks(doctree) if is_run(block, page)]


def _misspelt(doctree: nodes.document) -> list[nodes.Element]:
    """The comments and paragraphs that begin as if they were snippets."""
    found = [*doctree.findall(nodes.comment), *doctree.findall(nodes.paragraph)]
    return [node for node in found if _SNIPPET.match(node.rawsource or node.astext())]


def _advice(text: str, path: str) -> str:
    kind = find_kind("", text) or ("console" if _PROMPT.match(text) else "KIND")
    why = f" (it looks like {kind})" if kind != "KIND" else ""
    return (
        f"this block is not checked; write {_snippet(path, kind)}{why}, "
        "with ':unchecked: reason' if it cannot be"
    )
