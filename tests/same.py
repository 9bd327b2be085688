"""Compares two runs of the tests, as `make same` makes them: with workers, without."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

ENDS = ("failure", "error", "skipped")
"""How an item ends that does not pass, as JUnit's reports say it."""

Outcomes = Counter[tuple[str, str, str]]
"""Module, item and outcome."""


def outcomes(report: Path) -> Outcomes:
    """What a report of pytest says of each item."""
    cases = ElementTree.parse(report).iter("testcase")
    return Counter(
        (case.get("classname", ""), case.get("name", ""), _end(case)) for case in cases
    )


def _end(case: Iterable[ElementTree.Element]) -> str:
    return next((part.tag for part in case if part.tag in ENDS), "passed")


def differences(one: Outcomes, other: Outcomes) -> list[str]:
    """A line for each item that only one of two runs has, or that ended otherwise."""
    both = [
        (one - other, "in the first run only"),
        (other - one, "in the second run only"),
    ]
    return [
        f"{module}::{item}: {outcome}, {run}"
        for found, run in both
        for module, item, outcome in sorted(found)
    ]


if __name__ == "__main__":
    first, second = (outcomes(Path(name)) for name in sys.argv[1:])
    told = differences(first, second)
    print(*told, sep="\n", end="\n" if told else "")
    print(f"{first.total()} and {second.total()} items, {len(told)} differences")
    sys.exit(bool(told) or not first)
