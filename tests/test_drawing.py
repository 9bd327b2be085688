"""Drawings: part of the page in HTML, their words in all else, and nothing unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from pages import ROOT
from sites import Site

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
  <title>A box</title>
  <desc>One box,
    and no more.</desc>
  <rect width="9" height="9" class="box"/>
</svg>
"""
USE = "\n.. drawing:: figures/a-box.svg\n\n   What *it* shows.\n"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with a drawing at the end of a page."""
    found = Site("good", tmp_path)
    (found.source / "figures").mkdir()
    draw(found, SVG)
    with (found.source / "two.rst").open("a", encoding="utf-8") as page:
        page.write(USE)
    return found


def draw(site: Site, text: str) -> None:
    (site.source / "figures" / "a-box.svg").write_text(text, "utf-8")


def test_a_drawing_is_part_of_the_page_with_its_words(site: Site) -> None:
    assert (site.build(), site.output) == (set(), "")
    (figure,) = html.parse(site.out / "two.html").getroot().find_class("kb-drawing")
    box = figure.find("div")
    assert (box.get("tabindex"), box.get("role")) == ("0", "group")
    svg = box.find("svg")
    assert (svg.get("role"), svg.find("rect").get("class")) == ("img", "box")
    names = [figure.get_element_by_id(i) for i in svg.get("aria-labelledby").split()]
    assert [name.tag for name in names] == ["title", "desc"]
    assert figure.findtext(".//figcaption//em") == "it"
    assert "sideways" in figure.findtext("p[@class='kb-wider']")


def test_other_builders_say_what_it_shows(site: Site) -> None:
    assert site.build("text") == set()
    text = (site.out.with_name("text") / "two.txt").read_text("utf-8")
    assert "One box, and no more." in text
    assert "<svg" not in text


def test_the_page_is_written_again_when_the_drawing_changes(site: Site) -> None:
    site.build()
    draw(site, SVG.replace("A box", "Another box"))
    assert site.build() == set()
    assert "Another box" in (site.out / "two.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<title>A box</title>", "", "a-box.svg:1: <title> is missing"),
        ("One box,\n    and no more.", " ", "a-box.svg:1: <desc> is missing"),
        (' viewBox="0 0 10 10"', "", "a-box.svg:1: it is no <svg> with a viewBox"),
        ("<rect ", "<script ", "a-box.svg:5: no element 'script'"),
        ('class="box"', 'style="fill: red"', "a-box.svg:5: 'style': give it a class"),
        ('class="box"', 'onclick="x"', "a-box.svg:5: 'onclick': give it a class"),
        ('class="box"', 'fill="#f00"', "a-box.svg:5: no fill '#f00'; known: none"),
        ("</svg>", f"<!--{'x' * 12000}--></svg>", "bytes; at most 12000"),
        ("</svg>", "", "a-box.svg"),
    ],
)
def test_a_drawing_that_cannot_be_is_told(
    site: Site, old: str, new: str, told: str
) -> None:
    draw(site, SVG.replace(old, new))
    assert [(name, line) for name, line, _ in site.build()] == [("two.rst", 11)]
    assert told in site.output


@pytest.mark.parametrize("path", sorted((ROOT / "kbase/figures").iterdir()))
def test_each_drawing_is_on_a_page(path: Path) -> None:
    files = [ROOT / "index.rst", *(ROOT / "kbase").glob("*.*")]
    pages = "".join(p.read_text("utf-8") for p in files)
    drawn = f".. drawing:: figures/{path.name}" in pages
    assert drawn or f":picture: kbase/figures/{path.name}" in pages
