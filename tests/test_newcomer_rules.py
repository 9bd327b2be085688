"""A rule, and a guide, has all its parts: words, a section, cases, a checklist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kbcheck.guides import guides
from kbcheck.modelfile import model_path
from kbcheck.rules import Rule, RuleSet, load_driver
from kbcheck.suggest import listing, nearest
from newcomer import ROOT, forgotten, line_with, nothing_forgotten, rule_place
from rule_cases import cases, judged_by
from test_guides_removals import NEEDED

STEPS = "Add a rule"
DRIVER = load_driver()
LABEL = re.compile(r"^ *\.\. _([\w-]+):$|^\(([\w-]+)\)=$", re.MULTILINE)
LONGEST_MESSAGE = 240


def page_of(guide: RuleSet) -> Path | None:
    """The page of a guide, if it is there."""
    found = [ROOT / f"{guide.page}{ending}" for ending in (".rst", ".md")]
    return next((path for path in found if path.is_file()), None)


@cache
def labels(page: Path | None) -> list[str]:
    text = page.read_text("utf-8") if page else ""
    return [one or other for one, other in LABEL.findall(text)]


def words(rule: Rule, guide: RuleSet) -> Iterator[tuple[str, str, str]]:
    """Of the words of a rule that are missing: field, what is missing, what to do."""
    for field, what in (
        ("source", "where the fact is from"),
        *((("reason", "why"), ("see", "the label of a section")) if guide.page else ()),
        *(() if rule.command or rule.found_by else (("fix", "what to do"),)),
    ):
        if not getattr(rule, field):
            yield field, f"lacks {field}", f"write there {what}"
    if len(rule.message.replace("{text}", "x" * 60)) >= LONGEST_MESSAGE:
        yield "message", "has a message that would be cut", "shorten it"
    known = labels(page_of(guide))
    if known and rule.see and rule.see not in known:
        near = nearest(rule.see, known)
        hint = f"did you mean {near}?" if near else f"it has {listing(known)}"
        yield "see", f"sees {rule.see}, no label of {guide.page}", hint


def lacking_words(rule: Rule, guide: RuleSet) -> Iterator[str]:
    for field, missing, todo in words(rule, guide):
        yield forgotten(*rule_place(rule, field), f"{rule.id} {missing}", todo, STEPS)


def lacking_cases(rule: Rule) -> Iterator[str]:
    """Only of a rule with a test: documents say nothing of the others."""
    if not rule.must:
        return
    if not any(rule.id in case.expected for case in cases("bad")):
        missing = f"{rule.id} has no bad case in tests/cases/bad"
        todo = f"write one with the line 'expect: LINE {rule.id} WORDS'"
        yield forgotten(*rule_place(rule), missing, todo, STEPS)
    if not judged_by(rule, "good"):
        missing = f"{rule.id} has no good case in tests/cases/good"
        todo = "write one that has its subject, and what it asks for"
        yield forgotten(*rule_place(rule), missing, todo, STEPS)


def shows(guide: RuleSet) -> str:
    """What a page with the checklist of a guide holds, as an expression."""
    return rf"checklist(::|}}) (.* )?{guide.name}(?![\w-])"


def lacking_parts(guide: RuleSet, path: Path) -> Iterator[str]:
    """What is missing around the rules of a guide."""
    page = page_of(guide)
    at = line_with(path, "page =")
    if page is None:
        todo = 'write page = "kbase/NAME" above the rules, and that page'
        missing = f"the guide {guide.name} has no page {guide.page}".rstrip()
        yield forgotten(path, at, missing, todo, STEPS)
    elif not re.search(shows(guide), page.read_text("utf-8")):
        todo = f"write '.. checklist:: {guide.name}' below its heading 'Checklist'"
        missing = f"{guide.page} has no checklist of the guide {guide.name}"
        yield forgotten(path, at, missing, todo, STEPS)
    named = {n: c.guides for c in cases("good") for n in [c.name] if n in NEEDED}
    if not any(guide.name in found for found in named.values()):
        todo = "add a good case with '# guide:' to tests/test_guides_removals.py"
        missing = f"no whole guest shows what the guide {guide.name} needs"
        yield forgotten(path, 1, missing, todo, STEPS)


def test_each_rule_has_its_words_and_a_section() -> None:
    nothing_forgotten(
        message
        for guide in (*guides().values(), DRIVER)
        for rule in guide.rules
        for message in lacking_words(rule, guide)
    )


def test_each_id_is_that_of_one_rule() -> None:
    """In all files together; within one, whoever reads it tells."""
    seen: dict[str, Rule] = {}
    rules = [rule for guide in (*guides().values(), DRIVER) for rule in guide.rules]
    nothing_forgotten(
        forgotten(*rule_place(rule), f"{rule.id} is an id of {first.file}, too",
                  "give it an id that no rule had before", STEPS)
        for rule in rules
        if (first := seen.setdefault(rule.id, rule)) is not rule
    )  # fmt: skip


def test_each_rule_has_a_good_case_and_a_bad_one() -> None:
    nothing_forgotten(
        message
        for guide in (*guides().values(), DRIVER)
        for rule in guide.rules
        for message in lacking_cases(rule)
    )


def test_each_guide_has_a_page_that_lists_it_and_a_whole_guest() -> None:
    nothing_forgotten(
        message
        for name, guide in guides().items()
        for message in lacking_parts(guide, model_path("guides", f"{name}.toml"))
    )


GUIDE = guides()["lockd"]
RULE = GUIDE.rules[0]


@pytest.mark.parametrize(
    ("changed", "line", "told"),
    [
        ({"see": "lockd-qemuconfg"}, "see = ",
         "LKD-001 sees lockd-qemuconfg, no label of kbase/locking-lockd; "
         "did you mean lockd-qemuconfig?"),
        ({"see": ""}, "see = ", "LKD-001 lacks see; write there the label"),
        ({"reason": ""}, "reason = ", "LKD-001 lacks reason; write there why"),
        ({"source": ""}, "source = ", "LKD-001 lacks source; write there where"),
        ({"fix": ""}, "fix = ", "LKD-001 lacks fix; write there what to do"),
        ({"message": "x" * 240}, "message = ", "LKD-001 has a message that would be"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_word_of_a_rule_that_is_missing_is_told_at_its_line(
    changed: dict[str, str], line: str, told: str
) -> None:
    (message,) = lacking_words(RULE._replace(**changed), GUIDE)
    at = line_with(Path(RULE.file), line)
    assert f"guides/lockd.toml:{at}: {told}" in message


def test_a_rule_without_cases_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_newcomer_rules.cases", lambda _: ())
    monkeypatch.setattr("test_newcomer_rules.judged_by", lambda *_: [])
    bad, good = lacking_cases(RULE)
    assert "guides/lockd.toml:15: LKD-001 has no bad case in tests/cases/bad;" in bad
    assert "guides/lockd.toml:15: LKD-001 has no good case in tests/cases/good" in good
    assert list(lacking_cases(RULE._replace(must="", command="ls"))) == []


def test_a_guide_without_its_parts_is_told() -> None:
    path = Path(RULE.file)
    for changed, told in (
        ({"page": "kbase/lost"}, ":5: the guide lockd has no page kbase/lost"),
        ({"page": "kbase/drvqemu"}, ":5: kbase/drvqemu has no checklist of the guide"),
        ({"name": "lock"}, ":5: kbase/locking-lockd has no checklist of the guide"),
        ({"name": "lock"}, ":1: no whole guest shows what the guide lock needs"),
    ):
        found = list(lacking_parts(GUIDE._replace(**changed), path))
        assert any(f"guides/lockd.toml{told}" in message for message in found)
