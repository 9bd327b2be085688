"""Blocks that Sybil runs as Python, and blocks that only look as if it did."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path

from docutils import nodes

from ..kept.place import file_lines, locate

RUNS_PYTHON = "kb_runs_python"
"""The setting of conf.py that says that Sybil reads the pages."""
_PYTHON = ("python", "python3", "py", "pycon", "pycon3")
_FENCE = re.compile(r"[\s>]*(```|~~~|:::)")
# What Sybil takes for Python in Markdown, and no more: 'py' looks alike and never runs.
_RUN_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})(\{code(-block)?\} )?python\s*")
ADVICE = (
    "this Python is not run; write it on the page itself, outside tables, after "
    "'>>>' or in a block '.. code-block:: python' (in Markdown: a fence '```python')"
)
NO_SYBIL = (
    "this Python is not run, as no test reads this page; where one does, conf.py says "
    f"'{RUNS_PYTHON} = True'"
)
NOTHING = (
    "this Python does nothing that could fail: it holds only comments or a value; "
    "write statements or '>>>'"
)
SKIPPED = (
    "this Python is skipped ('+SKIP'), so nobody runs it; let it run, or remove it"
)


def block_place(block: nodes.Element, page: Path) -> tuple[str, int]:
    """The file of a block, and the line of its first line of text."""
    # Of a docstring that a page shows, Sphinx writes 'FILE:docstring of NAME'.
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
    # Options of the directive may stand between the fence and the text.
    above = reversed(file_lines(path)[: line - 1])
    return next((text for text in above if _FENCE.match(text)), "")


def _in_table(block: nodes.Element) -> bool:
    node = block.parent
    while node is not None and not isinstance(node, nodes.entry):
        node = node.parent
    return node is not None


def python_examples(block: nodes.Element) -> int:
    """How many examples of a Python block are run."""
    try:
        found = doctest.DocTestParser().get_examples(block.astext())
    except ValueError:
        return 0  # wrong_doctest tells
    run = [e for e in found if not e.options.get(doctest.SKIP)]
    return len(run) if found else 1  # without prompts it is one program


def wrong_doctest(block: nodes.Element) -> str:
    """Why examples of a block that Sybil reads are not run; '' if all are."""
    try:
        found = doctest.DocTestParser().get_examples(block.astext())
    except ValueError as err:
        return f"this Python cannot be read: {err}"
    if not found and _does_nothing(block.astext()):
        return NOTHING
    return SKIPPED if any(e.options.get(doctest.SKIP) for e in found) else ""


def _does_nothing(text: str) -> bool:
    """Whether to run it would show nothing; what cannot be read fails when it runs."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return False
    return all(isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)
               for s in body)  # fmt: skip


def python_blocks(doctree: nodes.document, page: Path) -> list[nodes.Element]:
    """The blocks of a page that Sybil runs as Python."""
    blocks = [
        block
        for kind in (nodes.literal_block, nodes.doctest_block)
        for block in doctree.findall(kind)
    ]
    return [b for b in blocks if _is_own(b) and is_run(b, page)]


def _is_own(block: nodes.Element) -> bool:
    quoted = isinstance(block.parent, nodes.system_message)
    return not block.get("kb_snippet") and not quoted
