"""Breaks a valid XML text in one place: one kind of fault, at a known line.

Each function of FAULTS yields faults of one kind.  Elements whose content the model
does not look into are left alone: nothing there can be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from kbcheck.relaxng.fragment import Fragments
from kbcheck.relaxng.lookup import accepts_text, accepts_value, attributes, elements
from kbcheck.relaxng.patterns import Element
from kbcheck.relaxng.validate import Matcher
from kbcheck.tree import Document, Node, is_hole, parse
from kbcheck.xmldocument import grammar

Edit = tuple[int, int, bytes]


class Fault(NamedTuple):
    """One fault: its edits (start, end, new bytes), line, and the name at fault."""

    edits: tuple[Edit, ...]
    line: int
    name: str


Faults = Iterator[Fault]
OPAQUE = {"metadata", "description", "title"}
BOGUS = b"~bogus value~"


class Text:
    """A valid XML text of a kind, with its nodes and what they match."""

    def __init__(self, text: str, kind: str, *, example: bool = True) -> None:
        self.text = text
        self.source = text.encode()
        self.document: Document = parse(text, example=example)
        self.grammar = grammar(kind)
        self.matcher = Matcher(example=example)
        self.whole = bool(Fragments(self.document, self.grammar).whole)
        self.possible: dict[int, tuple[Element, ...]] = {}

    @cached_property
    def nodes(self) -> list[tuple[Node, Element | None]]:
        """The nodes, with what each matches if the text is a whole document."""
        nodes: list[tuple[Node, Element | None]] = []
        for root in self.document.root.elements:
            found = elements(self.grammar.start, root.name) if self.whole else ()
            nodes += self._below(root, found)
        return nodes

    def _below(
        self, node: Node, found: tuple[Element, ...]
    ) -> Iterator[tuple[Node, Element | None]]:
        element = next((e for e in found if self.matcher.matches(node, e)), None)
        self.possible[id(node)] = found  # a wrong value may make it another of these
        yield node, element
        if node.name in OPAQUE:
            return
        rest = element and self.matcher.after_attributes(node, element.content)
        for child in node.children:
            if isinstance(child, Node):
                yield from self._below(
                    child, elements(rest, child.name) if rest else ()
                )
            if rest is not None:
                rest = self.matcher.step(rest, child)

    def offset(self, node: Node) -> int:
        return node.offset - self.document.base

    def line(self, at: int) -> int:
        return self.source.count(b"\n", 0, at) + 1

    def changed(self, start: int, end: int, new: bytes) -> str:
        return (self.source[:start] + new + self.source[end:]).decode()

    def fault(self, *edits: Edit, at: int, name: bytes) -> Fault:
        return Fault(edits, self.line(at), name.decode())

    def broken(self, faults: Iterable[Fault]) -> str:
        """The text with the faults in it."""
        source = self.source
        edits = [edit for fault in faults for edit in fault.edits]
        for start, end, new in sorted(edits, reverse=True):
            source = source[:start] + new + source[end:]
        return source.decode()

    def tag(self, node: Node) -> re.Match[bytes]:
        """The start tag: group 1 its name."""
        pattern = rb"""<([^\s/>]+)(?:[^"'>]|"[^"]*"|'[^']*')*?(/?)>"""
        match = re.compile(pattern).match(self.source, self.offset(node))
        assert match
        return match

    def attributes(self, node: Node) -> Iterator[re.Match[bytes]]:
        """The attributes as written: group 1 the name, 2 the value."""
        match = self.tag(node)
        pattern = re.compile(rb"""\s([^\s=<>"']+)\s*=\s*["']([^"']*)["']""")
        for found in pattern.finditer(self.source, match.start(), match.end()):
            if not found[1].startswith(b"xmlns"):
                yield found


def attribute_typo(text: Text) -> Faults:
    for node, _ in text.nodes:
        for found in text.attributes(node):
            at = found.end(1)
            name = found[1][:-1] + b"qz"
            yield text.fault((at - 1, at, b"qz"), at=at, name=name)


def unknown_attribute(text: Text) -> Faults:
    for node, _ in text.nodes:
        at = text.tag(node).end(1)
        yield text.fault((at, at, b" bogus='1'"), at=at, name=b"bogus")


def element_typo(text: Text) -> Faults:
    for node, _ in text.nodes:
        match = text.tag(node)
        name, at = match[1], match.end(1)
        edits = [(at - 1, at, b"qz")]
        if not match[2]:
            end = node.end - text.document.base + 2 + len(name)
            edits.append((end - 1, end, b"qz"))
        yield text.fault(*edits, at=at, name=name[:-1] + b"qz")


def bad_value(text: Text) -> Faults:
    for node, element in text.nodes:
        for found in text.attributes(node):
            if element is None or is_hole(found[2].decode()):
                continue
            name = found[1].decode()
            known = [
                a for e in text.possible[id(node)] for a in attributes(e.content, name)
            ]
            if known and not any(accepts_value(a, BOGUS.decode()) for a in known):
                edit = (*found.span(2), BOGUS)
                yield text.fault(edit, at=found.start(2), name=found[1])


def bad_text(text: Text) -> Faults:
    for node, element in text.nodes:
        texts = [c for c in node.children if isinstance(c, str)]
        if element is None or len(node.children) != 1 or not texts:
            continue
        rest = text.matcher.after_attributes(node, element.content)
        if texts[0].strip() and not accepts_text(rest, BOGUS.decode()):
            start, end = text.tag(node).end(), node.end - text.document.base
            name = text.tag(node)[1]
            yield text.fault((start, end, BOGUS), at=start, name=name)


def stray_text(text: Text) -> Faults:
    for node, _ in text.nodes:
        if node.elements and node.name not in OPAQUE:
            at = text.tag(node).end()
            yield text.fault((at, at, b"bogus"), at=at, name=b"bogus")


def missing_end_tag(text: Text) -> Faults:
    for node, _ in text.nodes:
        match = text.tag(node)
        if not match[2]:
            start = node.end - text.document.base
            end = text.source.index(b">", start) + 1
            yield text.fault((start, end, b""), at=match.start(), name=match[1])


def dropped_attribute(text: Text) -> Faults:
    """Attributes without which the rest of the element cannot be."""
    for node, element in text.nodes:
        if element is None or text.matcher.elides_attributes(node):
            continue
        for found in text.attributes(node):
            copy = without(node, found[1].decode())
            # Another element of that name may do without it.
            if not any(text.matcher.matches(copy, e) for e in text.possible[id(node)]):
                edit = (*found.span(), b"")
                yield text.fault(edit, at=text.offset(node), name=found[1])


def without(node: Node, name: str) -> Node:
    """A copy of the node that lacks one attribute."""
    copy = Node(node.name, {k: v for k, v in node.attributes.items() if k != name}, 0)
    copy.children, copy.hole = node.children, node.hole
    copy.attribute_hole = node.attribute_hole
    return copy


def doubled_child(text: Text) -> Faults:
    """Children of which one is allowed."""
    for node, element in text.nodes:
        for child in node.elements if element else ():
            index = node.children.index(child)
            copy = without(node, "")
            copy.children = [*node.children[: index + 1], *node.children[index:]]
            if element and not text.matcher.matches(copy, element):
                match = text.tag(child)
                start, end = match.span()
                if not match[2]:
                    close = text.source.index(b">", child.end - text.document.base)
                    end = close + 1
                edit = (end, end, text.source[start:end])
                yield text.fault(edit, at=end, name=match[1])


FAULTS: dict[str, Callable[[Text], Faults]] = {
    f.__name__: f
    for f in (
        attribute_typo,
        unknown_attribute,
        element_typo,
        bad_value,
        bad_text,
        stray_text,
        missing_end_tag,
        dropped_attribute,
        doubled_child,
    )
}
