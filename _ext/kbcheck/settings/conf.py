"""libvirt's own configuration syntax: `key = value`, strings, numbers, lists.

The scanner takes what the daemons take (seen on libvirt 9.0.0 and 12.9.0): single and
triple quotes, a comment or ';' after a value, signs of numbers, a trailing comma in a
list, but no comment there.
It goes on after a fault, at the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..numbers import whole_number
from ..suggest import clipped
from .conffaults import BadSyntax as BadSyntax
from .conffaults import ConfError, no_value, not_closed, not_parted

# Between settings ';' and comments are nothing; between the items of a list they are
# faults.
_SKIP = re.compile(r"(?:[ \t\r\n;]+|\#[^\n]*)*")
_LIST_SKIP = re.compile(r"[ \t\r\n]*")
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_.\-]*)")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_COLON = re.compile(r"[ \t]*(:=?|\+=)")
_VALUE = re.compile(
    r'"""(?P<triple>.*?)"""|"(?P<double>[^"\n]*)"|\'(?P<single>[^\'\n]*)\''
    r"|(?P<number>[+-]?[0-9]+)(?![\w.])",
    re.DOTALL,
)
_REST = re.compile(r"[^\n;#]*")
_HOLE = re.compile(r"\.\.\.|…")
_IN_LIST = re.compile(r"""(?:"[^"\n]*"|'[^'\n]*'|\#[^\n]*|[^\]"'\#\n]|["'])*+""")
_LINE_END = re.compile(r"[ \t\r]*(?=[\n;#]|\Z)")


class Value(NamedTuple):
    """A string, a number or a list of them, and where it stands.

    `value` is None for an elision.  `said` is a number as it stands there, `inside`
    where the text of a string begins.
    """

    value: str | int | list[Value] | None
    offset: int
    said: str = ""
    inside: int = 0


class Entry(NamedTuple):
    """One setting of a file."""

    key: str
    value: Value
    offset: int


def scan(text: str, *, example: bool = False) -> Iterator[Entry | BadSyntax]:
    """The settings and the faults of a text, in order.

    With `example`, a line `...`, a value `...` and an item `...` are elisions.
    """
    at = 0
    while True:
        at = _end(_SKIP, text, at)
        if at >= len(text):
            return
        hole = _HOLE.match(text, at) if example else None
        # A line of dots alone: with words behind it, it is a setting that went wrong.
        if hole and _LINE_END.match(text, hole.end()):
            at = hole.end()
            continue
        try:
            entry, at = _entry(text, at, example)
            yield entry
        except ConfError as err:
            yield err.fault
            # Behind the fault and not behind the text: each fault of a file is told in
            # one run.
            at = err.resume
            if at < 0:
                at = _next_line(text, err.fault.offset)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _next_line(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _entry(text: str, at: int, example: bool) -> tuple[Entry, int]:
    match = _KEY.match(text, at)
    if match is None:
        word = _REST.match(text, at)
        said = word[0].strip() if word else ""
        hint = "sections are not part of this syntax" if said[:1] == "[" else ""
        raise ConfError(at, f"expected a setting, found '{said[:40]}'", hint)
    key, name = match[1], clipped(match[1])
    equals = _EQUALS.match(text, match.end())
    if equals is None:
        colon = _COLON.match(text, match.end())
        told = f"'{name}' lacks its '='"
        hint = f'write {name} = "…" or {name} = 1'
        if colon:
            told, hint = f"'{colon[1]}' stands for the '=' of '{name}'", "write '='"
        raise ConfError(match.end(), told, hint)
    value, end = _value(text, equals.end(), name, example)
    # libvirt reads one setting a line, or several with ';' between them.
    if not _LINE_END.match(text, end):
        rest = _REST.match(text, end)
        said = rest[0].strip() if rest else ""
        hint = "write a list in [ ]" if said[:1] == "," else ""
        raise ConfError(end, f"'{said[:40]}' follows the value of '{name}'", hint)
    return Entry(key, value, at), end


def _value(text: str, at: int, key: str, example: bool) -> tuple[Value, int]:
    if text.startswith("[", at):
        return _list(text, at, key, example)
    return _plain(text, at, key, example)


def _plain(text: str, at: int, key: str, example: bool) -> tuple[Value, int]:
    if example and (hole := _HOLE.match(text, at)):
        return Value(None, at), hole.end()
    match = _VALUE.match(text, at)
    if match is None:
        raise no_value(text, at, key)
    if match["number"] is not None:
        said = match["number"]
        return Value(whole_number(said), at, said), match.end()
    group = match.lastgroup or 0
    return Value(match[group], at, inside=match.start(group)), match.end()


def _list(text: str, at: int, key: str, example: bool) -> tuple[Value, int]:
    items: list[Value] = []
    start = at
    at = _to_item(text, at + 1, start, key)
    while not text.startswith("]", at):
        # A list may go over lines. `name =` inside it is the next setting, and the ']'
        # before that is missing: nobody shall look for it at the end of the file.
        if at >= len(text) or (_KEY.match(text, at) and _next_setting(text, at)):
            raise not_closed(start, key, at)
        try:
            item, at = _plain(text, at, key, example)
        except ConfError as err:
            err.resume = _after_list(text, at)
            err.fault = err.fault._replace(listed=True)
            raise
        items.append(item)
        at = _to_item(text, at, start, key)
        if text.startswith(",", at):
            at = _to_item(text, at + 1, start, key)
        elif not text.startswith("]", at):
            if at >= len(text) or _next_setting(text, at):
                continue
            last, semicolon = items[-1], text.startswith(";", at)
            said = last.value if isinstance(last.value, str) else ""
            resume = _after_list(text, at)
            raise not_parted(at, key, said, last.offset, semicolon, resume)
    return Value(items, start), at + 1


def _to_item(text: str, at: int, start: int, key: str) -> int:
    """Where something stands in a list that began at `start`; no comment may."""
    at = _end(_LIST_SKIP, text, at)
    if not text.startswith("#", at):
        return at
    resume = _after_list(text, at)
    if not text.endswith("]", 0, resume):
        raise not_closed(start, key, resume)
    message = f"a comment stands in the list of '{key}'"
    raise ConfError(at, message, "write it above the setting", resume)


def _after_list(text: str, at: int) -> int:
    """Where to go on after a fault in a list: behind its end, or at a new setting."""
    while at < len(text):
        at = _end(_IN_LIST, text, at)
        if text.startswith("]", at):
            return at + 1
        at = _end(_LIST_SKIP, text, at)
        if _next_setting(text, at):
            return at
    return at


def _next_setting(text: str, at: int) -> bool:
    """Whether a new setting begins here: the list before it was not closed."""
    match = _KEY.match(text, at)
    return match is not None and _EQUALS.match(text, match.end()) is not None
