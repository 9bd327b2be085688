"""What the parts of a command are: words, and faults at their places."""

from __future__ import annotations

import re
from typing import NamedTuple

PLACEHOLDER = re.compile(r"<([a-z][a-z0-9 _./-]*)>", re.IGNORECASE)
_BRACES = re.compile(r"(?<![$\\])\{([^{}'\"\s]*,[^{}'\"\s]*)\}")
_MOST_WORDS = 64


class Word(NamedTuple):
    """A word as the command gets it; `literal` is false where the shell fills it in.

    `quoted` is 1 where its text begins one column on, after a quote.
    """

    text: str
    row: int
    column: int
    literal: bool = True
    quoted: int = 0


class Fault(NamedTuple):
    """A place of a command where something is wrong; row and column count from 0."""

    check: str
    message: str
    hint: str
    row: int
    column: int


def at_word(check: str, message: str, hint: str, word: Word) -> Fault:
    """A fault of one word."""
    return Fault(check, message, hint, word.row, word.column)


def expand_braces(text: str) -> list[str]:
    """The words that the shell makes of `a{b,c}`, ab and ac, each once."""
    done: list[str] = []
    todo = [text]
    while todo and len(done) + len(todo) < _MOST_WORDS:
        word = todo.pop(0)
        match = _BRACES.search(word)
        if match is None:
            done.append(word)
            continue
        head, tail = word[: match.start()], word[match.end() :]
        todo = [*(head + part + tail for part in match[1].split(",")), *todo]
    return list(dict.fromkeys(done + todo))


def placeholders(text: str) -> list[Fault]:
    """Placeholders in angle brackets, before the here-documents."""
    found = []
    body = re.search(r"<<-?\s*['\"]?\w", text)
    head = text.split("\n")[0] if body else text
    for match in PLACEHOLDER.finditer(head):
        row = head.count("\n", 0, match.start())
        column = match.start() - (head.rfind("\n", 0, match.start()) + 1)
        word = re.sub(r"\W+", "_", match[1]).strip("_").upper()
        message = f"{match[0]} is a redirection to the shell, not a placeholder"
        found.append(Fault("placeholder", message, f"write {word}", row, column))
    return found


def quote_hint(said: str) -> str:
    """What is wrong with the quotes of a text, if anything is."""
    for quote in "'\"":
        if said.count(quote) % 2:
            return f"a {quote} is not closed"
    return ""
