"""Which atoms of a pattern a name or a string can match."""

from __future__ import annotations

from typing import cast

from .derivatives import derive, symbol_of
from .names import admits
from .patterns import (
    ATTRIBUTE_OP,
    CHOICE_OP,
    DATA_OP,
    ELEMENT_OP,
    GROUP_OP,
    TEXT,
    TEXT_OP,
    Attribute,
    Data,
    Element,
    Op,
    Pattern,
)

# Values repeat (yes, virtio, 0x00); names and paths do not. Past this many different
# ones the record of what may follow an attribute starts anew.
KEPT_VALUES = 512


def first_atoms(p: Pattern) -> frozenset[Pattern]:
    """The atoms that can come first in the content `p`."""
    if p.first is None:
        p.first = _first_atoms(p)
    return p.first


def _first_atoms(p: Pattern) -> frozenset[Pattern]:
    if p.op < CHOICE_OP:
        return p.atoms
    found: frozenset[Pattern] = frozenset()
    for part in p.parts:
        found |= first_atoms(part)
        if p.op == GROUP_OP and not part.nullable:
            break
    return found


def _matches(p: Pattern, op: Op, name: str) -> tuple[Pattern, ...]:
    if p.index is None:
        p.index = {}
    found = p.index.get((op, name))
    if found is None:
        # Attributes have no order, so each of them may be the next. Sorted, since a set
        # of objects has another order in each run: of equal guesses the first is told.
        atoms = first_atoms(p) if op == ELEMENT_OP else p.atoms
        found = p.index[op, name] = tuple(
            sorted(
                a
                for a in atoms
                if a.op == op and admits(cast(Element, a).name_class, name)
            )
        )
    return found


def elements(p: Pattern, name: str) -> tuple[Element, ...]:
    """The element atoms that can come next in `p` and admit `name`."""
    return cast(tuple[Element, ...], _matches(p, ELEMENT_OP, name))


def attributes(p: Pattern, name: str) -> tuple[Attribute, ...]:
    """The attribute atoms of `p` that admit `name`."""
    return cast(tuple[Attribute, ...], _matches(p, ATTRIBUTE_OP, name))


def accepts_text(p: Pattern, text: str) -> bool:
    """Whether the string alone is content of `p`."""
    # RELAX NG: blanks alone are no text where an element may be empty.
    if p.nullable and not text.strip():
        return True
    matched = [
        a
        for a in p.atoms
        if a.op == TEXT_OP or (a.op == DATA_OP and cast(Data, a).test(text))
    ]
    return derive(p, frozenset(matched)).nullable


def accepts_value(attribute: Attribute, value: str) -> bool:
    """Whether the attribute may have this value."""
    return accepts_text(attribute.value, value)


def after_attribute(p: Pattern, name: str, value: str) -> Pattern:
    """What may follow in `p` after the attribute; NOT_ALLOWED if it does not fit."""
    found = p.taken.get((name, value))
    if found is None:
        # By the value itself: what follows hangs on it and on the pattern alone, and to
        # test it takes most of the time that a start tag needs.
        if len(p.taken) >= KEPT_VALUES:
            p.taken.clear()
        fitting = [a for a in attributes(p, name) if accepts_value(a, value)]
        found = p.taken[name, value] = derive(p, symbol_of(fitting))
    return found


def takes_text(p: Pattern) -> bool:
    """Whether any string can be content of `p`."""
    return TEXT in p.atoms or any(a.op == DATA_OP for a in p.atoms)
