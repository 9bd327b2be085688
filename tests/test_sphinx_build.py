"""Builds of tiny sites: where problems are told, what is checked and written again."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from sphinx.application import Sphinx

from kbcheck.problem import CHECKS
from kbsphinx.kept import verdicts
from sites import Site


@pytest.fixture
def faults(tmp_path: Path) -> Site:
    return Site("faults", tmp_path)


@pytest.fixture
def good(tmp_path: Path) -> Site:
    return Site("good", tmp_path)


@pytest.fixture(scope="module")
def built_faults(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One for those who only look at it, or build it again."""
    found = Site("faults", tmp_path_factory.mktemp("faults"))
    assert found.build() == found.expected()
    return found


@pytest.fixture(scope="module")
def built_good(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Another one, of which nothing is told."""
    found = Site("good", tmp_path_factory.mktemp("good"))
    assert (found.build(), found.output) == (set(), "")
    assert found.checked > 0
    return found


def test_ten_faults_at_their_lines_in_every_nesting(built_faults: Site) -> None:
    """As its fixture asserts."""
    assert len(built_faults.expected()) == 10


def test_a_second_build_tells_the_same(built_faults: Site) -> None:
    assert built_faults.build() == built_faults.expected()


def test_a_parallel_build_tells_the_same(faults: Site) -> None:
    assert faults.build(jobs=2) == faults.expected()


def test_messages_name_lines_of_the_page(built_faults: Site) -> None:
    told = built_faults.output
    assert "<vcpu> is allowed only once in <domain>; line 8 has it" in told
    assert "</domain> comes first, on line 8" in told


def test_columns_are_those_of_the_page(built_faults: Site) -> None:
    """However deep the example stands; what is at fault begins there."""
    (vcpu,) = [s for s in built_faults.manifest() if s["page"] == "fence"]
    (found,) = vcpu["problems"]
    assert (found["path"], found["line"], found["column"]) == ("fence.md", 9, 3)
    begins = {"list.rst:13": "<boot", "plain.rst:9": "unti=", "plain.rst:14": "sync=",
              "tab.rst:19": "virtoi'", "table.rst:9": "<os"}  # fmt: skip
    for place, text in begins.items():
        name, line = place.split(":")
        told = re.search(rf"{place}: WARNING: (\d+): ", built_faults.output)
        assert told is not None, place
        row = (built_faults.source / name).read_text("utf-8").split("\n")[int(line) - 1]
        assert row[int(told[1]) - 1 :].startswith(text), row


def test_after_a_kill_during_the_write_nothing_is_lost(faults: Site) -> None:
    def kill(app: Sphinx) -> None:
        def stop(_app: Sphinx, name: str, *_: Any) -> None:
            if name == "plain":
                raise KeyboardInterrupt

        app.connect("html-page-context", stop)

    with pytest.raises(KeyboardInterrupt):
        faults.build(prepare=kill)
    assert faults.build() == faults.expected()
    pages = {p.stem for p in faults.source.iterdir() if p.suffix in (".rst", ".md")}
    assert all((faults.out / f"{page}.html").is_file() for page in pages)


def test_a_good_site_says_nothing(built_good: Site) -> None:
    assert built_good.output == ""
    # Sphinx keeps its logger for the next build of the process.
    left = logging.getLogger("sphinx").handlers
    assert [h for h in left if type(h).__module__.startswith("kbsphinx")] == []


def test_nothing_is_checked_or_written_when_nothing_changed(built_good: Site) -> None:
    built_good.build()
    assert (built_good.checked, built_good.read) == (0, [])
    assert set(built_good.written) <= {"404", "genindex", "search"}


def test_files_of_ours_that_did_not_change_are_not_written(built_good: Site) -> None:
    out = built_good.out
    files = [out / "snippets.json", *(out / "snippets").rglob("*.xml")]
    before = [file.stat().st_mtime_ns for file in files]
    built_good.build()
    assert [file.stat().st_mtime_ns for file in files] == before
    assert len(files) > 1


def test_a_page_that_is_gone_leaves_no_file_to_read(good: Site) -> None:
    good.build()
    assert [p.name for p in (good.out / "snippets/one").iterdir()] != []
    (good.source / "one.rst").unlink()
    good.edit("index.rst", "   one\n", "")
    good.build()
    assert not (good.out / "one.html").exists()
    assert [p for p in (good.out / "snippets").rglob("*") if p.is_file()] == []


def test_a_name_is_no_way_out_of_the_folder(good: Site) -> None:
    """A wrong name is told, and no file is written by it."""
    good.edit("two.rst", ":: domain", ":: domain\n   :name: ../../../out")
    assert ("two.rst", 4, "bad-value") in good.build()
    assert not (good.out.parent / "out.xml").exists()
    assert {e["download"] for e in good.manifest() if e["page"] == "two"} == {""}


def test_a_file_that_two_pages_include_is_told_once(faults: Site) -> None:
    """Its problems are at one place."""
    (faults.source / "again.rst").write_text("Again\n=====\n\n.. include:: part.inc\n")
    faults.edit("index.rst", "   plain\n", "   plain\n   again\n")
    assert faults.build("dummy") == faults.expected()
    assert faults.output.count("part.inc:") == 1


def test_one_edit_checks_one_snippet(good: Site) -> None:
    good.build("dummy")
    good.edit("two.rst", "'GiB'>4<", "'GiB'>5<")
    good.build("dummy")
    assert (good.checked, good.read) == (1, ["two"])


def test_another_core_checks_all_and_rewrites_what_changed(
    good: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also with a build of another builder in between."""
    good.build()
    all_snippets = good.checked
    real = verdicts.check

    def newer(request: Any) -> Any:
        found = real(request)
        if "<memory unit='GiB'>4" in request.text:
            return found._replace(levels=("syntax", "grammar", "driver"))
        return found

    monkeypatch.setattr(verdicts, "check", newer)
    monkeypatch.setattr(verdicts, "core_digest", lambda: "another core")
    good.build("dummy")
    good.build()
    assert (good.checked, good.read) == (all_snippets, [])
    # Sphinx itself always writes the root page again.
    assert set(good.written) - {"404", "genindex", "search", "index"} == {"two"}
    assert "driver rules" in (good.out / "two.html").read_text("utf-8")


def test_the_manifest_is_the_same_serial_and_parallel(
    good: Site, built_good: Site
) -> None:
    good.build(jobs=2)
    serial, parallel = (s.out / "snippets.json" for s in (built_good, good))
    assert serial.read_bytes() == parallel.read_bytes()
    entry = next(s for s in built_good.manifest() if s["id"] == "one/guest")
    assert len(entry.pop("hash")) == 64
    assert entry == {
        "id": "one/guest", "page": "one", "path": "one.rst", "line": 8, "lines": 4,
        "kind": "domain", "options": {"file": "guest.xml"}, "judged": True,
        "levels": ["syntax", "grammar", "driver"], "problems": [],
        "download": "snippets/one/guest.xml",
    }  # fmt: skip


def test_a_page_shows_caption_badge_download_and_the_validators_words(
    built_good: Site,
) -> None:
    html = (built_good.out / "one.html").read_text("utf-8")
    assert "format · driver rules" in html
    assert 'href="snippets/one/guest.xml"' in html
    assert "on purpose" in html
    assert "has no attribute" in html
    assert "not checked: it comes from another program" in html
    download = (built_good.out / "snippets/one/guest.xml").read_text("utf-8")
    assert download.startswith("<domain type='test'>")


def test_a_removed_page_leaves_no_problem(faults: Site) -> None:
    faults.build("dummy")
    (faults.source / "plain.rst").unlink()
    faults.edit("index.rst", "   plain\n", "")
    assert faults.build("dummy") == faults.expected()
    assert all(file != "plain.rst" for file, _, _ in faults.expected())


WRONG = {
    "a misspelt option": (
        ".. snippet:: domain\n   :libvrit: >=9\n\n   <vcpu>2</vcpu>",
        'unknown option: "libvrit"',
    ),
    "an unknown kind": (
        ".. snippet:: domian\n\n   <vcpu>2</vcpu>",
        "no kind 'domian'; did you mean 'domain'?",
    ),
    "an unknown guide": (
        ".. snippet:: domain\n   :guide: sve\n\n   <vcpu>2</vcpu>",
        "no guide 'sve'; did you mean 'sev'?",
    ),
    "an unknown check": (
        ".. snippet:: domain\n   :expect: bad-valeu\n\n   <vcpu>x</vcpu>",
        "no check 'bad-valeu'; did you mean 'bad-value'?",
    ),
    "a wrong version": (
        ".. snippet:: domain\n   :libvirt: new\n\n   <vcpu>2</vcpu>",
        "'new' is not a version",
    ),
    "an unknown directive around it": (
        ".. tabz::\n\n   .. snippet:: domain\n\n      <vcpu>2</vcpu>",
        'Unknown directive type "tabz"',
    ),
    "an expectation that is not met": (
        ".. snippet:: domain\n   :expect: bad-value\n\n   <vcpu>2</vcpu>",
        "expected the problems bad-value; found nothing",
    ),
    "a literal block": (
        "Words::\n\n   <memory>4</memory>",
        "this block is not checked; write '.. snippet:: domain'",
    ),
    "a code block": (
        ".. code-block:: xml\n\n   <pool type='dir'/>",
        "this block is not checked; write '.. snippet:: pool'",
    ),
    "a snippet in a comment": (
        ".. snippet: domain\n\n   <vcpu>2</vcpu>",
        "this is no snippet, so it is not checked; write '.. snippet:: KIND'",
    ),
    "a snippet without a blank": (
        "..snippet:: domain\n\n   <vcpu>2</vcpu>",
        "this is no snippet, so it is not checked",
    ),
    "a snippet in Markdown's way": (
        "```{snippet} domain\n<vcpu>2</vcpu>\n```",
        "this is no snippet, so it is not checked",
    ),
    "a mark on a line that is not there": (
        ".. snippet:: domain\n   :emphasize-lines: 2\n\n   <vcpu>2</vcpu>",
        "emphasize-lines: '2', but the last line is 1",
    ),
    "a mark on no line": (
        ".. snippet:: domain\n   :emphasize-lines: x\n\n   <vcpu>2</vcpu>",
        "emphasize-lines: 'x' names no lines; write 1,3-5",
    ),
    "a name that stands twice": (
        ".. snippet:: domain\n   :name: a\n\n   <vcpu>2</vcpu>\n\n"
        ".. snippet:: domain\n   :name: a\n\n   <vcpu>2</vcpu>",
        "the name 'a' stands twice",
    ),
}


ELSEWHERE = {
    "an expectation that is not met": 11,
    "a literal block": 10,
    "a code block": 10,
    "a name that stands twice": 13,
}
"""Where these are told; the others at the first line, which is line 8 of the page."""


def test_a_wrong_directive_is_told_on_each_build(good: Site) -> None:
    """Each on a page of its own."""
    page = (good.source / "two.rst").read_text("utf-8")
    for number, (text, _) in enumerate(WRONG.values()):
        wrong = ":orphan:\n\n" + page.replace(">>> 2 * 2\n4\n", text + "\n")
        (good.source / f"wrong-{number}.rst").write_text(wrong, "utf-8")
    for _ in range(2):
        good.build()
        messages = re.split(r"^(?=\S+:\d+: )", good.output, flags=re.MULTILINE)
        lines = {
            name: [
                int(place[1]) - 2
                for message in messages
                if (place := re.match(rf"(?:\S*/)?wrong-{number}\.rst:(\d+):", message))
                and told in message
            ]
            for number, (name, (_, told)) in enumerate(WRONG.items())
        }
        assert lines == {name: [ELSEWHERE.get(name, 8)] for name in WRONG}
        checks = {*re.findall(r"\[kbcheck\.(\S+)\]", good.output)}
        assert "bad-value" in checks
        assert checks <= {*CHECKS}


def test_what_an_error_quotes_is_no_block_of_the_page(good: Site) -> None:
    """One fault, one problem: the wrong directive, not its text too."""
    good.edit("two.rst", ">>> 2 * 2", ".. tabz::\n\n   Words.\n\n>>> 2 * 2")
    assert good.build("dummy") == set()
    assert good.output.count("two.rst:") == 1


def test_a_page_that_is_not_utf8_is_told_and_the_others_are_built(good: Site) -> None:
    (good.source / "two.rst").write_bytes(b"Two\n===\n\nLatin \xe9.\n")
    for _ in range(2):
        assert ("two.rst", 4, "syntax") in good.build()
        assert "two.rst:4: WARNING: the byte 0xe9 is not UTF-8" in good.output
    assert len([s for s in good.manifest() if s["page"] == "one"]) == 3
