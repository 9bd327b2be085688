"""The wrong and the right example of each rule are what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from kbcheck import KINDS, Request, check, guides
from kbcheck.modelfile import model_path
from kbcheck.pairs import RulePair, fault, pairs, parts
from kbcheck.rules import Rule, load_rules
from newcomer import forgotten, nothing_forgotten, rule_place
from sites import Site

ALL = [(rule, pairs(name).get(rule.id)) for name, guide in guides.guides().items()
       for rule in guide.rules]  # fmt: skip
TOO_LONG = {"SNP-019": "its right example holds 4096 bytes"}
"""Rules without examples, and why."""
OF_WHOLE_GUESTS = {"DRV-001", "DRV-002"}
"""What a guest lacks of which only a part is shown: its memory, its <os>."""
CUT_DOWN: dict[str, set[str]] = {
    name: {"DRV-304", "DRV-305"} for name in ("SNP-010", "SNP-021")
}
"""Rules whose right example cannot hold all: an <idAuth> is 4096 bytes long."""


def test_each_rule_that_has_a_test_has_a_pair() -> None:
    nothing_forgotten(
        forgotten(
            *rule_place(rule),
            f"{rule.id} has no examples",
            f"write a wrong and a right one in model/pairs/{Path(rule.file).name}",
            "Add a rule",
        )
        for rule, pair in ALL
        if rule.must and not pair and rule.id not in TOO_LONG
    )
    assert sum(bool(pair) for _, pair in ALL) > 100


def test_each_pair_is_that_of_a_rule() -> None:
    known = {rule.id for rule, pair in ALL if rule.must and pair}
    for path in model_path("pairs").iterdir():
        assert set(pairs(path.stem)) <= known, path.stem


def test_each_pair_is_what_it_is_called() -> None:
    assert [told for rule, pair in ALL if pair and (told := fault(rule, pair))] == []


def test_a_pair_that_is_none_is_told() -> None:
    rule = next(rule for rule, _ in ALL if rule.id == "SEV-001")
    wrong, right = pairs("sev")["SEV-001"]
    assert fault(rule, RulePair(wrong, right)) == ""
    for pair, told in (
        (RulePair(right, right), "SEV-001 does not find its wrong example wrong"),
        (RulePair(wrong, wrong), "SEV-001 finds its right example wrong"),
        (RulePair(wrong, "<domain/>"), "SEV-001 does not look at its right example"),
    ):
        assert fault(rule, pair) == told


def faults(text: str) -> Iterator[str]:
    """Checks that find something in an example, but that it lacks an element."""
    for part in parts(text):
        written = part.text
        if KINDS[part.kind].roots:  # what it leaves out may stand between its lines
            written = re.sub(r"(?<=>)\n(?=.)", "\n...\n", written)
        request = Request(written, part.kind, example=True, inside=part.inside)
        found = check(request._replace(level="grammar")).problems
        yield from (p.check for p in found if p.check != "missing-element")


def test_an_example_holds_names_and_values_that_libvirt_knows() -> None:
    for rule, pair in ALL:
        if pair:
            assert set(faults(pair.right)) == set(), rule.id
            assert set(faults(pair.wrong)) <= {"bad-value"}, rule.id


def refusals(text: str) -> set[str]:
    """The rules of libvirt's drivers that refuse an example, in a guest of KVM."""
    found = set()
    for part in parts(text):
        # Its first line says what the guest is, if any does: pairs write no more.
        typed = re.sub(r"<domain (?![^>]*\btype=)", "<domain type='kvm' ", part.whole)
        found |= {p.check for p in check(Request(typed, part.kind)).problems}
    return {name for name in found - OF_WHOLE_GUESTS if name.startswith("DRV-")}


def test_libvirt_takes_the_right_example() -> None:
    """A reader who writes what it shows is not sent from one fault to another."""
    told = {rule.id: refusals(pair.right) for rule, pair in ALL if pair}
    assert {rule: names for rule, names in told.items() if names} == CUT_DOWN


def test_an_example_has_parts() -> None:
    text = "<os/>\n--- domain devices\n<disk/>\n--- qemu.conf\nuser = 1\n"
    found = list(parts(text))
    assert [part.kind for part in found] == ["domain", "domain", "qemu.conf"]
    assert [re.sub("xmlns:[^>]*", "", part.whole) for part in found] == [
        "<domain ><os/>\n</domain>",
        "<domain ><devices><disk/>\n</devices></domain>",
        "user = 1\n",
    ]


# --- on a page ----------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with guides of its own."""
    found = Site("guides", tmp_path)
    monkeypatch.setattr(guides, "FOLDER", found.source / "rules")
    guides.guides.cache_clear()
    load_rules.cache_clear()
    (found.source / "pairs").mkdir()
    yield found
    monkeypatch.undo()
    guides.guides.cache_clear()
    load_rules.cache_clear()


def add_pair(site: Site, rule: Rule, wrong: str, right: str) -> None:
    lines = f"[{rule.id}]\nwrong = '''{wrong}'''\nright = '''{right}'''\n"
    (site.source / "pairs/fence.toml").write_text(lines, "utf-8")


def test_what_a_page_shows_of_a_rule_is_judged_when_it_is_built(site: Site) -> None:
    rule = next(r for r in guides.guides()["fence"].rules if r.must)
    add_pair(site, rule, "<name>a</name>\n", "<name>b</name>\n")
    site.build()
    assert f"{rule.id} does not find its wrong example wrong" in site.output
    assert "kbcheck.rule-example" in site.output


def test_the_pages_show_each_pair(html_site: Path) -> None:
    shown = 0
    for page in (html_site / "kbase").glob("*.html"):
        tree: Any = html.parse(page)
        for item in tree.xpath("//li[.//dl[@class='kb-pair']]"):
            rule, pair = next(both for both in ALL if both[0].id == item.get("id"))
            assert pair, rule.id
            wrong, right = item.xpath(".//dl[@class='kb-pair']//pre")
            for pre, text in ((wrong, pair.wrong), (right, pair.right)):
                for part in parts(text):
                    assert part.text.strip() in pre.text_content()
            shown += 1
    assert shown == sum(bool(pair) for _, pair in ALL)
