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
