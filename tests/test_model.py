"""The model reads well: each entry says what it is for, in files of one subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from kbcheck.modelfile import MODEL
from kbcheck.relaxng.names import names
from kbcheck.relaxng.patterns import ATTRIBUTE_OP, DATA_OP, Attribute, Data, Element
from kbcheck.versions import version
from kbcheck.xmldocument import grammar
from model_coverage import gaps
from newcomer import XML
from pages import ROOT

FILES = sorted(MODEL.rglob("*.rnc"))
LONGEST = 400

Entry = Element | Attribute | Data

# What a note may stand above: the reader drops it above anything else.
_NOTE = re.compile(r"(?:\s*(?:[(&|]\s+)*)(?:##.*|\[ .* \]|\])")
_NOTED = re.compile(
    r'\s*(?:##|\[|m:|\]|element |attribute |list |"|xsd:|[\w.\\]+ [|&]?=)'
)


def entries(kind: str) -> Iterator[tuple[str, Entry]]:
    """Each element and attribute of a model, with its place and name."""
    for element in grammar(kind).all_elements:
        yield told(element), element
        for atom in sorted(element.content.atoms):
            if atom.op == ATTRIBUTE_OP:
                yield told(cast(Attribute, atom)), cast(Attribute, atom)


def told(entry: Element | Attribute) -> str:
    shown = "|".join(names(entry.name_class)) or "*"
    return f"{entry.notes.file}:{entry.notes.line} {shown}"


def annotated(kind: str) -> Iterator[tuple[str, Entry]]:
    """The entries, and the values that have notes of their own."""
    for place, entry in entries(kind):
        yield place, entry
        content = entry.value if isinstance(entry, Attribute) else entry.content  # type: ignore[union-attr]
        for atom in content.atoms:
            if atom.op == DATA_OP:
                yield place, cast(Data, atom)


@pytest.mark.parametrize("kind", XML)
def test_every_element_and_attribute_is_documented(kind: str) -> None:
    assert [place for place, entry in entries(kind) if not entry.notes.doc] == []


@pytest.mark.parametrize("kind", XML)
def test_documentation_is_a_sentence(kind: str) -> None:
    odd = {
        f"{place}: {entry.notes.doc}"
        for place, entry in entries(kind)
        if not re.fullmatch(r"[A-Z'\d].*[.]|[a-z]\w+ .*[.]", entry.notes.doc)
    }
    assert sorted(odd) == []


@pytest.mark.parametrize("kind", XML)
def test_every_since_is_a_version(kind: str) -> None:
    found = {e.notes.since for _, e in annotated(kind) if e.notes.since}
    assert found
    assert [s for s in found if not re.fullmatch(r"\d+\.\d+\.\d+", s)] == []


@pytest.mark.parametrize("kind", XML)
def test_nothing_is_older_than_what_it_stands_in(kind: str) -> None:
    """A value older than its attribute could never have been written."""
    odd = [
        f"{place} = {value.value}: {value.notes.since} in {entry.notes.since}"
        for place, entry in entries(kind)
        if isinstance(entry, Attribute) and entry.notes.since
        for value in cast("frozenset[Data]", entry.value.atoms)
        if value.op == DATA_OP
        and value.notes.since
        and version(value.notes.since) < version(entry.notes.since)
    ]
    assert odd == []


@pytest.mark.parametrize("kind", XML)
def test_every_page_that_the_model_names_exists(kind: str) -> None:
    found = {e.notes.see for _, e in annotated(kind) if e.notes.see}
    pages = {
        p.relative_to(ROOT).with_suffix("").as_posix()
        for p in (ROOT / "kbase").glob("*.*")
        if p.suffix in (".rst", ".md")
    }
    assert found - pages == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(MODEL).as_posix())
def test_every_file_says_what_it_holds_and_is_short(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert re.match(r"# [A-Z].+", lines[0])
    assert len(lines) <= LONGEST


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(MODEL).as_posix())
def test_no_annotation_is_lost(path: Path) -> None:
    """A reader of the model sees it, and so must the tables that are made of it."""
    lines = [
        (number, line)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip() and not re.match(r"\s*#[^#]", line)
    ]
    lost = [
        f"{number}: {line.strip()}"
        for (number, line), (_, after) in pairwise(lines)
        if _NOTE.fullmatch(line) and not _NOTED.match(after)
    ]
    assert lost == []


@pytest.mark.parametrize("kind", XML)
def test_every_entry_and_value_is_proven_by_a_case(kind: str) -> None:
    assert gaps(kind, corpus=False) == []
