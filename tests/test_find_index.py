"""The site's own search: what its index holds, and where its field leads."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kbcheck import CHECKS
from kbcheck.guides import guides
from kbsphinx.kept.finding import stem, words
from kbsphinx.show.find import DIGITS, FEW, LETTERS, MORE, MOST, MOST_SLUG, _number
from sites import Site

MOST_BYTES = 60_000
FIND = {"kb_find": True}


def index_of(folder: Path) -> Any:
    """The index, as the browser gets it."""
    text = (folder / "_static/find-index.js").read_text("utf-8")
    assert text.startswith("kbFindIndex(")
    assert text.endswith(");\n")
    return json.loads(text.removeprefix("kbFindIndex(").removesuffix(");\n"))


def entries_of(index: Any) -> list[list[Any]]:
    """Kind, number of the page, anchor, title, lead, other wordings of each entry."""
    kinds = {letter: kind for kind, letter in LETTERS.items()}
    pages = [n for n, size in enumerate(index["sizes"]) for _ in range(size)]
    columns = [pages, index["anchors"], index["titles"].split("\n"),
               index["leads"].split("\n")]  # fmt: skip
    return [
        [kinds[letter], page, anchor_of(anchor, kinds[letter], title), title, lead,
         index["others"].get(str(number), [])]
        for number, (letter, (page, anchor, title, lead)) in enumerate(
            zip(index["kinds"], zip(*columns, strict=True), strict=True)
        )
    ]  # fmt: skip


def anchor_of(written: str, kind: str, title: str) -> str:
    """The id that stands for '='; of messages, as long as it may be."""
    if written != "=":
        return written
    if kind == "rule":
        return title.partition(":")[0]
    if kind == "check":
        return f"check-{title}"
    words = "-".join(re.findall("[a-z0-9]+", title.lower()))
    while len(words) > MOST_SLUG:
        words = words.rpartition("-")[0]
    return f"msg-{words}"


def places(index: Any) -> list[tuple[str, str, str]]:
    """Kind, page and anchor of each entry."""
    return [(kind, index["pages"][page][0], anchor)
            for kind, page, anchor, *_ in entries_of(index)]  # fmt: skip


def held(index: Any) -> dict[str, dict[int, int]]:
    """Word -> entry -> how much it counts there."""
    found: dict[str, dict[int, int]] = {}
    before = ""
    for same, rest, text in re.findall(
        r"(\d)([a-z0-9_]*)([^a-z0-9_]+)", index["words"]
    ):
        before = word = before[: int(same)] + rest
        number, found[word] = -1, {}
        for both in numbers_of(text):
            step, much = divmod(both, MOST)
            number += step
            found[word][number] = much
    return found


def numbers_of(text: str) -> Iterator[int]:
    """The numbers that `_number` wrote."""
    base, digits = len(DIGITS), iter([DIGITS.index(char) for char in text])
    small = base - MORE
    for first in digits:
        if first < small:
            yield first
        elif first < base - 1:
            yield small + (first - small) * base + next(digits)
        else:
            high = next(digits) * base + next(digits)
            yield small + (MORE - 1 + high) * base + next(digits)


@pytest.mark.parametrize("most", [1, 40, 41, 700, 743, 800, 5000, 100_000])
def test_a_number_reads_back(most: int) -> None:
    wanted = [0, most - 1, most, most + 1, 7]
    assert list(numbers_of("".join(map(_number, wanted)))) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Locks 'auto_disk_leases'", ["lock", "auto_disk_lease"]),
        ("host-passthrough, 0x0003", ["host", "passthrough", "0x0003"]),
        ("class cls is as", ["class", "cls", "is", "as"]),
        ("e7a90c15-4b62 12345 1234 deadbeef", ["4b62", "1234", "deadbeef"]),
        ("", []),
    ],
)  # fmt: skip
def test_the_words_of_a_text(text: str, found: list[str]) -> None:
    """Lower case, without the s of the plural, and without parts of UUIDs."""
    assert list(words(text)) == found
    assert [stem(word) for word in found] == found


def test_each_section_message_rule_and_check_of_the_site_is_found(
    html_site: Path,
) -> None:
    found = places(index_of(html_site))
    assert len(found) == len(set(found))
    by_kind = {kind: [p for p in found if p[0] == kind] for kind, _, _ in found}
    rules = [rule.id for guide in guides().values() for rule in guide.rules]
    assert sorted(anchor for _, _, anchor in by_kind["rule"]) == sorted(rules)
    assert len(by_kind["check"]) == len(CHECKS)
    assert {page for _, page, _ in by_kind["page"]} == {p for _, p, _ in found}
    assert len(by_kind["section"]) > 100


def test_each_entry_leads_to_something(html_site: Path) -> None:
    found = places(index_of(html_site))
    pages = {
        page: set(html.parse(html_site / f"{page}.html").xpath("//@id"))
        for page in {page for _, page, _ in found}
    }
    assert [at for at in found if at[2] and at[2] not in pages[at[1]]] == []


def test_the_index_is_small(html_site: Path) -> None:
    """With the names of the reference, which are loaded beside it."""
    files = [html_site / f"_static/find-{name}.js" for name in ("index", "names")]
    sizes = [len(gzip.compress(f.read_bytes(), 9, mtime=0)) for f in files]
    assert sum(sizes) <= MOST_BYTES


PAGE = """
A page
======

