"""Values of settings that have a grammar of their own: logs, sizes, URIs.

A setting names its `notation`; each finds what is wrong with one string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..suggest import clipped, did_you_mean, listing
from .findings import Findings
from .uri import URI_FORM, Uri, check_parts, parse_uri

_WORD = re.compile(r"[^ ]+")  # a tab does not part them (seen on 9.0.0 to 12.9.0)
_LEVEL = re.compile(r"\+?0*[1-4]")
_NAMED_LEVELS = {"debug": 1, "info": 2, "warn": 3, "warning": 3, "error": 4, "err": 4}
_LEVELS = "1 (debug) to 4 (errors)"
# Destination -> whether a name or a path follows it.
_OUTPUTS = {"stderr": False, "journald": False, "syslog": True, "file": True}
_NEXT = re.compile(r",(?=\+?[0-9]:)")
_SIZE = re.compile(r"[0-9]+(?:bytes|b|[kmgtpe](?:b|ib)?)?", re.IGNORECASE)
_ALIAS = re.compile(r"[A-Za-z0-9_-]*")


class Quoted(NamedTuple):
    """A string of a setting: its key, the text, and where that begins."""

    key: str
    text: str
    offset: int


def check_notation(notation: str, value: Quoted, findings: Findings) -> None:
    """Keep what is wrong with a value that is written in a notation."""
    NOTATIONS[notation](value, findings)


def _words(value: Quoted) -> Iterator[tuple[str, int]]:
    for match in _WORD.finditer(value.text):
        word = match[0].lstrip()
        if word:
            yield word, value.offset + match.end() - len(word)


def _log_filters(value: Quoted, findings: Findings) -> None:
    """`LEVEL:MATCH`, with `+` before the match for stack traces."""
    for word, at in _words(value):
        level, colon, match = word.partition(":")
        if _LEVEL.fullmatch(level) and colon and match not in ("", "+"):
            _parted(word, at, "filters", findings)
            continue
        message, hint = _no_filter(level, colon, match)
        findings.add("bad-value", at, f"in '{value.key}', {message}", hint)


def _no_filter(level: str, colon: str, match: str) -> tuple[str, str]:
    """What is wrong with a filter, and what to write instead."""
    if _LEVEL.fullmatch(level):
        said = clipped(level + colon)
        return f"'{said}' lacks what it matches", f"write {level}:qemu"
    if not colon:
        return f"'{clipped(level)}' lacks its level", f"write 1:{clipped(level)}"
    if _LEVEL.fullmatch(match):  # the wrong way round
        return f"'{clipped(level)}' is no level", f"write {match}:{clipped(level)}"
    return _no_level(level, match)


def _no_level(level: str, rest: str) -> tuple[str, str]:
    named = _NAMED_LEVELS.get(level.lower())
    hint = f"write {named}:{clipped(rest)}" if named else ""
    return f"the level is {_LEVELS}, not '{clipped(level)}'", hint


def _log_outputs(value: Quoted, findings: Findings) -> None:
    """`LEVEL:stderr`, `LEVEL:journald`, `LEVEL:syslog:NAME` or `LEVEL:file:PATH`."""
    for word, at in _words(value):
        level, _, rest = word.partition(":")
        to, colon, name = rest.partition(":")
        if not _LEVEL.fullmatch(level):
            known = level in _OUTPUTS or level.startswith("/")
            to = "file:" if level.startswith("/") else ""
            hint = f"write 1:{to}{clipped(word)}"
            told = (f"'{clipped(word)}' lacks its level", hint)
            message, hint = told if known else _no_level(level, rest)
        else:
            message, hint = _no_output(to, colon, name)
        if message:
            findings.add("bad-value", at, f"in '{value.key}', {message}", hint)
        elif to == "file" and not name.startswith("/"):
            message = f"'{clipped(name)}' begins in the daemon's working folder"
            findings.add("obsolete", at, message, "write an absolute path")


def _no_output(to: str, colon: str, name: str) -> tuple[str, str]:
    """What is wrong with a destination; ('', '') if nothing is."""
    if _NEXT.search(to + colon + name) or "," in to:
        return f"a ',' follows '{clipped(to.partition(',')[0])}'", "part them by blanks"
    if to not in _OUTPUTS:
        return _no_destination(to)
    if not _OUTPUTS[to] and colon:
        return f"nothing may follow '{to}', not '{clipped(colon + name)}'", ""
    if _OUTPUTS[to] and (not colon or (to == "file" and not name)):
        what = "PATH" if to == "file" else "NAME"
        return f"'{to}' lacks its {what.lower()}", f"write LEVEL:{to}:{what}"
    if ":" in name:
        return f"'{clipped(name)}' has a ':', which no {to} may have", ""
    if name.startswith("~"):
        return f"'{clipped(name)}' is not expanded", "write an absolute path"
    return "", ""


def _no_destination(to: str) -> tuple[str, str]:
    if to.startswith(("/", "~")):
        return f"'{clipped(to)}' is no destination", f"write LEVEL:file:{clipped(to)}"
    known = [name for name in _OUTPUTS if to and name.startswith(to.lower())]
    hint = did_you_mean(known[0] if known else "", f"known: {listing(list(_OUTPUTS))}")
    return f"'{clipped(to)}' is no destination", hint


def _parted(word: str, at: int, what: str, findings: Findings) -> None:
    """Libvirt takes `1:qemu,2:util` as one filter, which nothing matches."""
    comma = _NEXT.search(word)
    if comma:
        message = f"'{clipped(word)}' is one of the {what}, and nothing matches it"
        hint = "part them by blanks, not by ','"
        findings.add("obsolete", at + comma.start(), message, hint)


def _size(value: Quoted, findings: Findings) -> None:
    """A number of bytes, or of a unit, without a blank between the two."""
    if not _SIZE.fullmatch(value.text):
        joined = value.text.replace(" ", "")
        right = clipped(joined) if _SIZE.fullmatch(joined) else "2MiB"
        message = f"'{clipped(value.text)}' is not a size for '{value.key}'"
        findings.add("bad-value", value.offset, message, f'write "{right}"')


def _uri(value: Quoted, findings: Findings) -> None:
    """A connection URI; a word without ':' is an alias."""
    if value.text and ":" not in value.text and _ALIAS.fullmatch(value.text):
        return
    _one_uri(value, value.text, value.offset, findings)


def _one_uri(value: Quoted, text: str, at: int, findings: Findings) -> None:
    found = parse_uri(text, at)
    if isinstance(found, Uri):
        check_parts(found, findings)
        return
    said = clipped(text[found - at :])
    message = f"in '{value.key}', '{said}' is not part of a URI"
    findings.add("bad-value", found, message, URI_FORM)


def _uri_alias(value: Quoted, findings: Findings) -> None:
    """`NAME=URI` (the messages of 12.9.0 say what a name may hold)."""
    name, equals, uri = value.text.partition("=")
    if not equals:
        message = f"in '{value.key}', '{clipped(value.text)}' lacks its '='"
        findings.add("bad-value", value.offset, message, "write NAME=URI")
    elif not _ALIAS.fullmatch(name):
        message = f"in '{value.key}', '{clipped(name)}' is no name of an alias"
        hint = "it may have letters, digits, _ and -"
        findings.add("bad-value", value.offset, message, hint)
    else:
        _one_uri(value, uri, value.offset + len(name) + 1, findings)


NOTATIONS: dict[str, Callable[[Quoted, Findings], None]] = {
    "log-filters": _log_filters,
    "log-outputs": _log_outputs,
    "size": _size,
    "uri": _uri,
    "uri-alias": _uri_alias,
}
"""Name -> what checks a string in it."""
