"""Whether a file of rules is well written: told when it is read, before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..modelfields import (
    BITS,
    FLAG,
    NUMBER,
    PATTERN,
    TABLE,
    TEXT,
    TEXTS,
    VERSIONS,
    Field,
    check_entry,
    unknown,
)
from ..modelfile import ModelTable
from ..problem import CHECKS
from .must import ABSENCE, TESTS
from .paths import wrong_path
from .rule import FIELDS, PATHS, SEVERITIES, WORD, Rule, make_rule

_REQUIRED = ("id", "severity", "title")
_HEAD: dict[str, Field] = {
    "title": TEXT,
    "page": TEXT,
    "words": TABLE,
    "rule": lambda value: "" if isinstance(value, list) else "is not a list of tables",
}
# Driver rules are in other files; a test proves that the one named is there.
_OF_DRIVER = re.compile(r"DRV-\d{3}")
# Of the tests; `than` is a field of every rule.
_ARGUMENTS: dict[str, Field] = {
    "values": TEXTS,
    "pattern": PATTERN,
    "bits": BITS,
    **dict.fromkeys(("limit", "minimum", "bytes", "slack"), NUMBER),
}
_FIELDS: dict[str, Field] = {
    **dict.fromkeys(FIELDS, TEXT),
    "libvirt": VERSIONS,
    "silently_ignored": FLAG,
    "whole": FLAG,
    **_ARGUMENTS,
}


def read_rules(path: Path) -> dict[str, Any]:
    """What a file holds.  ModelError at the first rule that is not well written."""
    table = ModelTable(path)
    data: dict[str, Any] = {"words": {}, **table.data}
    check_entry(table, data, _HEAD, needs=("title", "rule"))
    _check_words(table, data["words"])
    seen: set[str] = set()
    for at, entry in enumerate(data["rule"]):
        _check_rule(table, entry, data["words"], at)
        if entry["id"] in seen:
            raise table.fault(f"{entry['id']} stands twice", "rule", at, "id")
        seen.add(entry["id"])
    return data


def _check_words(table: ModelTable, words: dict[str, Any]) -> None:
    check_entry(table, words, dict.fromkeys(words, TEXT), "words")
    for word in words:
        # So the fields of a rule that lost its header do not pass for words.
        if f"{{{word}}}" not in table.text:
            raise table.fault(f"no rule uses the word {word!r}", "words", word)
        _check_word(table, words, (word,))


def _check_word(
    table: ModelTable, words: dict[str, str], above: tuple[str, ...]
) -> None:
    """Raise unless the last word is made of words that are there, without circles."""
    for inner in re.findall(WORD, words[above[-1]]):
        if inner in above:
            told = f"the word {inner!r} is part of itself"
            raise table.fault(told, "words", above[-1])
        if inner not in words:
            raise table.fault(f"no word {{{inner}}}", "words", above[-1])
        _check_word(table, words, (*above, inner))


def _check_rule(table: ModelTable, entry: Any, words: dict[str, str], at: int) -> None:
    if not isinstance(entry, dict):
        raise table.fault("a rule is not a table", "rule", at)
    name = str(entry.get("id") or "a rule without id")
    check_entry(table, entry, _FIELDS, "rule", at, needs=_REQUIRED, name=name)
    for field, wrong in _faults(entry, words):
        raise table.fault(f"{name}: {wrong}", "rule", at, field)


def _faults(entry: dict[str, Any], words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The fields at fault in a rule, and what is wrong; all are of the right types."""
    if entry["severity"] not in SEVERITIES:
        yield "severity", f"severity is one of {', '.join(SEVERITIES)}"
    finder = entry.get("found_by", "syntax")
    if finder not in CHECKS and not _OF_DRIVER.fullmatch(finder):
        yield "found_by", unknown(finder, CHECKS, "check")
    for field in PATHS:
        for word in re.findall(WORD, entry.get(field, "")):
            if word not in words:
                yield field, f"no word {{{word}}}; {', '.join(words)}"
    # A path can be tried only spelt out; a word that is missing was told above.
    rule = make_rule(entry, words, "")
    for field in PATHS:
        wrong = wrong_path(field, getattr(rule, field)) if field in entry else ""
        if wrong:
            yield field, f"{field} {wrong}"
    yield from _faults_of_test(rule)


def _faults_of_test(rule: Rule) -> Iterator[tuple[str, str]]:
    if not rule.must and (rule.command or rule.found_by):
        if rule.command and not rule.shows:
            yield "command", "lacks shows, what the command is to show"
        if rule.args:
            yield "must", f"without a test there is no use for {', '.join(rule.args)}"
        return
    for field in ("subject", "message"):
        if not getattr(rule, field):
            yield "must", f"lacks {field}"
    if rule.must not in TESTS:
        yield "must", f"no test {rule.must!r}; {', '.join(TESTS)}"
    # What only some guests need must not be asked of all.
    if rule.severity == "info" and rule.must in ABSENCE:
        yield "must", f"an info rule cannot ask for something to {rule.must!r}"
    test, given = TESTS[rule.must], set(rule.args)
    wanted = set(test.arguments)
    if rule.than:
        given.add("than")
    if given != wanted:
        yield (
            "must",
            (
                f"'{rule.must}' takes {', '.join(sorted(wanted)) or 'nothing'}, "
                f"not {', '.join(sorted(given)) or 'nothing'}: {test.meaning}"
            ),
        )
