"""Whether definitions make a grammar: told when they are read, before they are kept.

What is compiled later, when a document first needs it, can then no longer fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..suggest import did_you_mean, nearest
from ..versions import lifetime
from . import datatypes
from .file import Define
from .grammar import Tree
from .tokens import GrammarError
from .xsdregex import translate

Defined = Mapping[str, list[Define]]

_MANY = ("group", "choice", "interleave")
_ONE = ("optional", "star", "plus", "list", "mixed")


def check_sound(name: str, found: Defined) -> None:
    """GrammarError at the first thing that no document could be judged by.

    `name` is the file that the grammar begins with.
    """
    if "start" not in found:
        raise GrammarError(name, 1, "the grammar has no start")
    for parts in found.values():
        for part in parts:
            file = part.notes[3]
            _check_since(part.notes)
            for tree in _trees(part.pattern):
                _check_tree(tree, file, found)
    _check_circles(found)


def _trees(tree: Tree, *, inside: bool = True) -> Iterator[Tree]:
    """A tree and all below it; `inside` elements too."""
    todo = [tree]
    while todo:
        tree = todo.pop()
        yield tree
        op = tree[0]
        if op in _MANY:
            todo += tree[1]
        elif op in _ONE:
            todo.append(tree[1])
        elif op == "attribute" or (op == "element" and inside):
            todo.append(tree[2])
        elif op == "data" and tree[3] is not None:
            todo.append(tree[3])


def _check_tree(tree: Tree, file: str, found: Defined) -> None:
    op = tree[0]
    if op == "ref" and tree[1] not in found:
        told = f"there is no definition {tree[1]}"
        hint = did_you_mean(nearest(tree[1], found), mark="")
        raise GrammarError(file, tree[2], f"{told}; {hint}" if hint else told)
    if op in ("element", "attribute"):
        _check_since(tree[3])
    elif op in ("data", "value"):
        _check_since(tree[-1])
        _check_datatype(tree)


def _check_datatype(tree: Tree) -> None:
    name, (*_, file, line) = tree[1].removeprefix("xsd:"), tree[-1]
    try:
        if tree[0] == "value":
            datatypes.value(name, tree[2])
            return
        datatypes.datatype(name, [(facet, text) for facet, text in tree[2]])
        for facet, text in tree[2]:
            if facet == "pattern":
                re.compile(translate(text))
    except (ValueError, ArithmeticError, re.error) as err:
        raise GrammarError(file, line, str(err)) from err


def _check_since(notes: Tree) -> None:
    _, since, _, file, line = notes
    try:
        if since:
            lifetime(since)
    except ValueError as err:
        raise GrammarError(file, line, f"m:since: {err}") from err


def _check_circles(found: Defined) -> None:
    """GrammarError where a definition leads to itself without an element between."""
    # Not inside elements: there a definition may lead to itself, as a document ends
    # somewhere, and contents are compiled only as far as it goes.
    done: set[str] = set()
    for name in found:
        above: dict[str, Iterator[tuple[str, str, int]]] = {name: _refs(found[name])}
        while above:
            inner = next(reversed(above))
            ref = None if inner in done else next(above[inner], None)
            if ref is None:
                done.add(inner)
                del above[inner]
                continue
            target, file, line = ref
            if target in above:
                told = f"the definition {target} refers to itself"
                raise GrammarError(file, line, told)
            if target not in done:
                above[target] = _refs(found[target])


def _refs(parts: list[Define]) -> Iterator[tuple[str, str, int]]:
    """The definitions that one refers to outside of elements: name, file, line."""
    for part in parts:
        for tree in _trees(part.pattern, inside=False):
            if tree[0] == "ref":
                yield tree[1], part.notes[3], tree[2]
