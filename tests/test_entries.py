"""Messages and symptoms: what an entry must hold, where it leads, what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from kbsphinx.kept.wordings import (
    MessageEntry,
    Wording,
    has_wording,
    is_list,
    plain,
    version_fault,
    version_words,
)
from sites import Site

RST = """
.. _trouble:

When it does not work
---------------------

.. message:: Lockspace resource '…' is
     locked
   :also: Lease is held by another host | 11.3.0, 12.9.0
          QEMU | says: no "lock" | QEMU 7.2.0
   :versions: 9.0.0

   :Where: the log of the guest.
   :How to tell: look at ``lslocks``.
   :Cause: another guest has it.
   :Cure: stop *that* one:

      .. snippet:: domain

         <vcpu>4</vcpu>

   :Cause: nobody has it.
   :How to tell: nothing shows it.
   :Cure: restart the daemon.

.. symptom:: ``lslocks`` shows no lock
   :name: no-lock

   :Cause: none was taken.
   :Cure: see :ref:`two#msg-lockspace-resource-is-locked`, and :ref:`no-lock`.
"""
MD = """
# Three

```{message} Cannot open '…': no such file
:versions: ">=11.3.0"

:Cause: it is gone.
:Cure: see {ref}`no-lock`.
```

:::{symptom} A guest shows `nothing`
---
also: |
  It is dark | 9.0.0
  It is black
---

:Cause: it is off.
:Cure: turn it on.
:::
"""
FIELDS = "\n   :Cause: one.\n   :Cure: two.\n"


def made(folder: Path) -> Site:
    """A site with entries on a page of each sort, and a ledger that is not there."""
    found = Site("good", folder)
    found.add_pages(
        RST, MD,
        'myst_enable_extensions = ["colon_fence", "fieldlist"]',
        'kb_live_ledger = "live.json"',
    )  # fmt: skip
    return found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return made(tmp_path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One for those who only look at it."""
    found = made(tmp_path_factory.mktemp("entries"))
    assert (found.build(), found.output) == (set(), "")
    return found


def keep(site: Site, page: str, message: str, *versions: str) -> None:
    """Write a ledger in which some libvirts have printed a message."""
    on = {version: {"done": ["ran"]} for version in versions}
    entry = {"message": message, "page": page, "on": on}
    found = {"programs": {}, "snippets": {}, "claims": {}, "messages": {"m": entry}}
    (site.source / "live.json").write_text(json.dumps(found), "utf-8")


def page(site: Site, name: str = "two") -> html.HtmlElement:
    return html.parse(site.out / f"{name}.html").getroot()


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def fields(box: html.HtmlElement) -> list[str]:
    return [words(found) for found in box.findall("dl/dt")]


def test_an_entry_shows_its_wordings_and_its_fields(built: Site) -> None:
    box = page(built).get_element_by_id("msg-lockspace-resource-is-locked")
    assert [words(line) for line in box.find_class("kb-wording")] == [
        "Lockspace resource '…' is locked libvirt 9.0¶",
        "Lease is held by another host libvirt 11.3, 12.9",
        'QEMU | says: no "lock" QEMU 7.2',
    ]
    assert len(box.findall("p/code")) == 3
    (link,) = box.find_class("headerlink")
    assert link.get("href") == "#msg-lockspace-resource-is-locked"
    assert link.get("title") == "Link to this entry"
    assert fields(box) == [
        "Where:", "How to tell:", "Cause 1:", "Cure 1:", "Cause 2:", "How to tell 2:",
        "Cure 2:",
    ]  # fmt: skip
    assert box.find_class("kb-snippet")
    assert fields(page(built).get_element_by_id("no-lock")) == ["Cause:", "Cure:"]


def test_links_lead_to_entries_with_their_text(built: Site) -> None:
    cure = page(built).get_element_by_id("no-lock").findall("dl/dd")[1]
    assert [(a.get("href"), words(a)) for a in cure.iter("a")] == [
        ("#msg-lockspace-resource-is-locked", "Lockspace resource '…' is locked"),
        ("#no-lock", "lslocks shows no lock"),
    ]
    (link,) = page(built, "three").xpath("//dd//a")
    assert link.get("href") == "two.html#no-lock"


