"""What lies in the output folder after a build, whatever was there before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kbsphinx.kept.disk import CannotBuild
from rebuilds import contents, differing
from sites import Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site("good", tmp_path)


def kept(site: Site) -> Path:
    return site.out.with_name("doctrees") / ".html.kept"


def test_nothing_private_is_published(site: Site) -> None:
    """Also where Sphinx's own default would put it into the output folder."""
    site.build(doctrees=site.out / ".doctrees")
    hidden = [p.name for p in site.out.rglob("*") if p.name.startswith(".")]
    assert hidden == []
    assert not [p for p in site.out.rglob("*") if p.suffix in (".pickle", ".doctree")]
    assert sorted(p.name for p in site.out.parent.iterdir()) == [
        ".html.kept",
        "html",
        "source",
    ]


def test_what_older_builds_left_goes(site: Site) -> None:
    """Their caches, and pages that are no more; what is not a build's own stays."""
    site.build()
    expected = contents(site.out)
    for name in (".doctrees/one.doctree", ".kbcheck/verdicts.json", "gone/index.html",
                 "snippets/gone/guest.xml", ".buildinfo"):  # fmt: skip
        path = site.out / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("")
    (site.out / "CNAME").write_text("kbase.example\n")
    (kept(site) / "published.json").unlink()
    site.build()
    assert differing(contents(site.out), expected) == ["CNAME"]


def test_a_list_of_what_was_published_cannot_reach_out(site: Site) -> None:
    """One that someone altered, or that tells of another folder."""
    site.build()
    mine = [site.out.parent / "mine", site.out / "mine"]
    for path in mine:
        path.write_text("mine")
    for out, name in ((site.out, "../mine"), (site.out, str(mine[0])), ("/", "mine")):
        listed = json.dumps([str(out), [name]])
        (kept(site) / "published.json").write_text(listed)
        site.build()
    assert [path.read_text() for path in mine] == ["mine", "mine"]


def test_a_folder_that_is_no_site_loses_nothing(site: Site) -> None:
    site.out.mkdir()
    (site.out / "mine.html").write_text("mine")
    site.build()
    assert (site.out / "mine.html").read_text() == "mine"


@pytest.mark.parametrize("name", ["snippets", "snippets/one", "one.html", "_static"])
def test_links_in_the_output_folder_are_not_followed(site: Site, name: str) -> None:
    """A link makes way for what belongs there; what it leads to stays as it is."""
    site.build()
    expected = contents(site.out)
    elsewhere = site.out.with_name("elsewhere")
    (site.out / name).rename(elsewhere)
    (site.out / name).symlink_to(elsewhere)
    if elsewhere.is_dir():
        (elsewhere / "more").write_text("mine")
    else:
        elsewhere.write_text("mine")
    before = elsewhere.read_text() if elsewhere.is_file() else contents(elsewhere)
    site.build()
    after = elsewhere.read_text() if elsewhere.is_file() else contents(elsewhere)
    assert after == before
    assert contents(site.out) == expected
    assert not (site.out / name).is_symlink()


def test_a_folder_in_the_place_of_a_page_is_told(site: Site) -> None:
    site.build()
    (site.out / "one.html").unlink()
    (site.out / "one.html/mine").mkdir(parents=True)
    with pytest.raises(CannotBuild, match=r"one\.html: Is a directory"):
        site.build()
    (site.out / "one.html/mine").rmdir()
    (site.out / "one.html").rmdir()
    site.build()
    assert (site.out / "one.html").is_file()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_page_that_is_gone_leaves_nothing(site: Site, builder: str) -> None:
    """Neither its files nor a link to it."""
    site.out = site.out.with_name(builder)
    site.build(builder)
    assert any("guest.xml" in name for name in contents(site.out))
    (site.source / "one.rst").unlink()
    site.edit("index.rst", "   one\n", "")
    site.build(builder)
    assert not [name for name in contents(site.out) if "one" in name]
    assert not [name for name, data in contents(site.out).items()
                if b'href="one' in data or b'"one"' in data]  # fmt: skip


def test_one_page_alone_can_be_built(site: Site) -> None:
    """Then the others stay as they are published, and the next build makes them new."""
    site.build()
    site.edit("two.rst", "Two\n===", "New\n===")
    site.edit("one.rst", "One\n===", "Old\n===")
    kept_in = site.out.with_name("doctrees")
    command = [sys.executable, "-m", "sphinx", "-q", site.source, site.out,
               site.source / "two.rst", "-d", kept_in]  # fmt: skip
    subprocess.run(command, check=True)
    assert "<h1>New" in (site.out / "two.html").read_text()
    assert "<h1>One" in (site.out / "one.html").read_text()
    site.build()
    assert "<h1>Old" in (site.out / "one.html").read_text()


@pytest.mark.parametrize("builder", ["singlehtml", "dirhtml", "epub", "text"])
def test_other_builders_are_content(site: Site, builder: str) -> None:
    """Also the second time, with what the first has left."""
    site.edit("conf.py", "project = ", 'version = copyright = "2"\nproject = ')
    for _ in range(2):
        site.build(builder)
        assert site.output == ""


def test_links_to_downloads_lead_to_them(site: Site) -> None:
    """In a book, which does not hold them, there are none."""
    site.build("singlehtml")
    page = site.out.with_name("singlehtml") / "index.html"
    assert 'href="snippets/one/guest.xml"' in page.read_text()
    site.build("dirhtml")
    page = site.out.with_name("dirhtml") / "one" / "index.html"
    assert 'href="../snippets/one/guest.xml"' in page.read_text()
    site.build("epub")
    assert "kb-download" not in (site.out.with_name("epub") / "one.xhtml").read_text()
