"""What is wrong with the children of one element."""

from __future__ import annotations

from dataclasses import replace

from ...problem import problem
from ...suggest import listing
from ...tree import HOLE, Document, Node
from ..derivatives import closed, derive, elided
from ..grammar import Grammar
from ..lookup import accepts_text, elements
from ..names import local
from ..patterns import (
    DATA_OP,
    ELEMENT_OP,
    NOT_ALLOWED,
    Element,
    Pattern,
)
from ..validate import Matcher
from .attributes import AfterAttributes, AttributeFaults
from .faults import (
    MOST_FAULTS,
    Fault,
    in_model_order,
    names_of,
    needs,
    weight,
)
from .misfits import Misfits
from .stopped import Stopped
from .texts import Texts
from .walk import Alternatives, Walk
from .wording import prefixed, tag, variant, with_all_values

# Faults of all tries, past which an element has its likeliest meaning alone.
_MOST_TRIED = 2000
# Elements inside one another that are explained: each costs some calls in calls, and
# Python has a limit of those.  What is deeper is told by the place alone.
_MOST_DEEP = 25


class Explainer:
    """Explains one document that does not match."""

    def __init__(self, grammar: Grammar, document: Document, matcher: Matcher) -> None:
        self.grammar = grammar
        self.document = document
        self.matcher = matcher
        self.start_tags = AttributeFaults(document, matcher)
        self.alternatives = Alternatives(document, matcher, self.start_tags)
        self.misfits = Misfits(grammar, document, self.alternatives)
        self.texts = Texts(document)
        self.stopped = Stopped(document, matcher)
        self.tried = 0
        self.depth = 0
        self._explained: dict[tuple[Node, Element], list[Fault]] = {}

    def best(self, node: Node, candidates: tuple[Element, ...]) -> list[Fault]:
        """The lightest explanation of the node as one of the candidates.

        Of two that weigh the same, that of the candidate which takes the node's text.
        """

        def order(candidate: Element) -> tuple[float, bool]:
            faults = self.explain(node, candidate)
            return weight(faults), not accepts_text(_inner(candidate), node.text)

        # Less is said from here on, but no less is refused.
        if self.tried > _MOST_TRIED:
            return self.explain(node, self.stopped.likely(node, candidates))
        lightest = self.explain(node, min(candidates, key=order))
        return with_all_values(lightest, [self.explain(node, c) for c in candidates])

    def explain(self, node: Node, element: Element) -> list[Fault]:
        """The faults of the node, with all inside, if it is meant to be `element`.

        None if it is one; and at least one if it is not.
        """
        found = self._explained.get((node, element))
        if found is None:
            found = []
            # The matcher's no stays a no. Whatever bound was hit, and where nobody
            # knows better, the place at which it stopped is the fault.
            if not self.matcher.matches(node, element):
                found = self._explain(node, element)
                found = found or [self.stopped.fault(node, element)]
                self.tried += len(found)
            self._explained[node, element] = found
        return found

    def _explain(self, node: Node, element: Element) -> list[Fault]:
        if self.depth >= _MOST_DEEP:
            return []
        after: AfterAttributes = self.start_tags.explain(node, element)
        walk = Walk(node, element, after.rest, after.rest, after.fitting)
        walk.excused |= after.meant
        self.depth += 1
        if any(isinstance(c, Node) or c is HOLE for c in node.children):
            self._walk(walk)
        else:
            self._text_only(walk)
        self.depth -= 1
        return after.faults + walk.faults

    # --- text -------------------------------------------------------------------

    def _text_only(self, walk: Walk) -> None:
        node, rest = walk.node, walk.rest
        if self.matcher.fits(node.children, rest):
            return
        text = node.text
        if any(a.op == DATA_OP for a in rest.atoms):
            self.texts.bad(walk, text)
        elif text.strip():
            self.texts.stray(walk, text, 0, self.alternatives.ruling(walk, text))
        if not any(a.op == DATA_OP for a in rest.atoms):
            self.missing(walk)

    # --- elements ---------------------------------------------------------------

    def _walk(self, walk: Walk) -> None:
        if not any(a.op == ELEMENT_OP for a in walk.rest.atoms) and walk.node.text:
            self._text_with_children(walk)
            return
        for index, child in enumerate(walk.node.children):
            if len(walk.faults) >= MOST_FAULTS:
                return
            rest = self.matcher.step(walk.rest, child)
            if rest is not NOT_ALLOWED:
                walk.rest = rest
                walk.before.append(child)
            elif isinstance(child, Node):
                self.child(walk, child)
            else:
                self.texts.stray(walk, str(child), index)
            if isinstance(child, Node):
                walk.seen.append(child)
        if not walk.rest.nullable:
            self.missing(walk)

    def _text_with_children(self, walk: Walk) -> None:
        """Elements inside an element that takes text alone: they are at fault."""
        for child in walk.node.elements[:MOST_FAULTS]:
            walk.faults.append(self.misfits.unknown(walk, child))
        text = walk.node.text.strip()  # blanks may only surround the elements
        if not accepts_text(walk.rest, text) and not walk.node.hole:
            self.texts.bad(walk, text)

    def child(self, walk: Walk, child: Node) -> None:
        """A child element that does not fit."""
        candidates = elements(walk.rest, child.name)
        # First what leaves the child sound: it is most likely as it was meant.
        if self.explained_by_gap(walk, child):
            return
        if candidates:
            walk.faults += self.inside(walk, child, candidates)
            # As if the child were right: its siblings are judged by themselves.
            walk.rest = derive(walk.rest, frozenset(candidates))
        elif child.name in names_of(walk.anything, ELEMENT_OP):
            if not self.explained_by_absence(walk, child):
                walk.faults.append(self.misfits.misplaced(walk, child))
        else:
            walk.faults.append(self.misfits.unknown(walk, child))

    def inside(
        self, walk: Walk, child: Node, candidates: tuple[Element, ...]
    ) -> list[Fault]:
        """The faults inside a child that stands at the right place."""
        faults = self.best(child, candidates)
        if not faults:  # it fits, but what follows can no longer be
            return [self.stopped.fault(walk.node, walk.element)]
        if faults[0].meant:
            return faults
        first = faults[0].problem
        # No word in it looks like a slip, so it may be right and its parent wrong.
        rival = self.alternatives.rival(walk, child)
        if not rival:
            return faults
        check = first.check
        if check in ("unknown-attribute", "unknown-element", "misplaced-element"):
            check = "conflict"
        hint = f"as it stands it fits {rival}"
        told = first._replace(check=check, hint=hint, silently_ignored=False)
        return [replace(faults[0], problem=told), *faults[1:]]

    def explained_by_absence(self, walk: Walk, child: Node) -> bool:
        """Whether an attribute that is missing explains the child.

        Then that is the fault, and the walk goes on as if the attribute were there.
        """
        found = self.alternatives.absent_attribute(walk, child)
        if found is None:
            return False
        name, walk.start, walk.rest = found
        where = self.document.position(walk.node.offset)
        message = (
            f"{tag(walk.node.name)} lacks the attribute '{prefixed(name)}', "
            f"without which {tag(child.name)} is not allowed in it"
        )
        walk.faults.append(Fault(problem("missing-attribute", *where, message)))
        self.child_again(walk, child)
        return True

    def explained_by_gap(self, walk: Walk, child: Node) -> bool:
        """Whether the child fits but for elements that are missing before it."""
        found = self.alternatives.skipped(walk, child)
        if found is None:
            return False
        gone, walk.rest = found
        walk.before.append(child)
        ways = " and ".join(variant(e) for e in gone)
        message = f"{tag(walk.node.name)} lacks {ways} before {tag(child.name)}"
        where = self.document.position(walk.node.offset)
        walk.faults.append(Fault(problem("missing-element", *where, message), 1.1))
        return True

    def child_again(self, walk: Walk, child: Node) -> None:
        """A child that has a place now, and may still hold faults."""
        rest = self.matcher.step(walk.rest, child)
        if rest is NOT_ALLOWED:
            self.child(walk, child)
        else:
            walk.rest = rest
            walk.before.append(child)

    def missing(self, walk: Walk) -> None:
        """The children that are required and not there."""
        sets = []
        for need in needs(walk.rest):
            atoms = in_model_order(a for a in need if a.op == ELEMENT_OP)
            found = [(names_of(a, ELEMENT_OP) or ["*"])[0] for a in atoms]
            if not found or all(local(n) in walk.excused for n in found):
                return
            sets.append([n for n in found if local(n) not in walk.excused])
        if not sets:
            return
        ways = [" and ".join(tag(n) for n in found) for found in sets[:6]]
        message = f"{tag(walk.node.name)} lacks {listing(ways)}"
        where = self.document.position(walk.node.offset)
        walk.faults.append(Fault(problem("missing-element", *where, message), 1.1))


def _inner(element: Element) -> Pattern:
    """The content of an element, whatever its attributes."""
    return closed(elided(element.content))
