"""Where an XML declaration is at fault: at the place where expat says so."""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[ \t\r\n]*")
_NAME = re.compile(r"[!-<>-\x7f]*")
_VALUE = re.compile(r"[A-Za-z0-9._\-]*")
_LETTER = re.compile("[A-Za-z]")
_PARTS = ("version", "encoding", "standalone")


class _Fault(Exception):
    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at


def declaration_fault(text: str, at: int) -> int:
    """Where a declaration is wrong that is read from a place on; -1 if it is right.

    The text ends where the declaration's '?>' begins.
    """
    try:
        _read(text, at)
    except _Fault as fault:
        return fault.at
    return -1


def _read(text: str, at: int) -> None:
    """Read what follows the name; _Fault where it is no declaration."""
    known = 0
    while (begin := _past_blanks(text, at)) < len(text):
        if begin == at:
            raise _Fault(at)
        name, start, end = _part(text, begin)
        if name not in _PARTS[known : known + 1 if known == 0 else 3]:
            raise _Fault(begin)
        known = _PARTS.index(name) + 1
        _check_value(name, text, start, end)
        at = end + 1
    if known == 0:
        raise _Fault(at)


def _past_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _part(text: str, begin: int) -> tuple[str, int, int]:
    """A name, and where its value begins and ends."""
    found = _NAME.match(text, begin)
    end = found.end() if found else begin
    equals = _past_blanks(text, end)
    if end == begin or text[equals : equals + 1] != "=":
        raise _Fault(equals)
    quote = _past_blanks(text, equals + 1)
    if text[quote : quote + 1] not in ("'", '"'):
        raise _Fault(quote)
    value = _VALUE.match(text, quote + 1)
    last = value.end() if value else quote + 1
    if text[last : last + 1] != text[quote]:
        raise _Fault(last)
    return text[begin:end], quote + 1, last


def _check_value(name: str, text: str, start: int, end: int) -> None:
    value = text[start:end]
    if name == "encoding" and not _LETTER.match(value):
        raise _Fault(start)
    if name == "standalone" and value not in ("yes", "no"):
        raise _Fault(start)
