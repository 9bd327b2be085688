"""What a rule needs of a document: no rule that would speak is passed over."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kbcheck.rules import Source, filed_driver, judge, judge_filed, load_driver
from kbcheck.rules.filed import FiledRules
from kbcheck.rules.filing import file_rules
from kbcheck.rules.needs import ALWAYS, needed, needs
from kbcheck.rules.rule import Rule
from kbcheck.tree import Vocabulary, parse
from kbcheck.versions import stated
from test_cases import BAD, OPTION

GUESTS = [path for path in BAD if path.name.startswith("domain-")]
PATHS = {
    "a": ["a"],
    "/documents/a//b/..": ["a b documents"],
    "a/@b": ["a b"],
    "q:a/self::b/text()": ["a b"],
    "a | b/@c": ["a", "b c"],
    "a[@t='x']/b": ["a b t x"],
    "a[@t = \"x|y\"]": ["a t x|y"],
    "a[b/@t='x or y']": ["a b t"],
    "a[b='x']": ["a b x"],
    "a[normalize-space(b)='x']": ["a b x"],
    "a[b[@t='x']/@u='y']": ["a b t u x y"],
    "a[.='x']": ["a"],
    "a[b/*='x']": ["a b"],
    "a[b/..='x']": ["a b"],
    "a[b][c]": ["a b c"],
    "a[b and c]": ["a b c"],
    "a[b or c]": ["a b", "a c"],
    "a[b and c or d]": ["a b c", "a d"],
    "*[self::a or self::b]/@c": ["a c", "b c"],
    "a/descendant-or-self::b[descendant::c]/child::d": ["a b c d"],
    "a[@t='x' or @t='y'][b]": ["a b t x", "a b t y"],
}  # fmt: skip
FREE = (
    ".", "*", "@*", "..", "a | *", "count(a)", "count(a) + 1", "not(a)", "a * b/c",
    "sum(a/b) > 1", "a/b = 1", "ancestor::a/b", "a[1]/ancestor::b",
)  # fmt: skip
LOOSE = ("not(b)", "@b != 'x'", "1", "(b or c)", "b or not(c)", "starts-with(@b, 'x')",
         "b > c", "@b = ../@c", "normalize-space(b)='x y' or 1",
         "translate(b, '0', '')='x'", "b or 1")  # fmt: skip


def shown(path: str) -> list[str]:
    return sorted(words(" ".join(way)) for way in needed(path))


def words(text: str) -> str:
    return " ".join(sorted(text.split()))


@pytest.mark.parametrize("path", PATHS)
def test_a_path_needs_the_names_and_values_in_it(path: str) -> None:
    assert shown(path) == sorted(map(words, PATHS[path]))


def test_what_is_hard_to_read_needs_nothing() -> None:
    assert [path for path in FREE if needed(path) != ALWAYS] == []
    assert [test for test in LOOSE if shown(f"a[{test}]") != ["a"]] == []


def test_only_who_judges_what_is_there_needs_what_it_finds() -> None:
    rule = Rule("T-1", "must", "t", subject="a", find="b", given="c")
    for must, told in (("be absent", "cab"), ("exist", "ca"), ("be set to", "ca")):
        found = needs(rule._replace(must=must))
        assert [w for ways in found for way in ways for w in way] == list(told)


def test_who_refuses_values_needs_one_of_them() -> None:
    rule = Rule("T-1", "must", "t", subject="a", find="@b", must="be none of")
    told = {
        ("x", "y"): [["a"], ["b"], ["x", "y"]],
        ("x", ""): [["a"], ["b"]],  # what is not there may read as empty
        ("x y",): [["a"], ["b"]],  # it may be a size and its unit
    }
    for values, wanted in told.items():
        found = needs(rule._replace(args={"values": [*values]}))
        assert [sorted(w for way in ways for w in way) for ways in found] == wanted
    other = rule._replace(args={"values": ["x"]}, text="concat(., 'x')")
    assert len(needs(other)) == 2


@pytest.mark.parametrize(
    ("subject", "given"),
    [
        ("/documents/a[b][c]/d/e", "/documents/a[b][c]"),
        ("/documents/a[b][c/d]/e", "/documents/a[b][c/d]"),
        ("/documents/a[b][c]", ""),  # nothing follows: it would be evaluated twice
        ("/documents/a[b]/d", ""),  # most documents are such a guest
        ("/documents/a[b][c]/d | /documents/f", ""),
    ],
)
def test_rules_share_what_the_first_steps_select(subject: str, given: str) -> None:
    rule = Rule("T-1", "must", "t", subject=subject, find="x", must="exist")
    ((name, fields),) = file_rules([("f", rule)])["rules"]
    assert (name, json.loads(fields).get("given", "")) == ("f", given)


@pytest.mark.parametrize("value", ["vnc", " vnc", "vnc\n"])
def test_blanks_around_a_value_hide_no_rule(value: str) -> None:
    rule = Rule("T-1", "must", "t", subject="/documents/a", find="b | @c",
                must="be none of", args={"values": ["vnc"]})  # fmt: skip
    filed = FiledRules(Path(), file_rules([("f", rule)]))
    for text in (f"<a><b>{value}</b></a>", f"<a c='{value}'/>"):
        source = Source("", parse(text))
        found = judge_filed(filed, source, Vocabulary(source.document).all)
        assert [p.check for p in found] == ["T-1"], text


def test_no_rule_that_speaks_is_passed_over() -> None:
    every, filed = load_driver().rules, filed_driver()
    spoke = set()
    for path in GUESTS:
        if b"DRV-" in path.read_bytes():
            text = path.read_text("utf-8")
            asked = stated(dict(OPTION.findall(text)).get("libvirt", ""))
            source = Source("", parse(text))
            found = judge(every, [source], asked)
            words = Vocabulary(source.document).all
            assert judge_filed(filed, source, words, asked) == found, path
            spoke |= {p.check for p in found}
    assert spoke >= {rule.id for rule in every}


def test_most_rules_are_passed_over() -> None:
    guest = {"documents", "domain", "type", "kvm", "name", "memory", "os", "hvm"}
    assert 1 <= len(filed_driver().about(guest)) <= 10


def test_a_guest_is_checked_without_what_only_other_texts_need() -> None:
    code = (
        "import sys\nfrom kbcheck.command import main\nmain(sys.argv[1:])\n"
        "print(*[m for m in sys.modules if m.startswith('kbcheck.')])"
    )
    guest = (
        "<domain type='kvm'><name>a</name><memory>1</memory>"
        "<os><type>hvm</type></os></domain>"
    )
    command = [sys.executable, "-c", code, "-"]
    done = subprocess.run(command, input=guest, stdout=subprocess.PIPE, text=True)
    loaded = set(done.stdout.split("\n")[-2].split())
    assert "kbcheck.rules.filed" in loaded
    others = ("kbcheck.settings", "kbcheck.console", "kbcheck.unclear",
              "kbcheck.rules.reading", "kbcheck.relaxng.trace")  # fmt: skip
    assert [m for m in others if m in loaded] == []
