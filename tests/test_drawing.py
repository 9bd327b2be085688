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
  <defs><marker id="a-box-end"><path d="M0 0" stroke="currentColor"/></marker></defs>
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


def test_a_card_has_its_picture_and_its_title_above_its_links(site: Site) -> None:
    page = (
        "\n.. card:: Lock a disk\n   :picture: figures/a-box.svg\n\n   * `a <#b>`__\n"
    )
    with (site.source / "two.rst").open("a", encoding="utf-8") as file:
        file.write(page)
    assert (site.build(), site.output) == (set(), "")
    (card,) = html.parse(site.out / "two.html").getroot().find_class("kb-card")
    assert [child.tag for child in card] == ["div", "h3", "ul"]
    assert card.find("div/svg") is not None
    assert card.findtext("h3") == "Lock a disk"
    assert card.find("ul//a").get("href") == "#b"


def test_the_page_is_written_again_when_the_drawing_changes(site: Site) -> None:
    site.build()
    draw(site, SVG.replace("A box", "Another box"))
    assert site.build() == set()
    assert "Another box" in (site.out / "two.html").read_text("utf-8")


WRONG = [  # a text of the drawing, what stands there instead, what is told
    ("<title>A box</title>", "", "svg:1: <title> is missing"),
    ("One box,\n    and no more.", " ", "svg:1: <desc> is missing"),
    (' viewBox="0 0 10 10"', "", "svg:1: it is no <svg> with a viewBox"),
    ("<rect ", "<script ", "svg:5: no element 'script'"),
    ('class="box"', 'style="fill: red"', "svg:5: 'style': give it a class"),
    ('class="box"', 'onclick="x"', "svg:5: 'onclick': give it a class"),
    ('class="box"', 'fill="#f00"', "svg:5: no fill '#f00'; known: none"),
    ("</svg>", f"<!--{'x' * 12000}--></svg>", "bytes; at most 12000"),
    ("</svg>", "", ".svg"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[str]]:
    """What one build tells, each of whose wrong drawings stands on its own page."""
    site = Site("good", tmp_path_factory.mktemp("wrong"))
    (site.source / "figures").mkdir()
    for n, (old, new, _) in enumerate(WRONG):
        svg = site.source / "figures" / f"a-box-{n}.svg"
        svg.write_text(SVG.replace(old, new), "utf-8")
        page = ":orphan:\n\nT\n=\n" + USE.replace("a-box", f"a-box-{n}")
        (site.source / f"wrong-{n}.rst").write_text(page, "utf-8")
    found = site.build("dummy")
    assert {line for _, line, _ in found} == {6}
    checks = {int(name[6:-4]): check for name, _, check in found}
    last = len(WRONG) - 1  # it is no XML at all
    assert checks == {
        n: "syntax" if n == last else "bad-value" for n in range(last + 1)
    }
    lines = site.output.split("\n")
    return {
        (old, new): [text for text in lines if f"wrong-{n}.rst:6: " in text]
        for n, (old, new, _) in enumerate(WRONG)
    }


@pytest.mark.parametrize(("old", "new", "words"), WRONG)
def test_a_drawing_that_cannot_be_is_told(
    told: dict[tuple[str, str], list[str]], old: str, new: str, words: str
) -> None:
    (line,) = told[old, new]
    assert words in line


@pytest.mark.parametrize("path", sorted((ROOT / "kbase/figures").iterdir()))
def test_each_drawing_is_on_a_page(path: Path) -> None:
    files = [ROOT / "index.rst", *(ROOT / "kbase").glob("*.*")]
    pages = "".join(p.read_text("utf-8") for p in files)
    drawn = f".. drawing:: figures/{path.name}" in pages
    assert drawn or f":picture: kbase/figures/{path.name}" in pages
