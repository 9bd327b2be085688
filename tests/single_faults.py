"""Breaks a valid XML text in one place: one kind of fault, at a known line.

Each function of FAULTS yields (text, line) pairs.  Elements whose content the model
does not look into are left alone: nothing there can be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kbcheck.relaxng.check import is_whole
from kbcheck.relaxng.lookup import attributes, elements
from kbcheck.relaxng.patterns import TEXT, Element
from kbcheck.relaxng.validate import Matcher
from kbcheck.tree import Document, Node, is_hole, parse
from kbcheck.xmldocument import grammar

Broken = Iterator[tuple[str, int]]
OPAQUE = {"metadata", "description", "title"}


class Text:
    """A valid XML text of a kind, with its nodes and what they match."""

    def __init__(self, text: str, kind: str, *, example: bool = True) -> None:
        self.text = text
        self.source = text.encode()
        self.document: Document = parse(text, example=example)
        self.grammar = grammar(kind)
        self.matcher = Matcher(example=example)
        self.whole = is_whole(self.document, self.grammar)

    def nodes(self) -> Iterator[tuple[Node, Element | None]]:
        """The nodes, with what each matches if the text is a whole document."""
        for root in self.document.root.elements:
            found = elements(self.grammar.start, root.name) if self.whole else ()
            yield from self._below(root, found)

    def _below(
        self, node: Node, found: tuple[Element, ...]
    ) -> Iterator[tuple[Node, Element | None]]:
        element = next((e for e in found if self.matcher.matches(node, e)), None)
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


def attribute_typo(text: Text) -> Broken:
    for node, _ in text.nodes():
        for found in text.attributes(node):
            at = found.end(1)
            yield text.changed(at - 1, at, b"qz"), text.line(at)


def unknown_attribute(text: Text) -> Broken:
    for node, _ in text.nodes():
        at = text.tag(node).end(1)
        yield text.changed(at, at, b" bogus='1'"), text.line(at)


def element_typo(text: Text) -> Broken:
    for node, _ in text.nodes():
        match = text.tag(node)
        name = match[1]
        start = match.end(1)
        new = text.changed(start - 1, start, b"qz").encode()
        if not match[2]:
            end = text.source.find(b"</" + name, node.end - text.document.base)
            end += 2 + len(name) + 1  # the start tag grew by one
            new = new[: end - 1] + b"qz" + new[end:]
        yield new.decode(), text.line(start)


def bad_value(text: Text) -> Broken:
    for node, element in text.nodes():
        for found in text.attributes(node):
            if element is None or is_hole(found[2].decode()):
                continue
            known = attributes(element.content, found[1].decode())
            if known and all(TEXT not in a.value.atoms for a in known):
                new = text.changed(*found.span(2), b"~bogus value~")
                yield new, text.line(found.start(2))


def bad_text(text: Text) -> Broken:
    for node, element in text.nodes():
        texts = [c for c in node.children if isinstance(c, str)]
        if element is None or len(node.children) != 1 or not texts:
            continue
        if TEXT not in element.content.atoms and texts[0].strip():
            start = text.tag(node).end()
            end = node.end - text.document.base
            yield text.changed(start, end, b"\x7f~"), text.line(start)


def stray_text(text: Text) -> Broken:
    for node, _ in text.nodes():
        if node.elements and node.name not in OPAQUE:
            at = text.tag(node).end()
            yield text.changed(at, at, b"bogus"), text.line(at)


def missing_end_tag(text: Text) -> Broken:
    for node, _ in text.nodes():
        match = text.tag(node)
        if not match[2]:
            start = node.end - text.document.base
            end = text.source.index(b">", start) + 1
            yield text.changed(start, end, b""), text.line(match.start())


def dropped_attribute(text: Text) -> Broken:
    """Attributes without which the rest of the element cannot be."""
    for node, element in text.nodes():
        if element is None or text.matcher.elides_attributes(node):
            continue
        for found in text.attributes(node):
            name = found[1].decode()
            required = not any(
                text.matcher.matches(without(node, name), e) for e in [element]
            )
            if required:
                yield text.changed(*found.span(), b""), text.line(text.offset(node))


def without(node: Node, name: str) -> Node:
    """A copy of the node that lacks one attribute."""
    copy = Node(node.name, {k: v for k, v in node.attributes.items() if k != name}, 0)
    copy.children, copy.hole = node.children, node.hole
    copy.attribute_hole = node.attribute_hole
    return copy


def doubled_child(text: Text) -> Broken:
    """Children of which one is allowed."""
    for node, element in text.nodes():
        if element is None:
            continue
        for child in node.elements:
            index = node.children.index(child)
            copy = without(node, "")
            copy.children = [
                *node.children[: index + 1], *node.children[index:]
            ]  # fmt: skip
            if not text.matcher.matches(copy, element):
                match = text.tag(child)
                start, end = match.start(), match.end()
                if not match[2]:
                    close = text.source.index(b">", child.end - text.document.base)
                    end = close + 1
                yield text.changed(end, end, text.source[start:end]), text.line(end)


FAULTS: dict[str, Callable[[Text], Broken]] = {
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
