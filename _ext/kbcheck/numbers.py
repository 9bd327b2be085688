"""Whole numbers in texts that nobody vouches for."""

from __future__ import annotations

import re

_NUMBER = r"([+-]?)(?:0[xX]([0-9a-fA-F]+)|([0-9]+))"
_MOST_DIGITS = 40
_HUGE: int = 10**_MOST_DIGITS


def whole_number(text: str) -> int | None:
    """The number that a text is, decimal or after 0x; None if it is none.

    One with more than 40 digits counts as 10^40, out of every range: int() needs time
    that grows with the square of the digits, and raises at 4301 of them.
    """
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        return None
    sign, hexadecimal, decimal = match.groups()
    digits = (hexadecimal or decimal).lstrip("0")
    base = 16 if hexadecimal else 10
    size = _HUGE if len(digits) > _MOST_DIGITS else int(digits or "0", base)
    return -size if sign == "-" else size
