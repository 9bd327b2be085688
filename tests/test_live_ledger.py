"""What the live suite keeps of its runs."""

from __future__ import annotations

import json
from typing import Any

from kbsphinx.kept.runs import Runs
from kbsphinx.kept.wordings import plain
from kbsybil import read_site
from live.ledger import Proof, contents, fault, settled, written
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
    told = "snippets: not what ran; run 'make live', and commit it"
    assert fault(old, new, [], strict=True) == told
    assert fault({**new, "programs": {}}, new, [], strict=True) == ""


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
