"""A wrong example as a web page shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from sites import Site

DOMAIN = """
.. snippet:: domain
   :expect: bad-value unknown-element
   :emphasize-lines: 1

   <disk type='file' device='disk'>
     <source file='/a'/>
     <target dev='vda' bus='virtoi'/>
     <shared/>
   </disk>
"""
CONSOLE = """
.. snippet:: console
   :expect: unknown-command

   # virsh lsit
   a < b
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site("good", tmp_path)


def shown(site: Site, text: str) -> html.HtmlElement:
    with (site.source / "two.rst").open("a", encoding="utf-8") as page:
        page.write(text)
    assert (site.build(), site.output) == (set(), "")
    return html.parse(site.out / "two.html").getroot().find_class("kb-snippet")[-1]


def test_the_words_of_the_checker_stand_at_the_faulty_lines(site: Site) -> None:
    box = shown(site, DOMAIN)
    faulty = box.find_class("kb-faulty")
    assert [" ".join(line.text_content().split()) for line in faulty] == [
        "<target dev='vda' bus='virtoi'/>", "<shared/>"
    ]  # fmt: skip
    for line, words in zip(faulty, ("virtoi", "<shared>"), strict=True):
        told = line.getnext()
        assert told.get("class") == "kb-told"
        assert words in told.text_content()
    assert box.find_class("hll") == []  # no other line is marked
    assert box.find_class("kb-expected") == []


def test_without_them_the_text_is_what_it_was(site: Site) -> None:
    for text in (DOMAIN, CONSOLE):
        box = shown(site, text)
        for told in box.find_class("kb-told"):
            told.drop_tree()
        (block,) = box.iter("pre")
        lines = text.strip("\n").split("\n")
        start = lines.index("") + 1
        written = "\n".join(line[3:] for line in lines[start:])
        assert block.text_content().rstrip("\n") == written


def test_a_book_has_them_below(site: Site) -> None:
    shown(site, DOMAIN)
    site.build("text")
    text = (site.out.with_name("text") / "two.txt").read_text("utf-8")
    assert "line 4: <shared> is not allowed in <disk>" in text


def test_a_label_that_another_page_gains_becomes_a_link(site: Site) -> None:
    """The page with the example is written again, though nothing in it changed."""
    label = "#checked-wrong"
    assert not shown(site, DOMAIN).xpath("//a[contains(@href, $label)]", label=label)
    text = (site.source / "one.rst").read_text("utf-8")
    (site.source / "one.rst").write_text(f".. _checked-wrong:\n\n{text}", "utf-8")
    assert (site.build(), site.read) == (set(), ["one"])
    page = html.parse(site.out / "two.html")
    assert page.xpath("//a[contains(@href, $label)]", label=label)
