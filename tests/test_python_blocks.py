"""Blocks of Python: which of them Sybil runs, how often, and what is wrong there."""

from __future__ import annotations

from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document

from kbsphinx.read.pythonblocks import (
    block_place,
    is_run,
    python_blocks,
    python_examples,
    wrong_doctest,
)

NOTHING = (
    "this Python does nothing that could fail: it holds only comments or a value; "
    "write statements or '>>>'"
)
SKIPPED = (
    "this Python is skipped ('+SKIP'), so nobody runs it; let it run, or remove it"
)


def block(
    text: str, language: str = "python", path: str = "", line: int = 1
) -> nodes.Element:
    found = nodes.literal_block(text, text, language=language)
    found.source, found.line = path or None, line
    return found


@pytest.mark.parametrize(
    ("text", "number", "wrong"),
    [
        (">>> 1\n1\n>>> 2\n2", 2, ""),
        ("x = 1", 1, ""),
        ("print(1)\n'text'", 1, ""),
        ("# words", 1, NOTHING),
        ("'text'\n1", 1, NOTHING),
        ("x +", 1, ""),  # fails when it runs
        ("x = '\0'", 1, ""),
        (">>> 1  # doctest: +SKIP\n1\n>>> 2\n2", 1, SKIPPED),
        (">>> 1  # doctest: +SKIP\n2", 0, SKIPPED),
        (">>>1\n1", 0, "this Python cannot be read: line 1 of the docstring for "
         "<string> lacks blank after >>>: '>>>1'"),
    ],
)  # fmt: skip
def test_what_of_a_block_runs(text: str, number: int, wrong: str) -> None:
    assert (python_examples(block(text)), wrong_doctest(block(text))) == (number, wrong)


@pytest.mark.parametrize(
    ("language", "text", "runs"),
    [
        ("python", "x = 1", True),
        ("pycon", ">>> 1\n1", True),
        ("py", "x = 1", False),
        ("python3", "x = 1", False),
        ("pycon3", "1", False),
        ("xml", ">>> 1\n1", False),
    ],
)
def test_sybil_runs_python_and_prompts(
    tmp_path: Path, language: str, text: str, runs: bool
) -> None:
    page = tmp_path / "page.rst"
    page.write_text(f"Words.\n\n{text}\n", "utf-8")
    assert is_run(block(text, language), page) is runs
    assert not is_run(block(text, language, str(tmp_path / "part.inc")), page)
    nodes.entry("", nodes.note("", inside := block(text, language)))
    assert not is_run(inside, page)


@pytest.mark.parametrize(
    ("fence", "runs"),
    [
        ("```python", True),
        ("  ````python ", True),
        ("> ~~~ python", False),
        ("~~~python", True),
        ("```{code} python", True),
        ("```{code-block} python", True),
        ("```{code-block} py", False),
        ("```{parsed-literal} python", False),
        (":::{code-block} python", False),
        ("```pythonic", False),
        ("# no fence", False),
    ],
)
def test_of_markdown_it_knows_fences(tmp_path: Path, fence: str, runs: bool) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```python\n0\n```\n\n{fence}\n:class: a\n\nx = 1\n```\n", "utf-8")
    if "#" in fence:
        page.write_text("x = 1\n", "utf-8")
    assert is_run(block("x = 1"), page) is runs


def test_a_block_without_a_place_is_looked_for_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.rst"
    page.write_text("T\n=\n\nx = 1\n", "utf-8")
    lost = block("x = 1")
    lost.line = None
    assert block_place(lost, page) == (str(page), 4)
    within = block("x = 1", path=f"{page}:docstring of m")
    assert block_place(within, page) == (str(page), 4)


def test_the_blocks_of_a_page_are_its_own(tmp_path: Path) -> None:
    """No examples, and nothing that an error quotes."""
    page = tmp_path / "page.rst"
    page.write_text(">>> 1\nx = 1\n", "utf-8")
    own, example = block("x = 1"), block("x = 1")
    prompt = nodes.doctest_block(">>> 1", ">>> 1")
    example["kb_snippet"] = "p/n"
    quoted = nodes.system_message("", block("x = 1"))
    document = new_document(str(page))
    document += [prompt, own, example, quoted, block("x = 1", "xml")]
    assert python_blocks(document, page) == [own, prompt]
