"""libvirt versions: 'X.Y.Z', ranges such as '>=8.0', and what is newer than them."""

from __future__ import annotations

import re

_RANGE = re.compile(r"\s*(>=|<=|==|<|>)?\s*([0-9]+(?:\.[0-9]+){0,2})\s*")

Version = tuple[int, int, int]


def version(text: str) -> Version:
    """The numbers of a version; missing ones are 0.  ValueError if it is none."""
    parts = text.strip().split(".")
    if not 1 <= len(parts) <= 3 or not all(p.isascii() and p.isdigit() for p in parts):
        raise ValueError(f"{text!r} is not a version; write it as 9.0.0")
    numbers = [int(p) for p in parts] + [0, 0]
    return numbers[0], numbers[1], numbers[2]


def oldest(text: str) -> Version | None:
    """The oldest version in a range ('>=8.0, <10' or '9.0.0'); None if it has none.

    ValueError if the text is not a version or a range.
    """
    found: Version | None = None
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"{part.strip()!r} is not a version; write 9.0.0 or >=8.0")
        if match[1] in (None, "==", ">=", ">"):
            found = version(match[2])
    return found


NEWEST: Version = (999, 0, 0)
"""Stands for the newest libvirt, where no version is stated."""

_COMPARE = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
}


def satisfies(found: Version, versions: str) -> bool:
    """Whether a version is in a range such as '>=6.9, <10.5'."""
    for part in versions.split(","):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise ValueError(f"{part.strip()!r} is not a version; write 9.0.0 or >=8.0")
        if not _COMPARE[match[1] or "=="](found, version(match[2])):
            return False
    return True


def newest(text: str) -> Version:
    """The newest version in a range; NEWEST if it is open."""
    found = NEWEST
    for part in text.split(","):
        match = _RANGE.fullmatch(part)
        if match and match[1] in (None, "==", "<=", "<"):
            found = min(found, version(match[2]))
            found = _before(found) if match[1] == "<" else found
    return found


def _before(found: Version) -> Version:
    """A version that is older, and newer than all releases that are older."""
    major, minor, micro = found
    if micro:
        return major, minor, micro - 1
    return (major, minor - 1, 999) if minor else (major - 1, 999, 999)


def ends(versions: str) -> tuple[Version, ...]:
    """The oldest and the newest version of a range; (NEWEST,) for ''."""
    if not versions:
        return (NEWEST,)
    low, high = oldest(versions), newest(versions)
    return (high,) if low is None or low == high else (low, high)
