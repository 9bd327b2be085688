"""What is wrong with the attributes of one element."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from ...problem import problem
from ...suggest import clipped, listing, nearest
from ...tree import Document, Node, is_hole
from ..derivatives import closed, derive, elided
from ..lookup import accepts_value, attributes
from ..names import local
from ..patterns import ATTRIBUTE_OP, ELEMENT_OP, NOT_ALLOWED, Element, Pattern, choice
from ..validate import Matcher
from .faults import (
    MOST_FAULTS,
    Fault,
    Said,
    local_names,
    names_of,
    needs,
    values_of,
    with_optional,
)
from .wording import allowed_list, bad_value, guess, prefixed, tag

_MOST_HOMES = 2  # child elements that a hint names; among more it is a guess


@dataclass(slots=True)
class AfterAttributes:
    """The faults of a start tag, what may follow it, and the attributes that fit."""

    faults: list[Fault] = field(default_factory=list)
    rest: Pattern = NOT_ALLOWED
    fitting: list[str] = field(default_factory=list)
    meant: set[str] = field(default_factory=set)  # child elements written as attributes


class AttributeFaults:
    """Explains start tags of one document."""

    def __init__(self, document: Document, matcher: Matcher) -> None:
        self.document = document
        self.matcher = matcher

    def explain(self, node: Node, element: Element) -> AfterAttributes:
        """The faults of the node's attributes, if it is meant to be `element`."""
        found = AfterAttributes()
        content = p = element.content
        excused: set[str] = set()
        for name, value in node.attributes.items():
            if len(found.faults) >= MOST_FAULTS:
                break
            # From the whole content to what is left of it: a name that no variant
            # knows, a value that none takes, a value that the attributes before rule
            # out. Each question makes sense only after the one before.
            candidates = attributes(content, name)
            if not candidates:
                found.faults.append(self._unknown(node, name, content, excused))
                found.meant.update(_elements_of(content, name))
                continue
            if not self.matcher.fitting(content, name, value):
                wanted = choice(c.value for c in candidates)
                found.faults.append(self._bad(node, name, value, wanted))
                excused.add(name)
                continue
            rest = derive(p, frozenset(self.matcher.fitting(p, name, value)))
            if rest is NOT_ALLOWED:
                fault = self.conflict(node, name, content, p, found.fitting)
                found.faults.append(fault)
                excused.add(name)
                continue
            p = rest
            found.fitting.append(name)
        # What is at fault is there, in its way: it must not be told as missing, too.
        if excused:
            p = with_optional(p, excused)
        self.finish(node, p, found)
        return found

    def finish(self, node: Node, p: Pattern, found: AfterAttributes) -> None:
        """Close the start tag; what is missing in it is a fault."""
        if self.matcher.example and self.matcher.elides_attributes(node):
            p = elided(p)
        found.rest = closed(p)
        if found.rest is NOT_ALLOWED or not (found.rest.atoms or found.rest.nullable):
            # Told once; then the children are judged as if the start tag were complete.
            self.missing(node, p, found.faults)
            found.rest = closed(elided(p))

    def _unknown(
        self, node: Node, name: str, content: Pattern, excused: set[str]
    ) -> Fault:
        allowed = local_names(content, ATTRIBUTE_OP)
        free = [n for n in allowed if n not in node.attributes]
        near = nearest(local(name), free)
        hint = guess(local(name), free)
        # The attribute that was meant is not missing.
        if near:
            excused.update(
                n for n in names_of(content, ATTRIBUTE_OP) if local(n) == near
            )
        elif local(name) in local_names(content, ELEMENT_OP):
            hint = f"<{prefixed(name)}> is a child element here"
        elif homes := _elements_of(content, name):
            hint = f"it is an attribute of {listing([tag(h) for h in homes])} in it"
        message = (
            f"{tag(node.name)} has no attribute '{prefixed(name)}'; "
            + allowed_list(allowed, "attributes")
        )
        where = self.document.attribute_position(node, name)
        found = problem("unknown-attribute", *where, message, hint)
        # More than a bad value: an element that does not even know the name is less
        # likely the one that was meant.
        return Fault(found, 1.5, meant=near not in ("", local(name)))

    def _bad(self, node: Node, name: str, value: str, wanted: Pattern) -> Fault:
        said = Said(f"{prefixed(name)} of {tag(node.name)}", value, wanted)
        message, hint = bad_value(*said)
        where = self.document.attribute_position(node, name, value=True)
        found = problem("bad-value", *where, message, hint)
        return Fault(found, said=said, meant=bool(hint))

    def conflict(
        self, node: Node, name: str, content: Pattern, p: Pattern, before: list[str]
    ) -> Fault:
        """A known attribute, or a known value, that the others rule out."""
        value = node.attributes[name]
        # What rules it out is what it fits without. At most two are named: the reader
        # changes one.
        clashing = [
            f"{prefixed(other)}='{clipped(node.attributes[other], 30)}'"
            for other in before
            if self.run(node, content, [*(n for n in before if n != other), name])
            is not NOT_ALLOWED
        ]
        why = f" together with {' and '.join(clashing[:2])}" if clashing else ""
        here = attributes(p, name)
        if here:
            wanted = choice(c.value for c in here)
            what = f"{prefixed(name)} of {tag(node.name)}{why}"
            message, hint = bad_value(what, value, wanted)
        else:
            said = clipped(value, 30)
            message = f"{tag(node.name)} may not have {prefixed(name)}='{said}'{why}"
            hint = ""
        where = self.document.attribute_position(node, name)
        return Fault(problem("conflict", *where, message, hint), meant=bool(hint))

    def missing(self, node: Node, p: Pattern, faults: list[Fault]) -> None:
        """Add what is missing, to an unknown attribute's fault if that may be it."""
        sets = list(
            dict.fromkeys(filter(None, (_attribute_names(s) for s in needs(p))))
        )
        # A set that holds a smaller one asks for more than is needed.
        sets = [s for s in sets if not any(set(t) < set(s) for t in sets)]
        if not sets:
            return
        wanted = listing([" and ".join(f"'{n}'" for n in names) for names in sets])
        # An unknown name beside one that is missing: most likely one slip, one problem.
        for i, fault in enumerate(faults):
            if fault.problem.check == "unknown-attribute" and not fault.problem.hint:
                told = fault.problem._replace(hint=f"it lacks {wanted}; is it that?")
                faults[i] = Fault(told, fault.cost)
                return
        message = f"{tag(node.name)} lacks the attribute {wanted}"
        where = self.document.position(node.offset)
        faults.append(Fault(problem("missing-attribute", *where, message)))

    def run(self, node: Node, p: Pattern, wanted: list[str]) -> Pattern:
        """What is left of `p` after these attributes of the node."""
        for name in wanted:
            p = derive(
                p, frozenset(self.matcher.fitting(p, name, node.attributes[name]))
            )
        return p

    def rival_values(self, node: Node, p: Pattern, name: str) -> list[str]:
        """Fixed values, other than its own, that the attribute could have in `p`."""
        own = node.attributes.get(name)
        found = [v for a in attributes(p, name) for v in values_of(a.value)[0]]
        return [v for v in dict.fromkeys(found) if v != own and not is_hole(v)]

    def with_value(self, p: Pattern, name: str, value: str) -> Pattern:
        """What is left of `p` after an attribute of this value, start tag closed."""
        # Elided, as the other attributes are given already or at fault by themselves.
        fitting = [a for a in attributes(p, name) if accepts_value(a, value)]
        return closed(elided(derive(p, frozenset(fitting))))


def _elements_of(content: Pattern, name: str) -> list[str]:
    """The one or two child elements that have, or are, what an attribute stands for."""
    found = sorted(
        {
            local(n)
            for atom in content.atoms
            if atom.op == ELEMENT_OP
            for n in names_of(atom, ELEMENT_OP)
            if local(n) == local(name) or attributes(cast(Element, atom).content, name)
        }
    )
    return found if len(found) <= _MOST_HOMES else []


def _attribute_names(need: frozenset[Pattern]) -> tuple[str, ...]:
    found = {n for atom in need for n in local_names(atom, ATTRIBUTE_OP)}
    return tuple(sorted(found))
