"""What is open at the end of a line of shell, and how a transcript is split."""

from __future__ import annotations

import pytest

from kbcheck.console import Command, Output, split
from kbcheck.console.scan import Scan, Tag, substitutions
from kbcheck.console.source import Body, CommandText, Piece
from kbcheck.console.transcript import Remark


@pytest.mark.parametrize(
    ("line", "left", "joined"),
    [
        ("a", "", False),
        ("a \\", "", True),
        ("a \\\\", "", False),
        ("a # b \\", "", False),  # a comment ends with its line
        ("a#b \\", "", True),
        ("a;# b '", "", False),
        ("# ' \" (", "", False),
        ("a 'b", "'", False),
        ("a 'b \\", "'", False),
        ("a $'b\\'", "$'", False),
        ("a $'b\\''", "", False),
        ('a "b \\', '"', True),
        ('a "b\\"', '"', False),
        ("a 'b' \"c\"", "", False),
        ("a \\' b", "", False),
        ("a $(b", "(", False),
        ('a "$(b', '"(', False),
        ('a "$(b)', '"', False),
        ("a (b) c)", "", False),
        ("a $((1 + (2)))", "", False),
        ("a $((1 << 2))", "", False),
        ("a $((1 <<", "((", False),
        ("((a)) '", "'", False),
        ("a <<<b", "", False),
        ("a <<< 'b", "'", False),
    ],
)
def test_what_is_open_behind_a_line(line: str, left: str, joined: bool) -> None:
    scan = Scan()
    assert scan.line(line) == []
    assert ("".join(scan.open), scan.joined) == (left, joined)
    assert scan.quoted == (left[-1:] in ("'", '"'))


@pytest.mark.parametrize(
    ("said", "name", "dash", "quoted"),
    [
        ("<<A", "A", False, False),
        ("<<-A", "A", True, False),
        ("<< A", "A", False, False),
        ("<<-\tA", "A", True, False),
        ("<<'A B'", "A B", False, True),
        ('<<"A"', "A", False, True),
        ("<<\\A", "A", False, True),
    ],
)
def test_the_tag_of_a_here_document(
    said: str, name: str, dash: bool, quoted: bool
) -> None:
    scan = Scan()
    tag = Tag(4, 4 + len(said), name, dash, quoted)
    assert scan.line(f"cat {said}; b") == [tag]
    assert [t.name for t in scan.line(f"cat {said} <<Z")] == [name, "Z"]
    assert (
        scan.line(f"'{said.replace(chr(39), '')}' \"{said.replace(chr(34), '')}\"")
        == []
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a $(b) c", "  $(b)"),
        ("a\nb `c` d", " \n  `c`"),
        (r"\$(b) \`c\` $(d)", "            $(d)"),
        ("a $(b '$(c)' \")\" (d)) e", "  $(b '$(c)' \")\" (d))"),
        ("$(a # )\nb) c", "$(a # )\nb)"),
        ("$(a", "$(a"),
        ("$(a #", "$(a #"),
        ("$a ${b}", ""),
        ("$(a)$(b)", "$(a)$(b)"),
    ],
)
def test_what_the_shell_runs_in_a_here_document(text: str, left: str) -> None:
    assert substitutions(text) == left


def shape(text: str) -> list[tuple[str, int, int]]:
    """The parts of a transcript: what, first and last line."""
    found = []
    for part in split(text):
        if isinstance(part, Output):
            found.append(("output", part.number, part.number + part.text.count("\n")))
        else:
            name = {Command: "command", Remark: "remark"}[type(part)]
            found.append((name, part.first_line, part.last_line))
    return found


def test_the_parts_of_a_transcript() -> None:
    text = "\n# a\nb\n\n$ c \\\n  d\n# Then e\n$ cat <<E\n# f\nE\n# g"
    assert shape(text) == [
        ("command", 2, 2), ("output", 3, 4), ("command", 5, 6), ("remark", 7, 7),
        ("command", 8, 10), ("command", 11, 11),
    ]  # fmt: skip
    assert shape("a\n\n# b") == [("output", 1, 2), ("command", 3, 3)]
    assert shape("\n\n") == []


@pytest.mark.parametrize(
    ("line", "prompt", "foreign", "said"),
    [
        ("# ls", "#", "", "ls"),
        ("$ ls", "$", "", "ls"),
        ("#", "#", "", ""),
        ("virsh # list", "#", "", "virsh list"),
        ("augtool> set a", "#", "", "augtool set a"),
        ("root@host:~# ls", "#", "root@host:~#", "ls"),
        ("[me@host ~]$ ls", "$", "[me@host ~]$", "ls"),
        ("sh-5.1$ ls", "$", "sh-5.1$", "ls"),
        ("~/a $ ls", "$", "~/a $", "ls"),
        ("me@host% ls", "$", "me@host%", "ls"),
        ("#ls", "#", "#", "ls"),
    ],
)
def test_the_prompts_of_commands(
    line: str, prompt: str, foreign: str, said: str
) -> None:
    (command,) = split(line)
    assert isinstance(command, Command)
    assert (command.prompt, command.foreign) == (prompt, foreign)
    assert command.script.text == said


@pytest.mark.parametrize("line", ["#5", "$5 is it", "virsh #", "me@host", "> a"])
def test_what_begins_no_command(line: str) -> None:
    assert shape(line) == [("output", 1, 1)]


def test_a_remark_is_a_sentence_between_commands_of_a_user() -> None:
    assert shape("$ a\n# Then, go on")[-1][0] == "remark"
    for line in ("# ls -l", "# Then | go", "# Virsh list", "root@a:~# Then go"):
        assert shape(f"$ a\n{line}")[-1][0] == "command"
    assert shape("$ a\n# then go")[-1][0] == "remark"
    assert shape("# a\n# then go")[-1][0] == "command"


def test_places_of_a_command_and_of_a_here_document() -> None:
    pieces = (Piece(0, 0, 3, 2), Piece(0, 5, 4, 1), Piece(1, 0, 7, 0))
    text = CommandText("", pieces)
    assert [text.position(0, at) for at in (0, 4, 5, 6)] == [
        (3, 3), (3, 7), (4, 2), (4, 3)
    ]  # fmt: skip
    assert text.position(1, 2) == (7, 3)
    assert text.position(2, 2) == (7, 1)  # a row that is not there
    body = Body(0, 0, "a\nb", 5, (2, 0), quoted=False)
    assert [body.position(row, 1) for row in range(3)] == [(5, 4), (6, 2), (7, 2)]
