"""Why options of a snippet are refused: what they name, and what their words say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sphinx.util import parselinenos

from kbcheck import CHECKS, KINDS
from kbcheck.guides import guides, kinds_of
from kbcheck.suggest import clipped, no_such
from kbcheck.versions import VersionError, stated

from ..kept.snippet import MOST_NAME, NAME, Snippet

REASONS = ("unchecked", "not-advised")
"""Options whose words say why."""
LIVE = ("hardware", "distribution", "destructive", "only-here")
_RULE = re.compile(r"[A-Z]{2,4}-\d{3}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d+")
# Python refuses to read a number of thousands of digits, with an error of its own.
_MOST_DIGITS = 6
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that steer a terminal or a browser, or that nobody sees."""


def wrong_request(snippet: Snippet) -> list[tuple[str, str]]:
    """(check id, message) for each option without which it cannot be judged."""
    found = []
    if snippet.kind not in KINDS and not snippet.unchecked:
        found.append(("unknown-option", no_such("kind", snippet.kind, KINDS)))
    for guide in snippet.guide:
        if guide not in guides():
            found.append(("unknown-option", no_such("guide", guide, guides())))
        elif snippet.kind in KINDS and snippet.kind not in kinds_of([guide]):
            told = f"the guide '{guide}' has no rule that reads {snippet.kind}"
            found.append(("bad-value", told))
    try:
        stated(snippet.libvirt)
    except VersionError as err:
        found.append(("bad-value", f"libvirt: {err}"))
    return found


def wrong_options(snippet: Snippet, known_names: list[str]) -> list[tuple[str, str]]:
    """(check id, message) for each other option that cannot be."""
    found = []
    for check in snippet.expect:
        if check not in CHECKS and not _RULE.fullmatch(check):
            found.append(("unknown-option", no_such("check", check, CHECKS)))
    if snippet.live and snippet.live.split(":")[0].strip() not in LIVE:
        found.append(("unknown-option", no_such("'live' reason", snippet.live, LIVE)))
    if snippet.not_advised and not (snippet.expect and _only_rules(snippet)):
        told = "not-advised: 'expect' names the rules of its 'guide' that refuse it"
        found.append(("bad-value", f"{told}, and nothing else"))
    if snippet.name in known_names:
        found.append(("duplicate-key", f"the name '{snippet.name}' stands twice here"))
    return [*found, *wrong_words(snippet)]


def _only_rules(snippet: Snippet) -> bool:
    """Whether all that it is to fail are rules of guides that it names."""
    known = [guides()[name] for name in snippet.guide if name in guides()]
    return {*snippet.expect} <= {rule.id for guide in known for rule in guide.rules}


def wrong_words(snippet: Snippet) -> Iterator[tuple[str, str]]:
    """(check id, message) for each option whose words say nothing, or too much."""
    given = snippet.options
    for option in ("name", "file", "inside", "live", *REASONS, "caption", "libvirt"):
        if hidden := _hidden(getattr(snippet, option.replace("-", "_"))):
            yield "bad-value", f"{option}: the character {hidden} cannot be seen"
    if len(snippet.name) > MOST_NAME:
        told = f"the name has {len(snippet.name)} characters; at most {MOST_NAME}"
        yield "bad-value", told
    # One of both: what is too long does not fit the pattern either.
    elif not NAME.fullmatch(snippet.name):
        told = f"the name {snippet.name!r} is not lower-case letters, digits and '-'"
        yield "bad-value", told
    for option in REASONS:
        if option in given and not _says_something(given[option]):
            told = f"{option}: {given[option]!r} is no reason; say why, in words"
            yield "bad-value", told
    # The reason behind the word may be absent, but where it is announced it must stand.
    _, colon, why = snippet.live.partition(":")
    if colon and not _says_something(why):
        yield "bad-value", f"live: {why.strip()!r} is no reason; say why, in words"
    for option in ("caption", "file"):
        words = getattr(snippet, option)
        if words and not re.search(r"\w", words):
            yield "bad-value", f"{option}: {words!r} has no letter"


def _says_something(reason: str) -> bool:
    """Whether it has two words at least."""
    return len(_WORD.findall(reason)) > 1


def _hidden(words: str) -> str:
    """The number of the first character that is not to be seen; '' if all are."""
    found = (c for c in words if c != "\n" and unicodedata.category(c) in _HIDDEN)
    return next((f"U+{ord(c):04X}" for c in found), "")


def marked_lines(words: str, total: int) -> list[int]:
    """The lines, from 1, that `emphasize-lines` marks.  ValueError says what is wrong.

    Numbers are looked at before ranges are written out: one may be of any size.
    """
    numbers = _NUMBER.findall(words)
    if any(len(n) > _MOST_DIGITS or int(n) > total for n in numbers):
        raise ValueError(f"'{clipped(words)}', but the last line is {total}")
    try:
        return sorted({n + 1 for n in parselinenos(words, total)})
    except ValueError:
        raise ValueError(f"'{clipped(words)}' names no lines; write 1,3-5") from None
