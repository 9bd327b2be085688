"""Derivatives: what may still follow in a pattern after a node, a start tag, a hole.

A node of a document is a symbol: the set of the atoms that it matches.  All results
are kept with the pattern, so a warm grammar costs one look-up a node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .patterns import (
    ATTRIBUTE_OP,
    CHOICE_OP,
    ELEMENT_OP,
    EMPTY,
    GROUP_OP,
    INTERLEAVE_OP,
    NOT_ALLOWED,
    NOT_ALLOWED_OP,
    ONE_OR_MORE_OP,
    TEXT,
    TEXT_OP,
    Pattern,
    choice,
    group,
    interleave,
    one_or_more,
    optional,
)

Symbol = frozenset[Pattern]
TEXT_SYMBOL: Symbol = frozenset((TEXT,))


def symbol_of(atoms: Sequence[Pattern]) -> Symbol:
    """The symbol of a node that matches these atoms."""
    # Of a single one, as most are, it is there, with its hash.
    return atoms[0].atoms if len(atoms) == 1 else frozenset(atoms)


def derive(p: Pattern, symbol: Symbol) -> Pattern:
    """What may follow in `p` after a node that matches just the atoms of `symbol`."""
    found = p.derivatives.get(symbol)
    if found is None:
        # Refusals are not kept: to see one again costs no more than to look it up.
        if not symbol or symbol.isdisjoint(p.atoms):
            return NOT_ALLOWED
        found = p.derivatives[symbol] = _derive(p, symbol)
    return found


def _derive(p: Pattern, symbol: Symbol) -> Pattern:
    op = p.op
    # RELAX NG's `text` stands for any number of texts, so it is not used up.
    if op == TEXT_OP:
        return TEXT
    if op <= ELEMENT_OP:
        return EMPTY
    if op == CHOICE_OP:
        return choice([derive(part, symbol) for part in p.parts])
    if op == ONE_OR_MORE_OP:
        return group((derive(p.parts[0], symbol), optional(p)))
    # Where several parts can take the node, none is chosen: what comes later decides,
    # and until then the result is a choice of all of them.
    if op == INTERLEAVE_OP:
        return choice(
            [
                interleave((*p.parts[:i], derive(part, symbol), *p.parts[i + 1 :]))
                for i, part in enumerate(p.parts)
                if not symbol.isdisjoint(part.atoms)
            ]
        )
    return _derive_group(p.parts, symbol)


def _derive_group(parts: tuple[Pattern, ...], symbol: Symbol) -> Pattern:
    """Attributes have no order, so they may be taken from anywhere in a group."""
    # The atoms of a symbol are of one sort, so any of them tells.
    anywhere = next(iter(symbol)).op == ATTRIBUTE_OP
    ways = []
    for i, part in enumerate(parts):
        if not symbol.isdisjoint(part.atoms):
            before = parts[:i] if anywhere else ()
            ways.append(group((*before, derive(part, symbol), *parts[i + 1 :])))
        # What comes before a later part is passed over, so it must be nullable.
        if not anywhere and not part.nullable:
            break
    return choice(ways)


def map_atoms(p: Pattern, replace: Callable[[Pattern], Pattern]) -> Pattern:
    """The pattern with each atom replaced.  Not kept: for closures see `closed`."""
    if p.op <= NOT_ALLOWED_OP:
        return p
    if p.op <= ELEMENT_OP:
        return replace(p)
    return _combine(p, [map_atoms(part, replace) for part in p.parts])


def _combine(p: Pattern, parts: list[Pattern]) -> Pattern:
    if p.op == CHOICE_OP:
        return choice(parts)
    if p.op == GROUP_OP:
        return group(parts)
    if p.op == INTERLEAVE_OP:
        return interleave(parts)
    return one_or_more(parts[0])


def closed(p: Pattern) -> Pattern:
    """The pattern once the start tag is over: no attribute can come any more."""
    if p.closed is None:
        if all(a.op != ATTRIBUTE_OP for a in p.atoms):
            p.closed = p
        # Required, and not there: NOT_ALLOWED spreads from here to all that needs it.
        elif p.op == ATTRIBUTE_OP:
            p.closed = NOT_ALLOWED
        else:
            p.closed = _combine(p, [closed(part) for part in p.parts])
    return p.closed


def elided(p: Pattern) -> Pattern:
    """The pattern with each attribute optional: a hole among the attributes."""
    # Safe after the attributes that are written: each has chosen among the variants by
    # its name and value already, and here only those that did not come become optional.
    if p.elided is None:
        if all(a.op != ATTRIBUTE_OP for a in p.atoms):
            p.elided = p
        elif p.op == ATTRIBUTE_OP:
            p.elided = optional(p)
        else:
            p.elided = _combine(p, [elided(part) for part in p.parts])
    return p.elided


def suffix(p: Pattern) -> Pattern:
    """All that may follow in `p` after any omitted nodes: a hole in the content."""
    # A hole stands for any number of nodes that the grammar allows there, none
    # included. What follows it follows after some of them: the union of the derivatives
    # by all their sequences. So an example is refused only if no filling makes it
    # valid. The result is nullable, as the hole may be all that is left; and two holes
    # are one, as the suffix of a suffix is itself.
    if p.suffix is None:
        p.suffix = _suffix(p)
    return p.suffix


def _suffix(p: Pattern) -> Pattern:
    if p.op <= NOT_ALLOWED_OP:
        return p
    if p.op <= ELEMENT_OP:
        return optional(p)
    if p.op in (CHOICE_OP, INTERLEAVE_OP):
        return _combine(p, [suffix(part) for part in p.parts])
    # The hole ends in the midst of a turn, and more turns may follow.
    if p.op == ONE_OR_MORE_OP:
        return optional(group((suffix(p.parts[0]), optional(p))))
    # The hole ends in one of the parts; those behind it are all still to come.
    return choice(
        [group((suffix(part), *p.parts[i + 1 :])) for i, part in enumerate(p.parts)]
    )
