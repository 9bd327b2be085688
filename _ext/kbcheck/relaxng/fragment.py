"""How a document can be read: as a whole, or as a part of one; the matcher decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..tree import HOLE, Document, Node
from .grammar import Grammar
from .lookup import elements
from .names import local, names
from .patterns import Element, Pattern
from .validate import Matcher

Reading = list[tuple[Node, Element]]
"""Nodes that hold all of a document, and what each of them matches."""


class Fragments:
    """The places of a grammar that can hold a document, or its roots.

    `inside` narrows the parents that a fragment may have ('devices/disk').
    """

    def __init__(self, document: Document, grammar: Grammar, inside: str = "") -> None:
        self.document = document
        self.grammar = grammar
        self.path = [part for part in inside.split("/") if part]
        self.roots = document.root.elements

    @property
    def whole(self) -> tuple[Element, ...]:
        """What a document that is judged as a whole is meant to be; else nothing."""
        stray = any(isinstance(c, str) for c in self.document.root.children)
        if len(self.roots) != 1 or self.path or stray:
            return ()
        return elements(self.grammar.start, self.roots[0].name)

    def readings(self, matcher: Matcher) -> list[Reading]:
        """The ways in which the matcher accepts the document; none if it refuses it.

        A document is a whole if its only root is one of the grammar's start.  In an
        example anything else is a fragment: right if some element may hold it.
        """
        if self.whole:
            return self._matching(matcher, self.roots[0], self.whole)
        stray = any(isinstance(c, str) for c in self.document.root.children)
        if stray or not self.roots or not self.document.example:
            return []
        if len(self.roots) == 1 and not self.path:
            return self._alone(matcher, self.roots[0])
        # Side by side, they are most likely children of one parent. If no element knows
        # any of their names, such as two whole pools, each must stand by itself.
        parents = self.parents()
        if parents or self.path:
            parent = self.parent()
            return self._matching(matcher, parent, parents)
        ways = [self._alone(matcher, root) for root in self.roots]
        return [[pair for way in ways for pair in way[0]]] if all(ways) else []

    def _alone(self, matcher: Matcher, node: Node) -> list[Reading]:
        return self._matching(matcher, node, self.known(node))

    def _matching(
        self, matcher: Matcher, node: Node, candidates: Sequence[Element]
    ) -> list[Reading]:
        return [[(node, e)] for e in candidates if matcher.matches(node, e)]

    def known(self, node: Node) -> tuple[Element, ...]:
        """The elements of the grammar, at any place, that have the node's name."""
        return self.grammar.element_index.get(node.name, ())

    def parent(self) -> Node:
        """A parent for the roots, of which all else is left out."""
        root = self.document.root
        parent = Node("", {}, root.offset)
        kept = [c for c in root.children if not isinstance(c, str)]
        # Holes around the roots, and none between them: what the text shows side by
        # side stands side by side.
        parent.children = [HOLE, *kept, HOLE]
        parent.hole = parent.attribute_hole = True
        return parent

    def parents(self) -> list[Element]:
        """The elements that know the most of the names, at the stated place."""
        counts: Counter[Pattern] = Counter()
        for name in {root.name for root in self.roots}:
            above: set[Pattern] = set()
            for element in self.grammar.element_index.get(name, ()):
                above.update(self.grammar.parents.get(element, ()))
            counts.update(above)
        found = [e for e in self.grammar.all_elements if e in counts]
        if self.path:
            found = self._at_path()
        # Not all of the names: one may be a slip, which is then told in the parent of
        # the others.
        most = max((counts[e] for e in found), default=0)
        return [e for e in found if counts[e] == most]

    def _at_path(self) -> list[Element]:
        """The elements at the end of the stated path."""
        found: list[Element] = list(self.grammar.all_elements)
        above: set[Pattern] = set()
        for step, name in enumerate(self.path):
            # The first name may be anywhere: a page says 'devices/disk', not the whole
            # way.
            found = [
                element
                for element in self.grammar.all_elements
                if name in map(local, names(element.name_class))
                and (not step or above.intersection(self._above(element)))
            ]
            above = set(found)
        return found

    def _above(self, element: Element) -> tuple[Element, ...]:
        return self.grammar.parents.get(element, ())
