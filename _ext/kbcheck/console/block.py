"""Takes the lines of a command, as the shell reads on until it has a whole one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from ..suggest import clipped
from .scan import Scan, Tag
from .source import Body, CommandText, Piece
from .words import Slip

_CONTINUED = re.compile(
    r"(?:(?:heredoc|d?quote|bquote|cmdsubst|cmdand|cmdor|pipe|for|if|then|else|while|do|"
    r"case|function|subsh|array|braceparam)(?: (?=[a-z]+[ >])|(?=>))){0,4}> ?"
)
"""The prompt of bash for a further line, and zsh's, which says what is open."""
_OPENS = re.compile(
    r"\b(?:do|then|else|in|for|while|until|if|case|select)\b"
    r"|\{(?=\s|\Z)|\[\[|\(\)|(?:\||&&)\s*+\Z"
)
_CLOSES = re.compile(r"\b(?:done|fi|esac)\b|\}|\]\]")


class Line(NamedTuple):
    """A line of a command; `here` if it is one of a here-document.

    `prompt` is the length of the prompt that it begins with.
    """

    number: int
    prompt: int
    here: bool = False


class Transcript:
    """The lines of a transcript."""

    def __init__(self, text: str) -> None:
        self.all = [line.removesuffix("\r") for line in text.split("\n")]

    @cached_property
    def _places(self) -> dict[tuple[bool, str], list[int]]:
        """Where each line stands, with and without the tabs that it begins with.

        A search for the end of each here-document would take the square of the time.
        """
        found: dict[tuple[bool, str], list[int]] = {}
        for at, line in enumerate(self.all):
            found.setdefault((False, line), []).append(at)
            found.setdefault((True, line.lstrip("\t")), []).append(at)
        return found

    def end(self, start: int, tag: Tag) -> int | None:
        """The line that ends the here-document that begins at `start`."""
        places = self._places.get((tag.dash, tag.name), [])
        # The lists are sorted, since lines were added from top to bottom.
        first = bisect_left(places, start)
        return places[first] if first < len(places) else None

    def marked_end(self, start: int, tag: Tag) -> int | None:
        """The same where the shell's second prompt `> ` stands before each line."""
        for at in range(start, len(self.all)):
            line = self.all[at]
            # A person may paste bodies with the prompt or without, but hardly both in
            # one.
            if not _mark(line):
                return None
            said = line[_mark(line) :]
            if (said.lstrip("\t") if tag.dash else said) == tag.name:
                return at
        return None


