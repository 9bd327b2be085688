"""Documents as one lxml tree, so that XPath can select in it.

/documents holds each document under its root (domain) or its kind (qemu.conf).  A
size element gets its unit into the text ('4' with unit='GiB' reads '4 GiB').
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from lxml import etree

from ..tree import Document, Node, is_hole
from .paths import NO_NODES, PathError, denied_names, evaluate, from_root

ROOT = "documents"
_READER = etree.XMLParser(
    encoding="utf-8",  # whatever is declared
    remove_blank_text=True,
    remove_comments=True,
    remove_pis=True,
    resolve_entities=False,
    no_network=True,
)


class Source(NamedTuple):
    """A document to judge: its path and its nodes.

    Where some of it is at fault already (see `sound`), the elements that are `faulty`,
    and those with `gaps`, which include them.
    """

    path: str
    document: Document
    faulty: frozenset[Node] = frozenset()
    gaps: frozenset[Node] = frozenset()


class Place(NamedTuple):
    """Where something stands."""

    path: str
    line: int
    column: int


class View:
    """The tree of several documents."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.root = etree.Element(ROOT)
        self._sources = tuple(sources)
        # Held, as are those of `origins`: an element of lxml that nobody holds is
        # another object when it is found again, and sets of elements would miss it.
        self._holes: list[Any] = []
        self._selected: dict[str, Any] = {}
        for document in (source.document for source in self._sources):
            if not (document.as_written and self._read(document)):
                for node in document.root.elements:
                    self._add_root(node, document.example)

    def _read(self, document: Document) -> bool:
        """Have lxml read what was written; whether it can.

        That takes a third of the time that nodes take, one by one.
        """
        try:
            self.root.append(etree.fromstring(document.source, _READER))
        except etree.XMLSyntaxError:  # not of those characters
            return False
        return True

    def _add_root(self, node: Node, example: bool) -> None:
        roots, holes = len(self.root), len(self._holes)
        try:
            self._add(node, example)
        except ValueError:  # lxml refuses a text, such as a setting that holds a NUL
            from .readable import readable

            del self.root[roots:], self._holes[holes:]
            self._add(readable(node), example)

    def _add(self, top: Node, example: bool) -> None:
        """Add a node and all below it, in document order."""
        todo = [(self.root, top)]
        while todo:
            parent, node = todo.pop()
            element = etree.SubElement(parent, node.name, node.attributes or None)
            children = node.children
            if len(children) == 1 and isinstance(children[0], str):
                element.text = children[0]
            elif children:
                if text := node.text:
                    element.text = text
                todo += [(element, child) for child in reversed(node.elements)]
            if example:
                self._look_for_holes(element, node)

    @cached_property
    def origins(self) -> dict[Any, tuple[Source, Node]]:
        """Element -> the document and the node that it stands for."""
        nodes = (
            (source, node)
            for source in self._sources
            for top in source.document.root.elements
            for node in _all(top)
        )
        return dict(zip(self.root.iterdescendants(), nodes, strict=True))

    def _look_for_holes(self, element: Any, node: Node) -> None:
        if node.hole or node.attribute_hole or _elides(node):
            self._holes.append(element)
        # So the text reads as elided, too, and not as empty.
        if node.hole and not node.elements:
            element.text = "..."

    def elides(self, path: str, subject: Any) -> bool:
        """Whether a hole may hold what the XPath did not find from the subject."""
        if not self._holes:
            return False
        # Such a path may lead anywhere, so any hole may hold what it looks for.
        return (
            path.startswith("/")
            or subject is self.root
            or subject in self._around_holes
        )

    @cached_property
    def _around_holes(self) -> set[Any]:
        return _with_ancestors(self._holes)

    def is_faulty(self, item: Any) -> bool:
        """Whether a fault of the item, or of its element, is told already."""
        source, node = self.origins.get(_element(item), (None, None))
        return source is not None and node in source.faulty

    def is_torn(self, element: Any, path: str) -> bool:
        """Whether something is at fault in the element, so that it lacks a part.

        Or, where its path denies names, above it or in an element of such a name.
        """
        if not self.gaps:
            return False
        # A path that denies is true of what lost a part: near a gap that means nothing.
        if element in self._around_gaps:
            return True
        denied = denied_names(path)
        if not denied:
            return False
        above = set(element.iterancestors())
        return any(e in above or etree.QName(e).localname in denied for e in self.gaps)

    @cached_property
    def gaps(self) -> tuple[Any, ...]:
        """The elements that lost a part."""
        if not any(source.gaps for source in self._sources):
            return ()
        return tuple(e for e, (source, n) in self.origins.items() if n in source.gaps)

    @cached_property
    def _around_gaps(self) -> set[Any]:
        return _with_ancestors(self.gaps)

    def select(self, path: str, start: Any = None) -> list[Any]:
        """What an XPath selects from `start` (the root if None); [] for non-nodes.

        PathError if it cannot be evaluated.
        """
        found = self._found(path, start)
        return found if isinstance(found, list) else ([found] if found else [])

    def nodes(self, path: str, start: Any = None) -> list[Any]:
        """The elements, attributes and texts that an XPath finds.

        PathError if it finds anything else, which has no place in a document.
        """
        found = self._found(path, start)
        if not isinstance(found, list):
            raise PathError(f"{path} {NO_NODES}")
        return found

    def _found(self, path: str, start: Any) -> Any:
        if path == "." and start is not None:
            return [start]
        if start is not None and not from_root(path):
            return evaluate(path, start)
        # From the root it is the same for each subject: found once.
        if path not in self._selected:
            self._selected[path] = evaluate(path, self.root)
        return self._selected[path]

    def string(self, path: str, item: Any) -> str:
        """The string that an XPath makes from an item, or from an attribute's owner."""
        return str(evaluate(f"string({path})", _element(item)))

    def text(self, item: Any) -> str:
        """The text of an item: an attribute's value, or an element's with its unit."""
        if isinstance(item, float):
            return f"{item:.0f}"
        if not isinstance(item, etree._Element):
            return str(item)
        text, unit = "".join(item.itertext()), item.get("unit")
        return f"{text} {unit}" if unit else text

    def place(self, item: Any) -> Place:
        """The place of an item that `select` found."""
        attribute = getattr(item, "attrname", None)
        element = _element(item)
        if element not in self.origins:
            return Place("", 1, 1)
        source, node = self.origins[element]
        if attribute:
            where = source.document.attribute_position(node, attribute, value=True)
        else:
            where = source.document.position(node.offset)
        return Place(source.path, *where)


def _element(item: Any) -> Any:
    """The element that an item is, or is an attribute or a text of."""
    return item if isinstance(item, etree._Element) else item.getparent()


def _with_ancestors(elements: Iterable[Any]) -> set[Any]:
    found: set[Any] = set()
    for element in elements:
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _all(top: Node) -> Iterator[Node]:
    """A node and those below it, in document order."""
    todo = [top]
    while todo:
        node = todo.pop()
        yield node
        todo += reversed(node.elements)


def _elides(node: Node) -> bool:
    return any(is_hole(value) for value in node.attributes.values())
