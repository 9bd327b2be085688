"""Transcripts on the page: what is highlighted, and copied, as a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.token import Comment, Generic, Name, Operator, String

from kbsphinx.show.lexer import TranscriptLexer

HERE = """# cat > /etc/cron.weekly/tidy << 'EOF'
#!/bin/sh
exec tidy -q
EOF
# ls /etc/cron.weekly
tidy
"""


def copied(text: str) -> str:
    """What stays without prompts and output, as the copy button leaves them out."""
    tokens = TranscriptLexer().get_tokens(text)
    return "".join(v for t, v in tokens if t not in (Generic.Prompt, Generic.Output))


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("$ id -u\n0\n", "id -u\n"),
        ("# one \\\n  two\ndone\n", "one \\\n  two\n"),
        ("$ for x in a b; do\n> echo $x\n> done\na\nb\n", None),
        (HERE, HERE[2:].replace("# ls", "ls").replace("\ntidy\n", "\n")),
        ("virsh # list --all\n Id   Name\n", "list --all\n"),
        ("# ", ""),
        ("$ cat > f <<E\n> text\n> E\nx\n", "cat > f <<E\ntext\nE\n"),
        ("# cat <<-E\n\ttext\n\tE\n", "cat <<-E\n\ttext\n\tE\n"),
        ("root@host:~# id\n0\n", "id\n"),
        ("$ id\n0\n# Then go on\n$ id\n", "id\n# Then go on\nid\n"),
    ],
    ids=[
        "plain",
        "backslash",
        "loop",
        "here-document",
        "inner prompt",
        "bare prompt",
        "marked",
        "tabs",
        "foreign prompt",
        "remark",
    ],
)
def test_commands_are_all_but_prompts_and_output(
    text: str, commands: str | None
) -> None:
    if commands is None:
        commands = "for x in a b; do\necho $x\ndone\n"
    assert copied(text).rstrip("\n") == commands.rstrip("\n")


COLOURED = """out
$ rev <<'EOF' | tr a "b $c"
$ text
EOF
x
# Then go on
$ echo $'a' \\
> 'b
last"""


def test_what_is_not_plain_has_its_colour_at_its_place() -> None:
    """A prompt within a here-document is none."""
    plain = ("Token.Text", "Token.Text.Whitespace", "Token.Punctuation")
    found = TranscriptLexer().get_tokens_unprocessed(COLOURED)
    assert [
        (at, token, words) for at, token, words in found if str(token) not in plain
    ] == [
        (0, Generic.Output, "out\n"),
        (4, Generic.Prompt, "$ "),
        (10, Operator, "<<"),
        (12, String, "'EOF'"),
        (25, String.Double, '"'),
        (26, String.Double, "b "),
        (28, Name.Variable, "$c"),
        (30, String.Double, '"'),
        (32, String, "$ text\n"),
        (39, String, "EOF\n"),
        (43, Generic.Output, "x\n"),
        (45, Comment.Single, "# Then go on\n"),
        (58, Generic.Prompt, "$ "),
        (60, Name.Builtin, "echo"),
        (65, String.Single, "$'a'"),
        (70, String.Escape, "\\\n"),
        (72, Generic.Prompt, "> "),
        (74, String.Single, "'b\n"),
        (77, Generic.Output, "last"),
    ]


@pytest.mark.parametrize(
    "text",
    [HERE, "", "\n", "no prompt\n", "$ 'open\nrest\n", "# ls\\\n",
     "# a\x0bb\n# c\u2028d", "# cat <<EOF\nEOF x\n'\nEOF\n# \0", "# \udc80"],
)  # fmt: skip
def test_no_character_is_lost(text: str) -> None:
    found = "".join(v for _, v in TranscriptLexer().get_tokens(text))
    assert found.strip("\n") == text.strip("\n")


@given(st.text(st.sampled_from("#$> \n\\'\"<EOF(a\r\x0b\u2028"), max_size=60))
def test_no_character_of_any_text_is_lost(text: str) -> None:
    tokens = list(TranscriptLexer().get_tokens_unprocessed(text + "\n"))
    assert "".join(word for _, _, word in tokens) == text + "\n"
