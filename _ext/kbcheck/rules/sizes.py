"""Numbers and sizes of memory as libvirt writes them."""

from __future__ import annotations

import re
from functools import lru_cache

from ..numbers import whole_number

# libvirt's units of memory: KB is 1000 bytes, K and KiB 1024; a bare number is in KiB.
_SIZE = r"([0-9]+)\s*([A-Za-z]*)"
_UNITS = {"": 1024, "b": 1, "byte": 1, "bytes": 1}
for _power, _letter in enumerate("kmgtpe", 1):
    _UNITS[_letter] = _UNITS[f"{_letter}ib"] = 1024**_power
    _UNITS[f"{_letter}b"] = 1000**_power


def number(text: str) -> int | None:
    """A decimal or 0x number; None if the text is none."""
    return whole_number(text.strip())


@lru_cache(maxsize=256)  # most are buses and slots, which are few
def as_number(word: str) -> str:
    """The same for '0x0a', '10' and ' 10'; an absent part of an address counts as 0."""
    value = number(word or "0")
    return word if value is None else str(value)


def kib(text: str) -> int | None:
    """A size such as '4 GiB' in KiB, KiB without a unit; None if it is none."""
    size = in_bytes(text)
    return None if size is None else size // 1024


def in_bytes(text: str) -> int | None:
    """A size such as '4 GiB' in bytes; None if it is none."""
    match = re.fullmatch(_SIZE, text.strip())
    size = whole_number(match[1]) if match else None
    if match is None or size is None or match[2].lower() not in _UNITS:
        return None
    return size * _UNITS[match[2].lower()]


def decoded(base64_text: str) -> int:
    """How many bytes the text holds, which may have blanks; -1 if it is no base64."""
    import base64

    try:
        return len(base64.b64decode("".join(base64_text.split()), validate=True))
    except ValueError:  # binascii.Error is one, as is that for other letters
        return -1
