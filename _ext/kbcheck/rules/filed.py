"""Rules filed by words, so that a document meets only those that may speak of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from .rule import Rule


class Kept(TypedDict):
    """Filed rules as JSON.

    `rules` holds for each the name of its file and the fields that judging reads, as
    JSON again: few are made.  `needs` is what `needs()` says of each.  `filed` has the
    rules below words: a document that meets the needs of a rule has a word that the
    rule is filed under; '' stands for a rule that needs none.
    """

    rules: list[tuple[str, str]]
    needs: list[list[list[list[str]]]]
    filed: dict[str, list[int]]


class FiledRules:
    """The rules of a folder, without what only people read.

    Each is made when a document first asks for it.
    """

    def __init__(self, folder: Path, kept: Kept) -> None:
        self._folder, self._kept = folder, kept
        self._made: dict[int, Rule] = {}

    def about(self, words: set[str]) -> list[Rule]:
        """The rules that may speak of a document with this vocabulary."""
        filed, needs = self._kept["filed"], self._kept["needs"]
        found = {at for word in filed.keys() & words for at in filed[word]}
        found.update(filed.get("", ()))  # those that need nothing
        return [self._rule(at) for at in sorted(found) if _met(needs[at], words)]

    def _rule(self, at: int) -> Rule:
        if at not in self._made:
            name, fields = self._kept["rules"][at]
            file = f"{self._folder}/{name}"  # faster than a Path
            self._made[at] = Rule(title="", **json.loads(fields), file=file)
        return self._made[at]


def _met(needs: list[list[list[str]]], words: set[str]) -> bool:
    for ways in needs:
        for way in ways:
            if words.issuperset(way):
                break
        else:
            return False
    return True
