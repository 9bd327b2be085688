"""What a command demands: a version of libvirt that has it and its words, and root."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..versions import absences, lifetime, stated
from .tables import Option, Usage
from .values import Context
from .words import Slip, Word, at_word

_CONNECT = ("-c", "--connect")
_URI = re.compile(r"([a-z]+)(?:\+[a-z0-9]+)?:")


def command_age(usage: Usage, word: Word, context: Context) -> Iterator[Slip]:
    """Whether the command or subcommand is there."""
    what = f"'{usage.name}'"
    yield from _age(what, usage.since, usage.removed, usage.instead, word, context)


def option_age(
    option: Option, name: str, usage: Usage, word: Word, context: Context
) -> Iterator[Slip]:
    """Whether the command has the option of this spelling."""
    yield from _age(f"{name} of '{usage.name}'", option.since, "", "", word, context)


def word_ages(
    usage: Usage, words: tuple[Word, ...], above: tuple[Word, ...], context: Context
) -> Iterator[Slip]:
    """Whether a subcommand still takes words that a driver of libvirt has lost.

    `above` are the words of the command that the subcommand belongs to.
    """
    for word in words[1:] if usage.lost else ():
        text = word.text.rpartition("=")[2]  # --format=WORD
        lost = usage.lost.get(text)
        if lost and _driver(above) in ("", lost.driver):
            what = f"'{text}' of '{usage.name}'"
            yield from _age(what, "", lost.removed, lost.instead, word, context)


def _driver(words: tuple[Word, ...]) -> str:
    """The driver that `-c URI` names; '' if there is none, '?' if it is not clear."""
    for option, following in pairwise((*words, None)):
        if option is None or option.text.partition("=")[0] not in _CONNECT:
            continue
        value = option.text.partition("=")[2] or (following.text if following else "")
        match = _URI.match(value)
        return match[1] if match else "?"
    return ""


def _age(
    what: str, since: str, removed: str, instead: str, word: Word, context: Context
) -> Iterator[Slip]:
    life = lifetime(since, removed)
    for check, message in absences(what, life, stated(context.libvirt)):
        yield at_word(check, message, instead if check == "removed" else "", word)


def needs_root(
    usage: Usage, words: tuple[Word, ...], context: Context
) -> Iterator[Slip]:
    """A command for root under a user's prompt."""
    if not usage.root or context.prompt == "#":
        return
    if usage.rootless and any(w.text in usage.rootless for w in words):
        return
    message = f"'{usage.name}' needs root, but the prompt is a user's"
    yield at_word("prompt", message, "write the prompt '#'", words[0])