def test_markdown_has_the_same(built: Site) -> None:
    first, second = page(built, "three").find_class("kb-entry")
    assert first.get("id") == "msg-cannot-open-no-such-file"
    assert words(first.find("p")) == (
        "Cannot open '…': no such file libvirt 11.3 and newer¶"
    )
    assert [words(line) for line in second.find_class("kb-wording")] == [
        "A guest shows nothing¶", "It is dark libvirt 9.0", "It is black"
    ]  # fmt: skip


def test_the_list_of_messages_holds_them(built: Site) -> None:
    found = json.loads((built.out / "messages.json").read_text("utf-8"))
    assert [(e["label"], e["kind"], e["path"], e["line"]) for e in found] == [
        ("three#msg-cannot-open-no-such-file", "message", "three.md", 4),
        ("three#msg-a-guest-shows-nothing", "symptom", "three.md", 11),
        ("two#msg-lockspace-resource-is-locked", "message", "two.rst", 16),
        ("no-lock", "symptom", "two.rst", 35),
    ]
    assert found[2]["wordings"][1] == {
        "text": "Lease is held by another host",
        "source": "Lease is held by another host",
        "versions": "11.3.0, 12.9.0",
    }


# --- what the ledger says ---------------------------------------------------------


def test_a_message_that_was_provoked_says_so(site: Site) -> None:
    site.build()
    keep(site, "two", "Lease is held by another host", "11.3.0")
    assert (site.build(), site.output) == (set(), "")
    assert site.read == []
    assert set(site.written) - {"404", "genindex", "search", "index"} == {"two"}
    (line,) = [
        words(line)
        for line in page(site).find_class("kb-wording")
        if "Lease" in words(line)
    ]
    assert line == (
        "Lease is held by another host libvirt 11.3, 12.9 seen on libvirt 11.3"
    )


def test_one_label_says_both_where_they_are_the_same(site: Site) -> None:
    keep(site, "two", "Lease is held by another host", "11.3.0", "12.9.0")
    assert (site.build(), site.output) == (set(), "")
    text = words(page(site).get_element_by_id("msg-lockspace-resource-is-locked"))
    assert "another host seen on libvirt 11.3, 12.9 QEMU" in text


def test_a_symptom_is_known_with_its_marks_or_without(site: Site) -> None:
    keep(site, "two", "``lslocks`` shows no lock", "9.0.0")
    site.build()
    assert "shows no lock seen on libvirt 9.0" in words(
        page(site).get_element_by_id("no-lock")
    )


def test_a_part_of_a_message_does_not_prove_the_whole(site: Site) -> None:
    keep(site, "two", "Lease is held", "11.3.0")
    site.build()
    assert "seen on" not in words(page(site))


def test_versions_that_the_ledger_contradicts_are_told(site: Site) -> None:
    keep(site, "two", "Lease is held by another host", "9.0.0")
    assert site.build() == {("two.rst", 16, "conflict")}
    assert site.status == 1
    assert "is said to be that of 11.3.0, 12.9.0, and libvirt 9.0.0" in site.output


def test_the_table_of_messages_counts_wordings(site: Site) -> None:
    """Of one on two libvirts, with the marks that a symptom has on its page."""
    with (site.source / "two.rst").open("a", encoding="utf-8") as file:
        file.write("\n.. ledger:: messages\n")
    keep(site, "two", "`lslocks` shows no lock", "9.0.0", "12.9.0")
    assert site.build() == set()
    rows = [words(row) for row in page(site).iter("tr")]
    assert rows == [
        "Page wordings provoked on several libvirts not provoked",
        "Three 4 0 4", "Two 4 1 3", "All pages 8 1 7",
    ]  # fmt: skip


# --- what is refused ----------------------------------------------------------------


