"""What the reference is made of: subjects, a page each, and their entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from kbcheck.versions import BETWEEN

FOLDER = "reference"
"""Where the pages of the reference are in the site."""

_UNSAFE = re.compile(r"[^\w.:-]+")


Facts = tuple[tuple[str, str], ...]
"""Pairs of a label and words, in which backticks mark literals."""


class Lookup(NamedTuple):
    """An entry: a setting, a command, an option, an element or an attribute.

    `name` is its name by its place, and with `kind` it stands once; `title` is how it
    is headed on its page, where `anchor` is its id.  What has no `meaning` is listed
    with its neighbours; `depth` is that of its heading.  `see` is a page of the
    sources, `like` an entry that holds the same.
    """

    kind: str
    name: str
    title: str
    anchor: str
    meaning: str = ""
    facts: Facts = ()
    depth: int = 2
    see: str = ""
    like: str = ""


class Subject(NamedTuple):
    """A page of the reference; `area` is the part of the list that has it."""

    page: str
    area: str
    title: str
    lead: str
    entries: tuple[Lookup, ...]
    facts: Facts = ()


def page_called(name: str) -> str:
    """The page of a subject."""
    return f"{FOLDER}/{_UNSAFE.sub('-', name)}"


def placed(entries: Iterable[Lookup]) -> tuple[Lookup, ...]:
    """Entries, the ids of which are names so far, with ids that stand once.

    Where two would be alike, a command has the name before an option, an element before
    an attribute; the other one has a number.
    """
    found = list(entries)
    seen: Counter[str] = Counter()
    ids: dict[int, str] = {}
    # Sorting keeps the order of equals, so numbers go down the page.
    for at in sorted(range(len(found)), key=lambda at: _rank(found[at])):
        anchor = _anchor(found[at].anchor)
        seen[anchor] += 1
        ids[at] = anchor if seen[anchor] == 1 else f"{anchor}.{seen[anchor]}"
    return tuple(e._replace(anchor=ids[at]) for at, e in enumerate(found))


def _rank(entry: Lookup) -> tuple[bool, bool]:
    return not entry.meaning, entry.kind in ("opt", "attr")


def _anchor(name: str) -> str:
    """An id that reads as a name: 'virsh list --all' is virsh-list-all."""
    return re.sub(r"-{2,}", "-", _UNSAFE.sub("-", name)).strip("-") or "entry"


def since_words(since: str, program: str = "libvirt") -> str:
    """What a `since` of the model says."""
    lacks, between, has = since.partition(BETWEEN)
    if not between:
        return f"{program} {since}"
    return f"{program} {has} has it, {lacks} does not; those between were not tried"


def given(*facts: tuple[str, str]) -> Facts:
    """Those of the facts that say something."""
    return tuple(fact for fact in facts if fact[1])


def literals(words: Iterable[str], last: str = " or ") -> str:
    """Words as literals, in a list."""
    *others, end = [f"`{word}`" for word in words] or [""]
    return f"{', '.join(others)}{last}{end}" if others else end


def from_json(found: list[Any]) -> list[Subject]:
    """Subjects, from what JSON makes of them."""

    def pairs(facts: Iterable[Any]) -> Facts:
        return tuple((label, words) for label, words in facts)

    def entry(words: list[Any]) -> Lookup:
        found = Lookup(*words)
        return found._replace(facts=pairs(found.facts))

    return [
        Subject(page, area, title, lead, tuple(map(entry, entries)), pairs(facts))
        for page, area, title, lead, entries, facts in found
    ]
