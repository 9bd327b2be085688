"""Breaks a command line in one place: one kind of fault, at a known column.

A line is made from each command of the tables: it has all that it needs, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from kbcheck.console.entry import Option, Usage, choices
from kbcheck.console.tables import commands


class Line(NamedTuple):
    """A right command line: its words, the usage, and where its own words begin."""

    words: tuple[str, ...]
    usage: Usage
    start: int

    @property
    def text(self) -> str:
        return " ".join(self.words)


class Broken(NamedTuple):
    """A command line with one fault: the words, and which of them is at fault."""

    text: str
    word: int


def lines() -> Iterator[Line]:
    """A line for each command and subcommand whose words are looked at."""
    for usage in commands().values():
        yield from _lines(usage, ())


def _lines(usage: Usage, before: tuple[str, ...]) -> Iterator[Line]:
    words = (*before, usage.name.rpartition(" ")[2])
    if usage.removed or usage.any or usage.runs:
        return
    for subcommand in usage.subcommands.values():
        yield from _lines(subcommand, words)
    if not usage.subcommands:
        needed = [a for a in usage.arguments if not a.endswith("?")]
        yield Line((*words, *(value(a) for a in needed)), usage, len(words))


def value(argument: str) -> str:
    """A word that an argument of the tables takes."""
    name = (argument.partition(":")[2] or argument).rstrip("?.")
    known = choices(name)
    if known:
        return known[0]
    samples = {
        "NUMBER": "7",
        "BYTES": "7G",
        "URI": "qemu:///system",
        "PROPERTY": "TasksMax=7",
    }
    return samples.get(name, f"my{name.lower()}")


def with_option(line: Line, option: Option) -> Line:
    """The line with an option, after the command's own name."""
    words = [next(n for n in option.names if n.startswith("--"))]
    if option.value and option.optional:
        words = [f"{words[0]}={value(option.value)}"]
    elif option.value:
        words.append(value(option.value))
    at = line.start
    return line._replace(words=(*line.words[:at], *words, *line.words[at:]))


def long_options(usage: Usage) -> list[Option]:
    return [o for o in usage.options if any(n.startswith("--") for n in o.names)]


def typo(word: str, random: Random) -> str:
    """The word with two letters swapped, one left out, or one doubled."""
    letters = [i for i, c in enumerate(word) if c.isalnum()]
    if len(letters) < 3:
        return word + "q"
    i = random.choice(letters[1:])
    swapped = word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :]
    ways = [swapped, word[:i] + word[i + 1 :], word[:i] + word[i] + word[i:]]
    return next((w for w in random.sample(ways, 3) if w != word), word + "q")


def command_typo(line: Line, random: Random) -> Iterator[Broken]:
    at = line.start - 1
    wrong = typo(line.words[at], random)
    words = (*line.words[:at], wrong, *line.words[at + 1 :])
    yield Broken(" ".join(words), at)


def option_typo(line: Line, random: Random) -> Iterator[Broken]:
    options = long_options(line.usage)
    if options:
        words = list(with_option(line, random.choice(options)).words)
        name, equals, rest = words[line.start].partition("=")
        words[line.start] = typo(name, random) + equals + rest
        yield Broken(" ".join(words), line.start)


def missing_argument(line: Line, random: Random) -> Iterator[Broken]:
    if len(line.words) > line.start:
        at = random.randrange(line.start, len(line.words))
        words = (*line.words[:at], *line.words[at + 1 :])
        yield Broken(" ".join(words), line.start - 1)


def extra_argument(line: Line, random: Random) -> Iterator[Broken]:
    arguments = line.usage.arguments
    if not any("..." in a for a in arguments):
        words = list(line.words)
        for argument in arguments[len(words) - line.start :]:
            words.append(value(argument))
        yield Broken(" ".join([*words, "onemore"]), len(words))


def unclosed_quote(line: Line, random: Random) -> Iterator[Broken]:
    at = random.randrange(len(line.words))
    words = list(line.words)
    words[at] = random.choice("'\"") + words[at]
    yield Broken(" ".join(words), at)


FAULTS: dict[str, Callable[[Line, Random], Iterator[Broken]]] = {
    f.__name__: f
    for f in (
        command_typo,
        option_typo,
        missing_argument,
        extra_argument,
        unclosed_quote,
    )
}
