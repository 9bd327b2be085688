"""Each rule of each guide bites: what it asks for cannot be removed or altered."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck import Request, check
from kbcheck.guides import guides
from kbcheck.rules import Rule, load_driver, missing_documents
from newcomer import forgotten, nothing_forgotten, rule_place, shown
from rule_cases import Case, cases, judged_by, untouched
from rule_mutations import alterations, fires, made_wrong, removals, repaired, wants

COMMAND_LINES = {"kernel-cmdline", "boot-entry", "grub-default"}
"""The kinds of documents in which a kernel's command line stands."""
ALL = [rule for guide in guides().values() for rule in guide.rules]
RULES = [rule for rule in ALL if rule.must]
GUIDE_OF = {rule.id: guide for guide in guides().values() for rule in guide.rules}


STEPS = "Add a rule"


def tried(how: str) -> list[Rule]:
    return [rule for rule in RULES if wants(rule) == how]


def bases(rule: Rule) -> list[Case]:
    """The good cases that the rule judges, and in which it finds nothing wrong."""
    found = judged_by(rule, "good")
    return [case for case in found if not fires(rule, case, untouched(case))]


def refused(rule: Rule) -> list[Case]:
    """The bad cases that state the rule."""
    return [case for case in cases("bad") if rule.id in case.expected]


def by_id(rule: Rule) -> str:
    return rule.id


def without_example(rule: Rule, does: str) -> str:
    missing = f"no good case holds what {rule.id} {does}"
    todo = "write one, or add it to one: it is removed or altered there"
    return forgotten(*rule_place(rule), missing, todo, STEPS)


@pytest.mark.parametrize("rule", tried("remove"), ids=by_id)
def test_nothing_that_a_rule_asks_for_can_be_removed(rule: Rule) -> None:
    found = {case.name: removals(rule, case) for case in bases(rule)}
    if not any(found.values()):
        nothing_forgotten([without_example(rule, "asks for")])
    assert [name for name, killed in found.items() if not all(killed)] == []


@pytest.mark.parametrize("rule", tried("alter"), ids=by_id)
def test_no_value_that_a_rule_judges_can_be_made_wrong(rule: Rule) -> None:
    wrong = made_wrong(rule, refused(rule))
    found = {case.name: alterations(rule, case, wrong) for case in bases(rule)}
    if not any(found.values()):
        nothing_forgotten([without_example(rule, "judges")])
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
    if not any(rule.found_by in c.expected for c in cases("bad") if c.name in found):
        missing = f"no bad case of the guide {guide} expects {rule.found_by}"
        todo = f"write one with the lines 'guide: {guide}' and 'expect: …'"
        place = rule_place(rule, "found_by")
        nothing_forgotten([forgotten(*place, missing, todo, STEPS)])


def test_no_id_stands_twice() -> None:
    """Neither in two guides, nor in a guide and among the rules of the drivers."""
    known: dict[str, Rule] = {}
    for rule in (*load_driver().rules, *ALL):
        other = known.setdefault(rule.id, rule)
        if other is not rule:
            missing = f"{rule.id} stands in {shown(Path(other.file))}, too"
            todo = "give it an id that no rule had before"
            nothing_forgotten([forgotten(*rule_place(rule), missing, todo, STEPS)])


@pytest.mark.parametrize("rule", [r for r in ALL if r.command], ids=by_id)
def test_a_command_for_the_host_is_right(rule: Rule) -> None:
    nothing_forgotten(
        forgotten(*rule_place(rule, "command"), f"{rule.id}: {found.message}",
                  found.hint or "mend the command", STEPS)
        for found in check(Request(f"# {rule.command}", "console")).problems
    )  # fmt: skip


def test_a_rule_on_command_lines_reads_them_wherever_they_stand() -> None:
    asked = {rule.id: missing_documents([rule], ()) & COMMAND_LINES for rule in ALL}
    partly = [name for name, kinds in asked.items() if kinds and kinds < COMMAND_LINES]
    assert partly == []


HIDDEN = {
    "libvirtd.conf": (
        "secure-usage",
        'listen_adr = "192.0.2.1"\nauth_tcp = "none"\n',
        {"SEC-014"},
    ),
    "qemu.conf": (
        "passthrough",
        "lockManager = 1\nsecurity_driver = 'none'\nsecurity_default_confined = 0\n",
        {"QPT-010"},
    ),
}
"""Kind -> a guide, a text with a fault, and what the guide finds beside it."""


@pytest.mark.parametrize("kind", HIDDEN)
def test_a_fault_hides_nothing_that_stands_there(kind: str) -> None:
    """Only what a rule finds absent may be what is at fault."""
    name, text, wanted = HIDDEN[kind]
    told = {p.check for p in check(Request(text, kind, guides=(name,))).problems}
    assert "unknown-key" in told
    assert wanted <= told


def test_beside_a_fault_nothing_is_held_to_be_absent() -> None:
    text = "namespacs = [ ]\nnamespaces = [ ]\ncgroup_controllers = [ 'cpu' ]\n"
    request = Request(text, "qemu.conf", guides=("passthrough",))
    assert [p.check for p in check(request).problems] == ["unknown-key"]
    right = request._replace(text=text.partition("\n")[2])
    assert {p.check for p in check(right).problems} >= {"QPT-010"}
