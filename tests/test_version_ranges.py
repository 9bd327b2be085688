"""Ranges of versions, compared with lists of releases."""

from __future__ import annotations

import operator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbcheck.modelfields import VERSION, check_entry
from kbcheck.modelfile import ModelTable
from kbcheck.problem import ModelError
from kbcheck.versions import (
    NEWEST,
    Release,
    VersionError,
    Versions,
    absences,
    lifetime,
    parse_versions,
    stated,
    version,
)

# All that the ranges of a test can name, with neighbours on both sides.
RELEASES = [(a, b, c) for a in range(4) for b in range(4) for c in range(4)]
COMPARE = {
    "": operator.eq,
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
numbers = st.integers(1, 2)
releases = st.tuples(numbers, numbers, numbers)
parts = st.tuples(st.sampled_from(sorted(COMPARE)), releases)


def written(release: Release) -> str:
    return ".".join(map(str, release))


def among(found: Versions) -> set[Release]:
    """The releases of a range, one by one."""
    return {r for r in RELEASES if found.begin <= r < found.end}


@settings(deadline=None)
@given(st.lists(parts, min_size=1, max_size=3))
def test_a_range_holds_the_releases_that_meet_each_of_its_limits(
    limits: list[tuple[str, Release]],
) -> None:
    """Or it is refused, if there is none."""
    expected = {
        r for r in RELEASES if all(COMPARE[sign](r, limit) for sign, limit in limits)
    }
    text = ", ".join(sign + written(limit) for sign, limit in limits)
    if expected:
        assert among(parse_versions(text)) == expected
        return
    with pytest.raises(VersionError) as found:
        parse_versions(text)
    assert str(found.value) == f"no version is in the range {text!r}"


@st.composite
def ranges(draw: st.DrawFn) -> Versions:
    low, high = sorted(draw(st.lists(releases, min_size=2, max_size=2, unique=True)))
    return parse_versions(f">={written(low)}, <{written(high)}")


@settings(deadline=None)
@given(ranges(), ranges())
def test_ranges_are_compared_as_their_releases_are(
    one: Versions, two: Versions
) -> None:
    assert one.within(two) == (among(one) <= among(two))
    assert one.overlaps(two) == bool(among(one) & among(two))


@settings(deadline=None)
@given(ranges(), ranges())
def test_what_is_not_in_every_release_is_told(life: Versions, asked: Versions) -> None:
    """As too new, as gone, or as both; and only then."""
    told = {check for check, _ in absences("it", life, asked)}
    lacking = among(asked) - among(life)
    expected = {"too-new"} if any(r < life.begin for r in lacking) else set()
    if any(r >= life.end for r in lacking):
        expected.add("removed")
    assert told == expected


def test_missing_numbers_are_0() -> None:
    assert parse_versions("9") == ((9, 0, 0), (9, 0, 1), "9")
    assert parse_versions(" >= 8.0 ,<10")[:2] == ((8, 0, 0), (10, 0, 0))
    assert parse_versions("<=7.6")[:2] == parse_versions("<7.6.1")[:2]
    assert version("9.1") == (9, 1, 0)


def test_without_a_stated_version_all_that_came_is_there_and_all_that_went_is_not() -> (
    None
):
    assert stated("") == NEWEST
    assert list(absences("it", lifetime("9999.0.0"), NEWEST)) == []
    told = list(absences("it", lifetime("0.1.0", "9999.0.0"), NEWEST))
    assert told == [("removed", "it is gone since libvirt 9999.0.0")]


@pytest.mark.parametrize(
    "text",
    ["", "new", "1.2.3.4", "1.x", "=>3", "\uff11", ">=1,", ",", "9.0.0.", "9" * 5000,
     "-1", "1 2", ">= >=1", "9..0", "\u0663.0.0"],
)  # fmt: skip
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(VersionError, match="is not a version; write") as found:
        parse_versions(text)
    assert len(str(found.value)) < 120
    with pytest.raises(VersionError, match="is not a version"):
        version(text)


@pytest.mark.parametrize(
    "text", [">=9, <8", ">8.0.0, <8.0.1", "9.0.0, 9.1.0", "<0", "<=7, >7", "<0.0.0"]
)
def test_a_range_without_a_version_is_refused(text: str) -> None:
    with pytest.raises(VersionError) as found:
        parse_versions(text)
    assert str(found.value) == f"no version is in the range {text!r}"


def test_a_release_of_a_maintenance_branch_counts() -> None:
    assert parse_versions(">8.0.0, <8.0.2")[:2] == ((8, 0, 1), (8, 0, 2))


@pytest.mark.parametrize(
    ("since", "removed"),
    [("5.0", "4.0"), ("5.0", "5.0"), (">=5", ""), ("", "soon"), ("5 ", "")],
)
def test_an_entry_of_the_model_with_wrong_versions_is_a_fault_of_the_model(
    tmp_path: Path, since: str, removed: str
) -> None:
    """Told with the file and the line of the entry."""
    table = tmp_path / "table.toml"
    written = f'since = "{since}"\nremoved = "{removed}"\n'
    table.write_text(f"[keys.one]\n\n[keys.two]\n{written}")
    read = ModelTable(table)
    fields = {"since": VERSION, "removed": VERSION}
    with pytest.raises(ModelError) as found:
        check_entry(read, read.data["keys"]["two"], fields, "keys", "two")
    assert found.value.line in (3, 4, 5)
    assert found.value.message.startswith("two: ")
