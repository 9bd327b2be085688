"""Documents as one lxml tree, so that XPath can select in it.

/documents holds each document under its root (domain) or its kind (qemu.conf).  A
size element gets its unit into the text ('4' with unit='GiB' reads '4 GiB').
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from lxml import etree

from ..tree import KNOWN_NAMESPACES, Document, Node, is_hole


class Source(NamedTuple):
    """A document to judge: its path and its nodes."""

    path: str
    document: Document


class PathError(ValueError):
    """An XPath that cannot be used, which is a fault of the rule that has it."""


class Place(NamedTuple):
    """Where something stands."""

    path: str
    line: int
    column: int


class View:
    """The tree of several documents."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.root = etree.Element("documents")
        self._sources = tuple(sources)
        self._holes: list[Any] = []
        for source in self._sources:
            for node in source.document.root.elements:
                self._add_root(node, source.document.example)

    def _add_root(self, node: Node, example: bool) -> None:
        roots, holes = len(self.root), len(self._holes)
        try:
            self._add(self.root, node, example)
        except ValueError:  # lxml refuses a text, such as a setting that holds a NUL
            del self.root[roots:], self._holes[holes:]
            self._add(self.root, _readable(node), example)

    def _add(self, parent: Any, node: Node, example: bool) -> Any:
        children = node.children
        element = etree.SubElement(parent, node.name, node.attributes or None)
        if example:
            self._look_for_holes(element, node)
        if len(children) == 1 and isinstance(children[0], str):
            element.text = children[0]
            return element
        last = None
        for child in children:
            if isinstance(child, Node):
                last = self._add(element, child, example)
            elif isinstance(child, str):
                if last is None:
                    element.text = (element.text or "") + child
                else:
                    last.tail = (last.tail or "") + child
        return element

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
        if node.hole and not node.elements:
            element.text = "..."

    def elides(self, path: str, subject: Any) -> bool:
        """Whether a hole may hold what the XPath did not find from the subject."""
        if path.startswith("/") or subject is self.root:
            return bool(self._holes)
        return any(
            hole is subject or subject in hole.iterancestors() for hole in self._holes
        )

    def select(self, path: str, start: Any = None) -> list[Any]:
        """What an XPath selects from `start` (the root if None); [] for non-nodes.

        PathError if it cannot be evaluated.
        """
        found = _evaluated(path, self.root if start is None else start)
        return found if isinstance(found, list) else ([found] if found else [])

    def nodes(self, path: str, start: Any = None) -> list[Any]:
        """The elements, attributes and texts that an XPath finds.

        PathError if it finds anything else, which has no place in a document.
        """
        found = _evaluated(path, self.root if start is None else start)
        if not isinstance(found, list) or not all(
            hasattr(item, "getparent") for item in found
        ):
            raise PathError(f"{path} {_NO_NODES}")
        return found

    def string(self, path: str, item: Any) -> str:
        """The string that an XPath makes from an item, or from an attribute's owner."""
        element = item if isinstance(item, etree._Element) else item.getparent()
        return str(_evaluated(f"string({path})", element))

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
        element = item if isinstance(item, etree._Element) else item.getparent()
        if element not in self.origins:
            return Place("", 1, 1)
        source, node = self.origins[element]
        if attribute:
            where = source.document.attribute_position(node, attribute, value=True)
        else:
            where = source.document.position(node.offset)
        return Place(source.path, *where)


_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _readable(node: Node) -> Node:
    """A copy without the characters and the namespaces that lxml refuses."""
    attributes = {_named(k): _REFUSED.sub("?", v) for k, v in node.attributes.items()}
    copy = Node(_named(node.name), attributes, node.offset)
    copy.hole, copy.attribute_hole = node.hole, node.attribute_hole
    for child in node.children:
        if isinstance(child, Node):
            copy.children.append(_readable(child))
        else:
            said = _REFUSED.sub("?", child) if isinstance(child, str) else child
            copy.children.append(said)
    return copy


def _named(name: str) -> str:
    known = any(name.startswith(f"{{{uri}}}") for uri in KNOWN_NAMESPACES.values())
    _, brace, local = name.rpartition("}")
    return name if known or not brace else f"{{urn:unknown}}{local}"


def _all(node: Node) -> Iterator[Node]:
    """A node and those below it, in document order."""
    yield node
    for child in node.elements:
        yield from _all(child)


def _elides(node: Node) -> bool:
    return any(is_hole(value) for value in node.attributes.values())


_paths: dict[str, Any] = {}
_NO_NODES = "finds something else than elements, attributes or texts"


def wrong_path(field: str, path: str) -> str:
    """What is wrong with the XPath of a field of a rule; '' if nothing is.

    The kind of what a path finds does not hang on the document.
    """
    try:
        view = View(())
        if field in ("subject", "find", "at"):
            view.nodes(path)
        else:
            view.select(f"string({path})" if field == "text" else path)
    except PathError as err:
        return str(err)
    return ""


def _evaluated(path: str, start: Any) -> Any:
    try:
        return _compiled(path)(start)
    except (etree.XPathError, ValueError) as err:
        raise PathError(f"{path} is not an XPath that can be read: {err}") from err


def _compiled(path: str) -> Any:
    found = _paths.get(path)
    if found is None:
        found = _paths[path] = etree.XPath(path, namespaces=KNOWN_NAMESPACES)
    return found
