"""Rules: what they select, the named tests, how they treat holes and versions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbcheck.problem import ModelError
from kbcheck.rules import Source, judge, load_rules
from kbcheck.rules.must import MISSING, TESTS
from kbcheck.rules.rule import Rule
from kbcheck.rules.sizes import kib
from kbcheck.tree import parse
from kbcheck.versions import parse_versions

DOMAIN = """<domain type='kvm'>
  <memory unit='GiB'>4</memory>
  <memtune><hard_limit unit='MiB'>4096</hard_limit></memtune>
  <launchSecurity type='sev'>
    <policy>0x0001</policy>
  </launchSecurity>
</domain>"""


def found(text: str, /, *, example: bool = False, **rule: object) -> list[str]:
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
    rule = {"find": "memtune/hard_limit", "must": "exceed", "than": "memory",
            "args": {"slack": 262144}, "message": "{text} for {than}"}  # fmt: skip
    assert found(DOMAIN, **rule) == ["3:12 4096 MiB for 4 GiB"]
    assert found(DOMAIN.replace("4096", "4352"), **rule) == []


def test_at_says_where_something_is_missing() -> None:
    rule = {"find": "launchSecurity/session", "must": "exist"}
    assert found(DOMAIN, **rule, at="launchSecurity") == ["4:3 wrong: "]
    assert found(DOMAIN, **rule, at="devices") == ["1:1 wrong: "]


def test_a_text_is_made_from_the_owner_of_an_attribute_too() -> None:
    rule = {"find": "launchSecurity/@type", "text": "policy", "must": "have bits"}
    assert found(DOMAIN, **rule, args={"bits": [1]}) == ["4:25 wrong: 0x0001"]


def test_nothing_is_held_to_be_absent_where_there_is_a_hole() -> None:
    text = "<domain type='kvm'>\n  ...\n</domain>"
    assert found(text, example=True, find="os", must="exist") == []
    assert found(text.replace("...", ""), find="os", must="exist") != []


def test_a_hole_elsewhere_does_not_hide_what_is_absent() -> None:
    text = DOMAIN.replace("<policy>0x0001</policy>", "...")
    limit = {"subject": "/documents/domain/memtune", "find": "swap_hard_limit"}
    security = {"subject": "/documents/domain/launchSecurity", "find": "policy"}
    assert found(text, example=True, **limit, must="exist") != []
    assert found(text, example=True, **security, must="exist") == []


def test_a_value_that_is_a_hole_is_not_judged_but_is_there() -> None:
    text = DOMAIN.replace("0x0001", "...")
    policy = {"find": "launchSecurity/policy"}
    bits = {"must": "have bits", "args": {"bits": [0]}}
    assert found(text, example=True, **policy, **bits) == []
    assert found(text, example=True, **policy, must="be absent") != []


def test_a_value_that_is_a_hole_counts_as_one_more() -> None:
    text = DOMAIN.replace("0x0001", "...")
    policy = {"find": "launchSecurity/policy", "than": "devices/lease"}
    told = found(text, example=True, **policy, must="not outnumber")
    assert told == ["5:5 wrong: ..."]


def test_versions_limit_a_rule() -> None:
    rule = Rule("T-1", "must", "t", libvirt="<6.5.0")
    assert rule.holds_for(parse_versions("6.4.0"))
    assert rule.holds_for(parse_versions(">=6.4.0, <9"))
    assert not rule.holds_for(parse_versions("6.5.0"))


TORN = "<domain>\n<devices><tpm/></devices>\n<os/>\n</domain>"


@pytest.mark.parametrize(
    ("subject", "gap", "found"),
    [
        ("/documents/domain[os]", "devices", 1),
        ("/documents/domain/os", "domain", 1),
        ("/documents/domain[not(memory)]", "domain", 0),
        ("/documents/domain[not(devices/tpm)]/os", "devices", 0),
        ("/documents/domain/os[not(loader)]", "devices", 1),
        ("/documents/domain/os[not(loader)]", "os", 0),
        ("/documents/domain/os[not(loader)]", "domain", 0),
        ("/documents/domain[count(devices/disk) = 0]", "devices", 0),
        ("/documents/domain[os != 'x']", "devices", 0),
    ],
)
def test_a_rule_on_what_is_absent_does_not_judge_what_lost_a_part(
    subject: str, gap: str, found: int
) -> None:
    """What is absent may be what is at fault there; each rule finds one thing else."""
    document = parse(TORN.replace("<tpm/>", "") if "tpm" in subject else TORN)
    (domain,) = document.root.elements
    nodes = {n.name: n for n in (domain, *domain.elements)}
    source = Source("g.xml", document, gaps=frozenset({nodes[gap]}))
    rule = Rule("T-1", "must", "t", subject=subject, must="be absent", message="m")
    assert len(judge([rule], [source])) == found


def test_an_item_at_fault_is_told_once_by_the_grammar() -> None:
    document = parse("<domain>\n<name>a</name>\n<name>b</name>\n</domain>")
    first, _ = document.root.elements[0].elements
    source = Source("g.xml", document, faulty=frozenset({first}))
    rule = Rule("T-1", "must", "t", subject="/documents/domain", find="name",
                must="be absent", message="m")  # fmt: skip
    assert [p.line for p in judge([rule], [source])] == [3]


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("must", "error"), ("should", "warning"), ("info", "warning")],
)
def test_a_problem_has_what_its_rule_and_its_document_say(
    severity: str, expected: str
) -> None:
    rule = Rule("T-1", severity, "t", subject="/documents/domain", must="be absent",
                message="{text}", fix="f", silently_ignored=True)  # fmt: skip
    (told,) = judge([rule], [Source("g.xml", parse("<domain>x</domain>"))])
    assert (told.path, told.check, told.severity) == ("g.xml", "T-1", expected)
    assert (told.message, told.hint, told.silently_ignored) == ("x", "f", True)


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
    ("be powers of two", {}, ["33 M", "64 MiB", "0", "x", "32", "32 MB"], [0, 5]),
    ("decode to", {"bytes": 3}, ["YWJj", "YWI=", "?"], [1, 2]),
    ("differ", {}, ["a", "b", "a"], [2]),
    ("differ as numbers", {}, ["0x0a 1", "10 0x1", "10 2"], [1]),
    ("differ as numbers", {}, ["1.2", "1.3", "1.2"], [2]),
    ("differ as numbers", {}, [" 0", "0x0 0", "... 0", "... 0"], [1]),
    ("be among", {"than": ["1", "0x2"]}, ["1", "2", "3"], [2]),
    ("be among", {"than": []}, ["1"], [0]),
    ("stay below", {"than": ["4"]}, ["0-3", "3, 4", "0-4294967295", "^9", "x"], [1, 2]),
    ("stay below", {"than": ["x"]}, ["7"], []),
    (
        "be sets of numbers",
        {},
        ["0", "0-3,^2", " 1 - 2 , 8", "7-7", "0-16383", "^1"],
        [],
    ),
    (
        "be sets of numbers",
        {},
        ["4-2", "0,3-1", "16384", "0-16384", "0-3,^1-2", "", "a", "1,,2", "^"],
        [0, 1, 2, 3, 4, 5, 6, 7, 8],
    ),
    ("hold a number", {}, ["0", "1-2,^1", "^1,1", "^3,2-3", "4-2"], []),
    ("hold a number", {}, ["^1", "1,^1", "1-2,^1,^2", "0"], [0, 1, 2]),
    ("hold a number", {}, [",".join(["1", *["^1"] * n]) for n in (999, 9999)], [0]),
    ("share no number", {}, ["0-3", "8,4-5", "6", "5-6", "7"], [3]),
    ("share no number", {}, ["0", "2-9", "1"], []),
    ("differ from others", {"than": ["c"]}, ["a", "b", "a", "c"], [2, 3]),
    ("not outnumber", {"than": ["x"]}, ["", ""], [1]),
    ("agree", {}, ["a", "a", "b"], [2]),
    ("exceed", {"slack": 0, "than": ["1 GiB"]}, ["1 GiB"], []),
    ("exceed", {"slack": 1, "than": ["1 GiB"]}, ["1048577", "1 GiB", "?"], [1]),
    ("exceed", {"slack": 1, "than": []}, ["1"], []),
]


SIZES = {"4": 4, "4 KiB": 4, "4k": 4, "4096 bytes": 4, "4096 byte": 4, "4096b": 4,
         "2048KB": 2000, "1 MiB": 1 << 10, "1g": 1 << 20, "1T": 1 << 30,
         "1 pib": 1 << 40, "1 EiB": 1 << 50, "125 MB": 122070, "1023 bytes": 0,
         " 4 ": 4,
         "4 KiBs": None, "4.5": None, "-4": None, "": None, "KiB": None}  # fmt: skip


@pytest.mark.parametrize(("text", "size"), SIZES.items())
def test_a_size_is_read_in_kib_as_libvirt_reads_it(text: str, size: int | None) -> None:
    assert kib(text) == size


@pytest.mark.parametrize(("name", "args", "texts", "wrong"), CASES)
def test_named_tests(
    name: str, args: dict[str, object], texts: list[str], wrong: list[int]
) -> None:
    assert list(TESTS[name].check(texts, args)) == wrong


def test_each_named_test_is_tested() -> None:
    assert {case[0] for case in CASES} == set(TESTS)


@pytest.mark.parametrize("name", TESTS)
def test_wrong_arguments_are_told_with_what_the_test_asks(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f"title = 't'\n[[rule]]\n{A_1}must='{name}'\nbytes=4\nlimit=5\n")
    with pytest.raises(ModelError) as told:
        load_rules(path)
    asked = told.value.message.partition(", not bytes, limit: ")[2]
    assert re.match(r"[a-z`]", asked)
    assert all(f"`{argument}`" in asked for argument in TESTS[name].arguments)


def test_words_stand_for_parts_of_xpath(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("title = 't'\n[words]\nos = 'os/{type}'\ntype = 'type'\n[[rule]]\n"
                    "id = 'A-1'\nseverity='must'\ntitle='t'\n"
                    "message='m'\nmust='exist'\n"
                    "subject='/documents/domain'\nfind='{os}'\n")  # fmt: skip
    (rule,) = load_rules(path).rules
    assert rule.find == "os/type"


A_1 = "id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmessage='m'\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("a = '{b}'", "a.toml:3: no word {b}"),
        ("a = '{b}'\nb = '{a}'", "a.toml:4: the word 'a' is part of itself"),
        ("a = 'x'\nb = 'y'", "a.toml:4: no rule uses the word 'b'"),
        ("a = 1", "a.toml:3: words: a is not a string"),
    ],
)
def test_words_that_are_not_well_written_are_refused(
    words: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f"title = 't'\n[words]\n{words}\n[[rule]]\n{A_1}find='{{a}}'\n"
                    "must='exist'\n")  # fmt: skip
    with pytest.raises(ModelError, match=re.escape(told)):
        load_rules(path)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("id = 'A-1'\nseverity = 'must'", "lacks title"),
        ("id = 'A-1'\nseverity = 'hard'\ntitle = 't'",
         "a.toml:4: A-1: severity is one of"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmessage='m'\nmust='be'",
         "no test 'be'"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmessage='m'\n"
         "must='match'\nlimit=3", "takes pattern"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmessage='m'\n"
         "must='exceed'\nslack=3",
         "takes slack, than, not slack: each size is `slack` KiB above"),
        ("id='A-1'\nseverity='info'\ntitle='t'\nsubject='/x'\nmessage='m'\n"
         "must='exist'", "an info rule cannot ask for something to 'exist'"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/{x}'\nmessage='m'\n"
         "must='exist'", "A-1: no word {x}"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmessage='m'\n"
         "must='be below'\nlimit=3\nfind='count(y)'",
         "a.toml:10: A-1: find count.y. finds something else than elements"),
        (f"{A_1}must='exist'\n[[rule]]\n{A_1}must='exist'",
         "a.toml:10: A-1 stands twice"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nfound_by='synatx'",
         "a.toml:6: A-1: there is no check 'synatx'; did you mean 'syntax'"),
        ("id='A-1'\nseverity='must'\ntitle='t'\ncommand='ls'",
         "a.toml:6: A-1: lacks shows, what the command is to show"),
        ("id='A-1'\nseverity='must'\ntitle='t'\ncommand='ls'\nshows='it'\nlimit=3",
         "A-1: without a test there is no use for limit"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nmessage='m'\nmust='exist'",
         "a.toml:7: A-1: lacks subject"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x'\nmust='exist'",
         "a.toml:7: A-1: lacks message"),
        ("id='A-1'\nseverity='must'\ntitle='t'\nsubject='/x['\nmessage='m'\n"
         "must='exist'", "a.toml:6: A-1: subject /x. is not an XPath"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_well_written_is_refused(
    table: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f"title = 't'\n[[rule]]\n{table}\n")
    with pytest.raises(ModelError, match=told):
        load_rules(path)