class Block:
    """The lines of one command so far; `places` holds them, `source` their text."""

    def __init__(
        self,
        lines: Transcript,
        at: int,
        cut: int,
        head: str,
        goes_on: Callable[[str], bool],
    ) -> None:
        self.lines = lines
        self.at = at
        self.goes_on = goes_on
        self._program = head.strip()
        self.places: list[Line] = []
        self.here_end = 0
        self.may_be_whole = True
        self._scan = Scan()
        self._text = [head]
        self._row, self._column, self._size = 0, 0, len(head)
        self._pieces: list[Piece] = []
        self._bodies: list[Body] = []
        self._waiting: list[Tag] = []
        self._faults: list[Slip] = []
        self._logical(cut, len(head))

    @property
    def source(self) -> CommandText:
        """The text so far, and where it stands."""
        return CommandText(
            "".join(self._text),
            tuple(self._pieces),
            tuple(self._bodies),
            tuple(self._faults),
            self._program,
        )

    @property
    def opens(self) -> bool:
        """Whether something begins in the lines so far that others could end."""
        return bool(self._scan.open) or bool(_OPENS.search("".join(self._text)))

    def more(self) -> bool:
        """Whether the next line can belong to the command."""
        if self._program or self.at >= len(self.lines.all):
            return False  # other programs read line by line
        return self.goes_on(self.lines.all[self.at])

    def take(self) -> None:
        """Take the next line, and those that it is joined to."""
        # Only the new line is searched, or a long block would take the square of its
        # size.
        said = (s for s in reversed(self._text) if s.strip())
        before = next(said, "").rstrip()
        was_open = bool(self._scan.open)
        self._text.append("\n")
        self._row, self._column, self._size = self._row + 1, 0, self._size + 1
        start = len(self._text)
        self._logical(_mark(self.lines.all[self.at]))
        taken = "".join(self._text[start:])
        # To parse is dear, so the parser sees the text only where a line may have
        # ended it.
        self.may_be_whole = not self._scan.open and (
            was_open or before.endswith(("|", "&&")) or bool(_CLOSES.search(taken))
        )

    def _logical(self, cut: int, head: int = 0) -> None:
        """Take a line with those that it is joined to, and its here-documents."""
        while True:
            said = self.lines.all[self.at][cut:]
            tags = self._scan.line(said)
            self._waiting += [
                t._replace(start=t.start + self._size, end=t.end + self._size)
                for t in tags
            ]
            self._pieces.append(Piece(self._row, self._column, self.at + 1, cut - head))
            self.places.append(Line(self.at + 1, cut))
            self.at += 1
            # At the end of the transcript, or above a prompt, there is nothing to
            # join.
            joined = self._scan.joined and self.more()
            if self._scan.joined:
                self._faults += self._joint(said, head, joined)
            self._add(said[:-1] if joined else said, head)
            if not joined:
                break
            cut, head = _mark(self.lines.all[self.at]), 0
        if not self._program and not self._scan.quoted:
            self._here_documents()

    def _add(self, said: str, head: int) -> None:
        self._text.append(said)
        self._size += len(said)
        self._column += len(said) + head

    def _joint(self, said: str, head: int, joined: bool) -> Iterator[Slip]:
        """What is wrong where a line ends in a backslash."""
        column = self._column + head + len(said) - 1
        if not joined:
            message = "the line ends in a backslash, but the command does not go on"
            yield Slip("syntax", message, "", self._row, column)
            return
        line = self.lines.all[self.at]
        following = line[_mark(line) :]
        # The words run together as the shell does it; a dash tells that nobody meant
        # that.
        if following.startswith("-") and said[-2:-1].strip() and not self._scan.quoted:
            one, other = clipped(said[:-1].split()[-1]), clipped(following.split()[0])
            message = f"the shell makes one word of '{one}' and '{other}'"
            hint = "write a space before the backslash"
            yield Slip("syntax", message, hint, self._row, column - 1)

    def _here_documents(self) -> None:
        """Take the lines of the here-documents that wait for them."""
        marked: int | None = 0
        for tag in self._waiting:
            if marked is not None:  # either all are marked or none
                marked = self.lines.marked_end(self.at, tag)
            end = self.lines.end(self.at, tag) if marked is None else marked
            # The parser tells that it is not closed, at its tag.
            if end is None:
                continue
            self._bodies.append(self._body(tag, end, marked is not None))
            self.at = end + 1
            self.here_end = len(self.places)
        self._waiting = []

    def _body(self, tag: Tag, end: int, marked: bool) -> Body:
        rows, cuts = [], []
        for at in range(self.at, end + 1):
            line = self.lines.all[at]
            mark = _mark(line) if marked else 0
            # The shell takes tabs off, and no blanks, and only after `<<-`.
            tabs = len(line) - len(line.lstrip("\t")) if tag.dash else 0
            self.places.append(Line(at + 1, mark, here=True))
            rows.append(line[max(mark, tabs) :] + "\n")
            cuts.append(max(mark, tabs))
        text = "".join(rows[:-1])
        number, shown = self.at + 1, tuple(cuts[:-1])
        return Body(tag.start, tag.end, text, number, shown, tag.quoted)


def _mark(line: str) -> int:
    """The length of the shell's second prompt at the begin of a line."""
    match = _CONTINUED.match(line)
    return match.end() if match else 0
