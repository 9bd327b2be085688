"""Rules: what they select, the named tests, how they treat holes and versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck.rules import RuleError, Source, judge, load_rules
from kbcheck.rules.rule import Rule
from kbcheck.rules.tests import MISSING, TESTS
from kbcheck.tree import parse

DOMAIN = """<domain type='kvm'>
  <memory unit='GiB'>4</memory>
  <memtune><hard_limit unit='MiB'>4096</hard_limit></memtune>
  <launchSecurity type='sev'>
    <policy>0x0001</policy>
  </launchSecurity>
</domain>"""


def found(text: str, *, example: bool = False, **rule: object) -> list[str]:
    rule = {"subject": "/documents/domain", "message": "wrong: {text}", **rule}
    made = Rule(id="T-1", severity="must", title="t", **rule)  # type: ignore[arg-type]
    source = Source("g.xml", parse(text, example=example))
    return [f"{p.line}:{p.column} {p.message}" for p in judge([made], [source])]


def test_a_wrong_value_is_found_where_it_stands() -> None:
    policy = {"find": "launchSecurity/policy", "must": "have bits"}
    assert found(DOMAIN, **policy, args={"bits": [1]}) == ["5:5 wrong: 0x0001"]
    assert found(DOMAIN, **policy, args={"bits": [0]}) == []


def test_an_attribute_is_found_at_its_value() -> None:
    rule = {"find": "@type", "must": "be one of", "args": {"values": ["qemu"]}}
    assert found(DOMAIN, **rule) == ["1:15 wrong: kvm"]


def test_what_is_absent_is_told_at_the_subject() -> None:
    (told,) = found(DOMAIN, find="os", must="exist")
    assert told.startswith("1:1 wrong")


def test_sizes_are_compared_with_their_units() -> None:
    rule = {"find": "memtune/hard_limit | memory", "must": "exceed by"}
    slack = {"args": {"slack": 262144}}
    text = DOMAIN.replace("<memory unit='GiB'>4</memory>\n", "").replace(
        "</memtune>", "</memtune>\n  <memory unit='GiB'>4</memory>"
    )
    assert len(found(text, **rule, **slack)) == 1
    assert found(text.replace("4096", "4352"), **rule, **slack) == []


def test_nothing_is_held_to_be_absent_where_there_is_a_hole() -> None:
    text = "<domain type='kvm'>\n  ...\n</domain>"
    assert found(text, example=True, find="os", must="exist") == []
    assert found(text.replace("...", ""), find="os", must="exist") != []


def test_versions_limit_a_rule() -> None:
    rule = Rule("T-1", "must", "t", libvirt="<6.5.0")
    assert rule.holds_for(((6, 4, 0),))
    assert not rule.holds_for(((6, 5, 0),))


CASES = [
    ("exist", {}, [], [MISSING]),
    ("exist", {}, ["x"], []),
    ("exist once", {}, ["x", "y"], [1]),
    ("be absent", {}, ["x"], [0]),
    ("be one of", {"values": ["a"]}, ["a", "b"], [1]),
    ("be none of", {"values": ["a"]}, ["a", "b"], [0]),
    ("be set to", {"values": ["a"]}, [], [MISSING]),
    ("be set to", {"values": ["a"]}, ["b"], [0]),
    ("be set but not to", {"values": ["a"]}, [], [MISSING]),
    ("be set but not to", {"values": ["a"]}, ["a", "b"], [0]),
    ("hold all", {"values": ["a", "b"]}, ["b", "c", "a"], []),
    ("hold all", {"values": ["a", "b"]}, ["a"], [MISSING]),
    ("match", {"pattern": "a+"}, ["aa", "ab"], [1]),
    ("not match", {"pattern": "b"}, ["aa", "ab"], [1]),
    ("have bits", {"bits": [0, 2]}, ["5", "0x4"], [1]),
    ("lack bits", {"bits": [19]}, ["0x30000", "0xb0000"], [1]),
    ("be below", {"limit": 10}, ["9", "10"], [1]),
    ("be at least", {"minimum": 10}, ["9", "10"], [0]),
    ("decode to", {"bytes": 3}, ["YWJj", "YWI=", "?"], [1, 2]),
    ("differ", {}, ["a", "b", "a"], [2]),
    ("agree", {}, ["a", "a", "b"], [2]),
    ("exceed by", {"slack": 0}, ["1 GiB", "1 GiB"], []),
    ("exceed by", {"slack": 1}, ["1 GiB", "1 GiB"], [0]),
]


@pytest.mark.parametrize(("name", "args", "texts", "wrong"), CASES)
def test_named_tests(
    name: str, args: dict[str, object], texts: list[str], wrong: list[int]
) -> None:
    assert list(TESTS[name].check(texts, args)) == wrong


def test_each_named_test_is_tested() -> None:
    assert {case[0] for case in CASES} == set(TESTS)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("id = 'A-1'\nseverity = 'must'", "lacks title"),
        ("id = 'A-1'\nseverity = 'hard'\ntitle = 't'", "severity is one of"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmessage='m'\nmust='be'",
         "no test 'be'"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmessage='m'\n"
         "must='match'\nlimit=3", "takes pattern"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_well_written_is_refused(
    table: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f"[[rule]]\n{table}\n")
    with pytest.raises(RuleError, match=told):
        load_rules(path)
