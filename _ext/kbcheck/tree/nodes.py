"""Elements with positions, and the document that they stand in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final

BLANKS = " \t\r\n"
"""What XML takes for white space."""


def ends_blank(value: str) -> bool:
    """Whether blanks are around a value that is more than blanks."""
    bare = value.strip(BLANKS)
    return bare != value and bare != ""


class Hole:
    """An elision between the children of an element."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "HOLE"


HOLE: Final = Hole()

DOCTYPE = (
    "a document type declaration is refused: it could pull in files",
    "delete <!DOCTYPE …>",
)
"""What is said of a DTD, and what to do."""

KNOWN_NAMESPACES = {
    prefix: f"http://libvirt.org/schemas/{of}/{prefix}/1.0"
    for of, prefixes in (
        ("domain", ("qemu", "lxc", "xen", "bhyve", "vmware")),
        ("storagepool", ("fs", "rbd")),
    )
    for prefix in prefixes
}
"""Prefixes that libvirt's documents use for its drivers' namespaces."""


class Node:
    """An element.  Names are 'local' or '{namespace}local'.

    `offset` and `end` are byte offsets: of the start tag's '<', and of the end tag's
    (for an empty-element tag: of what follows it).  `attribute_hole` says that more
    attributes may have been left out.
    """

    # Without __eq__: what is kept of a node, such as whether it matches, is kept by
    # identity.
    __slots__ = ("attribute_hole", "attributes", "children", "end", "hole", "name",
                 "offset")  # fmt: skip

    def __init__(self, name: str, attributes: dict[str, str], offset: int) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[Node | str | Hole] = []
        self.offset = offset
        self.end = offset
        self.hole = False
        self.attribute_hole = False

    @property
    def elements(self) -> list[Node]:
        """The child elements."""
        return [c for c in self.children if isinstance(c, Node)]

    @property
    def text(self) -> str:
        """The text of the element itself."""
        return "".join(c for c in self.children if isinstance(c, str))


# Only places of problems need these: the first problem compiles them.
_ATTRIBUTE = rb"""\s*([^\s=<>/"']+)\s*=\s*("[^"]*"|'[^']*')"""
_SKIPPED = rb"(?s:\s+|<!--.*?-->|<\?.*?\?>|<!\[CDATA\[\s*)"

_BLOCK = 1024
_CONTINUATION = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that begin no character


class Document:
    """A parsed text: `root` is an element that holds all roots, holes and stray text.

    `source` is what was parsed; offsets of nodes count from `base` before its start.
    `example` says that holes have a meaning in it; `as_written`, that another parser of
    XML would make the same of the source.
    """

    def __init__(
        self,
        source: bytes,
        base: int,
        root: Node,
        example: bool,
        as_written: bool = False,
    ) -> None:
        self.source = source
        self.as_written = as_written
        self.base = base
        self.root = root
        self.example = example

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer(rb"\n", self.source))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (in characters), both from 1, of a node's offset."""
        at = min(max(offset - self.base, 0), len(self.source))
        line = bisect_right(self._lines, at)
        start = self._lines[line - 1]
        return line, self._characters(at) - self._characters(start) + 1

    @cached_property
    def _blocks(self) -> list[int]:
        """The characters before each block of the source.

        So a place costs the same in a text of one long line as in one of many.
        """
        sizes = (
            len(self.source[at : at + _BLOCK].translate(None, _CONTINUATION))
            for at in range(0, len(self.source), _BLOCK)
        )
        return list(accumulate(sizes, initial=0))

    def _characters(self, at: int) -> int:
        """The number of characters before an offset of the source."""
        block = at // _BLOCK
        rest = self.source[block * _BLOCK : at].translate(None, _CONTINUATION)
        return self._blocks[block] + len(rest)

    def offset(self, line: int, column: int) -> int:
        """The offset of a place, as nodes count offsets."""
        start = self._lines[min(line, len(self._lines)) - 1]
        # A problem holds lines and columns for people. This is the way back, for
        # `sound`, which has to know the nodes at fault.
        wanted = self._characters(start) + column - 1
        block = bisect_right(self._blocks, wanted) - 1
        left = wanted - self._blocks[block]
        first = block * _BLOCK
        # ASCII, as most documents are: a character is a byte.
        if self.source[first : first + left + 1].isascii():
            return min(first + left, len(self.source)) + self.base
        for at in range(first, len(self.source)):
            if self.source[at] not in _CONTINUATION:
                if not left:
                    return at + self.base
                left -= 1
        return len(self.source) + self.base

    def line(self, node: Node) -> int:
        """The line of an element's start tag."""
        return self.position(node.offset)[0]

    def attribute_position(
        self, node: Node, name: str, *, value: bool = False
    ) -> tuple[int, int]:
        """Where the attribute (or its value) stands in the start tag."""
        # expat tells where a tag begins, and not where its attributes are. Only faults
        # ask, so they are read from the source once more.
        for match in self._attributes(node):
            if _is_written(name, match[1]):
                start = match.start(2) + 1 if value else match.start(1)
                return self.position(start + self.base)
        return self.position(node.offset)

    def attribute_at(self, node: Node, offset: int) -> str | None:
        """The attribute of the node in which an offset is; None if it is in none."""
        at = offset - self.base
        for match in self._attributes(node):
            if match.start(1) <= at < match.end():
                names = node.attributes
                return next((n for n in names if _is_written(n, match[1])), None)
        return None

    def _attributes(self, node: Node) -> Iterator[re.Match[bytes]]:
        """The attributes of a start tag as they are written: names and values."""
        at = self._after_name(node)
        attribute = re.compile(_ATTRIBUTE)
        while match := attribute.match(self.source, at):
            yield match
            at = match.end()

    def text_position(self, parent: Node, index: int) -> tuple[int, int]:
        """Where the text `parent.children[index]` has its first character."""
        if index and not isinstance(parent.children[index - 1], Node):
            return self._text_after(self._start_of_text(parent, index), parent, index)
        at = self._start_of_text(parent, index)
        return self.position(self._skip(at) + self.base)

    def _text_after(self, at: int, parent: Node, index: int) -> tuple[int, int]:
        """The place of a text that follows a hole, searched by what it says."""
        # Where a text was split at a hole, no event tells where its second part begins.
        words = str(parent.children[index]).split()
        found = self.source.find(words[0].encode(), at) if words else -1
        return self.position((at if found < 0 else found) + self.base)

    def _start_of_text(self, parent: Node, index: int) -> int:
        for before in range(index - 1, -1, -1):
            child = parent.children[before]
            if isinstance(child, Node):
                at = child.end - self.base
                # An empty-element tag has no end tag: there, `end` is already behind
                # it.
                if self.source[at : at + 2] == b"</":
                    at = self.source.find(b">", at) + 1
                return at
        return self._end_of_tag(parent)

    def _skip(self, at: int) -> int:
        skipped = re.compile(_SKIPPED)
        while match := skipped.match(self.source, at):
            at = match.end()
        return at

    def _after_name(self, node: Node) -> int:
        match = re.compile(rb"<[^\s/>]*").match(self.source, node.offset - self.base)
        return match.end() if match else 0

    def _end_of_tag(self, node: Node) -> int:
        if node is self.root:
            return 0
        at = self._after_name(node)
        for match in self._attributes(node):
            at = match.end()
        return self.source.find(b">", at) + 1


def _is_written(name: str, written: bytes) -> bool:
    """Whether a name, which has its namespace, can be written so: with a prefix."""
    prefix, _, local = written.rpartition(b":")
    return local == name.rpartition("}")[2].encode() and bool(prefix) == ("}" in name)
