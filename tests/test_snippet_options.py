"""The words in a snippet's options: which say something, which do not."""

from __future__ import annotations

import pytest

from kbsphinx.kept.snippet import MOST_NAME, Snippet
from kbsphinx.read.refusal import REASONS, marked_lines, wrong_words


def told(**options: str) -> list[str]:
    given = {"name": "guest", **options}
    given = {name.replace("-", "_"): words for name, words in given.items()}
    page = {"page": "p", "named": True, "kind": "domain", "text": "", "path": "p.rst"}
    return [m for _, m in wrong_words(Snippet(line=1, **page, **given))]  # type: ignore[arg-type]


@pytest.mark.parametrize("reason", [".", "...", "x", "todo", "1 2", "\u00a0", "- -"])
def test_a_reason_without_two_words_is_none(reason: str) -> None:
    for option in REASONS:
        assert told(**{option: reason}) == [
            f"{option}: {reason!r} is no reason; say why, in words"
        ]
    assert "is no reason" in told(live=f"hardware: {reason}")[-1]


@pytest.mark.parametrize(
    "reason", ["another program\nprints it", "kein Prüfer kennt es"]
)
def test_a_reason_in_words_passes(reason: str) -> None:
    assert told(unchecked=reason) == told(live=f"hardware: {reason}") == []
    assert told(live="hardware") == []


@pytest.mark.parametrize("option", ["file", "inside", "live", *REASONS, "caption"])
@pytest.mark.parametrize("code", [0x07, 0x1B, 0x202E, 0x200B, 0x2028, 0x2029, 0xDC80])
def test_a_character_that_nobody_sees_is_told(option: str, code: int) -> None:
    words = f"hardware: some{chr(code)} words here"
    assert f"{option}: the character U+{code:04X} cannot be seen" in told(
        **{option: words}
    )


def test_a_caption_or_a_file_without_a_letter_is_told() -> None:
    assert told(caption=" ") == ["caption: ' ' has no letter"]
    assert told(file="--") == ["file: '--' has no letter"]


def test_a_name_is_no_longer_than_a_file_name_can_be() -> None:
    assert told(name="n" * 100) == []
    assert told(name="n" * 101) == ["the name has 101 characters; at most 100"]
    assert told(name="n" * 300) == [f"the name has 300 characters; at most {MOST_NAME}"]
    assert Snippet("p", "n" * 300, True, "domain", "", "p", 1).download == ""


@pytest.mark.parametrize(
    "words", ["1-100000000000", "100000000000", "9" * 5000, "2-,11", "1-5000000000,3"]
)
def test_marks_beyond_the_last_line_are_told_before_they_are_counted(
    words: str,
) -> None:
    with pytest.raises(ValueError, match=r"but the last line is 10$"):
        marked_lines(words, 10)


def test_marks_within_the_lines_are_kept() -> None:
    assert marked_lines("1,3-5", 10) == [1, 3, 4, 5]
    assert marked_lines("9-,9,10", 10) == [9, 10]
    assert marked_lines("1-10," * 500 + "2", 10) == list(range(1, 11))
    with pytest.raises(ValueError, match="'x' names no lines"):
        marked_lines("x", 10)
