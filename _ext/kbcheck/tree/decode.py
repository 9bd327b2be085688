"""Bytes of a file -> text, by the encoding that the file declares."""

from __future__ import annotations

import codecs
import re

from ..problem import Problem, problem, too_large

_DECLARED = rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]{1,40})["']"""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A closed list: Python knows encodings, such as UTF-7, in which bytes that look
# harmless are a '<' to it, and none to other readers.
_ALLOWED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "iso-8859-15": "iso8859-15",
    "latin1": "latin-1",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
}


def decode(data: bytes) -> str | Problem:
    """The text of a file, or the problem that keeps it from being read.

    A byte order mark wins over a declaration that agrees with it; one that does not
    agree is refused, since readers would disagree on what the file says.
    """
    # Before anything is decoded: a text can be four times as large in memory.
    large = too_large(data)
    if large:
        return large
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", ""))
    # Compiled for the few that declare anything.
    match = b"<?xml" in data and re.match(_DECLARED, data[len(mark) :])
    name = match[1].decode("ascii", "replace").lower() if match else ""
    if name and name not in _ALLOWED:
        return problem("unsafe", 1, 1, f"the encoding {name!r} is not accepted",
                       "write the file in UTF-8")  # fmt: skip
    if name == "utf-16" and not encoding.startswith("utf-16"):
        return problem("unsafe", 1, 1, "declared as utf-16, but its bytes are not")
    if encoding and name not in ("", "utf-8", "utf8") and "16" not in name:
        return problem("unsafe", 1, 1, f"the byte order mark and {name!r} disagree")
    return _decode(data[len(mark) :], encoding or _ALLOWED.get(name, "utf-8"))


def _decode(data: bytes, encoding: str) -> str | Problem:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        column = err.start - data.rfind(b"\n", 0, err.start)
        message = f"the byte 0x{data[err.start]:02x} is not {encoding}"
        return problem("syntax", line, column, message, "write the file in UTF-8")
