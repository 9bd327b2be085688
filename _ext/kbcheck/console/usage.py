"""Finds what the tables say about a command."""

from __future__ import annotations

from collections.abc import Sequence

from .entry import Usage
from .shell import Simple
from .tables import commands
from .words import Word


def plain_names(simple: Simple) -> list[str]:
    """The words of a command, without a sudo before it."""
    names = simple.names
    return names[1:] if names[:1] == ["sudo"] else names


def asking(words: Sequence[Word]) -> str:
    """The program that reads its own subcommands, as `virsh -c URI` does; else ''."""
    names = [w.text for w in words]
    names = names[1:] if names[:1] == ["sudo"] else names
    usage = commands().get(names[0]) if names else None
    if usage is None or not usage.asks:
        return ""
    # With a subcommand it reads a file, if anything: virsh define /dev/stdin.
    return "" if any(n in usage.subcommands for n in names[1:]) else usage.name


def find_usage(simple: Simple) -> Usage | None:
    """The usage that the words of a command name, down to the subcommand."""
    words = plain_names(simple)
    usage = commands().get(words[0].rpartition("/")[2]) if words else None
    if usage is None or not usage.subcommands:
        return usage
    return next(
        (usage.subcommands[w] for w in words[1:] if w in usage.subcommands), usage
    )
