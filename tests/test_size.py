"""A text of any kind has a limit of size, the same for all of them."""

from __future__ import annotations

import pytest

from kbcheck import KINDS, Request, check
from kbcheck.guides import source
from kbcheck.problem import MAX_BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_is_too_large_is_not_judged(kind: str) -> None:
    found = check(Request("#" * (MAX_BYTES + 1), kind)).problems
    assert [(p.check, p.message) for p in found] == [("limit", "larger than 4 MiB")]


def test_the_limit_counts_bytes_not_characters() -> None:
    text = "#" + "é" * (MAX_BYTES // 2)
    assert [p.check for p in check(Request(text, "fstab")).problems] == ["limit"]
    assert check(Request(text[1:], "uri")).problems[0].check != "limit"


def test_a_text_of_the_largest_size_is_judged() -> None:
    text = "#" * (MAX_BYTES - 1) + "\n"
    assert check(Request(text, "qemu.conf")).problems == ()


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "console"])
def test_guides_do_not_read_a_text_that_is_too_large(kind: str) -> None:
    assert source("f", "#" * (MAX_BYTES + 1), kind, example=False) is None
