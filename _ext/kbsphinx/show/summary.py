"""The few figures that say how far the site is checked."""

from __future__ import annotations

from typing import Any


def summary(parts: dict[str, Any]) -> list[list[Any]]:
    """What is counted, in words, and how many: from the other parts of the tally."""
    several, one, python, excused, none, unchecked = _sums(parts["runs"], 6)
    *came, never = _sums(parts["messages"], 3)
    return [
        ["examples", several + one + python + excused + none + unchecked],
        # The third counts some of the second again; the others add up to the first.
        ["ran, or were read, on real software", several + one],
        ["of these: on two or more versions of libvirt", several],
        ["run by tests of this site: Python", python],
        ["not run on real software, and say why", excused],
        ["checked, and no test runs it yet", none],
        ["checked by nobody", unchecked],
        ["of all: wrong on purpose", len(parts["wrong"])],
        ["of all: right, and not advised", len(parts["against"])],
        ["claims that a test tries", len(parts["claims"])],
        ["wordings of messages and symptoms that were provoked",
         f"{sum(came)} of {sum(came) + never}"],
    ]  # fmt: skip


def _sums(pages: list[Any], columns: int) -> list[int]:
    found = [counts for *_, counts in pages]
    return [sum(column) for column in zip(*found, strict=True)] or [0] * columns
