"""A walk over the children of one element, and what else could explain a misfit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from ...suggest import clipped, listing
from ...tree import Document, Hole, Node
from ..derivatives import closed, derive, elided, suffix
from ..lookup import accepts_text, attributes, elements, first_atoms
from ..names import admits
from ..patterns import ATTRIBUTE_OP, ELEMENT_OP, NOT_ALLOWED, Element, Pattern
from ..validate import Matcher
from .attributes import AttributeFaults
from .faults import Fault, names_of
from .wording import prefixed, tag

Child = Node | str | Hole

# A hostile document has thousands of misfits; the first ones get the costly hints,
# which go over siblings once more.
_MOST_HINTS = 30
_MOST_STEPS = 200_000
_MOST_SIBLINGS = 60
_MOST_SKIPPED = 3  # elements that are missing in a row
_MOST_WAYS = 12
_MOST_NEXT = 8  # elements of which one is missing: among more it is a guess


@dataclass(slots=True)
class Walk:
    """The state of a walk over the children of `node`, meant to be `element`."""

    node: Node
    element: Element
    start: Pattern
    rest: Pattern
    fitting: list[str]
    before: list[Child] = field(default_factory=list)
    seen: list[Node] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)

    @property
    def crowded(self) -> bool:
        """Whether there are so many faults that hints are no longer worth it."""
        return len(self.faults) > _MOST_HINTS

    @property
    def anything(self) -> Pattern:
        """All content, whatever the attributes."""
        return closed(elided(self.element.content))


class Alternatives:
    """Looks for one change that would make a misfit fit."""

    def __init__(
        self, document: Document, matcher: Matcher, start_tags: AttributeFaults
    ) -> None:
        self.document = document
        self.matcher = matcher
        self.start_tags = start_tags
        # Counted and not timed: the same text is told in the same words on any machine.
        self.steps = 0  # over siblings, in all hints
        self._lacking: dict[tuple[Node, Element], bool] = {}

    def spent(self, walk: Walk) -> bool:
        """Whether there were so many hints that more are not worth it."""
        return walk.crowded or self.steps > _MOST_STEPS

    def after(self, children: Sequence[Child], p: Pattern) -> Pattern:
        """What may follow siblings that are gone over for a hint."""
        self.steps += len(children)
        return self.matcher.after(children, p)

    def rival(self, walk: Walk, child: Node) -> str:
        """The start tag, with another value of one attribute, that the child fits."""
        if self.spent(walk):
            return ""
        node, content = walk.node, walk.element.content
        absent = [
            n for n in names_of(content, ATTRIBUTE_OP) if n not in node.attributes
        ]
        # First what is not given: to add it is less than to change what was written.
        for name in absent + walk.fitting:
            others = [n for n in walk.fitting if n != name]
            rest = self.start_tags.run(node, content, others)
            fits = [
                value
                for value in self.start_tags.rival_values(node, rest, name)
                if self._takes(self.start_tags.with_value(rest, name, value), child)
            ]
            if fits:
                values = listing([f"'{v}'" for v in fits[:3]])
                own = node.attributes.get(name)
                state = "which is not given"
                if own is not None:
                    state = f"not {prefixed(name)}='{own}'"
                return f"<{prefixed(node.name)} {prefixed(name)}={values}>, {state}"
        return ""

    def _takes(self, p: Pattern, child: Node) -> bool:
        return any(self.matcher.matches(child, e) for e in elements(p, child.name))

    def absent_attribute(
        self, walk: Walk, child: Node
    ) -> tuple[str, Pattern, Pattern] | None:
        """An attribute that the element lacks, with which the child would fit.

        Its name, the content with it, and what is left of that at the child.
        """
        if self.spent(walk):
            return None
        node, content = walk.node, walk.element.content
        given = self.start_tags.run(node, content, walk.fitting)
        for name in names_of(given, ATTRIBUTE_OP):
            if name in node.attributes:
                continue
            with_it = derive(given, frozenset(attributes(given, name)))
            start = closed(elided(with_it))
            rest = self.after(walk.before, start)
            if elements(rest, child.name):
                return name, start, rest
        return None

    def skipped(
        self, walk: Walk, child: Node
    ) -> tuple[tuple[Element, ...], Pattern] | None:
        """Elements that are nowhere, and after which the child would fit.

        With them, what is left after the child.  None if there is more than one way.
        """
        if self.spent(walk):
            return None
        # In breadth: the shortest gap that explains the child is the likeliest. Two
        # gaps of one length explain nothing.
        todo: list[tuple[tuple[Element, ...], Pattern]] = [((), walk.rest)]
        for _ in range(_MOST_SKIPPED):
            deeper = [
                ((*gone, atom), derive(rest, frozenset((atom,))))
                for gone, rest in todo
                for atom in self._absent(walk, rest)
            ]
            fits = [(gone, self.matcher.step(p, child)) for gone, p in deeper]
            found = [(gone, p) for gone, p in fits if p is not NOT_ALLOWED]
            if found:
                return found[0] if len(found) == 1 else None
            todo = deeper[:_MOST_WAYS]
        return None

    def _absent(self, walk: Walk, rest: Pattern) -> list[Element]:
        """The few elements that may come next and that no child is."""
        found = [cast(Element, a) for a in first_atoms(rest) if a.op == ELEMENT_OP]
        # Where much may come next, anything could be missing.
        if len(found) > _MOST_NEXT:
            return []
        return [e for e in found if self._lacks(walk.node, e)]

    def _lacks(self, node: Node, element: Element) -> bool:
        """Whether no child of the node is such an element."""
        found = self._lacking.get((node, element))
        if found is None:
            self.steps += len(node.children)
            found = self._lacking[node, element] = not any(
                admits(element.name_class, n.name) and self.matcher.matches(n, element)
                for n in node.elements
            )
        return found

    def too_late(self, walk: Walk, child: Node) -> Node | None:
        """The earliest sibling that the child would have to stand before."""
        for at, other in enumerate(walk.before[:_MOST_SIBLINGS]):
            if self.spent(walk):
                return None
            # It must fit there, and the siblings after it, too: else the place is no
            # cure.
            rest = self.after(walk.before[:at], walk.start)
            candidates = elements(rest, child.name)
            if not candidates or not isinstance(other, Node):
                continue
            rest = derive(rest, frozenset(candidates))
            if self.after(walk.before[at:], rest) is not NOT_ALLOWED:
                return other
        return None

    def ruling(self, walk: Walk, text: str) -> str:
        """The attribute without which the element may hold the text."""
        node, content = walk.node, walk.element.content
        for name in walk.fitting:
            others = [n for n in walk.fitting if n != name]
            rest = closed(elided(self.start_tags.run(node, content, others)))
            if accepts_text(rest, text):
                return f"{prefixed(name)}='{clipped(node.attributes[name], 30)}'"
        return ""

    def _rules_out(self, walk: Walk, other: Node, child: Node) -> bool:
        """Whether a sibling stands against the child: the one or the other goes."""
        others = [b for b in walk.before if b is not other]
        if elements(self.after(others, walk.start), child.name):
            return True
        alone = self.after([other], walk.start)
        with_it = suffix(alone).atoms | alone.atoms
        return any(
            admits(cast(Element, atom).name_class, child.name)
            for atom in walk.start.atoms - with_it
            if atom.op == ELEMENT_OP
        )

    def clash(self, walk: Walk, child: Node) -> tuple[str, int] | None:
        """The sibling (and its line) or the attribute that rules the child out."""
        siblings = [b for b in walk.before[:_MOST_SIBLINGS] if isinstance(b, Node)]
        # What has a type comes first: it is what most often decides on its siblings.
        for other in sorted(siblings, key=_is_neutral):
            if self.spent(walk):
                return None
            if self._rules_out(walk, other, child):
                line = self.document.line(other)
                return f"beside {_shown(other)} of line {line}", line
        node = walk.node
        for name in walk.fitting:
            others_given = [n for n in walk.fitting if n != name]
            rest = self.start_tags.run(node, walk.element.content, others_given)
            if elements(closed(elided(rest)), child.name):
                value = clipped(node.attributes[name], 30)
                return f"with {prefixed(name)}='{value}'", 0
        return None


def _is_neutral(node: Node) -> bool:
    """Whether nothing says that the element decides what stands beside it."""
    return node.name != "type" and "type" not in node.attributes


def _shown(node: Node) -> str:
    """An element as messages name it, with its type, or the text that it holds."""
    name, text = prefixed(node.name), node.text.strip()
    kind = node.attributes.get("type")
    if kind:
        return f"<{name} type='{clipped(kind, 20)}'>"
    if node.elements or not text:
        return tag(node.name)
    return f"<{name}>{clipped(text, 20)}</{name}>"
