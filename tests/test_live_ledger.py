"""What the live suite keeps of its runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kbsphinx.kept.runs import DEEDS, Runs, runs
from kbsphinx.kept.wordings import plain
from kbsybil import read_site
from live.ledger import PARTS, PATH, Proof, contents, fault, read, settled, written
from pages import ROOT

RAN = Proof("snippets", "a1", "9.0.0", "ran", ("KVM",))
PROGRAMS = {"9.0.0": {"qemu": "7.2.22"}}


def entry(version: str, *done: str, **more: Any) -> dict[str, Any]:
    return {"on": {version: {"done": list(done), **more}}}


def held(**snippets: Any) -> dict[str, Any]:
    return {"programs": {}, "claims": {}, "messages": {}, "snippets": snippets}


def test_it_holds_what_was_shown_of_each_example_by_version() -> None:
    """In one order, whatever the order of the tests."""
    proofs = [
        RAN,
        Proof("snippets", "b2", "9.0.0", "defined"),
        Proof("snippets", "b2", "9.0.0", "schema"),
        Proof("snippets", "a1", "11.3.0", "ran"),
        Proof("claims", "c", "9.0.0", "ran", (), (("claim", "So."), ("section", "s"))),
    ]
    found = contents(proofs, PROGRAMS)
    assert found["snippets"] == {
        "a1": {"on": {"9.0.0": {"done": ["ran"], "without": ["KVM"]},
                      "11.3.0": {"done": ["ran"]}}},
        "b2": entry("9.0.0", "schema", "defined"),
    }  # fmt: skip
    claim = {"claim": "So.", "section": "s", **entry("9.0.0", "ran")}
    assert found["claims"] == {"c": claim}
    assert written(found) == written(contents(reversed(proofs), PROGRAMS))


def test_what_a_libvirt_has_shown_stays_while_only_others_run() -> None:
    old = held(a1=entry("12.9.0", "ran"), b2=entry("9.0.0", "ran"))
    found, gone = settled(old, contents([RAN], PROGRAMS), ["9.0.0"], ["a1", "b2"])
    assert (list(found["snippets"]), gone) == (["a1"], [])
    assert sorted(found["snippets"]["a1"]["on"]) == ["12.9.0", "9.0.0"]


def test_an_example_that_no_page_holds_is_struck_out_and_told() -> None:
    old = held(a1=entry("12.9.0", "ran"), b2=entry("12.9.0", "ran"))
    found, gone = settled(old, contents([RAN], PROGRAMS), ["9.0.0"], ["a1"])
    assert (list(found["snippets"]), gone) == (["a1"], ["b2"])
    told = "no page holds the examples b2: 'make live' strikes them out"
    assert fault(old, found, gone, strict=False) == told


def test_the_build_server_refuses_a_ledger_that_is_not_what_ran() -> None:
    """At home it learns; what the programs beside libvirt are is no matter."""
    old, new = held(), contents([RAN], PROGRAMS)
    assert fault(old, new, [], strict=False) == ""
    told = "not what ran; run 'make live', and commit it; they differ in\n"
    assert fault(old, new, [], strict=True) == f"{told}snippets a1 9.0.0 ran"
    assert fault({**new, "programs": {}}, new, [], strict=True) == ""


def test_a_message_that_came_by_chance_is_told() -> None:
    """Two runs must provoke the same: each wording, on the same libvirts."""
    facts = (("page", "p"), ("message", "m"))
    one = Proof("messages", "p: m", "9.0.0", "ran", (), facts)
    told = fault(contents([one], {}), contents([], {}), [], strict=True)
    assert told.endswith("differ in\nmessages p: m 9.0.0 ran")


def test_a_proof_outlives_the_run() -> None:
    facts = (("claim", "So."), ("section", "s"))
    for proof in (RAN, Proof("claims", "c", "9.0.0", "ran", (), facts)):
        assert Proof.read(json.loads(json.dumps(proof))) == proof


def test_a_run_of_a_part_adds_to_what_is_kept() -> None:
    old = held(a1=entry("9.0.0", "parsed"), b2=entry("9.0.0", "ran"))
    found, _ = settled(old, contents([RAN], PROGRAMS), (), ["a1", "b2"])
    assert found["snippets"] == {
        "a1": entry("9.0.0", "parsed", "ran", without=["KVM"]),
        "b2": entry("9.0.0", "ran"),
    }  # fmt: skip


def test_each_message_of_the_ledger_heads_an_entry_of_its_page() -> None:
    """Else it would be counted as provoked, and no reader would find it."""
    heads = {
        (entry["page"], plain(wording["source"]))
        for entry in read_site(ROOT).messages
        for wording in entry["wordings"]
    }
    noted = Runs(ROOT / "kbase" / "live.json").messages
    assert noted
    assert [m for m in noted if (m["page"], plain(m["message"])) not in heads] == []


def test_what_is_lacking_is_kept_by_page_where_pages_differ() -> None:
    """One transcript stands on several pages, each with a stage of its own."""
    here, there, also = (
        Proof("snippets", "a1", "9.0.0", "ran", lacks, (), page)
        for page, lacks in (("p", ("KVM",)), ("q", ()), ("r", ("KVM",)))
    )
    assert contents([here, also], {})["snippets"]["a1"] == (
        entry("9.0.0", "ran", without=["KVM"])
    )
    both = contents([there, here], {})
    assert both["snippets"]["a1"] == (
        entry("9.0.0", "ran", without={"p": ["KVM"], "q": []})
    )
    for page, lacks in (("p", ("KVM",)), ("q", ()), ("other", ())):
        assert runs(both["snippets"]["a1"], page)[0].without == lacks
    found, _ = settled(both, contents([also._replace(page="s")], {}), (), ["a1"])
    assert found["snippets"]["a1"]["on"]["9.0.0"]["without"] == {
        "": ["KVM"], "p": ["KVM"], "q": []
    }  # fmt: skip


# --- the one that is kept -------------------------------------------------------------


STRANGE = {
    "a path of one run": r"/job\b|/tmp/|\bkb[\w]{8}\b|\.cache/",
    "a time": r"\b\d\d:\d\d:\d\d|\b\d{4}-\d\d-\d\d\b|\b1[6-9]\d{8}\b",
    "a process": r"(?i)\bpid\W{0,3}\d+",
}
"""What another run, or another machine, would write in another way."""


def texts(found: Any) -> Iterator[str]:
    """All names and texts in a part of a ledger."""
    match found:
        case dict():
            for key, value in found.items():
                yield key
                yield from texts(value)
        case list():
            for value in found:
                yield from texts(value)
        case _:
            yield str(found)


def test_the_ledger_that_is_kept_is_as_it_would_be_written() -> None:
    """Sorted, so that two runs with one outcome do not differ in a letter."""
    found = read()
    assert written(found) == PATH.read_text("utf-8")
    for part in PARTS:
        for key, one in found[part].items():
            for seen in one["on"].values():
                lacks = seen.get("without", [])
                each = lacks.values() if isinstance(lacks, dict) else [lacks]
                assert seen["done"] == sorted({*seen["done"]}, key=list(DEEDS).index)
                assert all(names == sorted({*names}) for names in each), key
            assert one["on"].keys() <= found["programs"].keys(), key


def test_the_ledger_holds_nothing_of_one_machine() -> None:
    """No process, time or folder of a run: only what the suite and the pages say."""
    for text in texts(read()):
        for name, pattern in STRANGE.items():
            assert not re.search(pattern, text), f"{name}: {text}"


def test_a_proof_holds_no_output() -> None:
    """What heads an entry of a page is noted, never what a program has printed."""
    found = read()
    for key, one in found["messages"].items():
        assert key == f"{one['page']}: {one['message']}"
    assert all(re.fullmatch("[0-9a-f]{16}", key) for key in found["snippets"])
    assert all(re.fullmatch(r"\w+", key) for key in found["claims"])
