"""The page on what is checked: what it counts, and when it is written again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from runpy import run_path

import pytest
from lxml import html

from kbcheck import CHECKS
from kbcheck.inventory import inventory
from kbsphinx.kept.runs import KEY_LENGTH
from kbsybil import read_site
from sites import Site

ROOT = Path(__file__).parents[1]
PARTS = ("summary", "pages", "unchecked", "against", "wrong", "guides", "cases",
         "model", "checks", "proof")  # fmt: skip
COUNT = "//tr[th[normalize-space()=$name]]/td[1]"
"""XPath: the number in the row of a name."""
FAULTY = "<memory unti='GiB'>4</memory>"
LABELS = ("checked-levels", "checked-open", "checked-wrong", "checked-checks")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return made(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One for those who only look at it."""
    found = made(tmp_path_factory.mktemp("ledger"))
    assert (found.build(), found.output) == (set(), "")
    return found


def made(folder: Path) -> Site:
    """The good site with a page that shows each part of the ledger."""
    found = Site("good", folder)
    sections = [
        f".. _{label}:\n\nSection {n}\n---------\n\n" for n, label in enumerate(LABELS)
    ]
    parts = [f".. ledger:: {part}\n\n" for part in PARTS]
    text = "".join(["Ledger\n======\n\n", *sections, *parts])
    (found.source / "ledger.rst").write_text(text, "utf-8")
    found.edit("index.rst", "   two\n", "   two\n   ledger\n")
    for path in ("good/domain-a.xml", "bad/domain-b.xml", "bad/qemu.conf-c.conf"):
        case = found.source / "tests" / "cases" / path
        case.parent.mkdir(parents=True, exist_ok=True)
        case.write_text("\n", "utf-8")
    return found


def tables(site: Site) -> list[list[list[str]]]:
    """The cells of each table of the page, as texts."""
    page = html.parse(site.out / "ledger.html")
    return [
        [[" ".join(c.text_content().split()) for c in row] for row in table.iter("tr")]
        for table in page.iter("table")
    ]


def test_it_counts_each_example_once_at_its_deepest_level(built: Site) -> None:
    _, states, pages, *_ = tables(built)
    assert states[1:] == [
        ["format", "2"], ["driver rules", "1"], ["run", "1"],
        ["wrong on purpose", "1"], ["not checked", "1"], ["All", "6"],
    ]  # fmt: skip
    assert pages == [
        ["Page", "examples", "format", "driver rules", "run", "wrong on purpose",
         "not checked"],
        ["Good", "1", "1", "0", "0", "0", "0"],
        ["One", "3", "0", "1", "0", "1", "1"],
        ["Two", "2", "1", "0", "1", "0", "0"],
        ["All pages", "6", "2", "1", "1", "1", "1"],
    ]  # fmt: skip


def test_it_begins_with_the_few_figures_that_say_how_far(built: Site) -> None:
    summary, *_ = tables(built)
    assert [(words, number) for words, number in summary[1:] if number != "0"] == [
        ("examples", "6"),
        ("run by tests of this site: Python", "1"),
        ("checked, and no test runs it yet", "4"),
        ("checked by nobody", "1"),
        ("of all: wrong on purpose", "1"),
        ("wordings of messages and symptoms that were provoked", "0 of 0"),
    ]


def test_it_lists_what_is_unchecked_or_wrong_with_links(built: Site) -> None:
    _, _, _, unchecked, *_ = tables(built)
    assert unchecked[1:] == [["One", "Domain XML", "it comes from another program"]]
    page = (built.out / "ledger.html").read_text("utf-8")
    (fails,) = html.fromstring(page).xpath("//dl[dt='unknown-attribute']/dd//a")
    assert fails.text_content() == FAULTY
    ids = html.parse(built.out / "one.html").xpath("//@id")
    for old in ("snippet-domain-2", "snippet-domain-3"):
        (box,) = html.parse(built.out / "one.html").xpath(f"//*[*[@id='{old}']]")
        assert f'href="one.html#{box.get("id")}"' in page
        assert old in ids