def refused(site: Site, entry: str, file: str = "one.rst") -> list[tuple[int, str]]:
    """The line, counted from that of the entry, and the check of each problem."""
    before = add(site, file, entry)
    found = sorted(site.build())
    assert {name for name, *_ in found} <= {file}
    assert site.status == bool(found)
    return [(line - before, check) for _, line, check in found]


def add(site: Site, file: str, entry: str) -> int:
    """Put an entry below a page; its line."""
    path = site.source / file
    before = path.read_text("utf-8").count("\n") + 2
    with path.open("a", encoding="utf-8") as page:
        page.write(f"\n{entry}")
    return before


WRONG: list[tuple[str, int, str, str]] = [
    (f".. message::\n{FIELDS}", 0, "bad-value", "the message has no text"),
    (f".. symptom:: …\n{FIELDS}", 0, "bad-value", "the symptom has no text"),
    (f".. message:: ``a b``\n{FIELDS}", 0, "bad-value", "without markup"),
    (f".. message:: ж\n{FIELDS}", 0, "bad-value", "give it a ':name:'"),
    (f".. message:: a\n   :name: A B\n{FIELDS}", 1, "bad-value", "the name 'A B'"),
    (f".. message:: a\n   :versions: 9.x\n{FIELDS}", 1, "bad-value",
     "versions: '9.x' is not a version; write 9.0.0 or >=8.0"),
    (f".. message:: a\n   :versions: 9.0\n{FIELDS}", 1, "bad-value",
     "versions: '9.0' is not a whole version"),
    (f".. message:: a\n   :also: b\n          c | QMEU 7.2.0\n{FIELDS}", 2,
     "bad-value", "no program 'QMEU'; did you mean 'QEMU'?"),
    (f".. message:: a\n   :also: b\n          a\n{FIELDS}", 0, "duplicate-key",
     "this stands twice on the page; line 6 has it"),
    (f".. message:: a\n{FIELDS}\n.. message:: a\n   :name: b\n{FIELDS}", 5,
     "duplicate-key", "this stands twice on the page"),
    (f".. message:: a b\n{FIELDS}\n.. message:: a, b\n{FIELDS}", 5,
     "duplicate-key", "the id 'msg-a-b' stands twice on this page"),
    (".. message:: a\n", 0, "missing-key", "no ':Cause:' and no ':Cure:'"),
    (".. message:: a\n\n   :Cause: b\n", 2, "missing-key", "no ':Cure:' follows"),
    (".. message:: a\n\n   :Cure: b\n", 2, "missing-key", "no ':Cause:' of"),
    (f".. message:: a\n{FIELDS}   :Cause: c\n{FIELDS[1:]}", 4, "missing-key",
     "no ':Cure:' follows"),
    (f".. message:: a\n{FIELDS}   :Cure: c\n", 4, "missing-key",
     "no ':Cause:' of its own"),
    (f".. message:: a\n{FIELDS}   :Cuase: c\n", 4, "unknown-option",
     "no field 'Cuase'; did you mean 'Cause'?"),
    (f".. message:: a\n{FIELDS}   :Where: c\n", 4, "syntax", "the first of"),
    (f".. message:: a\n{FIELDS}   :How to tell: c\n   :How to tell: d\n", 5,
     "duplicate-key", "tells how already; write one"),
    (".. message:: a\n\n   :Cause:\n   :Cure: b\n", 2, "bad-value",
     "':Cause:' says nothing"),
    (f".. message:: a\n{FIELDS}\n   More words.\n", 5, "syntax", "in none of the"),
    (f".. message: a\n{FIELDS}", 0, "unchecked-block", "write '.. message::'"),
    (f".. message:: a\n   :name: trouble\n{FIELDS}", 0, "duplicate-key",
     "the label 'trouble' leads to two#trouble"),
]  # fmt: skip
WRONG_MD: list[tuple[str, int, str]] = [
    ("```{message} a\n\n:Cause: b\n```\n", 2, "missing-key"),
    ("```{message} a\n\n:Cause: b\n:Cure: c\n:Cuer: c\n```\n", 4, "unknown-option"),
    ("```{message} a\n:versions: 9\n\n:Cause: b\n:Cure: c\n```\n", 1, "bad-value"),
    ("```{message} a\n\n:Cause: b\n:Cure: c\n\nMore words.\n```\n", 5, "syntax"),
    ("```{symptom}\n\n:Cause: b\n:Cure: c\n```\n", 0, "bad-value"),
]
ALL_WRONG = [*(row[0] for row in WRONG), *(row[0] for row in WRONG_MD)]

