"""Faults while they are weighed, and the parts of patterns that messages name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, cast

from ...problem import Problem
from ..derivatives import map_atoms
from ..names import admits, local, names
from ..patterns import (
    ATTRIBUTE_OP,
    CHOICE_OP,
    DATA_OP,
    ELEMENT_OP,
    NOT_ALLOWED,
    ONE_OR_MORE_OP,
    Attribute,
    Data,
    Element,
    Op,
    Pattern,
    optional,
)

MOST_FAULTS = 100  # of one element; a hostile document has thousands
_MOST_NEEDS = 24  # ways to complete a pattern; more would not fit a message


class Said(NamedTuple):
    """What a bad value was said of: its owner in words, the value, what was wanted."""

    what: str
    value: str
    wanted: Pattern


# Costs weigh how unlikely it is that an author meant the variant in which the fault is
# one. A wrong value is a slip in the right place (1); so is what is missing or stands
# at another place (up to 1.2). A name that the variant does not know speaks against it:
# 1.5 for an attribute, 2 for a child, with all that is in it. What is told by no more
# than its place weighs most (3).
@dataclass(frozen=True, slots=True)
class Fault:
    """A problem and how heavy it is: of several explanations the lightest is told.

    `meant` says that its hint names what was most likely meant.
    """

    problem: Problem
    cost: float = 1.0
    said: Said | None = None
    meant: bool = False


def weight(faults: Iterable[Fault]) -> float:
    """The sum of the costs."""
    return sum(fault.cost for fault in faults)


def place(atom: Pattern) -> tuple[str, int, int]:
    """A sort key: where the atom stands in the model, whatever was compiled first."""
    # Serials hang on which documents were judged before; messages must not.
    notes = cast(Element, atom).notes if atom.op >= DATA_OP else None
    return (notes.file, notes.line, atom.serial) if notes else ("", 0, atom.serial)


def in_model_order(atoms: Iterable[Pattern]) -> list[Pattern]:
    """The atoms in the order of the model."""
    return sorted(atoms, key=place)


def names_of(p: Pattern, op: Op) -> list[str]:
    """The names of the element or attribute atoms of `p`, in the model's order."""
    found = [
        name
        for atom in in_model_order(a for a in p.atoms if a.op == op)
        for name in names(cast(Element, atom).name_class)
    ]
    return list(dict.fromkeys(found))


def local_names(p: Pattern, op: Op) -> list[str]:
    """As `names_of`, without namespaces, sorted."""
    return sorted({local(n) for n in names_of(p, op)})


def values_of(p: Pattern) -> tuple[list[str], list[str]]:
    """The fixed values and the labels of the types that `p` accepts as text.

    What another label names too, as in 'a path, or -1', is left out.
    """
    values: list[str] = []
    labels: list[str] = []
    for atom in in_model_order(a for a in p.atoms if a.op == DATA_OP):
        data = cast(Data, atom)
        (labels if data.value is None else values).append(data.value or data.label)
    labels = list(dict.fromkeys(labels))
    said = {
        part for label in labels if ", or " in label for part in label.split(", or ")
    }
    return (
        [v for v in dict.fromkeys(values) if v not in said],
        [label for label in labels if label not in said],
    )


def needs(p: Pattern) -> list[frozenset[Pattern]]:
    """The smallest sets of atoms that complete `p`, smallest first."""
    if p.needs is None:
        p.needs = _minimal(_needs(p))
    return p.needs


def _needs(p: Pattern) -> list[frozenset[Pattern]]:
    if p.nullable:
        return [frozenset()]
    if p is NOT_ALLOWED:
        return []
    if p.op <= ELEMENT_OP:
        return [p.atoms]
    if p.op in (CHOICE_OP, ONE_OR_MORE_OP):
        # Once is enough of what may be repeated.
        return [need for part in p.parts for need in needs(part)]
    found: list[frozenset[Pattern]] = [frozenset()]
    for part in p.parts:
        if not part.nullable:
            # Ways of one part multiply with those of the next: a message has room for
            # few.
            ways = needs(part)[:6]
            found = [old | new for old in found for new in ways][:_MOST_NEEDS]
    return found


def _minimal(found: list[frozenset[Pattern]]) -> list[frozenset[Pattern]]:
    ordered = sorted(set(found), key=lambda s: (len(s), sorted(map(place, s))))
    return [s for i, s in enumerate(ordered) if not any(t < s for t in ordered[:i])]


def without_need(p: Pattern, element_name: str) -> Pattern:
    """The pattern with the elements of this name optional."""

    def replace(atom: Pattern) -> Pattern:
        if atom.op != ELEMENT_OP:
            return atom
        found = admits(cast(Element, atom).name_class, element_name)
        return optional(atom) if found else atom

    return map_atoms(p, replace)


def with_optional(p: Pattern, attribute_names: Iterable[str]) -> Pattern:
    """The pattern with the attributes of these names optional."""
    wanted = set(attribute_names)

    def replace(atom: Pattern) -> Pattern:
        if atom.op != ATTRIBUTE_OP:
            return atom
        found = any(admits(cast(Attribute, atom).name_class, n) for n in wanted)
        return optional(atom) if found else atom

    return map_atoms(p, replace)
