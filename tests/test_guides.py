"""Each rule of each guide bites: what it asks for cannot be removed or altered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbcheck import Request, check
from kbcheck.guides import guides
from kbcheck.rules import Rule
from rule_cases import Case, cases, judged_by
from rule_mutations import alterations, fires, removals, repaired, wants

ROOT = Path(__file__).parents[1]
ALL = [rule for guide in guides().values() for rule in guide.rules]
RULES = [rule for rule in ALL if rule.must]
GUIDE_OF = {rule.id: guide for guide in guides().values() for rule in guide.rules}


def tried(how: str) -> list[Rule]:
    return [rule for rule in RULES if wants(rule) == how]


def bases(rule: Rule) -> list[Case]:
    """The good cases that the rule judges, and in which it finds nothing wrong."""
    found = judged_by(rule, "good")
    return [case for case in found if not fires(rule, case, case.sources())]


def refused(rule: Rule) -> list[Case]:
    """The bad cases that state the rule."""
    return [case for case in cases("bad") if rule.id in case.expected]


def by_id(rule: Rule) -> str:
    return rule.id


@pytest.mark.parametrize("rule", tried("remove"), ids=by_id)
def test_nothing_that_a_rule_asks_for_can_be_removed(rule: Rule) -> None:
    found = {case.name: removals(rule, case) for case in bases(rule)}
    assert any(found.values()), "no good case holds what the rule asks for"
    assert [name for name, killed in found.items() if not all(killed)] == []


@pytest.mark.parametrize("rule", tried("alter"), ids=by_id)
def test_no_value_that_a_rule_judges_can_be_made_wrong(rule: Rule) -> None:
    bad = tuple(refused(rule))
    found = {case.name: alterations(rule, case, bad) for case in bases(rule)}
    assert any(found.values()), "no good case holds what the rule judges"
    assert [name for name, killed in found.items() if not all(killed)] == []


@pytest.mark.parametrize("rule", tried("repair"), ids=by_id)
def test_a_thing_that_a_rule_refuses_is_all_that_is_wrong(rule: Rule) -> None:
    found = {case.name: repaired(rule, case) for case in refused(rule)}
    assert found
    assert [name for name, content in found.items() if not content] == []


@pytest.mark.parametrize("rule", [r for r in ALL if r.found_by], ids=by_id)
def test_what_another_check_finds_it_finds_in_a_case(rule: Rule) -> None:
    guide = GUIDE_OF[rule.id].name
    found = [c.name for c in cases("bad") if guide in c.guides]
    assert any(rule.found_by in c.expected for c in cases("bad") if c.name in found)


@pytest.mark.parametrize("rule", ALL, ids=by_id)
def test_a_rule_says_why_and_where_to_read_on(rule: Rule) -> None:
    assert rule.reason
    assert rule.source
    assert rule.command or rule.found_by or rule.fix
    assert len(rule.message.replace("{text}", "x" * 60)) < 240
    assert bool(rule.command) == bool(rule.shows)


@pytest.mark.parametrize("rule", ALL, ids=by_id)
def test_a_rule_leads_to_a_section_of_its_page(rule: Rule) -> None:
    page = ROOT / f"{GUIDE_OF[rule.id].page}.rst"
    assert re.search(rf"^ *\.\. _{rule.see}:$", page.read_text("utf-8"), re.MULTILINE)


def test_no_id_stands_in_two_guides() -> None:
    assert len(GUIDE_OF) == len(ALL)


@pytest.mark.parametrize("rule", [r for r in ALL if r.command], ids=by_id)
def test_a_command_for_the_host_is_right(rule: Rule) -> None:
    found = check(Request(f"# {rule.command}", "console")).problems
    assert [str(p) for p in found] == []
