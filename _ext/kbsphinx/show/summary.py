"""The few figures that say how far the site is checked."""

from __future__ import annotations

from typing import Any


def summary(parts: dict[str, Any], wordings: int) -> list[list[Any]]:
    """What is counted, in words, and how many: from the other parts of the tally.

    `wordings` is the number of messages and symptoms that the pages have entries for.
    """
    several, one, python, excused, none, unchecked = _sums(
        row[2] for row in parts["runs"]
    )
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
         f"{len(parts['messages'])} of {wordings}"],
    ]  # fmt: skip


def _sums(rows: Any) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)] or [0] * 6
