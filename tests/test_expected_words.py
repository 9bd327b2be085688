"""What messages say is allowed at a place names nothing twice, at any place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import pytest

from kbcheck.relaxng.explain.wording import bad_value
from kbcheck.relaxng.grammar import Grammar
from kbcheck.relaxng.lookup import attributes, elements
from kbcheck.relaxng.names import names
from kbcheck.relaxng.patterns import (
    ATTRIBUTE_OP,
    ELEMENT_OP,
    TEXT,
    Attribute,
    Element,
    Pattern,
    choice,
)
from kbcheck.xmldocument import grammar
from newcomer import XML

NONSENSE = "\N{SNOWMAN} nonsense"  # no place takes it but one that takes all text


def texts(model: Grammar) -> Iterator[tuple[str, Pattern]]:
    """Each place that holds text, with all that its variants there take."""
    for parent in model.all_elements:
        for atom in parent.content.atoms:
            if atom.op == ELEMENT_OP:
                for name in names(cast(Element, atom).name_class):
                    yield from _of(name, elements(parent.content, name))


def _of(name: str, variants: tuple[Element, ...]) -> Iterator[tuple[str, Pattern]]:
    yield f"<{name}>", choice(v.content for v in variants)
    found = {
        n: None
        for v in variants
        for atom in v.content.atoms
        if atom.op == ATTRIBUTE_OP
        for n in names(cast(Attribute, atom).name_class)
    }
    for key in found:
        values = [a.value for v in variants for a in attributes(v.content, key)]
        yield f"{key} of <{name}>", choice(values)


def repeated(message: str) -> list[str]:
    """The alternatives that a message names twice, whole or inside another one."""
    allowed = message.partition("; ")[2].partition(" ")[2]
    parts = [p.strip("' ") for p in re.split(r", or |, | or ", allowed)]
    return sorted({p for p in parts if parts.count(p) > 1})


@pytest.mark.parametrize("kind", XML)
def test_no_place_is_told_with_one_alternative_twice(kind: str) -> None:
    told = {
        bad_value(what, NONSENSE, pattern)[0]
        for what, pattern in texts(grammar(kind))
        if TEXT not in pattern.atoms
    }
    assert len(told) > 20
    assert [m for m in sorted(told) if repeated(m)] == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("'a' is not allowed; expected a path or a path, or x", ["a path"]),
        ("'a' is not allowed; allowed: '-1', or a number, or -1", ["-1"]),
        ("'a' is not allowed; allowed: 'on' or 'off'", []),
    ],
)
def test_what_is_named_twice_is_seen(message: str, expected: list[str]) -> None:
    assert repeated(message) == expected
