"""Proofs: arithmetic that the tests run, folded away from readers."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from sybil.parsers.myst import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

from kbsybil.page import Page
from sites import Site

RST = """
.. proof:: The *bits* < of 7

   Both of them:

   >>> 3 | 4
   7

.. proof::

   >>> 2 * 3
   6
"""
MD = """
# Three

:::{proof}
```python
>>> 3 | 4
7
```
:::
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with proofs on a page of each sort."""
    found = Site("good", tmp_path)
    found.add_pages(RST, MD, 'myst_enable_extensions = ["colon_fence"]')
    return found


def folds(site: Site, page: str) -> list[html.HtmlElement]:
    root = html.parse(site.out / f"{page}.html").getroot()
    return [
        fold for fold in root.iter("details") if "kb-proof" in fold.get("class").split()
    ]


def test_a_proof_is_folded_below_what_it_shows(site: Site) -> None:
    assert (site.build(), site.output) == (set(), "")
    first, second = folds(site, "two")
    assert first.get("open") is None
    assert first.findtext("summary") == "The *bits* < of 7"
    assert second.findtext("summary") == "How this is computed, and tested"
    assert "3 | 4" in first.find_class("highlight")[0].text_content()
    assert first.findtext("p") == "Both of them:"
    (third,) = folds(site, "three")
    assert "3 | 4" in third.find_class("highlight")[0].text_content()


def test_sybil_runs_what_is_folded(site: Site) -> None:
    for file, parser in (
        ("two.rst", DocTestParser()),
        ("three.md", PythonCodeBlockParser(doctest_optionflags=0)),
    ):
        path = site.source / file
        text = path.read_text("utf-8")
        found = list(parser(Page(text, str(path))))
        assert len(found) == (3 if file == "two.rst" else 1)


def test_it_counts_as_python_that_is_run(site: Site) -> None:
    counts = {}
    site.build(prepare=lambda app: counts.update(app=app))
    pages = counts["app"].env.kb_store.pages
    assert (pages["two"].python, pages["three"].python) == (3, 1)


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "epub"])
def test_other_builders_show_it(site: Site, builder: str) -> None:
    site.build(builder, overrides={"version": "1", "language": "en"})
    assert "unknown node" not in site.output
    if builder == "text":
        text = (site.out.with_name("text") / "two.txt").read_text("utf-8")
        assert "**The *bits* < of 7**\n\nBoth of them:\n\n>>> 3 | 4" in text


@pytest.mark.parametrize(
    ("content", "line"),
    [("", 23), ("   Words.\n", 25), ("   .. code-block:: c\n\n      x\n", 25)],
)
def test_a_proof_without_python_is_told(site: Site, content: str, line: int) -> None:
    with (site.source / "one.rst").open("a", encoding="utf-8") as page:
        page.write(f"\n.. proof:: x\n\n{content}")
    assert ("one.rst", line, "unchecked-block") in site.build("dummy")
    assert "the proof holds no Python that is run" in site.output
