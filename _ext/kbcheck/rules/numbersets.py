"""Sets of numbers as libvirt writes them: '0-3,8', of virtual CPUs or NUMA cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..numbers import whole_number

NumberSpan = tuple[int, int]

HIGHEST = 16383
"""The greatest number that libvirt reads in a set of CPUs or nodes: seen by running
libvirt 9.0.0, 11.3.0 and 12.9.0."""

_PART = r"\s*([0-9]+)\s*(?:-\s*([0-9]+)\s*)?"


def spans(text: str) -> list[NumberSpan]:
    """The spans of a set, first and last; [] if it is none, or excludes some ('^2').

    They are not spelt out: '0-4294967295' is short, too.
    """
    found: list[NumberSpan] = []
    for part in text.split(","):
        match = re.fullmatch(_PART, part)
        low = whole_number(match[1]) if match else None
        high = whole_number(match[2]) if match and match[2] else low
        if low is None or high is None:
            return []
        found.append((low, high))
    return found


def is_set(text: str) -> bool:
    """Whether libvirt can read the text as a set of numbers."""
    return all(map(_is_part, text.split(",")))


def _is_part(part: str) -> bool:
    span = spans(part.strip().removeprefix("^"))
    if not span or ("^" in part and "-" in part):
        return False
    ((low, high),) = span
    return low <= high <= HIGHEST


def is_empty(text: str) -> bool:
    """Whether a set that libvirt reads excludes all that it names, as '1,^1' does.

    libvirt goes from left to right: '^1' takes away what stands before it, alone.
    """
    if len(text) > 4000:
        return False  # nobody writes that, and the time would grow with the square
    gone: set[int] = set()
    for part in reversed(text.split(",")):
        if part.strip().startswith("^"):
            gone.update(low for low, _ in spans(part.strip()[1:]))
        for low, high in spans(part):
            # Most spans hold more than was excluded: those are not gone through.
            if high - low >= len(gone) or not gone.issuperset(range(low, high + 1)):
                return False
    return True


def beyond(found: Sequence[str], limit: int) -> Iterator[int]:
    """Which of the sets hold a number that is not below the limit."""
    for i, text in enumerate(found):
        if max((high for _, high in spans(text)), default=-1) >= limit:
            yield i


def overlapping(found: Sequence[str]) -> list[int]:
    """Which of the sets hold a number that an earlier one holds."""
    every = sorted((*span, i) for i, text in enumerate(found) for span in spans(text))
    wrong: set[int] = set()
    end, owner = -1, -1
    for low, high, i in every:
        if low <= end and i != owner:
            wrong.add(max(i, owner))
        if high > end:
            end, owner = high, i
    return sorted(wrong)
