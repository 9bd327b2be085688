"""Hostile documents are judged in bounded time: faults do not multiply work."""

from __future__ import annotations

import pytest

from kbcheck import Request, check

MANY = 3000
HOSTILE = {
    "unknown elements": "<domain type='kvm'><name>a</name>"
    + "<x/>" * MANY
    + "</domain>",
    "the same element": "<domain type='kvm'>" + "<name>a</name>" * MANY + "</domain>",
    "unknown attributes": "<domain "
    + " ".join(f"a{i}='1'" for i in range(MANY))
    + "><name>a</name></domain>",
    "elements of another variant": "<domain type='kvm'><name>a</name><os>"
    "<type>exe</type>" + "<loader/>" * MANY + "</os></domain>",
    "deep": "<devices>" * 150 + "</devices>" * 150,
    "holes": "<domain>" + "...<x/>" * MANY + "</domain>",
    "roots": "<memory>1</memory>" * MANY,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("example", [False, True])
def test_many_faults_are_cut_and_do_not_raise(text: str, example: bool) -> None:
    problems = check(Request(text, "domain", example=example, level="grammar")).problems
    assert 1 <= len(problems) <= 100
    assert all(len(p.message) <= 240 for p in problems)
