"""Highlights transcripts: prompts, commands with all their lines, output.

Pygments' own lexer of consoles takes the lines of a here-document for output, and its
'#!' for a prompt; then the copy button, which copies commands, would leave them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any, ClassVar

from pygments.lexer import Lexer, bygroups, do_insertions, inherit
from pygments.lexers.shell import BashLexer
from pygments.token import Comment, Generic, Operator, String
from sphinx.application import Sphinx

from kbcheck.console import Command, Output, Remark, split

Coloured = tuple[int, Any, str]


class _Shell(BashLexer):  # type: ignore[misc]
    """Bash, whatever it holds, in a time that grows with its length.

    Where a quote or a here-document is not closed, Pygments tries all the ways to read
    its escapes, or looks for the end once for each of them.
    """

    tokens: ClassVar = {
        "basic": [
            (r"(<<-?)([ \t]*(?:'[^'\n]*'|\"[^\"\n]*\"|\\?\w+))",
             bygroups(Operator, String)),
            inherit,
        ],
        "data": [
            # Possessive: what was taken is not given back, so each character is looked
            # at once.  At \Z ends what nobody closed.
            (r'(?s)\$?"(?:\\.|[^"\\$])*+"', String.Double),
            (r"(?s)\$'(?:\\.|[^'\\])*+(?:'|\\?\Z)", String.Single),
            (r"(?s)'[^']*+(?:'|\Z)", String.Single),
            inherit,
        ],
        "string": [
            (r'(?s)(?:\\.|[^"\\$])++', String.Double),
            inherit,
        ],
    }  # fmt: skip


class TranscriptLexer(Lexer):  # type: ignore[misc]
    """Transcripts, split as the checker splits them."""

    name = "Transcript"
    aliases = ("transcript",)
    url = ""

    def get_tokens_unprocessed(self, text: str) -> Iterator[Coloured]:
        """The tokens of a transcript, each with its offset."""
        lines = [f"{line}\n" for line in text.split("\n")]  # as the checker does
        lines[-1] = lines[-1][:-1]
        offsets = [0, *accumulate(len(line) for line in lines)]
        at = 0
        for part in split(text):
            if isinstance(part, Output):
                continue
            first = part.first_line - 1
            yield from _output(text, offsets[at], offsets[first])
            at = part.last_line
            for offset, token, value in _part(part, lines[first:at]):
                yield offsets[first] + offset, token, value
        yield from _output(text, offsets[at], len(text))


def _output(text: str, start: int, end: int) -> Iterator[Coloured]:
    if start < end:
        yield start, Generic.Output, text[start:end]


def _part(part: Command | Remark, lines: list[str]) -> Iterator[Coloured]:
    """The lines of a command as bash, its prompts and here-documents put in between."""
    if isinstance(part, Remark):
        yield 0, Comment.Single, lines[0]
        return
    insertions: list[tuple[int, list[Coloured]]] = []
    code: list[str] = []
    size = 0
    for line, place in zip(lines, part.lines, strict=True):
        prompt, said = line[: place.prompt], line[place.prompt :]
        if prompt:
            insertions.append((size, [(0, Generic.Prompt, prompt)]))
        # Bash must not see these: an apostrophe in them would open a quote.
        if place.here:
            insertions.append((size, [(0, String, said)]))
        else:
            code.append(said)
            size += len(said)
    lexer = _Shell(ensurenl=False, stripnl=False)
    yield from do_insertions(insertions, lexer.get_tokens_unprocessed("".join(code)))


def setup(app: Sphinx) -> None:
    """Add the lexer."""
    app.add_lexer("transcript", TranscriptLexer)
