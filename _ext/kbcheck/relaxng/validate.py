"""The verdict on a document: whether its nodes match a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..tree import HOLE, Hole, Node, is_hole
from .derivatives import TEXT_SYMBOL, closed, derive, elided, suffix, symbol_of
from .lookup import (
    accepts_text,
    accepts_value,
    after_attribute,
    attributes,
    elements,
)
from .patterns import NOT_ALLOWED, Element, Pattern

Children = Sequence["Node | str | Hole"]
Placed = tuple[Node, Element]


def _is_leaf(node: Node) -> bool:
    """Whether a node is empty, or holds a text or a hole alone."""
    children = node.children
    return not children or (len(children) == 1 and not isinstance(children[0], Node))


class Matcher:
    """Matches the nodes of one document; with `example`, holes have a meaning."""

    def __init__(self, *, example: bool = False) -> None:
        self.example = example
        # Once for each pair: else an element of many variants (<source> of a network
        # card has 13) would be matched anew for each way above it, and so on at each
        # depth. By the node itself and not by what it says: nodes that change need a
        # new Matcher.
        self._matched: dict[tuple[Node, Element], bool] = {}

    def matches(self, node: Node, element: Element) -> bool:
        """Whether the node, with all inside, matches the element pattern."""
        found = self._matched.get((node, element))
        if found is None:
            self._match_from_below(node, element)
            found = self._matched[node, element]
        return found

    def _match_from_below(self, node: Node, element: Element) -> None:
        """Match a pair, and before it all pairs below that it hangs on.

        A stack of our own: neither a deep document nor a caller that is deep in calls
        already may run into Python's limit of recursion.
        """
        todo = [iter([(node, element)])]
        while todo:
            pair = next(todo[-1], None)
            if pair is None:
                todo.pop()
            elif _is_leaf(pair[0]):
                self._matched[pair] = self._matches_leaf(*pair)
            else:
                todo.append(self._awaited(*pair))

    def _awaited(self, node: Node, element: Element) -> Iterator[Placed]:
        """The pairs to match first, in their order; then the pair itself is matched."""
        matched = self._matched
        rest = self.after_attributes(node, element.content)
        for child in node.children:
            if rest is NOT_ALLOWED:
                break
            if not isinstance(child, Node):
                rest = self.step(rest, child)
                continue
            found = elements(rest, child.name)
            for candidate in found:
                if (child, candidate) not in matched:
                    yield child, candidate
            # All that match, and not the first: the symbol keeps each variant alive
            # until what follows rules it out.
            rest = derive(rest, symbol_of([c for c in found if matched[child, c]]))
        matched[node, element] = rest.nullable

    def _matches_leaf(self, node: Node, element: Element) -> bool:
        rest = self.after_attributes(node, element.content)
        return rest is not NOT_ALLOWED and self.fits(node.children, rest)

    def after_attributes(self, node: Node, p: Pattern) -> Pattern:
        """What may follow the start tag; NOT_ALLOWED if its attributes do not fit."""
        # Those that are written come first: only they tell which variants are meant,
        # and what a hole may then leave out is what these variants have.
        for name, value in node.attributes.items():
            if self.example and is_hole(value):
                p = derive(p, frozenset(attributes(p, name)))
            else:
                p = after_attribute(p, name, value)
            if p is NOT_ALLOWED:
                return p
        if self.example and self.elides_attributes(node):
            p = elided(p)
        return closed(p)

    def fitting(self, p: Pattern, name: str, value: str) -> list[Pattern]:
        """The attribute atoms of `p` that take this name and value."""
        found = attributes(p, name)
        # A value that is left out says nothing, but the name still counts.
        if self.example and is_hole(value):
            return list(found)
        return [a for a in found if accepts_value(a, value)]

    def elides_attributes(self, node: Node) -> bool:
        """Whether attributes of the node may have been left out.

        So it is where `...` stands among them, and where a bare tag surrounds a hole.
        """
        return node.attribute_hole or (node.hole and not node.attributes)

    def symbol(self, p: Pattern, node: Node) -> frozenset[Pattern]:
        """The element atoms that can come next in `p` and that the node matches."""
        found = elements(p, node.name)
        return symbol_of([e for e in found if self.matches(node, e)])

    def fits(self, children: Children, p: Pattern) -> bool:
        """Whether the children are content of `p`."""
        if not children:
            return p.nullable or accepts_text(p, "")
        # Data is a whole text. In pieces, around elements or holes, RELAX NG knows only
        # `text`, which `step` takes.
        if len(children) == 1 and isinstance(children[0], str):
            return accepts_text(p, children[0])
        return self.after(children, p).nullable

    def after(self, children: Children, p: Pattern) -> Pattern:
        """What may follow the children in `p`; NOT_ALLOWED if they do not fit."""
        for child in children:
            p = self.step(p, child)
            if p is NOT_ALLOWED:
                break
        return p

    def step(self, p: Pattern, child: Node | str | Hole) -> Pattern:
        """What may follow one child in `p`."""
        if child is HOLE:
            return suffix(p)
        if isinstance(child, Node):
            return derive(p, self.symbol(p, child))
        return derive(p, TEXT_SYMBOL)