def test_it_counts_cases_and_the_model(built: Site) -> None:
    *_, cases, by_kind, model, parts = tables(built)
    assert cases[1:] == [
        ["right, and accepted", "1"], ["wrong, and refused as stated", "2"]
    ]  # fmt: skip
    assert by_kind[1:] == [
        ["Domain XML", "1", "1"],
        ["/etc/libvirt/qemu.conf", "0", "1"],
    ]
    counts = inventory()
    elements = sum(count.number for count in counts if count.what == "elements")
    assert model[1] == ["elements", str(elements)]
    domain = next(count for count in counts if count.part == "Domain XML")
    assert parts[1][0] == "Domain XML"
    assert parts[1][1].startswith(f"{domain.number} elements, ")


def test_it_names_one_entry_as_one_and_no_part_without_entries(built: Site) -> None:
    """As of ch.conf, which has one setting, and of a file that holds none."""
    *_, parts = tables(built)
    few = {count.part: count.number for count in inventory() if count.number < 2}
    assert set(few.values()) == {0, 1}
    shown = dict(parts)
    assert [shown.get(part) for part in few] == [
        "1 setting" if number else None for number in few.values()
    ]


def test_it_says_in_a_line_what_is_proven(built: Site) -> None:
    line = "//p[@class='kb-live']"
    (told,) = html.parse(built.out / "ledger.html").xpath(line)
    assert told.text_content() == (
        "4 examples are checked in each build; tests run 1 more, of Python."
    )


def test_the_line_of_the_first_page_tells_the_figures_of_the_ledger(
    html_site: Path,
) -> None:
    ledger = json.loads((ROOT / "kbase/live.json").read_text("utf-8"))
    listed = json.loads((html_site / "snippets.json").read_text("utf-8"))
    ran = sum(s["hash"][:KEY_LENGTH] in ledger["snippets"] for s in listed)
    came = sum(bool(m["on"]) for m in ledger["messages"].values())
    checked = sum(s["judged"] for s in listed)
    (told,) = html.parse(html_site / "index.html").xpath("//p[@class='kb-live']")
    found = [int(n) for n in re.findall(r"(?<![.\d])\d+(?![.\d])", told.text_content())]
    run = found.pop(1)
    assert found == [checked, ran, checked, came]
    page = html.parse(html_site / "kbase/what-is-checked.html")
    (python,) = page.xpath(COUNT, name="run by tests of this site: Python")
    assert int(python.text_content()) == run > 0
    assert "libvirt 9.0, 11.3, 12.9" in told.text_content()


def test_what_is_not_advised_is_counted_by_its_own_name(html_site: Path) -> None:
    """Nothing of the good site is, so the pages of this one are looked at."""
    listed = json.loads((html_site / "snippets.json").read_text("utf-8"))
    expected = [s["options"] for s in listed if "expect" in s["options"]]
    against = sum("not-advised" in options for options in expected)
    page = html.parse(html_site / "kbase/what-is-checked.html")
    for name, number in (
        ("not advised", against), ("wrong on purpose", len(expected) - against)
    ):  # fmt: skip
        told = [cell.text_content().strip() for cell in page.xpath(COUNT, name=name)]
        assert [text for text in told if text.isdigit()] == [str(number)]
        assert number


def test_labels_and_messages_link_to_what_explains_them(built: Site) -> None:
    hrefs = html.parse(built.out / "one.html").xpath(
        "//span[contains(@class, 'kb-badge') or @class='kb-check']/a/@href"
    )
    assert [href.partition("#")[2] for href in hrefs] == [
        "checked-wrong", "checked-checks", "checked-open"
    ]  # fmt: skip
    ids = set(html.parse(built.out / "ledger.html").xpath("//@id"))
    assert {f"check-{name}" for name in CHECKS} | set(LABELS) <= ids


