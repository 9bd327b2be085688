"""What stands beside the pages: descriptions, dates, the map, the page for 404."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from kbsphinx.show import manners
from sites import Site

BASE = {"html_baseurl": "https://kb.example.org/docs"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    manners.changes.cache_clear()
    return Site("good", tmp_path)


def metas(site: Site, page: str) -> dict[str, str]:
    found: Any = html.parse(site.out / f"{page}.html").xpath("//meta[@content]")
    return {m.get("name") or m.get("property") or "": m.get("content") for m in found}


def test_a_page_says_what_it_is_about(site: Site) -> None:
    words = "Words & <more> words. " * 20
    site.edit("two.rst", "===\n", f"===\n\n{words}\n")
    assert (site.build(overrides=BASE), site.output) == (set(), "")
    found = metas(site, "two")
    told = found["description"]
    assert told.startswith("Words & <more> words.")
    assert told.endswith(" …")
    assert len(told) <= 162
    assert found["og:description"] == told
    assert found["og:title"] == "Two"
    assert found["og:url"] == "https://kb.example.org/docs/two.html"


def test_without_an_address_nothing_has_one(site: Site) -> None:
    site.build()
    assert "og:url" not in metas(site, "two")
    assert not (site.out / "sitemap.xml").exists()


def test_the_map_names_each_page(site: Site) -> None:
    site.build(overrides=BASE)
    tree = etree.parse(site.out / "sitemap.xml")
    found = tree.xpath("//*[local-name()='loc']/text()")
    pages = {path.stem for path in site.source.glob("*.rst")}
    assert set(found) == {f"https://kb.example.org/docs/{page}.html" for page in pages}


def test_the_map_names_the_pages_of_the_reference(site: Site) -> None:
    for _ in range(2):  # in the second build none of them is written
        site.build(overrides=BASE | {"kb_reference": True})
        tree = etree.parse(site.out / "sitemap.xml")
        found = set(tree.xpath("//*[local-name()='loc']/text()"))
        for page in ("reference/disk", "reference/virsh", "two"):
            assert f"https://kb.example.org/docs/{page}.html" in found


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True,
                   capture_output=True)  # fmt: skip


def test_a_page_tells_the_day_of_its_last_commit(site: Site) -> None:
    git(site.source, "init", "--quiet")
    git(site.source, "add", ".")
    date = "2026-01-02T03:04:05Z"
    git(site.source, "commit", "--quiet", "--message=a", f"--date={date}")
    shown = subprocess.run(["git", "-C", str(site.source), "log", "--format=%cs"],
                           capture_output=True, text=True, check=True)  # fmt: skip
    app: Any = type("App", (), {"srcdir": site.source, "env": site_env(site)})
    assert manners.last_change(app, "two") == shown.stdout.strip()


def site_env(site: Site) -> Any:
    return type("Env", (), {"doc2path": lambda _, page: site.source / f"{page}.rst"})()


def test_without_git_no_day_is_told(site: Site) -> None:
    site.build()
    app: Any = type("App", (), {"srcdir": site.source, "env": site_env(site)})
    assert manners.last_change(app, "two") == ""


@pytest.mark.parametrize(("base", "root"), [({}, "/"), (BASE, "/docs/")])
def test_the_lost_page_works_at_any_depth(
    site: Site, base: dict[str, str], root: str
) -> None:
    site.build(overrides=base)
    page: Any = html.parse(site.out / "404.html")
    links = page.xpath("//@href | //@src | //@action")
    inner = [link for link in links if not urlsplit(link).netloc and link[0] != "#"]
    assert len(inner) > 3
    assert [link for link in inner if not link.startswith(root)] == []
    assert page.getroot().get("data-content_root") in (None, root)
