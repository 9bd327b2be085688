"""The work of a rule grows with its document: no path looks back from each of many.

What an XPath does inside lxml, or in a browser, nothing here can count.  So it is the
text of the paths that is looked at.
"""

from __future__ import annotations

import re
from itertools import product

import pytest

from kbcheck import check
from kbcheck.guides import guides, source
from kbcheck.request import Request
from kbcheck.rules import Rule, judge, load_driver
from kbcheck.rules.rule import PATHS

AXES = re.compile(r"(preceding|following)(-sibling)?::")
RULES = [*load_driver().rules, *(r for g in guides().values() for r in g.rules)]
GUEST = (
    "<domain type='kvm'><name>a</name><memory>1048576</memory>"
    "<os><type>hvm</type></os><devices>{}</devices></domain>"
)
LEASE = "<lease><lockspace>a</lockspace><key>{0}</key><target path='/{0}'/></lease>"
DISK = "<disk type='file'><source file='/{0}'/><target dev='vd{1}'/>{2}</disk>"


def in_predicates(path: str) -> str:
    """What of a path stands between [ and ]: it is evaluated for each node."""
    depth, found = 0, ""
    for letter in path:
        depth -= letter == "]"
        found += letter if depth else " "
        depth += letter == "["
    return found


def test_no_predicate_looks_at_all_siblings() -> None:
    assert len(RULES) > 400
    assert [
        (rule.id, field)
        for rule in RULES
        for field in PATHS
        if AXES.search(in_predicates(getattr(rule, field)))
    ] == []


@pytest.mark.parametrize(
    "path", ["disk[preceding-sibling::disk]", "a[b[count(following::c) > 1]]/d"]
)
def test_such_a_path_is_seen(path: str) -> None:
    assert AXES.search(in_predicates(path))
    assert not AXES.search(in_predicates("disk[8]/following-sibling::disk[1]"))


def refused(devices: list[str]) -> int | None:
    """The device that comes after eight leases, counted as sanlock does."""
    leases = sum(device == "lease" for device in devices)
    before = leases
    places = []
    for at, device in enumerate(devices):
        if device in ("disk", "read"):
            if before > 7:
                places.append(at)
            before += device == "disk"
        elif devices[: at + 1].count("lease") == 9:
            places.append(at)
    return min(places, default=None)


def spelt(kind: str, at: int) -> str:
    if kind == "lease":
        return LEASE.format(at)
    return DISK.format(at, chr(ord("a") + at), "<readonly/>" if kind == "read" else "")


def rule(name: str) -> Rule:
    return next(rule for rule in RULES if rule.id == name)


@pytest.mark.parametrize("leases", [0, 1, 7, 8, 9])
def test_the_place_after_eight_leases(leases: int) -> None:
    """Counted from the front, the same disk is told as by counting back from each."""
    for disks, read, turn in product((0, 1, 7, 8, 9), (0, 1), (0, 1, 2)):
        ordered = ["read"] * read + ["disk"] * disks + ["lease"] * leases
        ordered += ["read"] * read
        devices = ordered[turn * 4 :] + ordered[: turn * 4]
        lines = [f"\n{spelt(kind, at)}" for at, kind in enumerate(devices)]
        text = GUEST.format("".join(lines))
        assert check(Request(text, "domain")).valid, text
        document = source("", text, "domain", example=False)
        assert document
        found = [p.line - 2 for p in judge([rule("SLK-017")], [document])]
        wanted = refused(devices)
        assert found == ([] if wanted is None else [wanted]), devices
