"""Where the matching of a document stopped: the least that can be said of a refusal.

It repeats the matcher's own steps, so there is always such a place, however many
faults a document has and however deep they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...problem import problem
from ...suggest import clipped, listing
from ...tree import Document, Node
from ..derivatives import derive
from ..lookup import attributes, elements
from ..patterns import ATTRIBUTE_OP, ELEMENT_OP, NOT_ALLOWED, Element, Pattern, choice
from ..validate import Matcher
from .faults import Fault, local_names, names_of, needs
from .wording import allowed_list, allowed_next, bad_value, prefixed, tag

_COST = 3.0  # an explanation that says more is preferred


class _Stop(NamedTuple):
    """How much of an element fits, and what may follow that."""

    attributes: int
    children: int
    rest: Pattern


class Stopped:
    """Finds where the matcher stops in elements that it refuses."""

    def __init__(self, document: Document, matcher: Matcher) -> None:
        self.document = document
        self.matcher = matcher

    def likely(self, node: Node, candidates: Sequence[Element]) -> Element:
        """The candidate with which the matcher comes furthest."""
        return max(candidates, key=lambda element: self._stop(node, element)[:2])

    def fault(self, node: Node, element: Element) -> Fault:
        """What stands at the place, in a node that is not `element`."""
        # Down to the innermost element at fault: those around it are refused for it.
        while True:
            stop = self._stop(node, element)
            if stop.attributes < len(node.attributes):
                return self._attribute(node, stop)
            if stop.rest is NOT_ALLOWED:
                return self._start_tag(node, element)
            child = None
            if stop.children < len(node.children):
                child = node.children[stop.children]
            if not isinstance(child, Node):
                return self._content(node, stop)
            candidates = elements(stop.rest, child.name)
            if not candidates:
                return self._child(node, element, child, stop.rest)
            node, element = child, self.likely(child, candidates)

    def _stop(self, node: Node, element: Element) -> _Stop:
        p = element.content
        for index, (name, value) in enumerate(node.attributes.items()):
            rest = derive(p, frozenset(self.matcher.fitting(p, name, value)))
            if rest is NOT_ALLOWED:
                return _Stop(index, 0, p)
            p = rest
        fitting = len(node.attributes)
        # The attributes fit so far, but those that are missing show only now.
        p = self.matcher.after_attributes(node, element.content)
        if p is NOT_ALLOWED or not any(isinstance(c, Node) for c in node.children):
            return _Stop(fitting, 0, p)
        for index, child in enumerate(node.children):
            rest = self.matcher.step(p, child)
            if rest is NOT_ALLOWED:
                return _Stop(fitting, index, p)
            p = rest
        return _Stop(fitting, len(node.children), p)

    def _attribute(self, node: Node, stop: _Stop) -> Fault:
        name, value = list(node.attributes.items())[stop.attributes]
        found = attributes(stop.rest, name)
        where = self.document.attribute_position(node, name, value=bool(found))
        if found:
            what = f"{prefixed(name)} of {tag(node.name)}"
            message, hint = bad_value(what, value, choice(a.value for a in found))
            found_bad = problem("bad-value", *where, message, hint)
            return Fault(found_bad, _COST, meant=bool(hint))
        allowed = allowed_list(local_names(stop.rest, ATTRIBUTE_OP), "attributes")
        message = (
            f"{tag(node.name)} may not have the attribute '{prefixed(name)}' here; "
        )
        return Fault(problem("unknown-attribute", *where, message + allowed), _COST)

    def _start_tag(self, node: Node, element: Element) -> Fault:
        p = element.content
        for name, value in node.attributes.items():
            p = derive(p, frozenset(self.matcher.fitting(p, name, value)))
        wanted = [
            f"'{name}'"
            for need in needs(p)[:1]
            for atom in sorted(need)
            for name in local_names(atom, ATTRIBUTE_OP)
        ]
        message = f"{tag(node.name)} lacks the attribute {listing(wanted)}"
        where = self.document.position(node.offset)
        return Fault(problem("missing-attribute", *where, message), _COST)

    def _child(self, node: Node, element: Element, child: Node, rest: Pattern) -> Fault:
        where = self.document.position(child.offset)
        known = child.name in names_of(element.content, ELEMENT_OP)
        message = f"{tag(child.name)} is not allowed "
        message += (
            f"at this place of {tag(node.name)}" if known else f"in {tag(node.name)}"
        )
        message += f"; {allowed_next(rest)}"
        check = "misplaced-element" if known else "unknown-element"
        return Fault(problem(check, *where, message), _COST)

    def _content(self, node: Node, stop: _Stop) -> Fault:
        """Text that does not fit, or an element that ends too early."""
        if any(a.op == ELEMENT_OP for a in stop.rest.atoms) and not node.text.strip():
            where = self.document.position(node.offset)
            message = f"{tag(node.name)} ends too early; {allowed_next(stop.rest)}"
            return Fault(problem("missing-element", *where, message), _COST)
        if stop.children < len(node.children):
            where = self.document.text_position(node, stop.children)
            text = str(node.children[stop.children])
        else:
            where, text = self.document.position(node.offset), node.text
        said = f"the text '{clipped(text, 30)}'" if text.strip() else "no text"
        message = f"{said} does not fit in {tag(node.name)}; {allowed_next(stop.rest)}"
        return Fault(problem("bad-value", *where, message), _COST)
