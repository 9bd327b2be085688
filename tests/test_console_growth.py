"""Hostile transcripts: twice the size is at most 2.3 times the work.

Work is counted: calls of functions, and characters that the shell's parser reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest

from counted import calls
from kbcheck import Request, check
from kbcheck.console.effort import MOST_TEXT, Effort
from kbcheck.console.transcript import split
from kbcheck.console.words import expand_braces
from kbsphinx.show.lexer import TranscriptLexer
from samples import LARGE, some

GROWTH = 2.3
MANY = 40 if LARGE else 20
CONF = "/etc/libvirt/qemu.conf"
KEY = f"/files{CONF}/user"
# Each makes a text of about 30 times its number of characters.
HOSTILE: dict[str, Callable[[int], str]] = {
    "subshells": lambda n: "# " + "(ls; " * 6 * n,
    "subshells, whole": lambda n: "# " + "(ls; " * 3 * n + ")" * 3 * n,
    "if": lambda n: "# " + "if ls; then " * 3 * n,
    "substitutions": lambda n: "# echo " + "$(a " * 6 * n + ")" * 6 * n,
    "quoted substitutions": lambda n: "# echo " + '"$(a ' * 4 * n + ')"' * 4 * n,
    "backticks": lambda n: "# echo " + "`a " * 10 * n,
    "words": lambda n: "# echo " + "a " * 15 * n,
    "options": lambda n: "# ls " + "-l " * 10 * n,
    "pipes": lambda n: "# " + "ls | " * 6 * n + "cat",
    "list": lambda n: "# " + "ls && " * 5 * n + "ls",
    "redirections": lambda n: "# cat " + "> a < b " * 4 * n,
    "lines of redirections": lambda n: ("# cat " + ">" * 900 + "\n") * (n // 30 + 1),
    "sudo": lambda n: "# " + "sudo " * 6 * n,
    "wrappers": lambda n: "# sudo env nohup time ssh a xargs ls\n" * n,
    "scripts": lambda n: "# su -c 'ls -l; ls'\n" * n,
    "a long script": lambda n: "# su -c '" + "ls; " * 7 * n + "'",
    "scripts, open": lambda n: "# su -c 'ls; ('\n" * 2 * n,
    "scripts with escapes": lambda n: '# su -c "' + '\\"a\\" ' * 5 * n + '"',
    "scripts that are filled in": lambda n: '# su -c "ls ' + "$a " * 10 * n + '"',
    "joined words": lambda n: "# ssh a " + "ls '|' " * 4 * n,
    "joined words, nested": lambda n: "# " + "ssh a " * 5 * n + "ls",
    "commands": lambda n: "# virsh start guest\n" * 2 * n,
    "unknown commands": lambda n: "# x1yz\n" * 4 * n,
    "user's prompt": lambda n: "$ virsh start guest\n" * 2 * n,
    "foreign prompts": lambda n: "root@host:~# ls\n" * 2 * n,
    "inner prompts": lambda n: "# virsh\n" + "virsh # list\n" * 2 * n,
    "remarks": lambda n: "$ ls\n" + "# Then go\n" * 3 * n,
    "output": lambda n: "# ls\n" + "a b: c\n" * 4 * n,
    "here-documents, open": lambda n: "# cat <<EOF\n" * 3 * n,
    "here-documents, nearly closed": lambda n: "# cat <<EOF\n\tEOF\n" * 2 * n,
    "here-documents, one end": lambda n: "# ( cat <<EOF\n" * 2 * n + "EOF\n",
    "here-documents in a block": lambda n: "# (\ncat <<EOF\n" * 2 * n + "EOF\n",
    "here-documents, closed": lambda n: "# cat <<E\n# cat <<F\nE\n" * n,
    "here-documents in a line": lambda n: "# cat " + "<<E " * 5 * n + "\nE" * 5 * n,
    "here-documents, marked": lambda n: ("# cat <<E\n" + "> x\n" * 9) * n,
    "tags, marked": lambda n: "# cat " + "<<E " * 3 * n + "\n" + "> x\n" * 3 * n,
    "here-document": lambda n: f"# tee {CONF} <<E\n" + "# x\n" * 7 * n + "E\n",
    "substitutions in a body": lambda n: (
        "# cat <<E\n" + "$(ls) `ls` " * 3 * n + "\nE\n"
    ),
    "substitutions, open": lambda n: "# cat <<E\n" + "$(ls $((" * 4 * n + "\nE\n",
    "substitutions of a line": lambda n: "# cat <<E\n$(ls)\nE\n" * 2 * n,
    "quotes in a body": lambda n: "# cat <<E\n" + "$('\n" * 8 * n + "E\n",
    "backticks in a body": lambda n: "# cat <<E\n" + "`\\" * 15 * n + "\nE\n",
    "a script in a body": lambda n: "# bash <<E\n" + "ls -l\n" * 5 * n + "E\n",
    "augtool": lambda n: "# augtool <<E\n" + f"rm {KEY} " * n + "\nE\n",
    "augtool, lines": lambda n: "# augtool <<E\n" + f"rm {KEY}\n" * n + "E\n",
    "augtool, brackets": lambda n: "# augtool <<E\n" + "[" * 30 * n + "\nE\n",
    "block, open": lambda n: "# for x in a; do\n" + "ls\n" * 9 * n,
    "block, nearly closed": lambda n: "# for x in a; do\n" + "{ ls; }\n" * 4 * n,
    "blocks, nearly closed": lambda n: "# for x in a; do\n{ a; }\n{ b; }\n" * n,
    "quote, open": lambda n: "# echo 'a\n" + "ls -l\n" * 5 * n,
    "quote, closed": lambda n: "# echo 'a\n" + "ls -l\n" * 5 * n + "'",
    "quotes over lines": lambda n: "# echo 'a\nb'\n" * 2 * n,
    "joined lines": lambda n: "# echo \\\n" + "a \\\n" * 6 * n,
    "backslashes": lambda n: "# echo " + "\\" * 30 * n,
    "braces": lambda n: "# ls " + "{a,b}" * 6 * n,
    "placeholders": lambda n: "# ls " + "<a>" * 10 * n,
    "arithmetic": lambda n: "# echo " + "$((1+" * 6 * n,
    "no spaces": lambda n: "# ls " + "\u00a0" * 30 * n,
    "NUL": lambda n: "# ls " + "\0" * 30 * n,
    "written lines": lambda n: f"# echo 'user = 1' >> {CONF}\n" * n,
    "hashes": lambda n: "# printf %s a | md5sum\n" + "a" * 9 + "\n" * n,
    "arguments of QEMU": lambda n: "# qemu-kvm " + "-drive file=/a " * 2 * n,
    "XML": lambda n: "# virsh dumpxml a\n" + "<a>" * 10 * n,
    "picked XML": lambda n: "# virsh domcapabilities | grep os\n" + "<os/>\n" * 5 * n,
    "JSON": lambda n: "# qemu-img info a\n{" + '"a":[' * 6 * n,
    "CRLF": lambda n: "# ls\r\n" * 5 * n,
    "posted prompts": lambda n: "[ann@two ~]$ ls\nhost:~ # ls\n" * n,
    "prompts of two lines": lambda n: "┌──(ann)-[~]\n└─$ ls -l\n" * n,
    "upper halves": lambda n: "$ ls\n" + "┌──(ann)-[~]\n" * 2 * n,
    "sentences": lambda n: "$ ls\n" + "# and then start the guest\n" * n,
    "one sentence": lambda n: "$ ls\n# go " + "and it's \"x' " * 2 * n,
    "comments in a file": lambda n: "$ cat a\n" + "# name = value\n" * 2 * n,
    "no prompts": lambda n: "virsh list\n" * 3 * n,
    "numbers": lambda n: "".join(f"{i} $ ls\n" for i in range(1, 3 * n)),
    "blanks": lambda n: "    $ ls\n" * 3 * n,
    "tight prompts": lambda n: "#virsh list\n" * 3 * n,
    "commands of virsh": lambda n: "# virsh '" + "list; " * 5 * n + "'",
    "quotes of virsh": lambda n: "# virsh <<E\n" + "list 'a\\ \"b\n" * 2 * n + "E\n",
    "names": lambda n: "".join(f"# xq{i}\n" for i in range(4 * n)),
    "snips": lambda n: "# virsh dumpxml a\n<a>\n" + "[...]\n" * 5 * n,
    "dashes": lambda n: "# ls " + "\u2013a " * 10 * n,
}


def work(function: Callable[[str], object], make: Callable[[int], str]) -> float:
    """How much more work it is to do twice as much."""
    function(make(MANY))  # what is learnt once is not counted
    few, many = (calls(partial(function, make(n))) for n in (MANY // 2, MANY))
    return many / few


def judge(text: str) -> object:
    return check(Request(text, "console", example=True))


def tokens(text: str) -> list[tuple[int, object, str]]:
    return list(TranscriptLexer().get_tokens_unprocessed(text))


@pytest.mark.parametrize("name", some(HOSTILE, 6))
def test_the_work_of_a_check_grows_with_the_size(name: str) -> None:
    assert work(judge, HOSTILE[name]) <= GROWTH


@pytest.mark.parametrize("name", some(HOSTILE, 6))
def test_the_work_of_the_lexer_grows_with_the_size(name: str) -> None:
    assert work(tokens, HOSTILE[name]) <= GROWTH


@pytest.mark.parametrize("name", some(HOSTILE, 6))
def test_what_the_parser_reads_grows_with_the_size(name: str) -> None:
    """And what takes it the square of the time is bounded."""

    def parsed(n: int) -> int:
        text = HOSTILE[name](n)
        effort = Effort(len(text))
        list(split(text, effort))
        assert effort.left >= 0
        assert effort.parsed <= 40 * len(text)
        return effort.parsed

    few, many = parsed(160), parsed(320)  # nearly MOST_TEXT
    assert many <= max(GROWTH * few, MOST_TEXT)


@pytest.mark.parametrize("name", some(HOSTILE, 6))
def test_large_texts_are_judged_and_lose_nothing(name: str) -> None:
    text = HOSTILE[name](50)
    assert all(len(p.message) < 240 for p in check(Request(text, "console")).problems)
    assert "".join(value for _, _, value in tokens(text)) == text


# What only the engine of regular expressions sees: (function, text of a size).
PATTERNS: dict[str, tuple[Callable[[str], object], Callable[[int], str]]] = {
    "a foreign prompt": (lambda t: list(split(t)), lambda n: "# ls\na@" + "b" * n),
    "foreign prompts": (lambda t: list(split(t)), lambda n: "# ls\n" + "a@b: " * n),
    "an open bracket": (lambda t: list(split(t)), lambda n: "# ls\n[" + "a " * n),
    "a sentence": (lambda t: list(split(t)), lambda n: "$ ls\n# a " + "./" * n),
    "a path as prompt": (lambda t: list(split(t)), lambda n: "# ls\n/" + "a" * n),
    "braces": (expand_braces, lambda n: "{" + "," * n),
    "an open quote": (tokens, lambda n: "# echo $'" + "\\77" * n),
    "escapes": (tokens, lambda n: "# echo \"$x's " + "\\77" * n),
    "tags": (tokens, lambda n: "# cat " + " ".join(f"<<a{i}" for i in range(n))),
    "dollars": (tokens, lambda n: "# echo " + '$"a' * n),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_patterns_do_not_go_back_over_what_they_have_read(name: str) -> None:
    function, make = PATTERNS[name]

    def seconds(size: int) -> float:
        text = make(size)
        start = time.perf_counter()
        function(text)
        return time.perf_counter() - start

    function(make(10))
    # Four times the size: 4 for a linear pattern, 16 for a square one.
    ratios = ((seconds(6_000) + 0.001) / (seconds(1_500) + 0.001) for _ in range(40))
    assert any(ratio < 8 for ratio in ratios)


def told(text: str) -> list[tuple[int, str]]:
    return [(p.line, p.check) for p in check(Request(text, "console")).problems]


def test_what_is_too_much_is_told_at_its_place_and_the_others_are_judged() -> None:
    long, deep, wrapped = "a " * MOST_TEXT, "(ls; " * 300 + ")" * 300, "sudo " * 400
    for text in (f"echo {long}", deep, wrapped, f"echo '{long}'"):
        assert told(f"# ls\n# {text}\n# virsh lst\n") == [
            (2, "limit"),
            (3, "unknown-command"),
        ]
    many = "# for x in a; do\n" + "{ ls; }\n" * 50 + "done\n# virsh lst\n"
    assert told(many) == [(1, "limit"), (53, "unknown-command")]


def test_long_commands_that_are_no_shell_are_read_until_the_time_is_used_up() -> None:
    """Each takes the square of its length; a short one is still read after them."""
    found = told(("# cat " + ">" * 5000 + "\n") * 20 + "# virsh lst\n")
    assert [line for line, _ in found] == list(range(1, 22))
    checks = [check for _, check in found]
    assert checks == [*sorted(checks[:-1], reverse=True), "unknown-command"]
    assert 1 <= checks.count("syntax") <= 10


def test_more_errors_than_are_told_are_told_as_such() -> None:
    found = told("# virsh lst\n" * 300)
    assert found[99:] == [(100, "unknown-command"), (101, "limit")]


@pytest.mark.parametrize("number", ["9" * 5000, "-1" + "0" * 5000, "1" * 5000 + ".5"])
def test_numbers_in_json_may_be_of_any_length(number: str) -> None:
    assert told(f'# qemu-img info --output=json a\n{{"a": {number}}}\n') == []


def test_json_that_is_too_deep_is_told() -> None:
    text = "# qemu-img info --output=json a\n{" + '"a": {' * 100_000
    assert told(text) == [(2, "limit")]
