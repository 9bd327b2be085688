"""Breaks good documents where a rule looks, and repairs bad ones there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kbcheck.rules import Rule, Source, judge
from kbcheck.rules.must import ABSENCE
from kbcheck.rules.view import View
from kbcheck.tree import Document, Node
from kbcheck.versions import stated
from rule_cases import Case

Change = Callable[["Spot"], None]


class Spot:
    """A thing that a rule found: an element, or an attribute of one."""

    def __init__(self, view: View, item: Any) -> None:
        self.attribute: str = getattr(item, "attrname", None) or ""
        element = item.getparent() if self.attribute else item
        self.source: Source
        self.node: Node
        self.source, self.node = view.origins[element]
        self.source.document.as_written = False  # who makes a spot changes it
        self.text = view.text(item)
        self.view, self.item = view, item

    def remove(self) -> None:
        if self.attribute:
            del self.node.attributes[self.attribute]
        else:
            self._siblings().remove(self.node)

    def write(self, text: str) -> None:
        if self.attribute:
            self.node.attributes[self.attribute] = text
        else:
            self.node.attributes.pop("unit", None)
            self.node.children = [text]

    def become(self, other: Spot) -> None:
        """Hold what another one holds."""
        if self.attribute:
            self.write(other.text)
        else:
            twin = _copy(other.node)
            self.node.attributes, self.node.children = twin.attributes, twin.children

    def cut(self) -> None:
        if self.attribute:
            self.write(self.text[: len(self.text) // 2])

    def double(self) -> None:
        """Put the same element beside it."""
        siblings = self._siblings()
        siblings.insert(siblings.index(self.node), _copy(self.node))

    def _siblings(self) -> list[Any]:
        return _parent(self.source.document, self.node).children


def _copy(node: Node) -> Node:
    twin = Node(node.name, dict(node.attributes), node.offset)
    twin.children = [_copy(c) if isinstance(c, Node) else c for c in node.children]
    return twin


def _parent(document: Document, node: Node) -> Node:
    todo = [document.root]
    for parent in todo:
        if node in parent.children:
            return parent
        todo += parent.elements
    raise AssertionError(f"<{node.name}> has no parent")


def fires(rule: Rule, case: Case, sources: list[Source]) -> bool:
    return bool(judge([rule], sources, stated(case.libvirt)))


def spots(rule: Rule, sources: list[Source]) -> list[list[Spot]]:
    """What the rule finds, by subject."""
    view = View(sources)
    if rule.given and not view.select(rule.given):
        return []
    return [
        [Spot(view, item) for item in view.select(rule.find, subject)]
        for subject in view.select(rule.subject)
    ]


def removals(rule: Rule, case: Case) -> list[bool]:
    """Whether the rule fires when all that one subject has of a thing is removed.

    If nothing is left to judge then, because the thing is what makes it a subject, it
    is spoilt instead: an attribute is cut short, or one of an element's parts removed.
    """
    groups = [found for found in spots(rule, case.sources()) if found]
    return [_removed(rule, case, index) for index in range(len(groups))]


def _removed(rule: Rule, case: Case, index: int) -> bool:
    def group(sources: list[Source]) -> list[Spot]:
        return [found for found in spots(rule, sources) if found][index]

    changes: list[Change] = [Spot.remove, Spot.cut]
    if any(_each(rule, case, group, change) for change in changes):
        return True
    parts = range(len(_parts(group(case.sources()))))
    return any(
        _each(rule, case, lambda s, n=part: [_parts(group(s))[n]], Spot.remove)
        for part in parts
    )


def _each(
    rule: Rule, case: Case, which: Callable[[list[Source]], list[Spot]], change: Change
) -> bool:
    """Whether the rule fires when each of some spots is changed."""
    sources = case.sources()
    for spot in which(sources):
        change(spot)
    return fires(rule, case, sources)


def _parts(found: list[Spot]) -> list[Spot]:
    """The attributes of the elements, and all that is in them."""
    view = found[0].view
    paths = "descendant::* | descendant-or-self::*/@*"
    items = [i for s in found if not s.attribute for i in view.select(paths, s.item)]
    return [Spot(view, item) for item in items]


def alterations(rule: Rule, case: Case, wrong: list[Change]) -> list[bool]:
    """Whether the rule fires when a good text becomes one that it refuses elsewhere."""
    count = len(_all_spots(rule, case.sources()))
    if rule.must == "agree" and count < 2:
        return []
    return [
        any(
            _each(rule, case, lambda s, n=index: [_all_spots(rule, s)[n]], change)
            for change in wrong
        )
        for index in range(count)
    ]


def _all_spots(rule: Rule, sources: list[Source]) -> list[Spot]:
    return [spot for found in spots(rule, sources) for spot in found]


def made_wrong(rule: Rule, bad: Iterable[Case]) -> list[Change]:
    """Ways to make a thing wrong: as in a bad case, too small, or there twice."""
    others = [spot for case in bad for spot in _all_spots(rule, case.sources())]
    return [
        *((lambda spot, o=other: spot.become(o)) for other in others),
        lambda spot: spot.write("1"),
        Spot.double,
    ]


def repaired(rule: Rule, case: Case) -> bool:
    """Whether a rule that finds a bad case bad is content without what it found."""
    sources = case.sources()
    assert fires(rule, case, sources)
    while found := _all_spots(rule, sources):
        for spot in found:
            spot.remove()
    return not fires(rule, case, sources)


def wants(rule: Rule) -> str:
    """How a rule is tried: by removing, by altering, or by repairing."""
    if rule.must in ("be absent", "not outnumber"):
        return "repair"
    return "remove" if rule.must in ABSENCE else "alter"
