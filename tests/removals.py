"""Removes one thing from a document: an element, an attribute, or a setting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbcheck import KINDS, Problem, Request, check
from kbcheck.guides import check_guides, source
from kbcheck.rules.paths import compiled
from kbcheck.rules.view import View
from kbcheck.tree import Document, Node
from rule_cases import Case


def without(case: Case, path: str) -> Iterator[Case]:
    """The case without a thing that the path finds (from /documents), for each."""
    sources = case.sources()
    view = View(sources)
    for item in compiled(path)(view.root):
        attribute = getattr(item, "attrname", None)
        owner = item.getparent() if attribute else item
        origin, node = view.origins[owner]
        yield case._replace(
            files=tuple(
                (file, kind, _cut(text, kind, origin.document, node, attribute))
                if file == origin.path
                else (file, kind, text)
                for file, kind, text in case.files
            )
        )


def _cut(
    text: str, kind: str, document: Document, node: Node, attribute: str | None
) -> str:
    source = text.encode()
    start, end = node.offset, node.end
    if not KINDS[kind].roots:  # a setting: its line
        end = source.find(b"\n", start) + 1
    elif attribute:
        start, end = _attribute(source, document, node, attribute)
    elif source[end : end + 2] == b"</":
        end = source.find(b">", end) + 1
    return (source[:start] + source[end:]).decode()


def _attribute(
    source: bytes, document: Document, node: Node, name: str
) -> tuple[int, int]:
    line, column = document.attribute_position(node, name)
    start = document._lines[line - 1] + column - 1
    match = re.compile(rb"""[^\s=]+\s*=\s*("[^"]*"|'[^']*')""").match(source, start)
    assert match
    return match.span()


def found_in(case: Case) -> set[str]:
    """The checks that find something in the documents, of all levels and guides."""
    found: list[Problem] = []
    for path, kind, text in case.files:
        request = Request(text, kind, libvirt=case.libvirt)
        found += (p._replace(path=path) for p in check(request).problems)
    texts = ((path, text, kind) for path, kind, text in case.files)
    sources = [source(*document, example=False) for document in texts]
    readable = [s for s in sources if s is not None]
    found += check_guides(case.guides, readable, case.libvirt)
    return {p.check for p in found}
