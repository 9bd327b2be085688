"""Checks the arguments of a command: of the right values, and as many as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, cycle

from ..suggest import clipped, did_you_mean, listing, nearest
from .entry import Usage, bare
from .renamed import renamed
from .tables import partial
from .values import Context, check_value
from .words import Slip, Word, at_word

_CLOSE = 0.85  # what is less like an option may be one that no table gives
ROOM = 100
"""Letters of a name that are told: it stays whole, so that one can search for it."""


def unknown_subcommand(usage: Usage, word: Word) -> Slip:
    """The fault of a subcommand that the command does not have."""
    known = usage.subcommand_names
    near = renamed(word.text, known) or nearest(word.text, known)
    hint = did_you_mean(near, f"it has {listing(known)}")
    message = f"'{usage.name}' has no subcommand '{clipped(word.text, ROOM)}'"
    return at_word("unknown-command", message, hint, word)


def unknown_option(
    usage: Usage, known: list[str], name: str, word: Word, context: Context
) -> Slip:
    """The fault of an option that the command does not have; `known` are its own.

    A note, where the command has more of them than its table.
    """
    said = clipped(name, ROOM)
    is_short = usage.name.split()[0] in partial() and not context.house
    near = nearest(name, known, _CLOSE) if is_short else nearest(name, known)
    if is_short and not near:
        message = f"kbcheck does not know the option {said} of {usage.name}"
        found = at_word("unknown-option", message, "it is not checked", word)
        return found._replace(severity="note")
    message = f"'{usage.name}' has no option {said}"
    hint = did_you_mean(near, f"its options: {listing(known)}" if known else "")
    return at_word("unknown-option", message, hint, word)


def check_arguments(
    given: Sequence[Word], wanted: Sequence[str], usage: Usage, context: Context
) -> Iterator[Slip]:
    """What is wrong with the values of arguments."""
    # The last argument stands for all that follow, if it may be repeated.
    last = [wanted[-1]] if wanted and "..." in wanted[-1] else []
    for word, argument in zip(given, chain(wanted, cycle(last)), strict=False):
        yield from check_value(word, argument, f"'{usage.name}'", context)


def check_number(
    given: Sequence[Word], wanted: Sequence[str], usage: Usage, first: Word
) -> Iterator[Slip]:
    """Whether there are as many arguments as are wanted; `first` is the command."""
    needed = [a for a in wanted if not a.endswith("?")]
    repeats = usage.runs or any(a.rstrip("?").endswith("...") for a in wanted)
    name = f"'{usage.name}'"
    if len(given) < len(needed):
        lacking = [bare(a) for a in needed[len(given) :]]
        message = f"{name} needs {listing(lacking, last=' and ')}"
        yield at_word("syntax", message, "", first)
    elif len(given) > len(wanted) and not repeats:
        extra = given[len(wanted)]
        message = f"{name} takes no argument '{clipped(extra.text, 30)}'"
        yield at_word("syntax", message, "", extra)
