"""What a page shows around an example, and what to write where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from sites import Site


@pytest.fixture
def good(tmp_path: Path) -> Site:
    return Site("good", tmp_path)


def test_lines_that_are_to_be_seen_are_marked(good: Site) -> None:
    page = good.source / "two.rst"
    lines = "\n.. snippet:: domain\n   :emphasize-lines: 2\n\n   <os>\n" \
            "     <type>hvm</type>\n   </os>\n"  # fmt: skip
    page.write_text(page.read_text("utf-8") + lines, "utf-8")
    assert good.build() == set()
    found = html.parse(good.out / "two.html").xpath("//span[@class='hll']")
    assert [mark.text_content().strip() for mark in found] == ["<type>hvm</type>"]


def test_a_named_example_has_a_link_to_its_file(good: Site) -> None:
    good.edit("two.rst", ":: domain", ":: domain\n   :name: small")
    assert good.build() == set()
    (link,) = html.parse(good.out / "two.html").xpath(
        "//a[contains(@class, 'kb-down')]"
    )
    assert (link.text_content(), link.get("href")) == (
        "Download",
        "snippets/two/small.xml",
    )


def test_what_to_write_instead_is_told(good: Site) -> None:
    page = good.source / "two.rst"
    more = (
        "\n# virsh list --all\n\n.. snippet:: domain\n   :live: hardwre\n\n"
        "   <vcpu>2</vcpu>\n"
    )
    page.write_text(page.read_text("utf-8") + more, "utf-8")
    assert good.build() == {("two.rst", 11, "unchecked-block"),
                            ("two.rst", 13, "unknown-option")}  # fmt: skip
    assert "this looks like a command, and text is not checked; write " \
           "'.. snippet:: console', or mark words" in good.output  # fmt: skip
    assert "no 'live' reason 'hardwre'; did you mean 'hardware'?" in good.output
