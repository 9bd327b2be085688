"""The XML Schema datatypes, with their facets, as tests on strings.

Covered are the types that RELAX NG schemas of configuration formats use: strings,
names, booleans, integers and decimals, dates, URIs.  Source of the lexical rules:
XML Schema Part 2 (W3C, 2004).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..numbers import whole_number
from .xsdregex import translate

Predicate = Callable[[str], bool]
Parameters = list[tuple[str, str]]

_SPACE = re.compile(r"[ \t\r\n]+")
_INTEGER = re.compile(r"[+-]?[0-9]+\Z")
_DATE_TIME = (  # compiled where there is one, in snapshots
    r"(?a:-?[0-9]*([0-9]{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?"
    r"(Z|[+-]\d\d:\d\d)?)\Z"
)

_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}

_LEXICAL = {
    "boolean": (r"true|false|1|0", "true, false, 1 or 0"),
    "decimal": (r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", "a decimal number"),
    "double": (
        r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN",
        "a number",
    ),
    "NCName": (r"[^\W\d][\w.\-]*", "a name without a colon"),
    "Name": (r"(?:[^\W\d]|:)[\w.\-:]*", "a name"),
    "NMTOKEN": (r"[\w.\-:]+", "a name token"),
    "anyURI": (r"[^\x00]*", "a URI"),
    "hexBinary": (r"([0-9a-fA-F]{2})*", "hexadecimal digits in pairs"),
    "base64Binary": (r"[A-Za-z0-9+/= ]*", "base64 text"),
    "token": (r"(?s:.*)", "text"),
    "normalizedString": (r"(?s:.*)", "text"),
    "language": (r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", "a language tag"),
}
_LEXICAL["float"] = _LEXICAL["double"]
_LEXICAL["ID"] = _LEXICAL["IDREF"] = _LEXICAL["NCName"]


class DatatypeError(ValueError):
    """The grammar names a datatype or a facet that does not exist here."""


def collapse(text: str) -> str:
    """The text with runs of white space made one blank, and none at the ends."""
    return _SPACE.sub(" ", text).strip(" ")


def datatype(name: str, parameters: Parameters) -> tuple[Predicate, str]:
    """The test and the label of an XML Schema datatype with its facets.

    DatatypeError for an unknown type or facet.
    """
    keep_space = name == "string"
    tests, label = _base(name, parameters)
    for facet, value in parameters:
        test, words = _facet(name, facet, value)
        if test is not None:
            tests.append(test)
        label += words

    def check(text: str) -> bool:
        text = text if keep_space else collapse(text)
        return all(test(text) for test in tests)

    return check, label


def value(name: str, literal: str) -> Predicate:
    """The test for one fixed value of a datatype ('' or 'token' collapses blanks)."""
    if name == "string":
        return lambda text: text == literal
    wanted = collapse(literal)
    if name in _RANGES:
        # The number counts, not how it is written: 08 is 8, as XML Schema has it.
        number = int(wanted)
        return lambda text: _integer(collapse(text)) == number
    if " " in wanted:
        return lambda text: collapse(text) == wanted
    # Most texts are none of an enumeration's words, and to find one in a text is cheap.
    return lambda text: wanted in text and collapse(text) == wanted


def _base(name: str, parameters: Parameters) -> tuple[list[Predicate], str]:
    if name == "string":
        return [], "text"
    if name in _RANGES:
        low, high = _bounds(name, parameters)
        return [_range_test(low, high)], _range_label(low, high)
    if name == "dateTime":
        return [_is_date_time], "a date and time, such as 2026-01-31T12:00:00Z"
    if name in _LEXICAL:
        expression, label = _LEXICAL[name]
        flags = re.ASCII if name in ("boolean", "decimal", "double") else 0
        pattern = re.compile(f"(?:{expression})\\Z", flags)
        return [lambda text: pattern.match(text) is not None], label
    raise DatatypeError(f"no datatype xsd:{name} here; known are string, dateTime, "
                        + ", ".join([*_RANGES, *_LEXICAL]))  # fmt: skip


def _bounds(name: str, parameters: Parameters) -> tuple[int | None, int | None]:
    low, high = _RANGES[name]
    for facet, text in parameters:
        if facet == "minInclusive":
            low = int(text) if low is None else max(low, int(text))
        elif facet == "minExclusive":
            low = int(text) + 1 if low is None else max(low, int(text) + 1)
        elif facet == "maxInclusive":
            high = int(text) if high is None else min(high, int(text))
        elif facet == "maxExclusive":
            high = int(text) - 1 if high is None else min(high, int(text) - 1)
    return low, high


def _range_test(low: int | None, high: int | None) -> Predicate:
    def check(text: str) -> bool:
        number = _integer(text)
        if number is None:
            return False
        return (low is None or number >= low) and (high is None or number <= high)

    return check


def _integer(text: str) -> int | None:
    """The number that a text is, without the 0x that XML Schema does not know."""
    return whole_number(text) if _INTEGER.match(text) else None


def _range_label(low: int | None, high: int | None) -> str:
    label = "a whole number"
    if low is not None:
        label += f" from {low}"
    if high is not None and high < 2**63 - 1:  # nobody has that many
        label += f" to {high}"
    return label


def _is_date_time(text: str) -> bool:
    match = re.match(_DATE_TIME, text)
    if match is None:
        return False
    from datetime import datetime

    try:
        # Python knows the years 1 to 9999. The calendar repeats each 400 years, so the
        # last four digits of a longer year tell the same, and 400 tells for 0000.
        datetime(int(match[1]) or 400, *(int(match[i]) for i in range(2, 7)))  # type: ignore[arg-type]
    except ValueError:
        return False
    return True


def _facet(name: str, facet: str, value: str) -> tuple[Predicate | None, str]:
    """The test of one facet and what it adds to the label."""
    if facet == "pattern":
        words = f" matching {value}" if len(value) < 60 else " of a fixed form"
        return _pattern_test(value), words
    if facet in ("length", "minLength", "maxLength"):
        return _length(name, facet, int(value))
    if facet in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"):
        if name in _RANGES:  # already in the bounds
            return None, ""
        return _decimal_bound(facet, value), f", {facet} {value}"
    raise DatatypeError(f"no facet {facet} here")


def _pattern_test(pattern: str) -> Predicate:
    """The test of a pattern, compiled when first needed: most never are."""
    compiled: list[re.Pattern[str]] = []

    def check(text: str) -> bool:
        if not compiled:
            compiled.append(re.compile(f"(?:{translate(pattern)})\\Z"))
        return compiled[0].match(text) is not None

    return check


def _length(name: str, facet: str, size: int) -> tuple[Predicate, str]:
    unit = {"hexBinary": 2}.get(name, 1)
    if facet == "length":
        return lambda text: len(text) == size * unit, f" of {size} characters"
    if facet == "minLength":
        words = " that is not empty" if size == 1 else f" of at least {size} characters"
        return lambda text: len(text) >= size * unit, words
    return lambda text: len(text) <= size * unit, f" of at most {size} characters"


def _decimal_bound(facet: str, text: str) -> Predicate:
    from decimal import Decimal, InvalidOperation

    bound = Decimal(text)

    def check(text: str) -> bool:
        try:
            number = Decimal(text.replace("INF", "Infinity"))
        except InvalidOperation:  # an exponent of many digits
            return False
        if number.is_nan():  # it has no order
            return False
        if facet == "minInclusive":
            return number >= bound
        if facet == "maxInclusive":
            return number <= bound
        return number > bound if facet == "minExclusive" else number < bound

    return check
