"""Checklists and old anchors: what pages show of the rules, and when they change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lxml import html

from kbcheck import guides
from kbcheck.command import UNUSABLE, main
from kbcheck.rules import RuleSet, load_rules
from kbsphinx.show.checklist import BOTH, BY_PROGRAM, ON_HOST, command_for
from sites import Site

ROOTS_OF = {
    "guest.xml": "<domain/>",
    "domcaps.xml": "<domainCapabilities/>",
    "pool.xml": "<pool/>",
}
"""What a document must have so that its kind is clear."""


@contextmanager
def made(folder: Path) -> Iterator[Site]:
    """A site with guides of its own."""
    found = Site("guides", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guides, "FOLDER", found.source / "rules")
        forget()
        yield found
    forget()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with made(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One for those who only look at it."""
    with made(tmp_path_factory.mktemp("guides")) as found:
        assert (found.build(), found.output) == (set(), "")
    return found


def forget() -> None:
    """Read the rules again, as another process would."""
    guides.guides.cache_clear()
    load_rules.cache_clear()


def page(site: Site, name: str) -> html.HtmlElement:
    return html.fromstring((site.out / f"{name}.html").read_text("utf-8"))


def texts(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(e.text_content().split()) for e in page.xpath(path)]


CHECKLIST = "//div[contains(@class, 'kb-checklist')]"


def test_a_checklist_groups_the_rules_and_says_what_to_run(built: Site) -> None:
    assert texts(
        page(built, "fences"), f"{CHECKLIST}/*[not(self::ul)] | {CHECKLIST}/ul/li"
    ) == [
        "Must",
        "The gate is <closed> FEN-001 kbcheck tests this libvirt >=9.1.0",
        "Should",
        "The host has a key FEN-002 look on the host ls -l /etc/key shows a file of "
        "root",
        "Good to know",
        "The wood is old FEN-003 kbcheck tests this",
        "Check your own files: kbcheck --guide fence guest.xml /etc/libvirt/qemu.conf",
    ]


def test_each_item_links_to_its_section(built: Site) -> None:
    links = page(built, "both").xpath(f"{CHECKLIST}//li//a")
    assert [a.get("href") for a in links] == [
        "fences.html#fence-gate",
        "fences.html#fence-host",
        "#moat-water",
    ]


def test_several_guides_have_their_titles_in_markdown_too(built: Site) -> None:
    titles = texts(page(built, "both"), f"{CHECKLIST}/p[@class='rubric']")
    assert titles == ["Fences", "Moats"]


def test_a_changed_rule_rereads_no_page_and_rewrites_those_that_show_it(
    site: Site,
) -> None:
    """Also with a build of another builder in between."""
    site.build()
    site.edit("rules/moat.toml", "There is water", "There is deep water")
    forget()
    site.build("dummy")
    site.build()
    assert site.read == []
    assert set(site.written) - {"404", "genindex", "search", "index"} == {"both"}
    assert "There is deep water" in (site.out / "both.html").read_text("utf-8")


def test_a_rule_that_leads_nowhere_is_told_on_each_build(site: Site) -> None:
    site.edit("rules/fence.toml", '"fence-gate"', '"fence-gtae"')
    forget()
    for jobs in (1, 1, 2):
        site.build(jobs=jobs)
        assert "fences.rst:6: WARNING: undefined label: 'fence-gtae'" in site.output
        assert "both.md:3: WARNING: undefined label: 'fence-gtae'" in site.output


@pytest.mark.parametrize(
    ("file", "line"), [("fences.rst", 6), ("both.md", 3)], ids=["rst", "myst"]
)
def test_an_unknown_guide_is_told_at_its_line_on_each_build(
    site: Site, file: str, line: int
) -> None:
    name = "checklist:: " if file.endswith(".rst") else "{checklist} "
    site.edit(file, f"{name}fence", f"{name}fense")
    for _ in range(2):
        assert site.build("dummy") == {(file, line, "unknown-option")}
        assert "no guide 'fense'; did you mean 'fence'?" in site.output


def test_an_old_anchor_is_an_id_of_the_section_below_it(built: Site) -> None:
    ids = "//section[h1 or h2]/span/@id"
    assert page(built, "fences").xpath(ids) == [
        "Top", "Gate", "i440fx.discouraged_1:2", "TheGate", "fence-gate", "fence-host"
    ]  # fmt: skip


def test_an_id_that_stands_twice_is_told_at_its_line(site: Site) -> None:
    site.edit("fences.rst", ":: Gate i440", ":: close-the-gate i440")
    site.edit("both.md", "{old-anchor} Water", "{old-anchor} moat-water")
    for _ in range(2):
        found = site.build("dummy")
        assert found == {("fences.rst", 10, "duplicate-key"),
                         ("both.md", 8, "duplicate-key")}  # fmt: skip
        assert "the id 'close-the-gate' stands twice on this page" in site.output


@pytest.mark.parametrize("guide", guides.guides().values(), ids=lambda g: g.name)
def test_the_command_that_a_review_prints_is_one_that_works(
    guide: RuleSet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file that it names tells its kind, on a host that has all of them."""
    name, *options = command_for(guide).split()
    assert (name, options[:2]) == ("kbcheck", ["--guide", guide.name])
    files = [tmp_path / word.replace("*", "a").lstrip("/") for word in options[2:]]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(ROOTS_OF.get(file.name, ""), "utf-8")
    assert main([*options[:2], *map(str, files)]) < UNUSABLE
    assert "is not clear" not in capsys.readouterr().err


def test_a_rule_that_both_look_at_says_so(html_site: Path) -> None:
    """listen_tcp is in a file; a socket of systemd's is not."""
    tree = html.parse(html_site / "kbase" / "secureusage.html")
    for rule, who in (("SEC-012", BOTH), ("SEC-013", BY_PROGRAM), ("SEC-002", ON_HOST)):
        path = f"//li[@id='{rule}']/p[1]/span[@class='kb-who']"
        assert texts(tree.getroot(), path) == [who]
