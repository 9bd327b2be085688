"""The text of a command as the shell reads it, and where each part of it stands."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from typing import NamedTuple

from .words import Slip


class Piece(NamedTuple):
    """A part of a command's text: its row and column there, and in the transcript.

    All count from 0 but `number`, which is that of a line.
    """

    row: int
    column: int
    number: int
    cut: int


class Body(NamedTuple):
    """The lines of a here-document; `end` is where its `<<EOF` ends in the text.

    `number` is that of its first line in the transcript; `cuts` says how much of the
    begin of each line is not its text; `quoted` if the shell takes them as they are.
    """

    start: int
    end: int
    text: str
    number: int
    cuts: tuple[int, ...]
    quoted: bool

    def position(self, row: int, column: int) -> tuple[int, int]:
        """Line and column of the transcript for a row and column of the text."""
        cut = self.cuts[row] if row < len(self.cuts) else 0
        return self.number + row, cut + column + 1


class CommandText(NamedTuple):
    """A command's text, its lines joined at backslashes, without its here-documents.

    `faults` are those that the lines had before they were joined; `program` asked
    for the command, if not the shell.
    """

    text: str
    pieces: Sequence[Piece] = (Piece(0, 0, 1, 0),)
    bodies: Sequence[Body] = ()
    faults: Sequence[Slip] = ()
    program: str = ""

    def position(self, row: int, column: int) -> tuple[int, int]:
        """Line and column of the transcript for a row and column of the text."""
        at = bisect(self.pieces, (row, column), key=lambda p: (p.row, p.column))
        piece = self.pieces[max(0, at - 1)]
        further = column - piece.column if row == piece.row else 0
        return piece.number, piece.cut + further + 1
