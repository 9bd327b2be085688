"""Single faults in command lines: refused, at the word, with a guess."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest

from console_faults import FAULTS, Broken, Line, lines, typo
from kbcheck import Problem, Request, check
from kbcheck.console.tables import commands
from kbcheck.console.transcript import Command, split
from kbsybil import read_site
from test_pages import ROOT, text_of

WORD = re.compile(r"(?<![\w/='\"-])(--[a-z][a-z-]{4,}|[a-z][a-z-]{4,})(?![\w./='\"-])")
LINES = list(lines())
FOUND, PLACED, GUESSED = 0.99, 0.99, 0.95


@cache  # two tests make the same typos
def judged(text: str) -> tuple[Problem, ...]:
    return check(Request(f"# {text}", "console", house=True)).problems


def test_each_command_of_the_tables_is_right_as_it_is() -> None:
    """With the arguments that it needs, and nothing else."""
    assert len(LINES) > 500
    wrong = [(line.text, [str(p) for p in judged(line.text)]) for line in LINES]
    assert [w for w in wrong if w[1]] == []


def is_known(line: Line, broken: Broken) -> bool:
    """Whether a typo made another name that is right."""
    words = broken.text.split()
    names = commands() if broken.word == 0 else {}
    usage = commands().get(words[0])
    for word in words[1 : broken.word + 1]:
        if usage is not None:
            names, usage = usage.subcommands, usage.subcommands.get(word)
    word = words[broken.word].partition("=")[0]
    return word in names or word in line.usage.option_names


@pytest.mark.parametrize("name", FAULTS)
def test_single_faults_are_found_at_their_word(name: str) -> None:
    """99 in 100 are refused, and 99 told at the word at fault."""
    missed, misplaced, total = [], [], 0
    for line in LINES:
        for broken in FAULTS[name](line, Random(line.text)):
            if "typo" in name and is_known(line, broken):
                continue
            total += 1
            words = broken.text.split()
            column = 3 + len(" ".join(words[: broken.word])) + (broken.word > 0)
            problems = judged(broken.text)
            if not problems:
                missed.append(broken.text)
            elif problems[0].column not in (column, column + 1):
                misplaced.append((broken.text, str(problems[0])))
    assert total >= 150
    assert len(missed) <= total * (1 - FOUND), missed
    assert len(misplaced) <= total * (1 - PLACED), misplaced


@pytest.mark.parametrize("name", ["command_typo", "option_typo"])
def test_a_typo_is_told_with_the_name_that_was_meant(name: str) -> None:
    vague, total = [], 0
    for line in LINES:
        for broken in FAULTS[name](line, Random(line.text)):
            problems = judged(broken.text)
            if problems:
                total += 1
                if "did you mean" not in problems[0].hint:
                    vague.append((broken.text, str(problems[0])))
    assert total >= 300
    assert len(vague) <= total * (1 - GUESSED), vague


def page_commands() -> list[tuple[str, str, int]]:
    """The transcripts of the pages, with the lines of their commands."""
    return [
        (snippet["id"], text_of(snippet), part.lines[0].number)
        for snippet in read_site(ROOT).snippets
        if snippet["kind"] == "console"
        and not {"expect", "unchecked"} & set(snippet["options"])
        for part in split(text_of(snippet))
        if isinstance(part, Command)
    ]


def in_page(text: str) -> tuple[Problem, ...]:
    return check(Request(text, "console", example=True, house=True)).problems


def page_faults(text: str, number: int) -> list[str]:
    """The transcript with a quote that nobody closes, or a misspelt name or option."""
    lines = text.split("\n")
    line, random = lines[number - 1], Random(text)
    names = [m for m in WORD.finditer(line) if is_name(line, m)]
    broken = [line[: m.start()] + typo(m[1], random) + line[m.end() :] for m in names]
    broken.append(line[:2] + "'" + line[2:])
    return ["\n".join([*lines[: number - 1], b, *lines[number:]]) for b in broken]


def is_name(line: str, match: re.Match[str]) -> bool:
    """Whether a word of a command is its name, its subcommand or an option."""
    known = commands()
    first = line[2:].split(" ")[0]
    usage = known.get(first)
    if match.start() == 2 or usage is None or usage.any:
        return match.start() == 2
    names = {*usage.subcommands, *usage.option_names} if "|" not in line else set()
    return match[1] in names


def test_a_misspelt_name_in_a_transcript_of_a_page_is_found_at_its_line() -> None:
    """Names of commands, subcommands and options; and quotes that stay open."""
    missed, misplaced, total = [], [], 0
    for name, text, number in page_commands():
        for broken in page_faults(text, number):
            total += 1
            lines = [p.line for p in in_page(broken) if p.severity == "error"]
            if not lines:
                missed.append((name, broken.split("\n")[number - 1]))
            elif lines[0] != number:
                misplaced.append((name, number, lines))
    assert total >= 60
    assert len(missed) <= total * (1 - FOUND), missed
    assert len(misplaced) <= total * (1 - PLACED), misplaced
