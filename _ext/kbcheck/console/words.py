"""What the parts of a command are: words, and faults at their places."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from typing import NamedTuple

from ..problem import Severity
from ..suggest import clipped

PLACEHOLDER = re.compile(r"<([a-z](?:[a-z0-9 _./-]*[a-z0-9_./-])?)>", re.IGNORECASE)
HOLE = "..."
TEMPLATE = re.compile(r"(?<![$\w])\{(\{[^{}\n]*\}|[A-Za-z]++(?: [A-Za-z]++)*+)\}")
"""What a template fills in, and the reader: `{{ item.name }}`, `{uuid of secret}`."""
_QUOTED_OR_BARE = re.compile(
    r"""'[^']*+'|"(?:[^"\\]|\\.)*+"|\\.|""" + PLACEHOLDER.pattern,
    re.IGNORECASE | re.DOTALL,
)
_BRACES = re.compile(r"(?<![$\\])\{(?=[^{}'\"\s,]*,)([^{}'\"\s]*)\}")
_MOST_WORDS = 64
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_PLAINER = (
    dict.fromkeys(_DASHES, "'-' or '--'")
    | dict.fromkeys("\u201c\u201d\u201e", "'\"'")
    | dict.fromkeys("\u2018\u2019\u201a", '"\'"')
)
_TYPESET = re.compile(rf"[{_DASHES}](?=[A-Za-z])|[\u2018-\u201a\u201c-\u201e](?=.)")
_ODD = re.compile(r"[^\S \t\n]|[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]")


class WordPart(NamedTuple):
    """A part of a word's text, from `start` on, without quotes and escapes in it.

    `literal` is false where the shell fills it in.
    """

    start: int
    row: int
    column: int
    literal: bool = True


class Word(NamedTuple):
    """A word as the command gets it; `literal` is false where the shell fills it in.

    `quoted` is 1 where its text begins one column on, after a quote; `parts` are
    those of a text that quotes and escapes have cut.
    """

    text: str
    row: int
    column: int
    literal: bool = True
    quoted: int = 0
    parts: tuple[WordPart, ...] = ()

    @property
    def all_parts(self) -> tuple[WordPart, ...]:
        """The parts of the text, at least one."""
        whole = WordPart(0, self.row, self.column + self.quoted, self.literal)
        return self.parts or (whole,)

    def position(self, at: int) -> tuple[int, int]:
        """Row and column in the command of the character at an offset of the text."""
        parts = self.all_parts
        part = parts[max(0, bisect(parts, at, key=lambda p: p.start) - 1)]
        return moved_on(part.row, part.column, self.text[part.start : at])

    def after(self, at: int) -> Word:
        """The word without the first characters of its text, as a value of its own."""
        row, column = self.position(at)
        rest = [p._replace(start=p.start - at) for p in self.parts if p.start > at]
        parts = (WordPart(0, row, column), *rest) if rest else ()
        return Word(self.text[at:], row, column, self.literal, 0, parts)


class Slip(NamedTuple):
    """A place of a command where something is wrong; row and column count from 0.

    `related` is another row that the message names, as 'line N', counted from 1.
    `severity` is that of the check, unless a rule of another kind said otherwise.
    `style` is true where it is a fault only by the style of our own pages.
    """

    check: str
    message: str
    hint: str
    row: int
    column: int
    related: int = 0
    severity: Severity | None = None
    silently_ignored: bool = False
    style: bool = False


def moved_on(row: int, column: int, text: str) -> tuple[int, int]:
    """Row and column behind a text that begins at these."""
    rows = text.count("\n")
    passed = len(text) - (text.rfind("\n") + 1)
    return row + rows, passed if rows else column + passed


def at_word(check: str, message: str, hint: str, word: Word) -> Slip:
    """A fault of one word."""
    return Slip(check, message, hint, word.row, word.column)


