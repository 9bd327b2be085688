"""The model reads well: each entry says what it is for, in files of one subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from kbcheck.modelfile import MODEL
from kbcheck.relaxng.names import local, names
from kbcheck.relaxng.patterns import ATTRIBUTE_OP, DATA_OP, Attribute, Data, Element
from kbcheck.versions import lifetime
from kbcheck.xmldocument import grammar
from model_coverage import gaps
from newcomer import XML, forgotten, nothing_forgotten
from pages import ROOT

FILES = sorted(MODEL.rglob("*.rnc"))
LONGEST = 400
STEPS = "Add an entry of the model"

Entry = Element | Attribute | Data

# What a note may stand above: the reader drops it above anything else.
_NOTE = re.compile(r"(?:\s*(?:[(&|]\s+)*)(?:##.*|\[ .* \]|\])")
_NOTED = re.compile(
    r'\s*(?:##|\[|m:|\]|element |attribute |list |"|xsd:|[\w.\\]+ [|&]?=)'
)
SINCE = r"\d+\.\d+\.\d+(\.\.\d+\.\d+\.\d+)?"


def entries(kind: str) -> Iterator[tuple[str, Element | Attribute]]:
    """Each element and attribute of a model, with its name."""
    for element in grammar(kind).all_elements:
        yield f"<{shown(element)}>", element
        for atom in sorted(element.content.atoms):
            if atom.op == ATTRIBUTE_OP:
                yield f"@{shown(cast(Attribute, atom))}", cast(Attribute, atom)


def shown(entry: Element | Attribute) -> str:
    return "|".join(map(local, names(entry.name_class))) or "*"


def told(entry: Entry, missing: str, todo: str) -> str:
    """A message at the line of an entry."""
    path = MODEL / entry.notes.file
    return forgotten(path, entry.notes.line, missing, todo, STEPS)


def annotated(kind: str) -> Iterator[tuple[str, Entry]]:
    """The entries, and the values that have notes of their own."""
    for name, entry in entries(kind):
        yield name, entry
        content = entry.value if isinstance(entry, Attribute) else entry.content  # type: ignore[union-attr]
        for atom in content.atoms:
            if atom.op == DATA_OP:
                yield name, cast(Data, atom)


@pytest.mark.parametrize("kind", XML)
def test_every_element_and_attribute_is_documented(kind: str) -> None:
    nothing_forgotten(
        told(entry, f"{name} has no meaning", "write a line '## ….' above it")
        for name, entry in entries(kind)
        if not entry.notes.doc
    )


@pytest.mark.parametrize("kind", XML)
def test_documentation_is_a_sentence(kind: str) -> None:
    nothing_forgotten(
        told(entry, f"{name} is said to be {entry.notes.doc!r}", "write a sentence")
        for name, entry in entries(kind)
        if entry.notes.doc
        and not re.fullmatch(r"[A-Z'\d].*[.]|[a-z]\w+ .*[.]", entry.notes.doc)
    )


@pytest.mark.parametrize("kind", XML)
def test_every_since_is_a_version(kind: str) -> None:
    """Or two: the newest that lacks the entry, and the oldest that has it, as tried."""
    found = {e.notes.since for _, e in annotated(kind) if e.notes.since}
    assert found
    assert [s for s in found if not re.fullmatch(SINCE, s)] == []


@pytest.mark.parametrize("kind", XML)
def test_nothing_is_older_than_what_it_stands_in(kind: str) -> None:
    """A value older than its attribute could never have been written."""
    nothing_forgotten(
        told(entry, f"{value.value} is of {value.notes.since}, and {name} came in "
             f"{entry.notes.since}", "mend one of them")
        for name, entry in entries(kind)
        if isinstance(entry, Attribute) and entry.notes.since
        for value in cast("frozenset[Data]", entry.value.atoms)
        if value.op == DATA_OP
        and value.notes.since
        and lifetime(value.notes.since) < lifetime(entry.notes.since)
    )  # fmt: skip


@pytest.mark.parametrize("kind", XML)
def test_every_page_that_the_model_names_exists(kind: str) -> None:
    pages = {
        p.relative_to(ROOT).with_suffix("").as_posix()
        for p in (ROOT / "kbase").glob("*.*")
        if p.suffix in (".rst", ".md")
    }
    nothing_forgotten(
        told(entry, f"{name} sees {entry.notes.see}, which is no page", "mend m:see")
        for name, entry in annotated(kind)
        if entry.notes.see and entry.notes.see not in pages
    )


def test_every_file_says_what_it_holds_and_is_short() -> None:
    assert FILES
    found = []
    for path in FILES:
        lines = path.read_text("utf-8").splitlines()
        if not re.match(r"# [A-Z].+", lines[0]):
            missing, todo = "the file does not say what it holds", "write there '# …'"
            found.append(forgotten(path, 1, missing, todo, STEPS))
        if len(lines) > LONGEST:
            missing, todo = f"more than {LONGEST} lines", "part the subject in two"
            found.append(forgotten(path, LONGEST, missing, todo, STEPS))
    nothing_forgotten(found)


def written(path: Path) -> list[tuple[int, str]]:
    """The lines of a file, with their numbers, that are no comments."""
    return [
        (number, line)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip() and not re.match(r"\s*#[^#]", line)
    ]


def test_no_annotation_is_lost() -> None:
    """A reader of the model sees it, and so must the tables that are made of it."""
    nothing_forgotten(
        forgotten(path, number, f"{line.strip()} stands above nothing that has notes",
                  "write it above an element, an attribute, a value", STEPS)
        for path in FILES
        for (number, line), (_, after) in pairwise(written(path))
        if _NOTE.fullmatch(line) and not _NOTED.match(after)
    )  # fmt: skip


@pytest.mark.parametrize("kind", XML)
def test_every_entry_and_value_is_proven_by_a_case(kind: str) -> None:
    found = []
    for gap in gaps(kind, corpus=False):
        place, _, name = gap.partition(" ")
        file, _, line = place.rpartition(":")
        todo = f"use it in a case tests/cases/good/{kind}-NAME.xml"
        missing = f"no good case has {name}"
        found.append(forgotten(MODEL / file, int(line), missing, todo, STEPS))
    nothing_forgotten(found)
