"""Which parts of the grammar a valid document uses.

The walk repeats an accepting run and names, for each element, attribute and value of
the document, the atoms that it matched: for versions, for coverage, for links.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from ..tree import Document, Node, is_hole
from .derivatives import derive
from .lookup import elements
from .patterns import DATA_OP, NOT_ALLOWED, Attribute, Data, Element, Pattern
from .validate import Matcher


@dataclass(frozen=True, slots=True)
class Use:
    """The atoms that one item of a document matched.

    `name` is the attribute, or '' for the element itself; `value` the text that was
    matched, None where the item is the element or the attribute and not its value.
    `within` is, for an element, what its parent may hold; None for a root.  `again` is
    true if another one of its name stands before it there.
    """

    node: Node
    name: str
    value: str | None
    atoms: tuple[Pattern, ...]
    within: Pattern | None = None
    again: bool = False


def trace(matcher: Matcher, node: Node, found: tuple[Element, ...]) -> Iterator[Use]:
    """All uses in a node that matches at least one of the elements, in order."""
    # A stack of our own: documents may be deep.
    todo: list[_Inside] = [iter([(node, found, None, False)])]
    while todo:
        pair = next(todo[-1], None)
        if pair is None:
            todo.pop()
            continue
        inner, known, within, again = pair
        atoms = tuple(e for e in known if matcher.matches(inner, e))
        yield Use(inner, "", None, atoms, within, again)
        # Of several variants that match, the first is followed down: with all of them
        # the work would double at each depth.
        for element in atoms[:1]:
            yield from _attributes(matcher, inner, element)
            rest = matcher.after_attributes(inner, element.content)
            yield from _text(inner, rest)
            todo.append(_children(matcher, inner, rest))


def _attributes(matcher: Matcher, node: Node, element: Element) -> Iterator[Use]:
    p = element.content
    for name, value in node.attributes.items():
        fitting = matcher.fitting(p, name, value)
        p = derive(p, frozenset(fitting))
        yield Use(node, name, None, tuple(fitting))
        if not is_hole(value):
            patterns = [cast(Attribute, a).value for a in fitting]
            yield Use(node, name, value, _data(patterns, value))


def _text(node: Node, p: Pattern) -> Iterator[Use]:
    if len(node.children) == 1 and isinstance(node.children[0], str):
        text = node.children[0]
        yield Use(node, "", text, _data([p], text))


_Inside = Iterator[tuple[Node, tuple[Element, ...], Pattern | None, bool]]
"""Elements, each with what can stand at its place, what its parent may hold, and
whether one of its name stands before it."""


def _children(matcher: Matcher, node: Node, within: Pattern) -> _Inside:
    p = within
    seen: set[str] = set()
    for child in node.children:
        if isinstance(child, Node):
            yield child, elements(p, child.name), within, child.name in seen
            seen.add(child.name)
        p = matcher.step(p, child)
        if p is NOT_ALLOWED:
            return


def _data(patterns: list[Pattern], text: str) -> tuple[Data, ...]:
    atoms = {a for p in patterns for a in p.atoms if a.op == DATA_OP}
    found = (cast(Data, a) for a in sorted(atoms))
    return tuple(a for a in found if a.test(text))


def uses(document: Document, matcher: Matcher, start: Pattern) -> Iterator[Use]:
    """All uses of a valid document, from its roots down."""
    for root in document.root.elements:
        yield from trace(matcher, root, elements(start, root.name))
