"""What the labels and the page on what is checked say of examples that ran."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kbsphinx.kept.disk import CannotBuild
from kbsphinx.kept.runs import DEEDS, KEY_LENGTH, LiveRun, run_words, runs
from sites import Site

PAGE = """
.. _deeds:

Deeds
-----

.. snippet:: console

   # virsh uri

.. snippet:: console
   :live: hardware

   # virsh nodeinfo

.. ledger:: runs

.. ledger:: unrun

.. ledger:: claims

.. ledger:: messages

.. message:: no lock

   :Cause: one.
   :Cure: two.

.. message:: no lease

   :Cause: one.
   :Cure: two.
"""


def on(**found: list[str]) -> dict[str, Any]:
    """An entry of the ledger: by version with `_` for its points, what was done."""
    return {
        "on": {v.strip("_").replace("_", "."): {"done": d} for v, d in found.items()}
    }


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site with two transcripts, of which one can run, and no ledger yet."""
    found = Site("good", tmp_path)
    with (found.source / "two.rst").open("a", encoding="utf-8") as page:
        page.write(PAGE)
    with (found.source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('\nkb_live_ledger = "live.json"\n')
    return found


def keep(site: Site, **parts: Any) -> None:
    found = {"programs": {}, "snippets": {}, "claims": {}, "messages": {}, **parts}
    (site.source / "live.json").write_text(json.dumps(found), "utf-8")


def ran(site: Site, **entry: Any) -> dict[str, Any]:
    """The entry of the first transcript."""
    (key,) = (
        s["hash"][:KEY_LENGTH] for s in site.manifest() if s["id"] == "two/console-1"
    )
    return {key: {**on(**entry)}}


def shown(site: Site) -> str:
    return (site.out / "two.html").read_text("utf-8")


def test_a_transcript_that_did_not_run_only_has_commands_that_exist(site: Site) -> None:
    assert (site.build(), site.output) == (set(), "")
    assert shown(site).count("commands exist") == 2
    assert "ran on" not in shown(site)


def test_what_ran_is_told_until_the_example_changes(site: Site) -> None:
    site.build()
    keep(site, snippets=ran(site, _9_0_0=["ran"], _12_9_0=["ran"]))
    assert (site.build(), site.output) == (set(), "")
    assert set(site.written) - {"404", "genindex", "search", "index"} == {"two"}
    assert "ran on libvirt 9.0, 12.9<" in shown(site)
    assert shown(site).count("commands exist") == 1
    site.edit("two.rst", "virsh uri", "virsh version")
    assert (site.build(), site.output) == (set(), "")
    assert "ran on libvirt" not in shown(site)


def test_the_tables_count_what_ran_and_say_why_the_rest_did_not(site: Site) -> None:
    site.build()
    claims = {"c": {**on(_9_0_0=["ran"]), "claim": "`It` holds.", "section": "deeds"}}
    message = {**on(_11_3_0=["ran"]), "message": "no lock", "page": "two"}
    here = ran(site, _9_0_0=["ran"])
    for entry in here.values():
        entry["on"]["9.0.0"]["without"] = {"one": ["DNS"], "two": ["KVM"]}
    keep(site, snippets=here, claims=claims, messages={"m": message})
    assert (site.build(), site.output) == (set(), "")
    # As it ran on this page's stage.
    assert "ran on libvirt 9.0 (without KVM)" in shown(site)
    rows = html.parse(site.out / "two.html").iter("tr")
    words = [" ".join(row.text_content().split()) for row in rows]
    assert (
        "Page examples ran on one Python says why not no test yet checked by nobody"
        in words
    )
    assert "Two 4 1 1 1 1 0" in words
    assert "Page wordings on one not provoked" in words
    assert "Two 2 1 1" in words
    page = html.parse(site.out / "two.html")
    lists = page.xpath("//dl[parent::details]/*")
    pairs = zip(lists[::2], lists[1::2], strict=True)
    told = {dt.text_content(): dd.text_content() for dt, dd in pairs}
    assert "virsh nodeinfo" in told["not on a test host"]
    assert "Domain XML" in told["no test runs it yet"]
    assert "It holds." in told["Seen on libvirt 9.0"]
    assert "It" in page.xpath("//dd//li//li//code//text()")
    folds = html.parse(site.out / "two.html").iter("summary")
    assert [" ".join(fold.text_content().split()) for fold in folds] == [
        *(f"{fold} : examples that did not run"
          for fold in ("Good (1)", "One (2)", "Two (2)")),
        "Two (1) : claims",
    ]  # fmt: skip


def test_the_deepest_deed_is_told_with_what_was_lacking() -> None:
    found = runs(on(_11_3_0=["schema", "defined", "parsed"], _9_0_0=["schema"]))
    assert [run.version for run in found] == ["9.0.0", "11.3.0"]
    assert run_words(found) == ["valid on 9.0", "defined on 11.3"]
    lacking = [LiveRun("9.0.0", ("ran",), ("KVM",)), LiveRun("11.3.0", ("ran",), ())]
    words = {deed: run_words([LiveRun("9.0.0", (deed,), ())]) for deed in DEEDS}
    assert words["read"] == ["loaded on 9.0"]
    assert len({tuple(told) for told in words.values()}) == len(DEEDS)
    assert run_words(lacking) == ["ran on libvirt 9.0, 11.3 (without KVM)"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"snippets": {"a": {}}, "claims": {}, "messages": {}}',
     '{"snippets": {"a": {"on": {"9.0.0": {"done": ["slept"]}}}}, "claims": {}, '
     '"messages": {}}'],
)  # fmt: skip
def test_a_ledger_that_is_none_stops_the_build(site: Site, text: str) -> None:
    (site.source / "live.json").write_text(text, "utf-8")
    with pytest.raises(CannotBuild, match=r"live\.json is no ledger of the live suite"):
        site.build()


def test_claims_stand_in_the_order_of_the_sections(site: Site) -> None:
    """So a reader knows what one is about; those of a section are sorted by words."""
    with (site.source / "two.rst").open("a", encoding="utf-8") as page:
        page.write("\n.. _after-deeds:\n\nAfter\n-----\n\nIt ends.\n")
    said = [("after-deeds", "A."), ("deeds", "C."), ("deeds", "B.")]
    claims = {
        claim: {**on(_9_0_0=["ran"]), "claim": claim, "section": section}
        for section, claim in said
    }
    site.build()
    keep(site, claims=claims)
    assert (site.build(), site.output) == (set(), "")
    found = html.parse(site.out / "two.html").xpath("//dd//li//li")
    assert [item.text_content().strip() for item in found] == ["B.", "C.", "A."]
