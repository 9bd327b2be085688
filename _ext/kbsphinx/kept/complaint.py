"""What is wrong with a directive, a block or a file itself, not with its content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kbcheck.suggest import listing, nearest


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something to tell on each build: a place, a check id and a message."""

    path: str
    line: int
    check: str
    message: str


def no_such(what: str, word: str, known: Collection[str]) -> str:
    """What to tell of an unknown word: the known ones, and a guess."""
    near = nearest(word, known)
    hint = f"did you mean '{near}'? " if near else ""
    return f"no {what} '{word}'; {hint}known: {listing(list(known), 130)}"
