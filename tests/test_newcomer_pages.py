"""A page has its parts in their order, and stands in the index."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kbcheck.versions import version
from newcomer import ROOT, forgotten, line_with, nothing_forgotten

STEPS = "Add a page"
INDEX = ROOT / "index.rst"
ABOUT_THE_SITE = {"check", "errata", "kbcheck", "reference", "what-is-checked"}
"""Pages that hold no task, and so none of its parts."""
SECURE_THROUGHOUT = {"qemu-passthrough-security", "secureusage"}
"""Pages whose task is security: it has no section of its own there."""
PARTS = (
    "Quick path",
    "Before you start",
    "Check that it works",
    "When it does not work",
    "Security",
    "Full examples",
    "Review",
    "Background",
    "See also",
)
PAGES = sorted(
    path for path in (ROOT / "kbase").rglob("*") if path.suffix in (".rst", ".md")
)


class Heading(NamedTuple):
    """A heading of a page: its line, its words, whether a label leads to it."""

    line: int
    title: str
    labelled: bool


def headings(text: str) -> Iterator[Heading]:
    """The sections of a page, those within sections left out."""
    lines = text.split("\n")
    labelled = False
    for number, line in enumerate(lines, 1):
        under = lines[number] if number < len(lines) else ""
        if re.fullmatch(r"## \S.*", line):
            yield Heading(number, line[3:], labelled)
        elif line.strip() and re.fullmatch("-{3,}", under) and len(under) >= len(line):
            yield Heading(number, line, labelled)
        if re.fullmatch(r"\.\. _[\w-]+:|\([\w-]+\)=", line):
            labelled = True
        elif line and not line.startswith((" ", ".. old-anchor::")):
            labelled = False


def lacks(path: Path, text: str) -> Iterator[tuple[int, str, str]]:
    """Of a page: the line, what is missing, what to do."""
    found = list(headings(text))
    if path.stem in ABOUT_THE_SITE:
        return
    for heading in found:
        if not heading.labelled:
            todo = "write '.. _SHORT-NAME:' above it, SHORT as on the page"
            yield heading.line, f"no label leads to '{heading.title}'", todo
    if not re.search(r"\d\.\d+", text.partition("\nBefore you start\n")[0]):
        todo = "name those of libvirt, QEMU and the kernel that it is for"
        yield 1, "the lead names no version", todo
    yield from lacking_sections(path, found)


def lacking_sections(
    path: Path, found: list[Heading]
) -> Iterator[tuple[int, str, str]]:
    last = 1
    for part in PARTS:
        if part == "Security" and path.stem in SECURE_THROUGHOUT:
            continue
        here = [h for h in found if re.search(part, h.title, re.IGNORECASE)]
        if not here:
            yield last, f"no section '{part}' stands below here", "write one"
        elif here[-1].line < last:
            yield here[-1].line, f"'{here[-1].title}' is out of order", "move it down"
        last = here[-1].line if here else last


def listed(path: Path) -> Iterator[tuple[int, str, str]]:
    """What a page lacks in the index."""
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    index = INDEX.read_text("utf-8")
    if not re.search(rf":doc:`(?:[^`<]+<)?{name}>?`", index):
        line = line_with(INDEX, ":doc:")
        yield line, f"no link leads to {name}", f"add ':doc:`TASK <{name}>`' to a card"
    if not re.search(rf"^ +{name}$", index, re.MULTILINE):
        line = line_with(INDEX, ".. toctree::")
        yield line, f"{name} is in no table of contents", "add it to one"


def test_each_page_has_its_parts() -> None:
    nothing_forgotten(
        forgotten(path, line, missing, todo, STEPS)
        for path in PAGES
        for line, missing, todo in lacks(path, path.read_text("utf-8"))
    )


def terms(source: str) -> tuple[tuple[int, str], ...]:
    """The line and words of each term of the definition lists below `…-trouble`."""
    part = re.search(r"(?ms)^\.\. _[\w-]+-trouble:$(.*?)(?=^\.\. _[\w-]+:$|\Z)", source)
    found = re.finditer(r"(?m)^(\S.*(?:\n\S.*)*)\n   \S", part[1] if part else "")
    return tuple(
        (source.count("\n", 0, part.start(1) + term.start()) + 1, words)
        for term in found
        if part and not (words := " ".join(term[1].split())).startswith(("..", "- "))
    )


def no_entries(path: Path, text: str) -> Iterator[tuple[int, str, str]]:
    """What stands in 'When it does not work' that is no entry."""
    todo = "write '.. message::' or '.. symptom::', as 'Add a message' says"
    for line, term in terms(text):
        yield line, f"'{term}' is no entry", todo
    part = re.search(r"(?m)^\.\. _[\w-]+-trouble:$", text)
    if part and not re.search(r"(?m)^\.\. (message|symptom)::", text[part.end() :]):
        yield text.count("\n", 0, part.start()) + 1, "no entry stands here", todo


def test_what_does_not_work_is_told_in_entries() -> None:
    nothing_forgotten(
        forgotten(path, line, missing, todo, "Add a message")
        for path in PAGES
        for line, missing, todo in no_entries(path, path.read_text("utf-8"))
    )


def test_a_term_that_is_no_entry_is_told() -> None:
    path = ROOT / "kbase" / "lost.rst"
    page = (
        "T\n=\n\n.. _lost-trouble:\n\nWhen it does not work\n----\n\n{}.. _lost-b:\n\n"
        "B\n-\n\nterm\n   Words.\n"
    )
    old = "``no lock`` or\n``none``\n   Cause: x.\n\n"
    new = ".. message:: no lock\n   :also: none\n\n   :Cause: x.\n   :Cure: y.\n\n"
    assert [(line, told) for line, told, _ in no_entries(path, page.format(old))] == [
        (9, "'``no lock`` or ``none``' is no entry"), (4, "no entry stands here")
    ]  # fmt: skip
    assert list(no_entries(path, page.format(new))) == []
    assert [line for line, *_ in no_entries(path, page.format(new + old))] == [15]


def test_each_page_is_in_the_index() -> None:
    nothing_forgotten(
        forgotten(INDEX, line, missing, todo, STEPS)
        for path in PAGES
        for line, missing, todo in listed(path)
    )


def test_a_page_without_its_parts_is_told_of_each() -> None:
    path = ROOT / "kbase" / "lost.rst"
    page = "T\n=\n\nReview\n------\n\n.. _lost-see:\n\nSee also\n--------\n"
    assert [f"{line} {missing}" for line, missing, _ in lacks(path, page)] == [
        "4 no label leads to 'Review'",
        "1 the lead names no version",
        *(f"1 no section '{part}' stands below here" for part in PARTS[:6]),
        "4 no section 'Background' stands below here",
    ]
    assert [missing for _, missing, _ in listed(path)] == [
        "no link leads to kbase/lost",
        "kbase/lost is in no table of contents",
    ]


def test_a_section_that_stands_too_early_is_told() -> None:
    order = [PARTS[1], PARTS[0], *PARTS[2:]]
    found = [Heading(n, title, True) for n, title in enumerate(order, 1)]
    told = list(lacking_sections(ROOT / "kbase" / "lost.rst", found))
    assert told == [(1, f"'{PARTS[1]}' is out of order", "move it down")]


def test_the_pages_name_the_newest_libvirt_that_is_known() -> None:
    """It is the newest of those that the model is compared with."""
    roots = tomllib.loads((ROOT / "tests/live/roots.toml").read_text("utf-8"))["root"]
    newest = max((root["libvirt"] for root in roots.values()), key=version)
    for name in ("check", "kbcheck"):
        page = (ROOT / f"kbase/{name}.rst").read_text("utf-8")
        assert f"knows libvirt up to {newest}." in page, name
