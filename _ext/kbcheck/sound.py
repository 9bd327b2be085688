"""What is left to judge of a document in which something is at fault already.

One fault is one problem: what is at fault becomes a hole, as if its author had left it
out, so that rules neither judge it nor miss what it may have been meant to be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from .problem import CHECKS, Problem
from .tree import HOLE, Document, Node


class Sound(NamedTuple):
    """The document with holes, and the elements that the faults concern.

    `faulty` are those that are at fault and still there, `gaps` those that lost a part.
    """

    document: Document
    faulty: frozenset[Node] = frozenset()
    gaps: frozenset[Node] = frozenset()

    def without(self, problems: Iterable[Problem]) -> Sound:
        """What is left without what these problems, too, say is at fault."""
        more = sound_part(self.document, problems)
        return Sound(more.document, self.faulty | more.faulty, self.gaps | more.gaps)


def sound_part(document: Document, problems: Iterable[Problem]) -> Sound:
    """The document without what is at fault.  Its nodes are changed.

    Findings of rules are left alone: they concern what is sound by itself.
    """
    # Ids of rules are not in CHECKS.
    faults = [p for p in problems if p.severity == "error" and p.check in CHECKS]
    if not faults:
        return Sound(document)
    cut = _Cut(document)
    for fault in faults:
        cut.mark(fault)
    cut.make_holes()
    # An example now, whatever it was: only in examples do holes mean something.
    holed = Document(document.source, document.base, document.root, example=True)
    return Sound(holed, frozenset(cut.faulty), frozenset(cut.gaps | cut.faulty))


class _Cut:
    """The parts of one document that are at fault."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faulty: set[Node] = set()
        self.gaps: set[Node] = set()
        self.gone: set[Node] = set()
        self.texts: set[Node] = set()
        self.above: dict[Node, Node] = {}
        self.nodes: list[Node] = []
        todo = [document.root]
        while todo:
            node = todo.pop()
            self.nodes.append(node)
            children = node.elements
            self.above.update((child, node) for child in children)
            todo += reversed(children)
        self.offsets = [node.offset for node in self.nodes]

    def mark(self, fault: Problem) -> None:
        """Note what the problem says is at fault."""
        # A problem has a place and no node: the place must tell what it is about.
        at = self.document.offset(fault.line, fault.column)
        node = self._innermost(at, fault.line)
        self.faulty.add(node)
        # What is missing has no place of its own: it may belong anywhere in there.
        if fault.check.startswith("missing-") or node not in self.above:
            self.gaps.add(node)
        elif at != node.offset:
            self._inside(node, at)
        elif fault.check == "bad-value":  # it is empty, or a setting
            self.texts.add(node)
        else:
            # The element is at fault as such: with all that is in it, it goes.
            self.gone.add(node)

    def _innermost(self, at: int, line: int) -> Node:
        """The element that the place is in, or that stands on the line of a setting."""
        node = self.nodes[max(bisect_right(self.offsets, at) - 1, 0)]
        while node in self.above and not (
            node.offset <= at < node.end or self.document.line(node) == line
        ):
            node = self.above[node]
        return node

    def _inside(self, node: Node, at: int) -> None:
        """An attribute whose name or value begins at the place, or else the text."""
        name = self.document.attribute_at(node, at)
        if name is None:
            self.texts.add(node)
        else:
            node.attributes.pop(name, None)
            self.gaps.add(node)

    def make_holes(self) -> None:
        """Put holes where something is at fault."""
        for node in self.texts:
            # Its children stay. They can be right beside a text that is not.
            node.children = [HOLE, *node.elements]
            node.hole = True
        for node in self.gone:
            self.gaps.add(self.above[node])
        for node in self.gaps - self.gone:
            # Holes everywhere: nobody knows where the part belongs that was lost, and a
            # hole where nothing is missing does no harm, as it may stand for nothing.
            kept = (c for c in node.children if c not in self.gone)
            node.children = [HOLE, *(part for c in kept for part in (c, HOLE))]
            node.hole = node.attribute_hole = True
