"""What a command demands: a version of libvirt that has it and its words, and root."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..versions import absences, lifetime, stated
from .entry import Option, Usage
from .tables import commands
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
        # The word may be a value of its own, too.
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
    # `systemctl --user` asks the daemon of the user.
    if usage.rootless and any(w.text in usage.rootless for w in words):
        return
    message = f"'{usage.name}' needs root, but the prompt is a user's"
    yield at_word("prompt", message, root_hint(context), words[0])


def root_hint(context: Context) -> str:
    """What to do where a command needs root: a page has the wrong prompt."""
    return "write the prompt '#'" if context.house else "run it as root, as sudo does"


def prompt_inside(usage: Usage, given: Sequence[Word], context: Context) -> str:
    """The prompt at which the command stands that this one runs on its arguments."""
    # ssh as root is root, whoever types it here.
    is_root = usage.as_root or any(w.text.startswith("root@") for w in given[:1])
    return "#" if is_root else context.prompt


def script_context(words: Sequence[Word], context: Context) -> Context | None:
    """What holds for the script that a command reads; None if it reads none.

    So read `bash`, `sudo sh -s`, `ssh HOST` and `ssh HOST 'sudo sh -s'`.
    """
    # A quoted word may hold several: ssh HOST 'sudo sh -s'. No place is told of them.
    rest = [w._replace(text=text) for w in words for text in w.text.split()]
    while rest and (usage := commands().get(rest[0].text)):
        given, rest = _given(rest, usage)
        context = context._replace(prompt=prompt_inside(usage, given, context))
        # Nothing stands behind it: it is the command that reads.
        if not rest:
            return context if usage.reads_script else None
        rest = rest if usage.runs else []
    return None


def _given(words: list[Word], usage: Usage) -> tuple[list[Word], list[Word]]:
    """The arguments that a command needs, and what stands behind them."""
    needed = sum(not a.endswith("?") for a in usage.arguments)
    given: list[Word] = []
    at = 1
    while at < len(words):
        text = words[at].text
        option = usage.option(text)
        if text.startswith("-"):
            at += bool(option and option.value and not option.optional)
        elif "=" not in text:  # NAME=VALUE of env
            if len(given) == needed:
                break
            given.append(words[at])
        at += 1
    return given, words[at:]
