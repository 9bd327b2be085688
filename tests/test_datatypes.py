"""Datatypes: numbers of any length, and numbers that are none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbcheck.relaxng.datatypes import datatype, value

LONG = "9" * 5000


@pytest.mark.parametrize(
    ("name", "text", "fits"),
    [
        ("integer", LONG, True),
        ("integer", "-" + LONG, True),
        ("unsignedInt", LONG, False),
        ("nonNegativeInteger", "+" + LONG, True),
        ("nonNegativeInteger", "-" + LONG, False),
        ("unsignedByte", "0" * 5000 + "255", True),
        ("unsignedByte", "0" * 5000 + "256", False),
        ("unsignedByte", "-" + "0" * 5000, True),
        ("unsignedByte", "\u0663", False),
    ],
)
def test_integers_of_any_length(name: str, text: str, fits: bool) -> None:
    """Python refuses to convert more than 4300 digits; XML Schema does not."""
    assert datatype(name, [])[0](text) is fits


RANGES = {
    "integer": ([str(-(2**70)), "+0", "00"], ["", "1.0", "0x1", "- 1", "1 2", "--1"]),
    "nonNegativeInteger": (["0", "-0"], ["-1"]),
    "positiveInteger": (["1"], ["0"]),
    "nonPositiveInteger": (["0"], ["1"]),
    "negativeInteger": (["-1"], ["0"]),
    "long": (["9223372036854775807", "-9223372036854775808"],
             ["9223372036854775808", "-9223372036854775809"]),
    "short": (["32767", "-32768"], ["32768", "-32769"]),
    "byte": (["127", "-128", " 7\n"], ["128", "-129"]),
    "unsignedLong": (["18446744073709551615"], ["18446744073709551616", "-1"]),
    "unsignedInt": (["4294967295"], ["4294967296", "-1"]),
    "unsignedShort": (["65535"], ["65536", "-1"]),
    "unsignedByte": (["255"], ["256", "-1"]),
    "boolean": (["true", "false", "1", "0"], ["", "yes", "True", "10", "\u0661"]),
    "decimal": (["1", "-1.", "+.5", "1.50"], ["", ".", "1e3", "1,5", "\u0661"]),
    "double": (["1e3", "-.5E-3", "INF", "-INF", "NaN"], ["+INF", "e3", "inf"]),
    "float": (["1.5e3"], ["x"]),
    "NCName": (["a-b.c", "_1"], ["", "1a", "a:b", "a b"]),
    "ID": (["a"], ["1"]),
    "IDREF": (["a"], ["1"]),
    "Name": (["a:b", ":a", "_"], ["", "1", "a b"]),
    "NMTOKEN": (["1a:b", "-"], ["", "a b"]),
    "anyURI": (["", "http://a/b c"], ["a\0"]),
    "hexBinary": (["", "0aF1"], ["0", "0g"]),
    "base64Binary": (["YWJj", "YQ=="], ["YQ-="]),
    "language": (["en", "de-AT-1996"], ["", "12", "en_GB", "verylongs"]),
    "token": (["", "a\nb"], []),
    "normalizedString": (["", " a\nb "], []),
    "string": (["", " a "], []),
    "dateTime": (
        ["2026-01-31T12:00:00", "2024-02-29T23:59:59.5Z", "-0044-03-15T00:00:00+01:00",
         "12026-01-31T12:00:00", "10000-02-29T12:00:00"],
        ["2026-02-30T12:00:00", "12026-02-29T12:00:00", "2026-01-31",
         "2026-13-01T00:00:00",
         "2026-01-31T25:00:00", "2026-01-31T12:00:00+1", "x"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RANGES)
def test_what_a_type_admits(name: str) -> None:
    test, (right, wrong) = datatype(name, [])[0], RANGES[name]
    assert [text for text in (*right, *wrong) if test(text)] == right


FACETS = [
    ("string", {"length": "2"}, ["ab", "é "], ["a", "abc"], "text of 2 characters"),
    ("string", {"minLength": "1"}, ["a"], [""], "text that is not empty"),
    ("token", {"minLength": "2"}, ["ab"], ["a", "a "], "text of at least 2 characters"),
    ("token", {"maxLength": "2"}, ["ab", " ab "], ["abc"],
     "text of at most 2 characters"),
    ("hexBinary", {"length": "2"}, ["0a0b"], ["0a", "0a0b0c"],
     "hexadecimal digits in pairs of 2 characters"),
    ("string", {"pattern": "a|b"}, ["a", "b"], ["ab", "ab\n", ""],
     "text matching a|b"),
    ("string", {"pattern": "a{60}" + "b?" * 30}, ["a" * 60], ["a"],
     "text of a fixed form"),
    ("int", {"minInclusive": "2", "maxInclusive": "4"}, ["2", "4"], ["1", "5"],
     "a whole number from 2 to 4"),
    ("integer", {"minExclusive": "2", "maxExclusive": "4"}, ["3"], ["2", "4"],
     "a whole number from 3 to 3"),
    ("unsignedByte", {"minExclusive": "-5", "maxExclusive": "999"}, ["0", "255"],
     ["-1", "256"], "a whole number from 0 to 255"),
    ("unsignedByte", {"minInclusive": "-5", "maxInclusive": "999"}, ["0", "255"],
     ["-1", "256"], "a whole number from 0 to 255"),
    ("integer", {"minInclusive": "2", "maxInclusive": "4"}, ["2", "4"], ["1", "5"],
     "a whole number from 2 to 4"),
    ("integer", {}, ["7"], ["x"], "a whole number"),
    ("dateTime", {}, ["2026-01-31T12:00:00Z"], ["x"],
     "a date and time, such as 2026-01-31T12:00:00Z"),
    ("long", {}, ["7"], ["x"], "a whole number from -9223372036854775808"),
    ("decimal", {"minInclusive": "1.5", "maxInclusive": "2.5"}, ["1.5", "2.5"],
     ["1.4", "2.6"], "a decimal number, minInclusive 1.5, maxInclusive 2.5"),
    ("double", {"minExclusive": "1.5", "maxExclusive": "2.5"}, ["2", "2e0"],
     ["1.5", "2.5", "NaN", "INF", "-INF"],
     "a number, minExclusive 1.5, maxExclusive 2.5"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "facets", "right", "wrong", "label"), FACETS)
def test_what_facets_leave_and_how_that_is_told(
    name: str, facets: dict[str, str], right: list[str], wrong: list[str], label: str
) -> None:
    test, told = datatype(name, list(facets.items()))
    assert [text for text in (*right, *wrong) if test(text)] == right
    assert told == label


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        (r"\i\c*", ["a-b", "_"], ["1"]),
        (r"[\i][\c]+", ["a-b", ":1"], ["1a", "ab\n"]),
        (r"a\sb[\s]", ["a b\t"], ["a\u00a0b "]),
        ("^a$", ["^a$"], ["a"]),
        ("a.b", ["a.b", "a\tb"], ["a\nb", "a\rb"]),
        ("[.^$]+", [".^$"], ["a"]),
        ("[^a]", ["b"], ["a", "^^"]),
        ("[[a]+", ["[a"], ["]"]),
        (r"\[\d{2}\]", ["[12]"], ["12"]),
    ],
)
def test_patterns_are_those_of_xml_schema(
    pattern: str, right: list[str], wrong: list[str]
) -> None:
    test = datatype("string", [("pattern", pattern)])[0]
    assert [text for text in (*right, *wrong) if test(text)] == right


def test_a_fixed_integer_is_compared_with_long_ones() -> None:
    test = value("int", "07")
    assert test("7")
    assert test("0" * 5000 + "7")
    assert not test(LONG)


@pytest.mark.parametrize("facet", ["minInclusive", "maxExclusive"])
@pytest.mark.parametrize("text", ["NaN", "1e" + LONG, "1e-" + LONG])
def test_what_has_no_order_is_in_no_range(facet: str, text: str) -> None:
    assert datatype("double", [(facet, "5")])[0](text) in (True, False)
    assert not datatype("double", [(facet, "5")])[0]("NaN")


@given(st.integers(-(2**70), 2**70), st.sampled_from(["", "+", "0", "000"]))
def test_integers_are_in_the_bounds_of_their_type(number: int, before: str) -> None:
    text = f"-{before.strip('+')}{-number}" if number < 0 else f"{before}{number}"
    assert datatype("int", [])[0](text) == (-(2**31) <= number < 2**31)
    bound = [("maxInclusive", "100")]
    assert datatype("decimal", bound)[0](text) == (Decimal(text) <= 100)
