"""Files rules by words; only where no cache has them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from .filed import Kept
from .needs import Ways, needs, split
from .rule import Rule
from .view import ROOT

_UNUSED = ("file", "title", "reason", "see", "source")  # by those who judge


def file_rules(rules: Iterable[tuple[str, Rule]]) -> Kept:
    """Rules, each with the name of its file, filed by what they need."""
    named = list(rules)
    every = [needs(rule) for _, rule in named]
    # How common a word is among the rules tells how common it is in documents.
    common = Counter(word for of_rule in every for word in _words(of_rule))
    idle = {word for word, times in common.items() if 2 * times > len(named)} | {ROOT}
    every = [_without(idle, of_rule) for of_rule in every]
    filed: dict[str, list[int]] = {}
    for at, of_rule in enumerate(every):
        for word in _headings(of_rule, common):
            filed.setdefault(word, []).append(at)
    return {
        "rules": [(name, _fields(_guarded(rule))) for name, rule in named],
        "needs": [[_lists(ways) for ways in of_rule] for of_rule in every],
        "filed": filed,
    }


def _without(idle: set[str], of_rule: Iterable[Ways]) -> list[Ways]:
    """The needs without words that most rules need, which tell little."""
    found = [frozenset(way - idle for way in ways) for ways in of_rule]
    return [ways for ways in found if frozenset() not in ways]


def _words(of_rule: Iterable[Ways]) -> set[str]:
    return {word for ways in of_rule for way in ways for word in way}


def _headings(of_rule: Sequence[Ways], common: Mapping[str, int]) -> set[str]:
    """The rarest words of which a document has one if it meets the needs."""
    choices = [
        {min(sorted(way), key=common.__getitem__) for way in ways} for ways in of_rule
    ]
    return min(choices, key=lambda words: sum(common[w] for w in words), default={""})


def _lists(ways: Ways) -> list[list[str]]:
    return sorted(sorted(way) for way in ways)


def _guarded(rule: Rule) -> Rule:
    """The rule, given what the first steps of its subject select.

    Rules share these (a guest with this machine): they are evaluated once for all.
    """
    guest = "/".join(split(rule.subject, "/")[:3])
    # Most documents are a guest of this kind; it is a second condition that tells.
    if rule.given or guest == rule.subject or "][" not in guest or "|" in rule.subject:
        return rule
    return rule._replace(given=guest)


def _fields(rule: Rule) -> str:
    told = {
        name: value
        for name, value in rule._asdict().items()
        if name not in _UNUSED and value != Rule._field_defaults.get(name)
    }
    return json.dumps(told, separators=(",", ":"))
