"""A new XML format takes no fragment from those that are there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import kbcheck.sniff
from kbcheck import KINDS, Request, check
from kbcheck.sniff import OTHER_ROOTS, find_kind
from kbcheck.tree import Document, Node, parse
from kbcheck.xmldocument import grammar
from newcomer import (
    CASES,
    XML,
    forgotten,
    kind_of,
    kind_place,
    line_with,
    nothing_forgotten,
    shown,
)

OLDER = ("domain", "domaincapabilities", "pool")
"""A fragment that two formats know is one of the first; a new format comes last."""
NOBODYS = {"capabilities", "device", "network", "secret", "volume"}
"""Roots of libvirt's other formats, which are no fragments of a guest or a pool."""


@cache
def fragments() -> dict[tuple[str, str], tuple[Path, str]]:
    """Kind and name of an element -> the good case that has it first, and its text."""
    found: dict[tuple[str, str], tuple[Path, str]] = {}
    for path in sorted((CASES / "good").glob("*.xml")):
        kind, document = kind_of(path.name), parse(path.read_text("utf-8"))
        if kind not in XML:
            continue  # told by the test of the cases
        names = set(grammar(kind).element_index) - NOBODYS
        todo = document.root.elements[0].elements
        while todo:
            node = todo.pop()
            todo += node.elements
            key = kind, node.name
            if key not in found and node.name in names and node.name[0] != "{":
                found[key] = path, text_of(node, document)
    return found


def text_of(node: Node, document: Document) -> str:
    end_tag = f"</{node.name}>".encode()
    if document.source.startswith(end_tag, node.end):
        return document.source[node.offset : node.end + len(end_tag)].decode()
    return document.source[node.offset : node.end].decode()


def taken_from_others() -> Iterator[str]:
    """A message for each fragment of a good case that is taken for another format."""
    for (kind, name), (path, text) in fragments().items():
        found = find_kind("a.xml", text)
        older = OLDER[: OLDER.index(kind)] if kind in OLDER else OLDER
        if found not in (kind, *older):
            missing = (
                f"{found or 'no kind'} takes <{name}> in {shown(path)} from {kind}"
            )
            todo = (
                f"put {found} behind {kind}, with a root that is no element of {kind}"
            )
            yield forgotten(*kind_place(found), missing, todo, "Add an XML format")


def test_no_format_takes_a_fragment_of_another() -> None:
    assert len(fragments()) > 300
    nothing_forgotten(taken_from_others())


class Anything:
    """A grammar that knows every name."""

    element_index = type("Names", (), {"__contains__": lambda *_: True})()


def test_a_format_that_comes_first_and_knows_the_same_names_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = KINDS["pool"]._replace(name="other", roots=("nothing",))
    first = (other, *kbcheck.sniff.XML_KINDS)
    monkeypatch.setattr(kbcheck.sniff, "XML_KINDS", first)
    monkeypatch.setattr(kbcheck.sniff, "grammar", lambda _: Anything)
    assert len(list(taken_from_others())) > 300


def test_a_root_that_is_an_element_of_another_format_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wherever its format comes in the table: a root tells more than an element."""
    other = KINDS["pool"]._replace(name="other", roots=("memory",))
    last = (*kbcheck.sniff.XML_KINDS, other)
    monkeypatch.setattr(kbcheck.sniff, "XML_KINDS", last)
    monkeypatch.setattr(
        kbcheck.sniff, "grammar", lambda n: grammar("pool" if n == "other" else n)
    )
    told, *_ = taken_from_others()
    assert ": other takes <memory> in tests/cases/good/domain-" in told


def test_a_fragment_of_a_good_case_is_good() -> None:
    """Whatever formats there are, and whatever they share with one another."""
    nothing_forgotten(
        forgotten(path, 1, f"<{name}> is wrong as a fragment: {problem.message}",
                  f"mend the grammar of {kind}", "Add an XML format")
        for (kind, name), (path, text) in fragments().items()
        for problem in check(
            Request(text, kind, example=True, level="grammar")
        ).problems
        if problem.severity == "error"
    )  # fmt: skip


def test_a_root_that_has_a_kind_is_no_longer_said_to_have_none() -> None:
    path = Path(kbcheck.sniff.__file__)
    nothing_forgotten(
        forgotten(path, line_with(path, "OTHER_ROOTS = "), f"<{root}> has a kind now",
                  "take it out of OTHER_ROOTS", "Add an XML format")
        for kind in KINDS.values()
        for root in OTHER_ROOTS & {*kind.roots}
    )  # fmt: skip
