"""Assignments as the shell reads them: `NAME="value"`, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..suggest import clipped
from ..tree import is_hole
from .conf import BadSyntax
from .findings import Findings

_BLANK = re.compile(r"[ \t\r\n]+|#[^\n]*")
_NAME = re.compile(r"(?:export[ \t]+)?([A-Za-z_]\w*)(\+?=)")
_LOOSE = re.compile(r"([A-Za-z_]\w*)(?:[ \t]+=|[ \t]*=[ \t]+(?=\S))")
_VALUE = re.compile(
    r"(?:'[^']*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|\$\([^()\n]*\)|\\.|[^\s'\"`\\;#]|(?<=\S)\#)*",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\$\{?(\w+)")
_TYPOGRAPHIC = tuple("\u201c\u201d\u201e\u2018\u2019")
_REST = re.compile(r"[^\n]*")
_OTHER = re.compile(r"(export|unset|source|if|then|else|fi|case|esac|test)\b|[.\[]\s")


class Assignment(NamedTuple):
    """A variable and its value; the value is what stands in the quotes around it.

    `adds` says that it goes on with what the variable held before.
    """

    name: str
    value: str
    offset: int
    value_offset: int
    adds: bool = False


def check_line_ends(
    text: str, findings: Findings, reader: str = "the shell", part: str = "the value"
) -> None:
    """Tell lines that end in CR LF, of a file whose reader keeps the CR."""
    at = text.find("\r\n")
    if at >= 0:
        message = f"the line ends in CR LF, and {reader} takes CR as part of {part}"
        findings.add("syntax", at, message, "write the file with the line ends of Unix")


def scan_assignments(
    text: str, *, example: bool, shell: bool = False
) -> Iterator[Assignment | BadSyntax]:
    """The assignments and faults of a text, in order.

    With `shell`, the shell reads the file, not systemd: comments may follow values,
    and other statements may stand between assignments.
    """
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at)
        if blank:
            at = blank.end()
            continue
        rest = _rest(text, at)
        # Other statements of the shell are passed over: what they do to a variable
        # cannot be told without running them.
        if (example and is_hole(rest)) or (shell and _OTHER.match(text, at)):
            at += len(rest)
            continue
        item, at = _assignment(text, at, shell)
        yield item


def _assignment(text: str, at: int, shell: bool) -> tuple[Assignment | BadSyntax, int]:
    match = _NAME.match(text, at)
    line_end = at + len(_rest(text, at))
    if match is None:
        return _no_assignment(text, at), line_end
    name, start = match[1], match.end()
    value = _VALUE.match(text, start)
    end = value.end() if value else start
    fault = _after(text, name, start, end)
    if text[start : start + 1] in _TYPOGRAPHIC:
        return _typographic(name, start), line_end
    # To the shell a '#' behind blanks begins a comment; to systemd it is a part of the
    # value.
    if fault and not (shell and text.startswith("#", fault.offset)):
        return fault, max(line_end, end)
    raw = text[start:end]
    quoted = len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "'\""
    inner = 1 if quoted else 0
    value_text = raw[inner : len(raw) - inner]
    adds = match[2] == "+=" or name in _VARIABLE.findall(raw)
    return Assignment(name, value_text, at, start + inner, adds), end


def _typographic(name: str, at: int) -> BadSyntax:
    message = f"the value of '{clipped(name)}' stands in typographic quotes"
    return BadSyntax(at, message, "write them as \" or '; these count as text")


def _after(text: str, name: str, start: int, end: int) -> BadSyntax | None:
    """What is wrong with what follows a value on its line."""
    after = _rest(text, end)
    rest = after.strip()
    at = end + len(after) - len(after.lstrip())
    if not rest or rest.startswith(";"):
        return None
    if rest[0] in "'\"`":
        return BadSyntax(at, f"the value of '{clipped(name)}' has no closing {rest[0]}")
    if rest[0] == "#":
        message = f"a comment follows the value of '{clipped(name)}'"
        return BadSyntax(at, message, "systemd takes it as part of the value")
    said = text[start:end] + " " + rest
    hint = f'write {clipped(name)}="{said[:40]}"'
    if text[start] in "'\"":
        hint = "put it inside of the quotes, or on a line of its own"
    return BadSyntax(at, f"'{rest[:40]}' follows the value of '{clipped(name)}'", hint)


def _no_assignment(text: str, at: int) -> BadSyntax:
    loose = _LOOSE.match(text, at)
    if loose:
        message = f"'{clipped(loose[1])}' has blanks around its '='"
        return BadSyntax(at, message, f"write {clipped(loose[1])}=…")
    said = _rest(text, at).strip()[:40]
    return BadSyntax(at, f"'{said}' is not an assignment NAME=VALUE")


def _rest(text: str, at: int) -> str:
    match = _REST.match(text, at)
    return match[0] if match else ""
