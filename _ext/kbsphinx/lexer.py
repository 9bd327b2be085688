"""Highlights transcripts: prompts, commands with all their lines, output.

Pygments' own lexer of consoles takes the lines of a here-document for output, and its
'#!' for a prompt; then the copy button, which copies commands, would leave them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pygments.lexer import Lexer, do_insertions
from pygments.lexers.shell import BashLexer
from pygments.token import Generic

from kbcheck.console import Command, split

Found = tuple[int, Any, str]


class TranscriptLexer(Lexer):  # type: ignore[misc]
    """Transcripts, split as the checker splits them."""

    name = "Transcript"
    aliases = ("transcript",)
    url = ""

    def get_tokens_unprocessed(self, text: str) -> Iterator[Found]:
        """The tokens of a transcript, each with its offset."""
        lines = text.split("\n")
        offsets = [0]
        for line in lines:
            offsets.append(offsets[-1] + len(line) + 1)
        at = 0
        for command in split(text):
            if isinstance(command, Command):
                start = command.lines[0].number - 1
                yield from _output(text, offsets[at], offsets[start])
                at = command.last_line
                block = text[offsets[start] : offsets[at]]
                for offset, token, value in _command(command, block):
                    yield offsets[start] + offset, token, value
        yield from _output(text, offsets[at], len(text))


def _output(text: str, start: int, end: int) -> Iterator[Found]:
    if start < end:
        yield start, Generic.Output, text[start:end]


def _command(command: Command, block: str) -> Iterator[Found]:
    """The lines of a command as bash, its prompts put in between."""
    insertions: list[tuple[int, list[Found]]] = []
    code = ""
    rows = command.script.text.split("\n")
    for line, row in zip(block.splitlines(keepends=True), rows, strict=False):
        # At an inner prompt the script begins with the program's name, the line not.
        said = row if line.rstrip("\n").endswith(row) else row.partition(" ")[2]
        prompt = line[: len(line.rstrip("\n")) - len(said)]
        if prompt:
            insertions.append((len(code), [(0, Generic.Prompt, prompt)]))
        code += line[len(prompt) :]
    plain = BashLexer(ensurenl=False, stripnl=False).get_tokens_unprocessed(code)
    yield from do_insertions(insertions, plain)
