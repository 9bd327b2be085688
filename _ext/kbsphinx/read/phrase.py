"""The texts of a message entry: how a directive states them, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docutils import nodes

from kbcheck.suggest import clipped

from ..kept.snippet import MOST_NAME, NAME
from ..kept.wordings import MessageEntry, Wording, version_fault

LONGEST_ID = 64
"""Characters of an id that is made of a text; it ends where a word does."""
_MARKUP = re.compile("``|^`.*`$|:ref:|{ref}")

PhraseFault = tuple[str, str, str]
"""What is wrong: words of the line that has it, a check id, a message."""


def wordings(text: str, also: str, versions: str) -> Iterator[Wording]:
    """The text, then the others, one a line: `TEXT | VERSIONS`."""
    yield Wording(" ".join(text.split()), versions)
    for row in filter(str.strip, also.split("\n")):
        text, bar, versions = row.rpartition(" | ")
        text, versions = (text, versions) if bar else (row, "")
        yield Wording(" ".join(text.split()), versions.strip())


def text_faults(kind: str, found: Iterable[Wording]) -> Iterator[PhraseFault]:
    """What is wrong with each wording."""
    for one in found:
        if not re.search(r"\w", one.text):
            told = f"the {kind} has no text; nobody could know it by that"
            yield one.text or f"{kind}", "bad-value", told
        elif kind == "message" and _MARKUP.search(one.text):
            told = "a message stands as it is printed, without markup and '`'"
            yield one.text, "bad-value", told
        if one.versions and (told := version_fault(one.versions)):
            yield one.versions, "bad-value", f"versions: {told}"


def name_faults(name: str) -> Iterator[PhraseFault]:
    """What is wrong with the name of an entry, if it has one."""
    if name and not NAME.fullmatch(name):
        told = f"the name {clipped(name)!r} is not lower-case letters, digits and '-'"
        yield name, "bad-value", f"{told}; at most {MOST_NAME}"


def repeated(
    found: Iterable[Wording], others: Iterable[MessageEntry], line: int
) -> Iterator[PhraseFault]:
    """What of an entry, on a line, the others of its page have as well."""
    known = {w.plain: entry.line for entry in others for w in entry.wordings}
    for one in found:
        if one.plain in known:
            told = f"this stands twice on the page; line {known[one.plain]} has it"
            yield one.text, "duplicate-key", f"{told}: make one entry of both"
        known[one.plain] = line


def entry_id(name: str, first: Wording) -> str:
    """The id of an entry: its name, or what its text comes to; '' if nothing."""
    if name:
        return name
    words = nodes.make_id(first.plain)
    if len(words) > LONGEST_ID:
        words = words[: LONGEST_ID + 1].rpartition("-")[0] or words[:LONGEST_ID]
    return f"msg-{words}" if words else ""
