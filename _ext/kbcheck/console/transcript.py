"""Splits a transcript into commands and their output.

A command begins at a prompt, `# ` for root or `$ ` for a user, and goes on over lines
as the shell would read them: after a backslash, in quotes, in a here-document.  A line
such as `virsh # list` is a command for a program that asks for commands itself.  A line
at a prompt of another form is a command too, of a fault.  All else is output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .block import Block, Line, Transcript
from .effort import Effort
from .shell import Script
from .tables import commands

_PROMPT = re.compile(r"([#$])(?: |$)")
_INNER = re.compile(r"(virsh|virt-admin|augtool)(?: #|>) (?=\S)")
# '++' and '*+' give nothing back: what one of them has taken no other part wants.
_FOREIGN = re.compile(
    r"(\[?[\w.-]++@[\w.-]++[^#$%>]*+[#$%>]|sh-[\d.]+[#$]|[~/]\S* ?[#$%]) "
)
_SENTENCE = re.compile(r"[A-Z][a-z]+,? [^|<>&;$]*\Z")
_MOST_TRIES = 32  # to parse a command with one line more


class Command(NamedTuple):
    """A command with its prompt, as the shell reads it.

    `foreign` is its prompt if that is none of these pages.
    """

    prompt: str
    script: Script
    lines: tuple[Line, ...]
    foreign: str = ""

    @property
    def first_line(self) -> int:
        """The number of its first line."""
        return self.lines[0].number

    @property
    def last_line(self) -> int:
        """The number of its last line."""
        return self.lines[-1].number

    def position(self, row: int, column: int) -> tuple[int, int]:
        """Line and column of the transcript for a row and column of the command."""
        return self.script.source.position(row, column)


class Output(NamedTuple):
    """Lines that are no command; `number` is that of the first one."""

    text: str
    number: int


class Remark(NamedTuple):
    """A line `# Then do this` between commands at `$ `: nobody would type it."""

    first_line: int

    @property
    def last_line(self) -> int:
        """The number of its last line."""
        return self.first_line


Passage = Command | Output | Remark


class _Opening(NamedTuple):
    """The prompt that a line begins with, and where it ends.

    `head` is the program that asks with it, if not the shell.
    """

    prompt: str
    end: int
    head: str = ""
    foreign: str = ""


def split(text: str, effort: Effort | None = None) -> Iterator[Passage]:
    """The commands and outputs of a transcript, in order."""
    lines = Transcript(text)
    effort = effort or Effort(len(text))
    at, output, prompt = 0, 0, "#"
    while at < len(lines.all):
        opening = _opening(lines.all[at], prompt)
        if opening is None:
            at += 1
            continue
        yield from _output(lines, output, at)
        if opening.prompt == "#" != prompt and _is_remark(lines.all[at], opening):
            yield Remark(at + 1)
            at = output = at + 1
            continue
        command = _command(lines, at, opening, effort)
        yield command
        prompt = command.prompt
        at = output = at + len(command.lines)
    yield from _output(lines, output, at)


def _opening(line: str, before: str = "#") -> _Opening | None:
    """The prompt of a line, None for output; `before` is the prompt of a command."""
    if match := _PROMPT.match(line):
        return _Opening(match[1], match.end())
    if match := _INNER.match(line):
        return _Opening(before, match.end(), f"{match[1]} ")
    if match := _FOREIGN.match(line):
        prompt = "#" if match[1].endswith("#") else "$"
        return _Opening(prompt, match.end(), "", match[1])
    return None


def _is_remark(line: str, opening: _Opening) -> bool:
    """Whether a line at root's prompt is a sentence, and names no command."""
    if opening.foreign:
        return False
    said = line[2:]
    name = said.split(" ")[0].rstrip(",")
    return bool(_SENTENCE.match(said)) and not {name, name.lower()} & set(commands())


def _output(lines: Transcript, start: int, end: int) -> Iterator[Output]:
    text = "\n".join(lines.all[start:end])
    if text.strip():
        yield Output(text, start + 1)


def _command(
    lines: Transcript, start: int, opening: _Opening, effort: Effort
) -> Command:
    """The command at a prompt, with as many lines as it takes to be whole."""
    block = Block(lines, start, opening.end, opening.head, _goes_on)
    first = script = effort.parse(block.source)
    taken = len(block.places)
    tries, most = 0, _MOST_TRIES if block.opens else 0
    while script.broken and tries < most and block.more():
        block.take()
        if block.may_be_whole:
            script = effort.parse(block.source)
            tries += 1
    if script.broken and most and tries == most:
        script = Script(first.source, "too many of its lines could be the last one")
    if script.broken:  # it never ends: the fault is in its first line
        script = script if script.limit else first
        # What a here-document holds is no command; nor may it be read for each of
        # the commands in it again.
        del block.places[max(taken, block.here_end) :]
    places = tuple(block.places)
    return Command(opening.prompt, script, places, opening.foreign)


def _goes_on(line: str) -> bool:
    """Whether a line can go on with a command: it begins none itself."""
    return _opening(line) is None