Told = dict[str, tuple[list[tuple[int, str]], str]]
"""By its text, of each wrong entry: where what is told of it, and in which words."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What one build tells, each of whose wrong entries stands on a page of its own."""
    site = made(tmp_path_factory.mktemp("wrong"))
    begins = {}
    for number, entry in enumerate(ALL_WRONG):
        is_rst = entry.startswith("..")
        name = f"wrong-{number}.{'rst' if is_rst else 'md'}"
        head = ":orphan:\n\nT\n=\n" if is_rst else "---\norphan: true\n---\n\n# T\n"
        (site.source / name).write_text(head, "utf-8")
        begins[name] = entry, add(site, name, entry)
    found = site.build("dummy")
    assert {name for name, *_ in found} == {*begins}
    assert site.status == 1
    return {
        entry: (
            sorted((line - at, check) for file, line, check in found if file == name),
            "\n".join(line for line in site.output.split("\n") if f"{name}:" in line),
        )
        for name, (entry, at) in begins.items()
    }


@pytest.mark.parametrize(("entry", "line", "check", "words"), WRONG)
def test_an_entry_that_cannot_be_is_told(
    told: Told, entry: str, line: int, check: str, words: str
) -> None:
    places, text = told[entry]
    assert places == [(line, check)]
    assert words in text


@pytest.mark.parametrize(("entry", "line", "check"), WRONG_MD)
def test_one_in_markdown_is_told_too(
    told: Told, entry: str, line: int, check: str
) -> None:
    assert told[entry][0] == [(line, check)]


CLASH = "\n.. message:: a\n   :name: no-lock\n\n   :Cause: b\n   :Cure: c\n"


def test_a_name_of_two_entries_is_told_on_each_build(site: Site) -> None:
    """At the second of both, however they came to be there."""
    site.build()
    with (site.source / "one.rst").open("a", encoding="utf-8") as file:
        file.write(CLASH)
    assert site.build() == {("two.rst", 35, "duplicate-key")}
    told = site.output
    assert "the label 'no-lock' leads to one#no-lock" in told
    site.build()
    assert (site.read, site.output) == ([], told)
    site.edit("one.rst", CLASH, "")
    assert (site.build(), site.output) == (set(), "")
    (link,) = page(site, "three").xpath("//dd//a")
    assert link.get("href") == "two.html#no-lock"


# --- other builders, other words ------------------------------------------------------


BUILDERS = ("text", "latex", "man", "texinfo", "epub", "gettext")


@pytest.mark.parametrize("builder", BUILDERS)
def test_other_builders_take_entries(site: Site, builder: str) -> None:
    site.build(builder, overrides={"version": "1", "language": "en"})
    assert "Traceback" not in site.output
    assert "unknown node" not in site.output
    if builder == "text":
        text = (site.out.with_name("text") / "two.txt").read_text("utf-8")
        assert "\"Lockspace resource '…' is locked\" libvirt 9.0" in text
        assert "Cause 2:\n   nobody has it." in text


def test_a_parallel_build_shows_the_same(site: Site, tmp_path: Path) -> None:
    site.build()
    other = Site("good", tmp_path / "other")
    for file in site.source.iterdir():
        if file.is_file():
            (other.source / file.name).write_bytes(file.read_bytes())
    other.build(jobs=2)
    for name in ("two.html", "three.html", "messages.json"):
        assert (site.out / name).read_bytes() == (other.out / name).read_bytes()


