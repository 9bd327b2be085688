"""Ranges of libvirt's releases: those a text is for, and those that have an entry.

All is compared here, so that an element, a setting, a command, a URI and a rule are
judged alike: a text must hold for every release that it states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

Release = tuple[int, int, int]

_RELEASE = r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}"
_LIMIT = rf"\s*(?:(>=|<=|==|<|>)\s*)?({_RELEASE})\s*"
_FIRST: Release = (0, 0, 0)
_TODAY: Release = (10_000, 0, 0)  # newer than all that can be written
_NEVER: Release = (10_001, 0, 0)


class VersionError(ValueError):
    """A text is no version or range, or no version is in the range."""


class Versions(NamedTuple):
    """Releases from `begin` on, up to `end`, which is not one of them.

    `text` is how they were stated, or what is known of a `begin` that nobody states.
    Any X.Y.Z may be a release (distributions make their own), so only a range without
    any X.Y.Z is empty, and refused.
    """

    begin: Release
    end: Release
    text: str = ""

    def within(self, others: Versions) -> bool:
        """Whether the others have each of these releases."""
        return others.begin <= self.begin and self.end <= others.end

    def overlaps(self, others: Versions) -> bool:
        """Whether a release is among both."""
        return max(self.begin, others.begin) < min(self.end, others.end)


BETWEEN = ".."
"""Stands between a release that lacks an entry and a newer one that has it."""

NEWEST = Versions(_TODAY, _NEVER)
"""Today's libvirt, which is meant where no version is stated."""


def version(text: str) -> Release:
    """The numbers of 'X.Y.Z'; missing ones are 0.  VersionError if it is no version."""
    if not re.fullmatch(_RELEASE, text):
        raise VersionError(f"{text[:40]!r} is not a version; write 9.0.0")
    major, minor, micro, *_ = *map(int, text.split(".")), 0, 0
    return major, minor, micro


@lru_cache(maxsize=4096)
def parse_versions(text: str) -> Versions:
    """The releases of '9.0.0' or of a range ('>=8.0, <10').

    Missing numbers are 0: '9' is 9.0.0, and '<10' all before 10.0.0.  VersionError if
    the text is neither, or if no version is in the range.
    """
    begin, end = _FIRST, _NEVER
    for part in text.split(","):
        match = re.fullmatch(_LIMIT, part)
        if match is None:
            said = part.strip()[:40]
            raise VersionError(f"{said!r} is not a version; write 9.0.0 or >=8.0")
        low, high = _limits(match[1] or "==", version(match[2]))
        begin, end = max(begin, low), min(end, high)
    if begin >= end:
        raise VersionError(f"no version is in the range {text.strip()!r}")
    return Versions(begin, end, " ".join(text.split()))


def _limits(operator: str, release: Release) -> tuple[Release, Release]:
    """Where the releases begin and end that '>=9.0.0' and the like let through."""
    # Numbers are whole, so each limit can be written with >= and <.
    after = (*release[:2], release[2] + 1)
    begin = {">=": release, ">": after, "==": release}.get(operator, _FIRST)
    end = {"<": release, "<=": after, "==": after}.get(operator, _NEVER)
    return begin, end


def stated(text: str) -> Versions:
    """The releases that a text is for; NEWEST if it states none ('')."""
    return parse_versions(text) if text else NEWEST


@lru_cache(maxsize=4096)
def lifetime(since: str, removed: str = "") -> Versions:
    """The releases that have an entry of the model, by its `since` and `removed`.

    Both may be ''.  A `since` of '9.0.0..11.3.0' says that the first lacks the entry
    and the last has it: what was tried.  Those between are held to have it, since a
    text must not be refused for what nobody knows.  VersionError if one is not X.Y.Z,
    or if none is left.
    """
    lacks, between, has = since.partition(BETWEEN)
    begin = version(lacks) if since else _FIRST
    if between and begin >= version(has):
        raise VersionError(f"{has} is not newer than {lacks}")
    if between:
        begin = _limits(">", begin)[0]
    end = version(removed) if removed else _NEVER
    if begin >= end:
        raise VersionError(f"gone since {removed}, there since {since or '0.0.0'}")
    return Versions(begin, end, since if between else "")


def absences(what: str, life: Versions, asked: Versions) -> Iterator[tuple[str, str]]:
    """(check id, message) if `what` is not there in each of the releases asked for."""
    # Both may hold: a range can reach out of a lifetime on either side.
    if asked.begin < life.begin and life.text:
        lacks, _, has = life.text.partition(BETWEEN)
        yield "too-new", f"{what} is not in libvirt {lacks}; it is in {has}"
    elif asked.begin < life.begin:
        some = "all of " if asked.overlaps(life) else ""
        since = f"is there since libvirt {_written(life.begin)}"
        yield "too-new", f"{what} {since}, not in {some}{asked.text}"
    if asked.end > life.end:
        yield "removed", f"{what} is gone since libvirt {_written(life.end)}"


def _written(release: Release) -> str:
    return ".".join(map(str, release))
