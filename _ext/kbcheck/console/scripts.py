"""Scripts inside words: what `sh -c '…'` runs, and what `ssh HOST …` runs elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from .block import Block, Transcript
from .effort import Effort
from .transcript import Command
from .words import HOLE, Word, WordPart


def script_of(words: Sequence[Word]) -> Word:
    """The text that a shell reads when it gets words, with blanks between them.

    What another shell fills in before is left out, as a reader would.
    """
    texts: list[str] = []
    parts: list[WordPart] = []
    at = 0
    for word in words:
        for part, text in _parts(word):
            # What the other shell puts there may be any word or none, so nothing can
            # be wrong with it; without a hole, `virsh $A` would lack its arguments.
            said = text if part.literal else HOLE
            parts.append(part._replace(start=at))
            texts.append(said)
            at += len(said)
        # ssh joins its words with blanks before the shell on the other side splits
        # them.
        texts.append(" ")
        at += 1
    first = words[0]
    return Word("".join(texts), first.row, first.column, parts=tuple(parts))


def _parts(word: Word) -> Iterator[tuple[WordPart, str]]:
    parts = word.all_parts
    for part, following in pairwise((*parts, None)):
        if part is not None:
            end = following.start if following else len(word.text)
            yield part, word.text[part.start : end]


def read_script(text: str, prompt: str, effort: Effort) -> Command:
    """A script as one command, to which all of its lines belong."""
    # There are no prompts in a script, so no line can end it.
    block = Block(Transcript(text), 0, 0, "", lambda _: True)
    while block.more():
        block.take()
    return Command(prompt, effort.parse(block.source), tuple(block.places))
