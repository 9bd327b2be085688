"""The sentences of the grammar's problems: the fault, its place, what is allowed."""

from __future__ import annotations

from ...suggest import clipped, listing, nearest
from ..lookup import attributes
from ..names import local, names
from ..patterns import ATTRIBUTE_OP, TEXT, Element, Pattern, choice
from .faults import names_of, values_of

_ROOM = 90  # characters for a list in a message


def tag(name: str) -> str:
    """<name>, as messages write an element."""
    return f"<{local(name)}>"


def variant(element: Element) -> str:
    """<name attribute='value'>, with the attributes that can have one value only."""
    fixed = [
        f" {local(name)}='{value}'"
        for name in names_of(element.content, ATTRIBUTE_OP)
        for value in _only_value(element, name)
    ]
    return f"<{local(next(iter(names(element.name_class)), '*'))}{''.join(fixed[:1])}>"


def _only_value(element: Element, name: str) -> list[str]:
    found = attributes(element.content, name)
    values, labels = values_of(choice(a.value for a in found))
    return values if len(values) == 1 and not labels else []


def tags(found: list[str], last: str = " or ") -> str:
    """A list of elements."""
    return listing([tag(n) for n in found], _ROOM, last)


def did_you_mean(word: str, known: list[str]) -> str:
    """The hint that names the nearest known word; '' if none is near."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near and near != word else ""


def bad_value(what: str, value: str, p: Pattern) -> tuple[str, str]:
    """Message and hint for text that the pattern does not accept."""
    values, labels = values_of(p)
    expected = _expected(values, labels, TEXT in p.atoms)
    said = clipped(value.strip())
    head = f"'{said}' is not allowed for {what}" if said else f"{what} is empty"
    return f"{head}; {expected}", did_you_mean(said, values) if said else ""


def _expected(values: list[str], labels: list[str], any_text: bool) -> str:
    types = listing(labels[:3], 140)
    if values and labels:
        quoted = listing([f"'{v}'" for v in values], 60)
        return f"allowed: {quoted}, or {types}"
    if values:
        quoted = listing([f"'{v}'" for v in values], _ROOM)
        return f"expected {quoted}" if len(values) == 1 else f"allowed: {quoted}"
    if labels:
        return f"expected {types}"
    return "expected text" if any_text else "it must be empty"


def allowed_list(found: list[str], what: str) -> str:
    """'allowed are a, b or c', or that nothing is."""
    return f"allowed: {listing(found, _ROOM)}" if found else f"it takes no {what}"
