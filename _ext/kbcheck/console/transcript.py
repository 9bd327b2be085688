"""Splits a transcript into commands and their output.

A command begins at a prompt, `# ` for root or `$ ` for a user, and goes on over lines
as the shell would read them: after a backslash, in quotes, in a here-document.  A line
such as `virsh # list` is a command for a program that asks for commands itself.  All
else is output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .shell import Script, parse

_PROMPT = re.compile(r"([#$])(?: |$)")
_INNER = re.compile(r"(virsh|virt-admin|augtool)(?: #|>) (?=\S)")
_FOREIGN = re.compile(
    r"(\[?[\w.-]+@[\w.-]+[^#$%>]*[#$%>]|sh-[\d.]+[#$]|[~/]\S* ?[#$%]) "
)
_CONTINUED = re.compile(r"> ?")
_MOST_LINES = 200  # of one command


class Line(NamedTuple):
    """A line of a command: its number in the transcript, and what was cut off it."""

    number: int
    cut: int


class Command(NamedTuple):
    """A command with its prompt, as the shell reads it."""

    prompt: str
    script: Script
    lines: tuple[Line, ...]

    @property
    def last_line(self) -> int:
        """The number of its last line."""
        return self.lines[-1].number

    def position(self, row: int, column: int) -> tuple[int, int]:
        """Line and column of the transcript for a row and column of the command."""
        line = self.lines[min(row, len(self.lines) - 1)]
        return line.number, line.cut + column + 1


class Output(NamedTuple):
    """Lines that are no command; `number` is that of the first one."""

    text: str
    number: int


def split(text: str) -> Iterator[Command | Output]:
    """The commands and outputs of a transcript, in order."""
    lines = text.split("\n")
    at, output, prompt = 0, 0, "#"
    while at < len(lines):
        command = _at_prompt(lines, at, prompt)
        if command is None:
            at += 1
            continue
        yield from _output(lines, output, at)
        yield command
        prompt = command.prompt
        at = output = at + len(command.lines)
    yield from _output(lines, output, at)


def foreign_prompt(line: str) -> str:
    """The prompt of another form that a line begins with; '' if it has none."""
    match = _FOREIGN.match(line)
    return match[1] if match else ""


def _at_prompt(lines: list[str], at: int, prompt: str) -> Command | None:
    """The command that begins at a line; `prompt` is that of the command before."""
    match = _PROMPT.match(lines[at])
    if match:
        return _command(lines, at, match)
    match = _INNER.match(lines[at])
    if match is None:
        return None
    name = match[1]
    script = parse(f"{name} {lines[at][match.end() :]}")
    return Command(prompt, script, (Line(at + 1, match.end() - len(name) - 1),))


def _output(lines: list[str], start: int, end: int) -> Iterator[Output]:
    text = "\n".join(lines[start:end])
    if text.strip():
        yield Output(text, start + 1)


def _command(lines: list[str], start: int, prompt: re.Match[str]) -> Command:
    """The command at a prompt, with as many lines as it takes to be whole."""
    taken = [lines[start][prompt.end() :]]
    places = [Line(start + 1, prompt.end())]
    first = script = parse(taken[0])
    following = start + 1
    while script.unfinished and following < min(len(lines), start + _MOST_LINES):
        line = lines[following]
        if _PROMPT.match(line) and not script.in_here_document:
            break
        mark = None if script.in_here_document else _CONTINUED.match(line)
        cut = mark.end() if mark else 0
        taken.append(line[cut:])
        places.append(Line(following + 1, cut))
        script = parse("\n".join(taken))
        following += 1
    if script.unfinished and len(taken) > 1:  # it never ends: the fault is in line one
        return Command(prompt[1], first, tuple(places[:1]))
    return Command(prompt[1], script, tuple(places))