def expand_braces(text: str) -> list[str]:
    """The words that the shell makes of `a{b,c}`, ab and ac, each once."""
    done: list[str] = []
    todo = [text]
    # Each pair of braces doubles the words: `{a,b}{a,b}…` would never end.
    while todo and len(done) + len(todo) < _MOST_WORDS:
        word = todo.pop(0)
        match = _BRACES.search(word)
        if match is None:
            done.append(word)
            continue
        head, tail = word[: match.start()], word[match.end() :]
        todo = [*(head + part + tail for part in match[1].split(",")), *todo]
    return list(dict.fromkeys(done + todo))


def placeholders(text: str) -> list[Slip]:
    """Placeholders in brackets and templates; XML in quotes holds none."""
    templates = [
        _placeholder(text, one.start(), one, quoted=True)
        for one in TEMPLATE.finditer(text)
    ]
    return templates + [
        _placeholder(text, part.start() + one.start(), one, part[0][0] in "'\"")
        for part in _QUOTED_OR_BARE.finditer(text)
        if not _is_xml(part[0])
        for one in PLACEHOLDER.finditer(part[0])
    ]


def has_placeholder(text: str) -> bool:
    """Whether a reader fills in a part of a text: `<name>`, where it is no tag."""
    if TEMPLATE.search(text):
        return True
    return bool(PLACEHOLDER.search(text)) and not _is_xml(text)


def _is_xml(text: str) -> bool:
    return "</" in text or "/>" in text


def _placeholder(text: str, at: int, match: re.Match[str], quoted: bool) -> Slip:
    name = clipped(match[0])
    message = f"{name} is a redirection to the shell, not a placeholder"
    if quoted:
        message = f"{name} is not how these pages write a placeholder"
    word = re.sub(r"\W+", "_", match[1]).strip("_").upper()
    column = at - (text.rfind("\n", 0, at) + 1)
    hint = f"write {clipped(word)}"
    row = text.count("\n", 0, at)
    # In quotes it is text to the shell, which posts may hold for any reason.
    return Slip("placeholder", message, hint, row, column, style=quoted)


def odd_letters(words: tuple[Word, ...]) -> Iterator[Slip]:
    """Characters that look like others, or like nothing, and are part of a word."""
    for word in words:
        # What word processors make of quotes, and of the '--' before an option.
        if not word.quoted and (letter := _TYPESET.match(word.text)):
            wanted = "'-'" if letter[0] in _DASHES else "a quote"
            message = f"U+{ord(letter[0]):04X} is part of the word here, not {wanted}"
            yield at_word("syntax", message, f"write {_PLAINER[letter[0]]}", word)
        # In quotes they may be meant: a name can hold any of them.
        odd = None if word.quoted else _ODD.search(word.text)
        if odd and word.literal:
            message = f"U+{ord(odd[0]):04X} is part of a word here, not a space"
            hint = "write a plain space, or nothing"
            yield Slip("syntax", message, hint, word.row, word.column + odd.start())


def quote_hint(said: str) -> str:
    """What is wrong with the quotes of a text, if anything is."""
    for quote in "'\"":
        if said.count(quote) % 2:
            return f"a {quote} is not closed"
    return ""


def started(
    words: tuple[Word, ...], starts: tuple[str, ...]
) -> Iterator[tuple[Word, ...]]:
    """The commands that stand among the words of a command, as after find's -exec."""
    begin = 0
    for at, word in enumerate(words):
        # `find -exec` may stand twice, and each ends where find says.
        if not begin and word.text in starts:
            begin = at + 1
        elif begin and word.text in (";", "\\;", "+"):
            yield words[begin:at]
            begin = 0
    if begin:
        yield words[begin:]


def unbracketed(words: tuple[Word, ...]) -> Iterator[Word]:
    """The words without the brackets of what may be left out: `[--mac <mac>]`."""
    is_inside = False
    for word in words:
        starts = not word.quoted and word.text.startswith(("[-", "[<"))
        is_inside = is_inside or starts
        said = word.after(1) if starts else word
        if is_inside and word.text.endswith("]"):
            is_inside, said = False, said._replace(text=said.text.rstrip("]"))
        yield said
