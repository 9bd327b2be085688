"""Finds the command that words name, and checks it against the tables."""

from __future__ import annotations

from collections.abc import Iterator

from ..suggest import nearest
from .parse import Context, Parse, needs_root
from .shell import Fault, Simple, Word
from .tables import Usage, commands


def check_words(words: tuple[Word, ...], prompt: str, libvirt: str) -> Iterator[Fault]:
    """What is wrong with a command: its name, options, arguments, versions, prompt."""
    if not words or not words[0].literal:
        return
    name = words[0].text.rpartition("/")[2]
    known = commands()
    if name.startswith(("./", "-")) or name.isupper():  # a placeholder or own program
        return
    usage = known.get(name)
    if usage is None:
        near = nearest(name, known)
        hint = f"did you mean '{near}'?" if near else "add it to model/commands"
        message = f"no command '{name}' is known"
        yield Fault("unknown-command", message, hint, words[0].row, words[0].column)
        return
    context = Context(prompt, libvirt, check_words)
    yield from needs_root(usage, words, context)
    if not usage.any:
        yield from Parse(usage, words, context).check()


def find_usage(simple: Simple) -> Usage | None:
    """The usage that the words of a command name, down to the subcommand."""
    words = [w.text for w in simple.words]
    while words and words[0] in ("sudo",):
        words = words[1:]
    if not words:
        return None
    usage = commands().get(words[0].rpartition("/")[2])
    if usage is None or not usage.subcommands:
        return usage
    return next(
        (usage.subcommands[w] for w in words[1:] if w in usage.subcommands), usage
    )
