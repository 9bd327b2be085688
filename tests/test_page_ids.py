"""The ids of a page: each stands once, and none needs to be escaped."""

from __future__ import annotations

from pathlib import Path

import pytest

from sites import Site

SNIPPET = ".. snippet:: {kind}\n   :name: {name}\n\n   {text}\n\n"
VCPU = SNIPPET.format(kind="domain", name="{}", text="<vcpu>2</vcpu>")
CONSOLE = SNIPPET.format(kind="console", name="{}", text="# virsh list")
DOUBLED = {
    "two names": VCPU.format("a-b") + VCPU.format("a--b") + "HERE",
    "a name and a heading": "Snippet a b\n-----------\n\n"
    + VCPU.format("a-b") + "HERE",
    "a name and a later heading": VCPU.format("a-b") + "Snippet a b\n-----------\nHERE",
    "a name and a label": ".. _snippet-a-b:\n\nWords\n-----\n\n"
    + VCPU.format("a-b") + "HERE",
    "a line of a transcript": CONSOLE.format("a") + VCPU.format("a-line-1") + "HERE",
    "a line of Python": "Python 1 line 1\n---------------\n\n>>> 1 + 1\n2\nHERE",
}  # fmt: skip
UNSAFE = ('a"onload=alert(12)', "a'b", "a<b", "a&b", "-a", "(a)", "ä", "a`b")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site("good", tmp_path)


def test_ids_that_stand_twice_are_told_at_the_second(site: Site) -> None:
    """HERE stands one line below it, or two."""
    lines = {}
    for number, text in enumerate(DOUBLED.values()):
        name = f"page{number}.rst"
        page = f":orphan:\n\nT\n=\n\n{text}\n"
        lines[name] = page.split("\n").index("HERE") + 1
        (site.source / name).write_text(page.replace("HERE", ""), "utf-8")
    for _ in range(2):
        found = [f for f in site.build("dummy") if f[2] == "duplicate-key"]
        assert sorted({file for file, _, _ in found}) == sorted(lines)
        assert all(1 <= lines[file] - line <= 3 for file, line, _ in found), found
        assert "the id 'snippet-a-b' stands twice on this page; line 9 has it" in (
            site.output
        )
        assert site.status == 1


def test_an_old_anchor_gives_way_to_what_has_its_id(site: Site) -> None:
    site.edit("two.rst", "4\n", "4\n\n.. old-anchor:: words\n\nWords\n-----\n\nMore.\n")
    assert site.build("dummy") == {("two.rst", 11, "duplicate-key")}
    told = "the id 'words' stands twice on this page; remove it here"
    assert told in site.output


def test_a_name_that_stands_twice_is_one_problem(site: Site) -> None:
    """That of its directive; a name that nobody gave keeps out of the way."""
    text = VCPU.format("domain-3") + VCPU.format("domain-3")
    text += ".. snippet:: domain\n\n   <vcpu>2</vcpu>\n"
    # The transcript has one line.
    text += "\n" + CONSOLE.format("a") + VCPU.format("a-line-2")
    site.edit("two.rst", "4\n", f"4\n\n{text}")
    assert site.build() == {("two.rst", 16, "duplicate-key")}
    assert "the name 'domain-3' stands twice here" in site.output
    names = [e["id"] for e in site.manifest() if e["page"] == "two"]
    assert names == [
        "two/domain-1", "two/domain-3", "two/domain-3", "two/domain-4", "two/a",
        "two/a-line-2",
    ]  # fmt: skip


def test_old_anchors_that_need_escaping_are_told_at_their_lines(site: Site) -> None:
    parts = [f".. old-anchor:: {name}\n\nT{n}\n--\n\n" for n, name in enumerate(UNSAFE)]
    site.edit("two.rst", "4\n", "4\n\n" + "".join(parts))
    assert site.build("dummy") == {
        ("two.rst", 11 + 5 * n, "bad-value") for n in range(len(UNSAFE))
    }
    assert site.status == 1
