"""What the body of a message entry must hold: causes, each with its cure, as fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from docutils import nodes

from kbcheck.suggest import no_such

FIELDS = ("Where", "How to tell", "Cause", "Cure")
"""The fields of an entry; a cause and its cure, and how to tell it, may stand again."""


class Part(NamedTuple):
    """A field of an entry, with its line in the file."""

    name: str
    field: nodes.field
    line: int

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        body = self.field[1]
        return not body.astext().strip()


def answer_faults(parts: list[Part], line: int) -> Iterator[tuple[int, str, str]]:
    """(line, check id, message) for each fault in the order of the fields.

    `line` is that of the entry, where what is not there is told.
    """
    open_cause, told, seen = 0, 0, False
    for part in parts:
        yield from _fault_of(part)
        if part.name == "Where" and part is not parts[0]:
            yield part.line, "syntax", "':Where:' is the first of the fields, and alone"
        if part.name == "How to tell":
            if told:
                message = f"line {told} tells how already; write one ':How to tell:'"
                yield part.line, "duplicate-key", message
            told = part.line
        if part.name == "Cause":
            yield from _without_cure(open_cause)
            # What stands above the first cause is for all of them.
            open_cause, told, seen = part.line, 0, True
        if part.name == "Cure":
            if not open_cause:
                message = "this ':Cure:' has no ':Cause:' of its own above it"
                yield part.line, "missing-key", message
            open_cause, seen = 0, True
    yield from _without_cure(open_cause)
    if not seen:
        lacks = "the entry has no ':Cause:' and no ':Cure:'"
        yield line, "missing-key", f"{lacks}; a blank line stands above the first field"


def _fault_of(part: Part) -> Iterator[tuple[int, str, str]]:
    if part.name not in FIELDS:
        yield part.line, "unknown-option", no_such("field", part.name, FIELDS)
    elif part.is_empty:
        yield part.line, "bad-value", f"':{part.name}:' says nothing"


def _without_cure(cause: int) -> Iterator[tuple[int, str, str]]:
    if cause:
        yield cause, "missing-key", "no ':Cure:' follows this ':Cause:'"


def number(parts: list[Part]) -> None:
    """Number the causes, and what belongs to each, if there are several."""
    if sum(part.name == "Cause" for part in parts) < 2:
        return
    count = 0
    for part in parts:
        count += part.name == "Cause"
        if count:
            name = part.field[0]
            assert isinstance(name, nodes.field_name)
            name += nodes.Text(f" {count}")
