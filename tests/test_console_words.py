"""The words of a command: their places, braces, placeholders, commands among them."""

from __future__ import annotations

import pytest

from kbcheck import Request, check
from kbcheck.console.words import (
    Word,
    WordPart,
    expand_braces,
    moved_on,
    placeholders,
    quote_hint,
    started,
)


def told(text: str) -> list[tuple[int, int, str]]:
    found = check(Request(text, "console")).problems
    return [(p.line, p.column, p.message) for p in found]


def test_places_in_a_word() -> None:
    plain = Word("ab\ncd", 1, 4)
    quoted = plain._replace(quoted=1)
    assert [plain.position(at) for at in (0, 2, 3, 4)] == [
        (1, 4),
        (1, 6),
        (2, 0),
        (2, 1),
    ]
    assert [quoted.position(at) for at in (0, 1, 3)] == [(1, 5), (1, 6), (2, 0)]
    cut = Word("abcd", 0, 2, parts=(WordPart(0, 0, 3), WordPart(2, 0, 9)))
    assert [cut.position(at) for at in range(4)] == [(0, 3), (0, 4), (0, 9), (0, 10)]
    assert moved_on(2, 7, "") == (2, 7)


def test_the_rest_of_a_word() -> None:
    assert Word("a=bc", 0, 5, quoted=1).after(2) == Word("bc", 0, 8)
    parts = (WordPart(0, 0, 2), WordPart(2, 0, 5, literal=False), WordPart(4, 1, 0))
    rest = Word("abcdef", 0, 2, literal=False, parts=parts).after(1)
    assert (rest.text, rest.row, rest.column, rest.literal) == ("bcdef", 0, 3, False)
    assert rest.parts == (
        WordPart(0, 0, 3), WordPart(1, 0, 5, literal=False), WordPart(3, 1, 0)
    )  # fmt: skip
    assert Word("abcd", 0, 2, parts=parts[:2]).after(3).parts == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", ["a"]),
        ("a{b,c}d", ["abd", "acd"]),
        ("a{,b}{c,d}", ["ac", "ad", "abc", "abd"]),
        ("{a,a}", ["a"]),
        ("a{b}", ["a{b}"]),
        ("${a,b}", ["${a,b}"]),
        (r"\{a,b}", [r"\{a,b}"]),
        ("a{b,'c'}", ["a{b,'c'}"]),
        ("a{b, c}", ["a{b, c}"]),
    ],
)
def test_braces_make_several_words(text: str, words: list[str]) -> None:
    assert expand_braces(text) == words


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        ("{one,two}", [(1, 15, "'virsh start' takes no argument 'two'")]),
        ("--{console,paused} demo", []),
        ("'{one,two}'", []),
        ("$'{one,two}'", []),
        ("$(cat {one,two})", []),
    ],
)
def test_braces_make_words_where_the_shell_reads_them(
    words: str, problems: list[tuple[int, int, str]]
) -> None:
    assert told(f"# virsh start {words}\n") == problems


def test_braces_that_make_very_many_words_are_left() -> None:
    found = expand_braces("{a,b}" * 10)
    assert len(found) == 64
    assert "{" in found[-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a <guest name>", [(0, 2, "write GUEST_NAME", "is a redirection")]),
        ("a\n b '<x-y>'", [(1, 4, "write X_Y", "is not how these pages")]),
        ('a "<a> <b>"', [(0, 3, "write A", "is not how"), (0, 7, "write B", "is not")]),
        (r"a \<b>", []),
        ("a '<b>c</b>'", []),
        ("a '<b/> <c>'", []),
        ("a < b > c", []),
        ("a <1>", []),
        ("a <B>", [(0, 2, "write B", "is a redirection")]),
    ],
)
def test_placeholders_in_angle_brackets(
    text: str, found: list[tuple[int, int, str, str]]
) -> None:
    slips = placeholders(text)
    assert [(s.row, s.column, s.hint) for s in slips] == [f[:3] for f in found]
    for slip, (*_, words) in zip(slips, found, strict=True):
        assert slip.check == "placeholder"
        assert words in slip.message


def test_quotes_that_are_open() -> None:
    hints = [quote_hint(said) for said in ("", "''", "'a'b'", '"', "'\"", "'a' \"")]
    open_quote = ["a ' is not closed", 'a " is not closed']
    assert hints == ["", "", open_quote[0], open_quote[1], open_quote[0], open_quote[1]]


def test_commands_among_the_words_of_a_command() -> None:
    def commands(line: str) -> list[str]:
        words = tuple(Word(text, 0, 0) for text in line.split())
        return [" ".join(w.text for w in c) for c in started(words, ("-exec", "-ok"))]

    assert commands("find / -exec ls -l {} ; -ok rm {} +") == ["ls -l {}", "rm {}"]
    assert commands("find -exec a -exec b \\; -name c ;") == ["a -exec b"]
    assert commands("find -exec a b") == ["a b"]
    assert commands("find -exec") == [""]
    assert commands("find a ;") == []


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("echo 'usr = 1' > {}", 7, "'usr' is not a setting"),
        ("echo -n 'usr = 1' > {}", 10, "'usr' is not a setting"),
        ("printf 'user = \"a\"\\nusr = 1\\n' | tee -a {}", 8, "'usr' is not"),
        ("printf '%s = 1\\n' usr > {}", 19, "'usr' is not a setting"),
        ("printf '%s = %d\\n' usr > {}", 0, ""),
        ("printf '%s = 1\\n' > {}", 0, ""),
        ("echo > {}", 0, ""),
        ('echo "usr = $ONE" > {}', 0, ""),
        ("echo 'usr = 1' | sudo tee {}", 7, "'usr' is not a setting"),
        ("echo 'usr = 1' | cat {}", 0, ""),
    ],
)
def test_what_echo_and_printf_write_into_a_file(
    line: str, place: int, words: str
) -> None:
    found = told(f"# {line.format('/etc/libvirt/qemu.conf')}\n")
    assert [(at, column - 2) for at, column, _ in found] == (
        [(1, place)] if place else []
    )
    assert all(words in message for *_, message in found)
