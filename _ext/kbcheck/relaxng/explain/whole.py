"""Explains a document, whole or fragment, that the matcher refuses."""

from __future__ import annotations

from ...problem import LONGEST, Problem, problem
from ...suggest import clipped, did_you_mean, nearest
from ...tree import Document, Node
from ..fragment import Fragments
from ..names import local, names
from ..patterns import ELEMENT_OP
from ..validate import Matcher
from .children import Explainer
from .faults import MOST_FAULTS, Fault, names_of, weight
from .wording import guess, tag, tags


def explain(fragments: Fragments, matcher: Matcher) -> list[Problem]:
    """The problems of a document that is refused, in its order; at least one."""
    explainer = Explainer(fragments.grammar, fragments.document, matcher)
    if fragments.whole:
        faults = explainer.best(fragments.roots[0], fragments.whole)
    elif not fragments.document.example:
        faults = [_wrong_root(fragments)]
    else:
        faults = _Fragment(fragments, explainer).faults()
    # Two ways may lead to one fault: it is told once.
    found = {_short(fault.problem): None for fault in faults}
    return sorted(found, key=lambda p: (p.line, p.column))


def _short(found: Problem) -> Problem:
    """The problem with a message that fits a line, whatever names a document has."""
    if len(found.message) <= LONGEST:
        return found
    return found._replace(message=clipped(found.message, LONGEST))


def _wrong_root(fragments: Fragments) -> Fault:
    root = fragments.roots[0]
    expected = names_of(fragments.grammar.start, ELEMENT_OP)
    where = fragments.document.position(root.offset)
    message = f"{tag(root.name)} is not the root of this format; "
    message += f"expected {tags(expected)}"
    hint = guess(local(root.name), expected)
    return Fault(problem("unknown-element", *where, message, hint))


class _Fragment:
    """A part of a document, at any place of the grammar that can hold it."""

    def __init__(self, fragments: Fragments, explainer: Explainer) -> None:
        self.fragments = fragments
        self.document: Document = fragments.document
        self.explainer = explainer

    def faults(self) -> list[Fault]:
        stray = self.stray_text()
        nodes = self.fragments.roots
        if not nodes:
            return stray or [Fault(problem("syntax", 1, 1, "there is no element"))]
        if len(nodes) == 1 and not self.fragments.path:
            return stray + self.alone(nodes[0])
        return stray + self.side_by_side()

    def stray_text(self) -> list[Fault]:
        found: list[Fault] = []
        root = self.document.root
        for index, child in enumerate(root.children):
            if isinstance(child, str) and len(found) < MOST_FAULTS:
                where = self.document.text_position(root, index)
                message = f"the text '{clipped(child, 30)}' stands between elements"
                found.append(Fault(problem("stray-text", *where, message)))
        return found

    def alone(self, node: Node) -> list[Fault]:
        grammar = self.fragments.grammar
        candidates = self.fragments.known(node)
        if candidates:
            return self.explainer.best(node, candidates)
        known = sorted({local(n) for n in grammar.element_index})
        message = f"{tag(node.name)} is not an element of this format"
        hint = guess(local(node.name), known)
        where = self.document.position(node.offset)
        return [Fault(problem("unknown-element", *where, message, hint))]

    def side_by_side(self) -> list[Fault]:
        """Several roots, or a place that is stated: children of one parent."""
        parents = self.fragments.parents()
        if not parents:
            return self.homeless()
        ways = []
        for element in parents:
            parent = self.fragments.parent()
            # Only messages need it: the parent of a fragment is in no text.
            parent.name = next(iter(names(element.name_class)), "*")
            ways.append(self.explainer.explain(parent, element))
        return min(ways, key=weight)

    def homeless(self) -> list[Fault]:
        nodes, path = self.fragments.roots, self.fragments.path
        where = self.document.position(nodes[0].offset)
        if path:
            known = sorted({local(n) for n in self.fragments.grammar.element_index})
            near = nearest(path[-1], known)
            message = f"no element stands inside {clipped('/'.join(path), 120)}"
            hint = did_you_mean(near)
            return [Fault(problem("unknown-element", *where, message, hint))]
        return [f for node in nodes[:MOST_FAULTS] for f in self.alone(node)]