def test_it_is_written_again_when_an_example_elsewhere_changes(site: Site) -> None:
    site.build()
    site.edit("two.rst", "<memory unit='GiB'>4</memory>", "<memory>4</memory>\n   ...")
    site.edit("two.rst", ":: domain", ":: domain\n   :unchecked: a reason")
    site.build()
    assert site.read == ["two"]
    assert set(site.written) - {"404", "genindex", "search", "index"} == {
        "two",
        "ledger",
    }
    assert ["Two", "Domain XML", "a reason"] in tables(site)[3]


def test_it_is_written_again_when_a_case_is_added(site: Site) -> None:
    site.build()
    (site.source / "tests/cases/good/pool-d.xml").write_text("\n", "utf-8")
    site.build()
    assert site.read == []
    assert set(site.written) - {"404", "genindex", "search", "index"} == {"ledger"}


def test_nothing_is_written_when_nothing_changed(built: Site) -> None:
    built.build()
    assert set(built.written) <= {"404", "genindex", "search"}


def test_it_is_the_same_serial_and_parallel(site: Site, tmp_path: Path) -> None:
    site.build()
    other = Site("good", tmp_path / "other")
    for path in (site.source / "ledger.rst", site.source / "index.rst"):
        (other.source / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (site.source / "tests").rename(other.source / "tests")
    assert (other.build(jobs=2), other.output) == (set(), "")
    serial, parallel = (s.out / "ledger.html" for s in (site, other))
    assert serial.read_bytes() == parallel.read_bytes()


def test_an_unknown_part_is_told_on_each_build(site: Site) -> None:
    site.edit("ledger.rst", ":: guides", ":: giudes")
    for _ in range(2):
        assert site.build("dummy") == {("ledger.rst", 34, "unknown-option")}
        assert "no part 'giudes'; did you mean 'guides'?" in site.output


def test_the_examples_that_it_counts_are_the_items_of_pytest(html_site: Path) -> None:
    """Python as often as it runs, also on the root page; `source` counts the others."""
    made = run_path(str(ROOT / "kbase" / "conftest.py"))
    pages = [ROOT / "index.rst", *sorted((ROOT / "kbase").glob("*.[rm]*"))]
    names = [
        sybil.identify(example)
        for path in pages
        for sybil in (made["MYST" if path.suffix == ".md" else "RST"],)
        for example in sybil.parse(path).examples()
    ]
    run = sum(name.startswith("python@") for name in names)
    page = html.parse(html_site / "kbase/what-is-checked.html")
    (python,) = page.xpath(COUNT, name="run by tests of this site: Python")
    assert int(python.text_content()) == run > 0
    totals = [
        cell
        for name in ("examples", "All", "All pages")
        for cell in page.xpath(f"//table[not(.//th='wordings')]{COUNT}", name=name)
    ]
    shown = len(read_site(ROOT).snippets)
    assert [int(total.text_content()) for total in totals] == [shown + run] * 4


def test_it_explains_the_labels_of_the_site_and_no_others(html_site: Path) -> None:
    """An ellipsis stands for words that vary."""
    page = html.parse(html_site / "kbase/what-is-checked.html")
    names = page.xpath("//section[span/@id='checked-levels']//tbody//th/p/text()")
    names = ", ".join(names).split(", ")
    told = {max(name.split("…"), key=len).strip() for name in names}
    labels = "//*[contains(@class, 'kb-badge') or @class='kb-seen']"
    shown = {
        " ".join(part.split())
        for path in html_site.rglob("*.html")
        for label in html.parse(path).xpath(labels)
        for part in re.split(r" · | (?=\(without)", label.text_content())
    }
    assert [s for s in sorted(shown) if not s.startswith(tuple(told))] == []
    assert [n for n in sorted(told) if not any(s.startswith(n) for s in shown)] == []