Its first words, with ``a_name`` in them.

.. _deep-label:

A *section*
-----------

Twice, twice ``a_name``.

When it does not work
---------------------

.. message:: Cannot lock '…': busy
   :also: Cannot lock anything

   :Cause: somebody else has it.
   :Cure: wait for ``it_all``.
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = Site("good", tmp_path)
    (found.source / "two.rst").write_text(PAGE, "utf-8")
    return found


def test_what_the_index_says_of_a_page(site: Site) -> None:
    assert (site.build(overrides=FIND), site.output) == (set(), "")
    index = index_of(site.out)
    number = next(n for n, page in enumerate(index["pages"]) if page[0] == "two")
    every = entries_of(index)
    entries = [entry for entry in every if entry[1] == number]
    lead = "Its first words, with a_name in them."
    assert index["pages"][number] == ["two", "A page"]
    message = "msg-cannot-lock-busy"
    assert entries == [
        ["page", number, "", "A page", lead, []],
        ["section", number, "deep-label", "A section", "Twice, twice a_name.", []],
        ["section", number, "when-it-does-not-work", "When it does not work", "", []],
        ["message", number, message, "Cannot lock '…': busy", "somebody else has it.",
         ["Cannot lock anything"]],
    ]  # fmt: skip
    assert index["anchors"][every.index(entries[3])] == "="
    first = every.index(entries[0])
    found = held(index)
    # A name counts double; a title is looked up for itself; so is a message.
    assert found["a_name"] == {first: 2, first + 1: 2}
    assert found["twice"] == {first + 1: 2}
    assert found["it_all"] == {first + 3: 2}
    assert "section" not in found


def test_the_names_of_the_reference_are_short(site: Site) -> None:
    """A setting by its name, a subcommand without its command, an attribute as '@a'."""
    site.build(overrides=FIND | {"kb_reference": True})
    text = (site.out / "_static/find-names.js").read_text("utf-8")
    found = json.loads(text[text.index("[") : text.rindex("]") + 1])
    names = {(kind, page): words.split() for kind, page, _, words in found}
    assert "file_lockspace_dir" in names["conf", "qemu-lockd.conf"]
    assert "attach-disk" in names["cmd", "virsh"]
    assert "@rawio" in names["elem", "disk"]


def test_a_word_that_is_everywhere_is_left_out(site: Site) -> None:
    site.edit("two.rst", "``a_name``.\n", "``a_name``.\n\n" + "\n\n".join(
        f"S{n}\n~~\n\nCommon{' rare' * (n == 1)}." for n in range(FEW + 1)
    ))  # fmt: skip
    site.build(overrides=FIND)
    index = index_of(site.out)
    found = held(index)
    assert "common" not in found
    assert len(found["rare"]) == 1
    assert max(len(at) for at in found.values()) <= FEW


def test_an_edit_changes_the_index(site: Site) -> None:
    site.build(overrides=FIND)
    site.edit("two.rst", "Twice, twice", "Something else")
    site.build(overrides=FIND)
    found = held(index_of(site.out))
    assert "something" in found
    assert "twice" not in found


def test_a_page_beside_the_task_is_worth_less(site: Site) -> None:
    site.edit("two.rst", "\nA page", ":beside: true\n\nA page")
    site.build(overrides=FIND)
    (page,) = [p for p in index_of(site.out)["pages"] if p[0] == "two"]
    assert page == ["two", "A page", 0.5]


def test_without_the_setting_sphinx_searches(site: Site) -> None:
    assert (site.build(), site.output) == (set(), "")
    assert (site.out / "searchindex.js").is_file()
    assert not (site.out / "_static/find-index.js").exists()
    site.build(overrides=FIND)
    assert not (site.out / "searchindex.js").exists()
    page: Any = html.parse(site.out / "search.html")
    (field,) = page.xpath("//div[@class='kb-door']//input")
    assert field.get("name") == "q"


def test_a_book_has_no_field(site: Site) -> None:
    site.edit("two.rst", "Its first", ".. door::\n\nIts first")
    for builder in ("text", "dummy"):
        assert (site.build(builder, overrides=FIND), site.output) == (set(), "")
    assert "kb-door" not in (site.out.with_name("text") / "two.txt").read_text("utf-8")
    site.build(overrides=FIND)
    (form,) = html.parse(site.out / "two.html").xpath("//*[@class='kb-door']/form")
    assert form.get("action") == "search.html"
