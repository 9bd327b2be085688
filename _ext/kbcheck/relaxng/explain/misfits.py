"""Children that have no place: what is wrong with each, and where it would belong."""

from __future__ import annotations

from ...problem import problem
from ...suggest import did_you_mean, nearest
from ...tree import Document, Node
from ..derivatives import derive, suffix
from ..grammar import Grammar
from ..lookup import elements
from ..names import local
from ..patterns import ATTRIBUTE_OP, ELEMENT_OP, NOT_ALLOWED
from .faults import Fault, local_names, names_of, needs, without_need
from .foreign import about_foreign, as_meant
from .walk import Alternatives, Walk
from .wording import allowed_next, guess, prefixed, tag, tags


def _lacks(walk: Walk, name: str) -> bool:
    """Whether the element needs a child of this name, and has none."""
    needed = {n for need in needs(walk.rest) for a in need
              for n in local_names(a, ELEMENT_OP)}  # fmt: skip
    return name in needed and all(local(c.name) != name for c in walk.node.elements)


class Misfits:
    """Explains children that their parent does not know, or not here."""

    def __init__(
        self, grammar: Grammar, document: Document, alternatives: Alternatives
    ) -> None:
        self.grammar = grammar
        self.document = document
        self.alternatives = alternatives
        self._homes: dict[str, list[str]] = {}

    def unknown(self, walk: Walk, child: Node) -> Fault:
        """A child whose name the element does not know."""
        name, parent = local(child.name), tag(walk.node.name)
        known = local_names(walk.anything, ELEMENT_OP)
        homes = self.homes(child.name)
        homes = [h for h in homes if h != local(walk.node.name)] or homes
        near = nearest(name, known)
        where = self.document.position(child.offset)
        message = f"{tag(as_meant(child.name))} is not allowed in {parent}"
        strange = "" if homes else self.about(walk, child)
        if strange:
            near = ""
        # A name that the grammar knows elsewhere is no slip, however near another is,
        # unless they differ in capitals alone.
        if near and (not homes or near.lower() == name.lower()):
            walk.excused.add(near)
            self.take_for(walk, child, near)
            hint = guess(name, known)
            found = problem("unknown-element", *where, message, hint)
            return Fault(found, 2.0, meant=bool(hint))
        if name in local_names(walk.element.content, ATTRIBUTE_OP):
            hint = f"'{prefixed(name)}' is an attribute of {parent}"
            return Fault(problem("unknown-element", *where, message, hint), 2.0)
        if homes:
            return self.elsewhere(walk, child, near, tags(homes))
        if not strange:
            message += f"; {allowed_next(walk.rest)}"
        return Fault(problem("unknown-element", *where, message, strange), 2.0)

    def about(self, walk: Walk, child: Node) -> str:
        """What is known of a child that the grammar knows nowhere."""
        return about_foreign(child.name, names_of(walk.anything, ELEMENT_OP))

    def elsewhere(self, walk: Walk, child: Node, near: str, homes: str) -> Fault:
        """A child that other elements know; or it is a slip of `near`."""
        where = self.document.position(child.offset)
        message = f"{tag(child.name)} is not allowed in {tag(walk.node.name)}"
        if not _lacks(walk, near):
            hint = f"it belongs in {homes}"
            found = problem(
                "misplaced-element", *where, message, hint, silently_ignored=True
            )
            return Fault(found, 2.0)
        walk.excused.add(near)  # or that slip would be two faults
        hint = f"{did_you_mean(near)} {tag(child.name)} belongs in {homes}"
        found = problem("misplaced-element", *where, message, hint)
        return Fault(found, 2.0, meant=True)

    def take_for(self, walk: Walk, child: Node, near: str) -> None:
        """Go on as if the child had the name that it is a slip of.

        Not if its siblings fit without it alone: then it is a slip of something else.
        """
        full = [n for n in names_of(walk.anything, ELEMENT_OP) if local(n) == near]
        candidates = elements(walk.rest, full[0])
        # Each try goes over the siblings that follow: work that has a bound.
        if not candidates or self.alternatives.spent(walk):
            return
        taken = derive(walk.rest, frozenset(candidates))
        siblings = walk.node.children[walk.node.children.index(child) + 1 :]
        after = self.alternatives.after
        fits = after(siblings, taken) is not NOT_ALLOWED
        if fits or after(siblings, walk.rest) is NOT_ALLOWED:
            walk.rest = taken

    def homes(self, name: str) -> list[str]:
        """The names of the elements that a child of this name can have as parent."""
        if name not in self._homes:
            self._homes[name] = self._find_homes(name)
        return self._homes[name]

    def _find_homes(self, name: str) -> list[str]:
        found = {
            local(n)
            for element in self.grammar.element_index.get(name, ())
            for parent in self.grammar.parents.get(element, ())
            for n in names_of(parent, ELEMENT_OP)
        }
        return sorted(found)

    def misplaced(self, walk: Walk, child: Node) -> Fault:
        """A child that the element knows, but that cannot come here."""
        where = self.document.position(child.offset)
        name, parent = tag(child.name), tag(walk.node.name)
        # From what is sure to what is a guess: it was there already, it is early, it is
        # late, a sibling or an attribute rules it out.
        same = [n for n in walk.seen if n.name == child.name]
        if same and elements(walk.start, child.name):
            line = self.document.line(same[0])
            message = f"{name} is allowed only once in {parent}; line {line} has it"
            found = problem("misplaced-element", *where, message, related=line)
            return Fault(found, 1.2)
        # It is there, if at the wrong place: not missing as well.
        walk.excused.add(local(child.name))
        if elements(suffix(walk.rest), child.name):  # it comes too early
            message = f"{name} is not allowed at this place of {parent}; "
            message += allowed_next(walk.rest)
            # And when its place comes, nobody waits for it.
            walk.rest = without_need(walk.rest, child.name)
            return Fault(problem("misplaced-element", *where, message), 1.2)
        later = self.alternatives.too_late(walk, child)
        if later:
            line = self.document.line(later)
            message = f"{name} must stand before {tag(later.name)} of line {line}"
            found = problem("misplaced-element", *where, message, related=line)
            return Fault(found, 1.2)
        clash = self.alternatives.clash(walk, child)
        if clash:
            message = f"{name} is not allowed in {parent} {clash[0]}"
            found = problem("conflict", *where, message, related=clash[1])
            return Fault(found, 1.2)
        message = f"{name} is not allowed at this place of {parent}; "
        message += allowed_next(walk.rest)
        return Fault(problem("misplaced-element", *where, message), 1.2)
