"""Commands for a program that reads them itself, as virsh does: `'list; pool-list'`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .words import Word

# What is not closed goes on to the end of the line, so nothing is read twice.
_PART = r"""'[^'\n]*'?|"(?:[^"\\\n]|\\.)*+"?|\\.?|[^\s;'"\\]"""
_TOKEN = re.compile(rf"(?P<end>[;\n])|(?P<remark>\#[^\n]*)|(?P<word>(?:{_PART})+)")
_QUOTES = re.compile(r"""'([^'\n]*)'?|"((?:[^"\\\n]|\\.)*+)"?|\\(.?)""")


def asked_words(text: Word) -> Iterator[tuple[Word, ...]]:
    """The words of each command; they end at a line's end, and at a semicolon."""
    words: list[Word] = []
    for match in _TOKEN.finditer(text.text):
        if match["word"]:
            words.append(_word(text, match))
        elif match["end"] and words:
            yield tuple(words)
            words = []
    if words:
        yield tuple(words)


def _word(text: Word, match: re.Match[str]) -> Word:
    said = match["word"]
    row, column = text.position(match.start())
    # virsh takes quotes off as a shell does, but expands nothing.
    plain = _QUOTES.sub(lambda m: m[1] or m[2] or m[3] or "", said)
    return Word(plain, row, column, "$" not in said, int(said[0] in "'\""))
