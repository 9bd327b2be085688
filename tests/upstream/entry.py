"""Where the model has an element, and how an entry for it would be written."""

from __future__ import annotations

from collections.abc import Iterator

from kbcheck.relaxng.grammar import Grammar
from kbcheck.relaxng.names import names
from kbcheck.relaxng.patterns import ELEMENT_OP, Element, Pattern
from kbcheck.xmldocument import grammar
from upstream.compact import compact
from upstream.cover import Path, Tree


def place(kind: str, path: Path) -> str:
    """Where the model has the element of a path, or the nearest one above it."""
    contents: list[Pattern] = [grammar(kind).start]
    found = f"model/{kind}.rnc"
    for name in path:
        elements = [e for content in contents for e in _elements(content, name)]
        if not elements:
            break
        found = f"model/{elements[0].notes.file}:{elements[0].notes.line}"
        contents = [e.content for e in elements]
    return found


def _elements(content: Pattern, name: str) -> Iterator[Element]:
    for atom in sorted(content.atoms):
        if atom.op == ELEMENT_OP and name in names(atom.name_class):  # type: ignore[attr-defined]
            yield atom  # type: ignore[misc]


def entry(model: Grammar, holder: Path, op: str, name: str) -> str:
    """An element or attribute of the element at a path, in compact syntax."""
    contents: list[Tree] = [["ref", "start", 0]]
    for part in holder:
        contents = [e[2] for c in contents for e in _named(model, c, "element", part)]
    found = [tree for c in contents for tree in _named(model, c, op, name)]
    return compact(found[0], model.definitions) if found else ""


def _named(model: Grammar, content: Tree, op: str, name: str) -> Iterator[Tree]:
    for tree in parts(model, content):
        listed = tree[1][1] if tree[1][0] == "or" else [tree[1]]
        if tree[0] == op and name in listed:
            yield tree


def parts(
    model: Grammar, tree: Tree, seen: frozenset[str] = frozenset()
) -> Iterator[Tree]:
    """The elements and attributes that a content consists of."""
    op = tree[0]
    if op in ("element", "attribute"):
        yield tree
    elif op == "ref" and tree[1] not in seen:
        for inner in model.definitions[tree[1]][1]:
            yield from parts(model, inner, seen | {tree[1]})
    elif op in ("group", "choice", "interleave"):
        for inner in tree[1]:
            yield from parts(model, inner, seen)
    elif op in ("optional", "star", "plus", "mixed"):
        yield from parts(model, tree[1], seen)
