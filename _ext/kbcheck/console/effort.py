"""How much of a transcript the parser of the shell may read."""

from __future__ import annotations

from .shell import Script
from .source import CommandText

MOST_TEXT = 10_000
"""Characters of one command, without its here-documents."""


class Effort:
    """Bounds what the parser does for one transcript, by the transcript's size.

    Where a command is not shell, tree-sitter's search for an end of the fault takes
    time that grows with the square of its length.  So each of these costs its square:
    long commands are read until that is used up, short ones nearly always.
    """

    FREE = 1024

    def __init__(self, size: int) -> None:
        self.left = MOST_TEXT**2 + self.FREE * size
        self.parsed = 0
        """Characters that were parsed."""

    def parse(self, source: CommandText) -> Script:
        """The syntax of a command, or a script that tells that it is too long."""
        size = len(source.text)
        cost = size * max(size, self.FREE)
        # It is refused before it is read: afterwards the time would be gone.
        if cost > self.left or size > MOST_TEXT:
            return Script(source, f"it is too long ({size} characters)")
        script = Script(source)
        self.parsed += size
        if script.broken:
            self.left -= cost
        return script
