"""The pytest items of a whole site: the root page, and what no page answers for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from test_sybil import Pages

MORE = """
.. snippet:: domain

   <vcpu>two</vcpu>

.. snippet:: domain
   :guide: sve

   <vcpu>2</vcpu>

>>> 1 + 1
3

.. code-block:: xml

   <vcpu/>
"""


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(tmp_path, "good")


def outcome(word: str, output: str) -> set[str]:
    return set(re.findall(rf"^{word} (\S+)", output, re.MULTILINE))


def test_the_root_page_is_tested_like_the_others(pages: Pages) -> None:
    """Its examples, its Python and its blocks; also one that its directive refused."""
    _, output = pages.run()
    assert {"index.rst::source", "index.rst::site", "index.rst::domain@11"} <= (
        outcome("PASSED", output)
    )
    assert not outcome("FAILED", output)
    with (pages.folder / "index.rst").open("a", encoding="utf-8") as page:
        page.write(MORE)
    _, output = pages.run()
    assert outcome("FAILED", output) == {
        "index.rst::source", "index.rst::domain@15", "index.rst::domain@20",
        "index.rst::python@22",
    }  # fmt: skip
    assert "index.rst:27: this block is not checked" in output
    assert "no guide 'sve'; did you mean 'sev'?" in output
    assert "not judged; the item 'source' of the page says why" in output


def test_a_link_that_leads_nowhere_fails_its_page_at_its_line(pages: Pages) -> None:
    """Sphinx tells it late, of a node, when all pages are read."""
    with (pages.pages / "two.rst").open("a", encoding="utf-8") as page:
        page.write("\nSee\n:ref:`nowhere`.\n")
    _, output = pages.run()
    assert outcome("FAILED", output) == {"kbase/two.rst::source"}
    assert "kbase/two.rst:11: undefined label: 'nowhere'" in output


def test_a_page_that_no_item_runs_is_told(pages: Pages) -> None:
    (pages.folder / "beside.rst").write_text(":orphan:\n\nBeside\n======\n", "utf-8")
    _, output = pages.run()
    assert outcome("FAILED", output) == {"index.rst::site"}
    assert "beside.rst: no item runs this page; kbase/ is run" in output


def test_a_site_may_have_its_pages_anywhere_below_its_root(tmp_path: Path) -> None:
    """There the root page needs no stand-in: pytest asks for it."""
    docs, guide = tmp_path / "docs", tmp_path / "docs" / "guide"
    pages = Pages(tmp_path, "good")
    docs.mkdir()
    pages.pages.rename(guide)
    for name in ("conf.py", "index.rst", "_ext"):
        (tmp_path / name).rename(docs / name)
    (guide / "conftest.py").rename(docs / "conftest.py")
    pages.edit(docs / "index.rst", "kbase/", "guide/")
    pages.edit(docs / "conftest.py", "parents[1]", "parent")
    _, output = pages.run(folder="docs")
    assert {"docs/index.rst::site", "docs/guide/one.rst::domain@8",
            "docs/guide/two.rst::python@8"} <= outcome("PASSED", output)  # fmt: skip
    assert not outcome("FAILED", output)


def test_what_reads_like_python_inside_a_snippet_stops_nothing(pages: Pages) -> None:
    """Also in the last line of a file that does not end in a new line."""
    text = "\n>>> 1 + 1\n2\n\n.. snippet:: domain\n\n   <description>\n"
    text += "   >>>1</description>"
    with (pages.pages / "two.rst").open("a", encoding="utf-8") as page:
        page.write(text)
    _, output = pages.run()
    assert outcome("FAILED", output) == set()
    assert {"kbase/two.rst::python@8", "kbase/two.rst::python@11"} <= (
        outcome("PASSED", output)
    )


@pytest.mark.parametrize(("kept", "items"), [("[1:]", 2), (" * 2", 6)])
def test_an_item_that_is_missing_or_too_many_is_told(
    pages: Pages, kept: str, items: int
) -> None:
    """The examples of a page and its items are counted."""
    conftest = pages.pages / "conftest.py"
    change = f"""
from kbsybil import items
real = items.snippets
items.snippets = lambda root, document: list(real(root, document)){kept}
"""
    conftest.write_text(conftest.read_text("utf-8") + change, "utf-8")
    _, output = pages.run()
    assert f"one.rst has 3 examples, but {items} items" in output
    assert "kbase/one.rst::source" in outcome("FAILED", output)


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ("index.rst", {"source", "site", "domain@11"}),
        ("./index.rst", {"source", "site", "domain@11"}),
        ("index.rst::domain@11", {"domain@11"}),
        ("kbase/two.rst", {"source", "domain@6", "python@8"}),
    ],
)
def test_a_page_can_be_asked_for_alone(
    pages: Pages, asked: str, items: set[str]
) -> None:
    name = asked.removeprefix("./").partition("::")[0]
    _, output = pages.run(folder=asked)
    ran = re.findall(r"^PASSED (\S+)", output, re.MULTILINE)
    assert sorted(ran) == sorted(f"{name}::{item}" for item in items)
    assert f"{len(items)} passed" in output


NOWHERE = """
def setup(app):
    from sphinx.util.logging import getLogger

    told = getLogger("anything")
    app.connect("env-updated", lambda app, env: told.warning("from nowhere"))
"""


def test_what_no_page_is_at_fault_for_fails_the_item_of_the_site(pages: Pages) -> None:
    conf = pages.folder / "conf.py"
    before = conf.read_text("utf-8")
    conf.write_text(before + NOWHERE, "utf-8")
    _, output = pages.run()
    assert outcome("FAILED", output) == {"index.rst::site"}
    assert "from nowhere" in output
    conf.write_text(before + "raise ValueError\n", "utf-8")
    _, output = pages.run(folder="index.rst")
    assert outcome("FAILED", output) == {"index.rst::source", "index.rst::site"}
    assert "Sphinx stopped: ConfigError" in output
