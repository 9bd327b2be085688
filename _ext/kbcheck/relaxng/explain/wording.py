"""The sentences of the grammar's problems: the fault, its place, what is allowed."""

from __future__ import annotations

import re
from dataclasses import replace

from ...suggest import clipped, did_you_mean, listing, nearest, shortened, synonym
from ...tree import KNOWN_NAMESPACES
from ..lookup import accepts_text, accepts_value, attributes, first_atoms, takes_text
from ..names import local, names, namespace
from ..patterns import (
    ATTRIBUTE_OP,
    ELEMENT_OP,
    EMPTY,
    TEXT,
    Element,
    Pattern,
    choice,
)
from .faults import Fault, local_names, names_of, values_of

_SIZE = re.compile(r"([0-9]+)\s*([a-zA-Z]+)")
_BARE_HEX = re.compile("[0-9A-Fa-f]{1,16}")
_ROOM = 90  # characters for a list in a message
_PREFIXES = {uri: prefix for prefix, uri in KNOWN_NAMESPACES.items()}


def prefixed(name: str) -> str:
    """A name as documents write it: with the prefix of a namespace of libvirt's."""
    prefix = _PREFIXES.get(namespace(name))
    return shortened(f"{prefix}:{local(name)}" if prefix else local(name))


def tag(name: str) -> str:
    """<name>, as messages write an element."""
    return f"<{prefixed(name)}>"


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


def guess(word: str, known: list[str]) -> str:
    """The hint that names the nearest known word; '' if none is near."""
    near = nearest(word, known)
    return did_you_mean(near if near != word else "")


def bad_value(what: str, value: str, p: Pattern) -> tuple[str, str]:
    """Message and hint for text that the pattern does not accept."""
    values, labels = values_of(p)
    said = clipped(value.strip())
    if said and accepts_text(p, value.strip()):
        return f"{what} may not have blanks around '{said}'", ""
    expected = _expected(values, labels, TEXT in p.atoms)
    head = f"'{said}' is not allowed for {what}" if said else f"{what} is empty"
    hint = _meant(said, values) if said else ""
    if _BARE_HEX.fullmatch(value.strip()) and accepts_text(p, f"0x{value.strip()}"):
        hint = did_you_mean(f"0x{value.strip()}")
    return f"{head}; {expected}", hint


def with_unit(text: str, content: Pattern) -> str:
    """The hint for a number with its unit behind it; '' if this is not one."""
    match = _SIZE.fullmatch(text.strip())
    if match and any(
        accepts_value(unit, match[2]) for unit in attributes(content, "unit")
    ):
        return f"write the unit as an attribute: unit='{match[2]}'"
    return ""


def _meant(word: str, values: list[str]) -> str:
    same = synonym(word, values)
    return did_you_mean(same) or guess(word, values)


def _expected(values: list[str], labels: list[str], any_text: bool) -> str:
    types = listing(labels[:3], 140)
    if labels and values == [""]:
        return f"expected {types}, or nothing"
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


def allowed_next(rest: Pattern) -> str:
    """What may come next, in words."""
    first = choice(a for a in first_atoms(rest) if a.op == ELEMENT_OP)
    found = local_names(first, ELEMENT_OP)
    if found:
        return f"allowed here: {tags(found)}"
    if takes_text(rest):
        return "it takes text alone"
    return "nothing more is allowed there" if rest is not EMPTY else "it is empty"


def with_all_values(faults: list[Fault], ways: list[list[Fault]]) -> list[Fault]:
    """A single bad value, told with all that other ways take at that place."""
    fault = faults[0] if len(faults) == 1 else None
    if fault is None or fault.said is None:
        return faults
    place = fault.problem[:3]
    # Variants of an element know some of the values each; the reader needs all.
    said = [
        way[0].said
        for way in ways
        if len(way) == 1 and way[0].said and way[0].problem[:3] == place
    ]
    all_said = fault.said._replace(wanted=choice(one.wanted for one in said))
    message, hint = bad_value(*all_said)
    told = fault.problem._replace(message=message, hint=hint or fault.problem.hint)
    return [replace(fault, problem=told, said=all_said, meant=bool(told.hint))]
