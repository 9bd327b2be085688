"""Finds entries of the reference by name: in full, or by the end of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from kbcheck.suggest import did_you_mean, listing, nearest

from .catalogue import subjects
from .subject import Lookup

PageEntry = tuple[str, Lookup]
"""An entry, and the page that has it."""

ROLES = {
    "elem": ("element", ("elem",)),
    "attr": ("attribute", ("attr",)),
    "conf": ("setting", ("conf",)),
    "cmd": ("command", ("cmd", "opt")),
}
"""Role -> what it names, and the kinds of entries that it may mean."""


@cache
def entries(role: str) -> dict[str, PageEntry]:
    """Name in full -> the entry, of those that a role may mean."""
    kinds = ROLES[role][1]
    return {entry.name: (subject.page, entry) for subject in subjects()
            for entry in subject.entries if entry.kind in kinds}  # fmt: skip


@cache
def _endings(role: str) -> dict[str, list[str]]:
    """End of a name -> the names in full."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in entries(role):
        at = name.find("/")
        while at >= 0:
            found[name[at + 1 :]].append(name)
            at = name.find("/", at + 1)
    return found


def meant(role: str, name: str) -> list[str]:
    """The names in full that one may mean: of several the one of the least depth."""
    if name in entries(role):
        return [name]
    found = _endings(role).get(name, [])
    least = min((full.count("/") for full in found), default=0)
    return [full for full in found if full.count("/") == least]


def find(role: str, name: str) -> PageEntry | None:
    """The entry of a name; None if there is none, or if it may be one of several."""
    found = meant(role, name)
    return entries(role)[found[0]] if len(found) == 1 else None


def told(role: str, name: str) -> str:
    """Why a name leads nowhere, and what else may be meant."""
    what = ROLES[role][0]
    if several := meant(role, name):
        return f"the {what} '{name}' may be {listing(several)}; write more of it"
    return missing(what, name, [*entries(role), *_endings(role)])


def missing(what: str, name: str, known: Iterable[str]) -> str:
    """That there is no such name, with a guess at what was meant."""
    guess = did_you_mean(nearest(name, known))
    return f"there is no {what} '{name}'" + (f"; {guess}" if guess else "")
