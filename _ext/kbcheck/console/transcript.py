"""Splits a transcript into commands and their output.

A command begins at a prompt and goes on over lines as the shell would read them: after
a backslash, in quotes, in a here-document.  A line such as `virsh # list` is a command
for a program that asks for commands itself.  All else is output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .block import Block, Line, Transcript
from .effort import Effort
from .misspelt import misspelt
from .prompts import (
    Opening,
    begins,
    is_above,
    is_command,
    is_sure_command,
    opening,
    tight_opening,
)
from .sentences import is_comment, is_plain_sentence, is_sentence
from .shell import Script

_MOST_TRIES = 32  # to parse a command with one line more
_SHOWS = re.compile(r"(?:sudo )?(?:cat|head|tail|grep|sed|awk|less|more|zcat|lscpu)\b")


class Command(NamedTuple):
    """A command with its prompt, as the shell reads it.

    `foreign` is its prompt if that is none of these pages.
    """

    prompt: str
    script: Script
    lines: tuple[Line, ...]
    foreign: str = ""

    @property
    def is_tight(self) -> bool:
        """Whether nothing stands between its prompt and its name: `#virsh list`."""
        return self.foreign in ("#", "$")

    @property
    def is_stopped(self) -> bool:
        """Whether who typed it gave it up, and it never ran."""
        return self.script.text.rstrip().endswith("^C")

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
    """A line that nobody would type: `# Then do this`, or the upper half of a prompt.

    `said` is what stands behind a prompt of these pages; '' if they take such a line.
    """

    first_line: int
    said: str = ""

    @property
    def last_line(self) -> int:
        """The number of its last line."""
        return self.first_line


Passage = Command | Output | Remark


def split(
    text: str, effort: Effort | None = None, *, bare: bool = False
) -> Iterator[Passage]:
    """The commands and outputs of a transcript, in order.

    Where `bare` is true and no line has a prompt, what begins with a command is one.
    """
    lines = Transcript(text)
    effort = effort or Effort(len(text))
    bare = bare and _has_no_prompt(lines.all)
    at = output = 0
    last: Command | None = None
    while at < len(lines.all):
        found = _bare(lines, at) if bare else _opening(lines.all[at], last)
        # A comment in a file must stay in it, or the file would fall apart.
        if found is not None and _is_shown(lines.all[at], found, last):
            found = None
        remark = _remark(lines, at, found, last)
        if found is None and remark is None:
            at += 1
            continue
        yield from _output(lines, output, at)
        if remark is not None:
            yield remark
            at = output = at + 1
        elif found is not None:
            last = _command(lines, at, found, effort)
            yield last
            at = output = at + len(last.lines)
    yield from _output(lines, output, at)


def _has_no_prompt(lines: list[str]) -> bool:
    """Whether commands stand in lines without a prompt, maybe with comments."""
    # In a loop they are indented.
    if not any(is_command(line.lstrip()) or begins(line) for line in lines):
        return not any(map(opening, lines)) and any(map(_is_misspelt, lines[:1]))
    found = [(line, start) for line in lines if (start := opening(line))]
    if not any(map(is_sure_command, lines)):
        return all(is_sentence(s.removeprefix("# "), after_root=True) for s, _ in found)
    # A comment in any language: nobody has a command of ours at no prompt beside it.
    return all(start.is_hash and not begins(s[start.end :]) for s, start in found)


def _bare(lines: Transcript, at: int) -> Opening | None:
    """Where a command begins in a line without a prompt."""
    line, *following = lines.all[at : at + 2]
    is_start = begins(line, *following) or (at == 0 and _is_misspelt(line))
    return Opening("#", 0) if is_start else None


def _is_misspelt(line: str) -> bool:
    """Whether a line without a prompt begins with nearly a command."""
    return " " in line and bool(misspelt(line.split(" ")[0]))


def _opening(line: str, last: Command | None) -> Opening | None:
    """The prompt of a line, as the commands before it let one expect."""
    found = opening(line, last.prompt if last else "#")
    # `#virsh list` is a comment wherever another prompt has been seen.
    if found is None and (last is None or last.is_tight):
        return tight_opening(line)
    return found


def _is_shown(line: str, found: Opening, last: Command | None) -> bool:
    """Whether a line `# …` is one of a file that a user's command before it shows."""
    if last is None or _is_roots(last) or not found.is_hash:
        return False  # root's next command may look the same
    return bool(_SHOWS.match(last.script.text)) and is_comment(line[found.end :])


def _remark(
    lines: Transcript, at: int, found: Opening | None, last: Command | None
) -> Remark | None:
    """The remark that a line is, if it is one."""
    line = lines.all[at]
    if found is None:
        under = lines.all[at + 1] if at + 1 < len(lines.all) else ""
        below = opening(under) if is_above(line) else None
        return Remark(at + 1) if below and below.is_lower else None
    if not found.is_hash:
        return None
    said = line[found.end :]
    # Our own pages take these, too: no user becomes root between two lines.
    if last is not None and last.prompt == "$" and is_plain_sentence(said):
        return Remark(at + 1)
    after_root = last is None or _is_roots(last)
    return Remark(at + 1, said) if is_sentence(said, after_root=after_root) else None


def _is_roots(last: Command) -> bool:
    """Whether a command stands at `# ` itself."""
    return last.prompt == "#" and not last.foreign


def _output(lines: Transcript, start: int, end: int) -> Iterator[Output]:
    text = "\n".join(lines.all[start:end])
    if text.strip():
        yield Output(text, start + 1)


def _command(lines: Transcript, start: int, found: Opening, effort: Effort) -> Command:
    """The command at a prompt, with as many lines as it takes to be whole."""
    block = Block(lines, start, found.end, found.head, _goes_on)
    first = script = effort.parse(block.source)
    taken = len(block.places)
    tries, most = 0, _MOST_TRIES if block.opens else 0
    while script.broken and tries < most and block.more():
        block.take()
        # The first line after which it is whole ends it, as in the shell.
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
    return Command(found.prompt, script, places, found.foreign)


def _goes_on(line: str) -> bool:
    """Whether a line can go on with a command: it begins none itself."""
    return opening(line) is None
