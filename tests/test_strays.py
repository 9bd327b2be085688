"""Files beside the pages that nobody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import Site
from test_sybil import Pages, failed

STRAYS = ("notes.txt", "page.markdown", "page.rest", "part.inc", "guest.xml",
          "deep/er/page.RST", "README")  # fmt: skip
BESIDE = ("figure.svg", "figures/a.PNG", "live.json", ".swap.rst.swp", "one.rst~",
          "__pycache__/conftest.pyc")  # fmt: skip


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("# virsh frobnicate\n", "utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = Site("good", tmp_path)
    (found.source / "kbase").mkdir()
    with (found.source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('include_patterns = ["*.rst", "kbase/**"]\n')
    return found


def test_a_text_that_is_neither_a_page_nor_part_of_one_is_told(site: Site) -> None:
    put(site.source / "kbase", *STRAYS, *BESIDE)
    for _ in range(2):
        assert site.build("dummy") == {
            (f"kbase/{name}", 1, "unchecked-block") for name in STRAYS
        }
        assert "a page ends in .rst" in site.output
        assert site.status == 1


def test_a_part_that_a_page_includes_is_none(site: Site) -> None:
    put(site.source / "kbase", "part.inc")
    (site.source / "kbase/part.inc").write_text("Words.\n", "utf-8")
    site.edit("two.rst", "4\n", "4\n\n.. include:: kbase/part.inc\n")
    assert site.build("dummy") == set()
    site.edit("two.rst", ".. include:: kbase/part.inc", "Words.")
    assert site.build("dummy") == {("kbase/part.inc", 1, "unchecked-block")}
    assert "no page includes this file" in site.output


def test_a_site_that_does_not_say_where_its_pages_are_may_hold_anything(
    tmp_path: Path,
) -> None:
    site = Site("good", tmp_path)
    put(site.source, *STRAYS)
    assert site.build("dummy") == set()


def test_a_page_in_no_table_of_contents_is_told(site: Site) -> None:
    (site.source / "kbase/lost.rst").write_text("Lost\n====\n\nWords.\n", "utf-8")
    site.build("dummy")
    assert "kbase/lost.rst: WARNING: document isn't included in any toctree" in (
        site.output
    )


def test_pytest_tells_it_by_the_item_of_the_site(tmp_path: Path) -> None:
    pages = Pages(tmp_path, "good")
    conf = pages.folder / "conf.py"
    conf.write_text(
        conf.read_text("utf-8") + 'include_patterns = ["*.rst", "kbase/**"]\n'
    )
    put(pages.pages, "notes.txt")
    _, output = pages.run()
    assert "FAILED index.rst::site" in output
    assert "kbase/notes.txt:1: this file is neither a page nor part of one" in output
    assert failed(output) == set()