def test_a_long_message_has_an_id_that_ends_with_a_word(site: Site) -> None:
    assert refused(site, f".. message:: {'words ' * 30}\n{FIELDS}") == []
    (box,) = page(site, "one").find_class("kb-entry")
    assert box.get("id") == "-".join(["msg", *["words"] * 10])


def test_fields_within_a_field_are_its_own(site: Site) -> None:
    entry = ".. message:: a\n\n   :Cause: b\n   :Cure: one of\n\n      :Then: c\n"
    assert refused(site, entry) == []


def test_labels_are_in_lower_case_as_links_are() -> None:
    entry = MessageEntry("Deep/Page", "msg-a", "message", (Wording("A"),), "p", 1)
    assert (entry.label, entry.title) == ("deep/page#msg-a", "A")


def test_versions_of_a_wording() -> None:
    assert version_words("9.0.0, 11.3.0") == "libvirt 9.0, 11.3"
    assert version_words(">=11.3.0") == "libvirt 11.3 and newer"
    assert version_words("<8.6.1") == "libvirt before 8.6.1"
    assert version_words(">=8.0, <9.0") == "libvirt >=8.0, <9.0"
    assert version_words("QEMU 7.2.0") == "QEMU 7.2"
    assert version_fault(">9, <8") == "no version is in the range '>9, <8'"
    assert version_fault("sanlock 3.8.5") == ""
    assert version_fault("s390-tools <2.38") == ""
    assert version_words("s390-tools <2.38") == "s390-tools before 2.38"
    cases = {"": True, "9.0.0, 12.9.0": True, ">=10": False, "QEMU 7.2.0": True}
    assert {v: has_wording(v, "9.0.0") for v in cases} == cases
    assert is_list("12.9.0, 9.0.0", ["9.0.0", "12.9.0"])
    assert not is_list("QEMU 9.0.0", ["9.0.0"])


def test_the_list_of_messages_has_each_wording_with_its_versions(
    tmp_path: Path,
) -> None:
    """A reader has one of them, and not always the first."""
    site = made(tmp_path)
    with (site.source / "index.rst").open("a", encoding="utf-8") as index:
        index.write("\n.. message-list::\n")
    assert (site.build(), site.output) == (set(), "")
    folds = page(site, "index").find_class("kb-messages")
    (dark,) = (box for box in folds if "It is dark" in words(box))
    items = [words(item) for item in dark.iter("li")]
    at = items.index("A guest shows nothing")
    assert items[at : at + 3] == [
        "A guest shows nothing", "It is dark libvirt 9.0", "It is black"
    ]  # fmt: skip
    line = next(dark.iter("ul"))[at + 1]
    (version,) = line.find_class("kb-version")
    assert words(version) == "libvirt 9.0"
    assert words(dark.find("summary")).endswith(f"({len(items)})")
    shown = [item.find(".//a").get("href") for item in dark.iter("li")]
    assert len({*shown[at : at + 3]}) == 1
    assert [code.text_content() for code in dark.iter("code")].count("nothing") == 1


def test_the_list_of_messages_follows_an_edit_of_another_page(tmp_path: Path) -> None:
    site = made(tmp_path)
    with (site.source / "one.rst").open("a", encoding="utf-8") as one:
        one.write("\n.. message-list::\n")
    site.build()
    site.edit("three.md", "It is black", "It is grey")
    assert (site.build(), site.read) == (site.expected(), ["three"])
    assert "It is grey" in words(page(site, "one"))
    site.edit("two.rst", "restart the daemon", "start the daemon again")
    assert (site.build(), "one" in site.written) == (site.expected(), False)


@pytest.mark.parametrize(("text", "shown"), [
    ("`virsh` and ``a `b` c``", "virsh and a `b` c"),
    ("Assertion `cgs->ready' failed", "Assertion `cgs->ready' failed"),
])  # fmt: skip
def test_marks_of_literals_are_left_out_and_no_other_backtick(
    text: str, shown: str
) -> None:
    assert plain(text) == shown
