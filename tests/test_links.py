"""The links of the built site: each internal one lands, and old ones land too."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from kbcheck.guides import guides
from kbsybil import read_site

ROOT = Path(__file__).parents[1]
OLD = tomllib.loads((Path(__file__).parent / "old_anchors.toml").read_text("utf-8"))
PAGES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix()
    for path in [ROOT / "index.rst", *(ROOT / "kbase").glob("*.*")]
    if path.suffix in (".rst", ".md")
)
LINKS = "//@href | //@src"


@cache
def parsed(path: Path) -> html.HtmlElement:
    return html.parse(path).getroot()


@cache
def ids(path: Path) -> frozenset[str]:
    return frozenset(parsed(path).xpath("//@id | //a/@name"))


def dead(page: Path) -> list[str]:
    """The internal links of a page that lead nowhere."""
    found = []
    for link in parsed(page).xpath(LINKS):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        # '#guide=sev' asks something of the page's script: see test_handover.py.
        fragment = "" if "=" in parts.fragment else unquote(parts.fragment)
        if not target.is_file() or (
            fragment and target.suffix == ".html" and fragment not in ids(target)
        ):
            found.append(link)
    return found


@pytest.mark.parametrize("page", [*PAGES, "genindex", "search"])
def test_every_internal_link_and_anchor_lands(html_site: Path, page: str) -> None:
    links = parsed(html_site / f"{page}.html").xpath(LINKS)
    assert len(links) > 5
    assert dead(html_site / f"{page}.html") == []


@pytest.mark.parametrize("page", PAGES)
def test_an_id_stands_once_on_a_page(html_site: Path, page: str) -> None:
    counts = Counter(parsed(html_site / f"{page}.html").xpath("//@id"))
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("page", sorted(OLD))
def test_old_anchors_land(html_site: Path, page: str) -> None:
    assert sorted(set(OLD[page]) - ids(html_site / f"{page}.html")) == []


def test_each_page_is_in_the_list_of_the_index(html_site: Path) -> None:
    links = parsed(html_site / "index.html").xpath(
        "//article//*[self::li or self::dt]//a/@href"
    )
    listed = [link for link in links if "#" not in link]
    assert set(listed) == {f"{page}.html" for page in PAGES if page != "index"}
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("name", guides())
def test_the_page_of_a_guide_shows_its_checklist(html_site: Path, name: str) -> None:
    guide = guides()[name]
    lists = "//div[contains(@class, 'kb-checklist')]//span[@class='kb-rule']"
    page = parsed(html_site / f"{guide.page}.html")
    shown = {rule.text_content() for rule in page.xpath(lists)}
    assert {rule.id for rule in guide.rules} - shown == set()


def test_downloads_are_the_examples_under_their_names(html_site: Path) -> None:
    named = 0
    for page in PAGES:
        path = html_site / f"{page}.html"
        for link in parsed(path).xpath("//a[contains(@class, 'kb-download')]"):
            target = path.parent / link.get("href")
            block = link.xpath("ancestor::div[contains(@class, 'kb-snippet')]//pre")[0]
            # Without what the checker says in one that is wrong on purpose.
            lines = block.xpath(".//text()[not(ancestor::*[@class='kb-told'])]")
            assert target.read_text("utf-8") == "".join(lines)
            named += 1
    assert named == sum(bool(s["download"]) for s in read_site(ROOT).snippets)
    assert named > 0


def test_nothing_is_loaded_from_elsewhere(html_site: Path) -> None:
    loads = "//script/@src | //link[@rel='stylesheet']/@href"
    for page in PAGES:
        for link in parsed(html_site / f"{page}.html").xpath(loads):
            assert not urlsplit(link).netloc, (page, link)
