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


def bits(text: str) -> int | None:
    """The numbers of a set as bits; None if libvirt cannot read it.

    It goes from left to right: '^2' takes away what stands before it, alone.
    """
    mask = 0
    for part in text.split(","):
        excluded = part.strip().startswith("^")
        span = spans(part.strip().removeprefix("^"))
        if not span:
            return None
        ((low, high),) = span
        if low > high or high > HIGHEST or (excluded and "-" in part):
            return None
        here = (1 << (high - low + 1)) - 1 << low
        mask = mask & ~here if excluded else mask | here
    return mask


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
