"""Explains a document, whole or fragment, that is not known to be valid."""

from __future__ import annotations

from collections import Counter

from ...problem import Problem, problem
from ...suggest import clipped, nearest
from ...tree import HOLE, Document, Node
from ..check import is_whole
from ..grammar import Grammar
from ..lookup import elements
from ..names import local, names
from ..patterns import ELEMENT_OP, Element
from ..validate import Matcher
from .children import Explainer
from .faults import Fault, names_of, weight
from .wording import did_you_mean, tag, tags


def explain(
    document: Document, grammar: Grammar, matcher: Matcher, inside: str = ""
) -> list[Problem]:
    """The problems of a document, in its order; none if it is a valid fragment."""
    explainer = Explainer(grammar, document, matcher)
    roots = document.root.elements
    if is_whole(document, grammar, inside):
        whole = elements(grammar.start, roots[0].name)
        return _told(explainer.best(roots[0], whole))
    if not document.example:
        return [_wrong_root(document, grammar, roots[0])]
    return _told(_Fragment(document, grammar, matcher, explainer, inside).faults())


def readings(
    document: Document, grammar: Grammar, matcher: Matcher, inside: str = ""
) -> list[tuple[Node, Element]]:
    """The ways to read a valid document: its top node, and what that matches.

    A fragment may have several; that of several roots has a parent for its top node.
    """
    roots = document.root.elements
    if is_whole(document, grammar, inside):
        whole = elements(grammar.start, roots[0].name)
        return [(roots[0], e) for e in whole if matcher.matches(roots[0], e)]
    explainer = Explainer(grammar, document, matcher)
    return _Fragment(document, grammar, matcher, explainer, inside).readings()


def _told(faults: list[Fault]) -> list[Problem]:
    found = {fault.problem: None for fault in faults}
    return sorted(found, key=lambda p: (p.line, p.column))


def _wrong_root(document: Document, grammar: Grammar, root: Node) -> Problem:
    expected = names_of(grammar.start, ELEMENT_OP)
    where = document.position(root.offset)
    message = f"{tag(root.name)} is not the root of this format; "
    message += f"expected {tags(expected)}"
    hint = did_you_mean(local(root.name), expected)
    return problem("unknown-element", *where, message, hint)


class _Fragment:
    """A part of a document, at any place of the grammar that can hold it."""

    def __init__(
        self,
        document: Document,
        grammar: Grammar,
        matcher: Matcher,
        explainer: Explainer,
        inside: str,
    ) -> None:
        self.document = document
        self.grammar = grammar
        self.matcher = matcher
        self.explainer = explainer
        self.inside = [part for part in inside.split("/") if part]

    def faults(self) -> list[Fault]:
        root = self.document.root
        stray = self.stray_text(root)
        root.children = [c for c in root.children if not isinstance(c, str)]
        nodes = root.elements
        if not nodes:
            return stray or [self.empty()]
        if len(nodes) == 1 and not self.inside:
            return stray + self.alone(nodes[0])
        return stray + self.side_by_side(nodes)

    def readings(self) -> list[tuple[Node, Element]]:
        root = self.document.root
        nodes = root.elements
        if len(nodes) == 1 and not self.inside:
            found = self.grammar.element_index.get(nodes[0].name, ())
            return [(nodes[0], e) for e in found if self.matcher.matches(nodes[0], e)]
        return [(root, e) for e in self.parents(nodes) if self.matcher.matches(root, e)]

    def stray_text(self, root: Node) -> list[Fault]:
        found = []
        for index, child in enumerate(root.children):
            if isinstance(child, str):
                where = self.document.text_position(root, index)
                message = f"the text '{clipped(child, 30)}' stands between elements"
                found.append(Fault(problem("stray-text", *where, message)))
        return found

    def empty(self) -> Fault:
        return Fault(problem("syntax", 1, 1, "there is no element"))

    def alone(self, node: Node) -> list[Fault]:
        candidates = self.grammar.element_index.get(node.name, ())
        if candidates:
            if any(self.matcher.matches(node, c) for c in candidates):
                return []
            return self.explainer.best(node, candidates)
        known = sorted({local(n) for n in self.grammar.element_index})
        message = f"{tag(node.name)} is not an element of this format"
        hint = did_you_mean(local(node.name), known)
        where = self.document.position(node.offset)
        return [Fault(problem("unknown-element", *where, message, hint))]

    def side_by_side(self, nodes: list[Node]) -> list[Fault]:
        """Several roots, or a place that is stated: children of one parent."""
        parents = self.parents(nodes)
        if not parents:
            return self.homeless(nodes)
        root = self.document.root
        root.children = [HOLE, *root.children, HOLE]
        root.hole = root.attribute_hole = True
        ways = []
        for parent in parents:
            root.name = next(iter(names(parent.name_class)), "*")
            if self.matcher.matches(root, parent):
                return []
            ways.append(self.explainer.explain(root, parent))
        return min(ways, key=weight)

    def parents(self, nodes: list[Node]) -> list[Element]:
        """The elements that know the most of the names, at the stated place."""
        counts: Counter[Element] = Counter()
        for name in {n.name for n in nodes}:
            above: set[Element] = set()
            for element in self.grammar.element_index.get(name, ()):
                above.update(self.grammar.parents.get(element, ()))
            counts.update(above)
        if self.inside:
            counts = Counter(
                {
                    e: counts[e]
                    for e in self.grammar.all_elements
                    if self.is_inside(e, self.inside)
                }
            )
        most = max(counts.values(), default=0)
        return [
            e for e in self.grammar.all_elements if e in counts and counts[e] == most
        ]

    def is_inside(self, element: Element, path: list[str]) -> bool:
        """Whether the element stands at the end of a path such as devices/disk."""
        *above, name = path
        if name not in {local(n) for n in names(element.name_class)}:
            return False
        parents = self.grammar.parents.get(element, ())
        return not above or any(self.is_inside(p, above) for p in parents)

    def homeless(self, nodes: list[Node]) -> list[Fault]:
        where = self.document.position(nodes[0].offset)
        if self.inside:
            known = sorted({local(n) for n in self.grammar.element_index})
            near = nearest(self.inside[-1], known)
            message = f"no element stands inside {'/'.join(self.inside)}"
            hint = f"did you mean '{near}'?" if near else ""
            return [Fault(problem("unknown-element", *where, message, hint))]
        return [fault for node in nodes for fault in self.alone(node)]
