"""Smallest documents of a grammar, which together use all that it knows.

For each element, attribute and value there is one document that holds it, and else as
little as the grammar lets stand.  What definitions share is met at each of its places,
its values at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from kbcheck.relaxng.grammar import Grammar
from upstream.strings import Strings

Tree = list[Any]
Path = tuple[str, ...]


class Leaf(NamedTuple):
    """A value: of an attribute, or the text of an element.

    `fixed` holds the strings of which one is meant; any of the tree's are where it
    is empty.
    """

    tree: Tree
    fixed: tuple[str, ...] = ()


class Part(NamedTuple):
    """An element of a document."""

    name: str
    attributes: tuple[tuple[str, Leaf], ...]
    children: tuple[Part | Leaf, ...]


class Target(NamedTuple):
    """What a document is to hold: an element, an attribute of it, or a value.

    `attribute` is '' for the text of the element, None for the element itself.
    `how` is 'swapped' for two children in the other order, 'twice' for two of a kind.
    """

    path: Path
    attribute: str | None = None
    strings: tuple[str, ...] = ()
    how: str = ""


class Content(NamedTuple):
    """Attributes and children, and how many things these are in all."""

    attributes: tuple[tuple[str, Leaf], ...] = ()
    children: tuple[Part | Leaf, ...] = ()
    cost: int = 0

    def __add__(self, other: Content) -> Content:  # type: ignore[override]
        return Content(
            self.attributes + other.attributes,
            self.children + other.children,
            self.cost + other.cost,
        )


NOTHING = Content()
Found = tuple[Target, Content]


class Cover:
    """The smallest documents of a grammar; `there` tells which of its parts count."""

    def __init__(
        self, grammar: Grammar, there: Callable[[Tree], bool] = lambda _: True
    ) -> None:
        self.grammar = grammar
        self.there = there
        self.strings = Strings(grammar, there)
        self.root = ["ref", "start", 0]  # kept: trees are told apart by identity
        self._least: dict[int, Content | None] = {}
        self._value: dict[int, bool] = {}
        self._seen: set[object] = set()

    def documents(self) -> Iterator[tuple[Target, Part]]:
        """The targets in the order of the grammar, each with its document."""
        self._seen = set()
        for target, content in self.targets(self.root, (), frozenset()):
            (root,) = content.children
            assert isinstance(root, Part)
            yield target, root

    # --- the smallest instance of a tree ----------------------------------------

    def least(self, tree: Tree) -> Content | None:
        """The smallest content that a tree admits; None if there is none."""
        key = id(tree)
        if key not in self._least:
            self._least[key] = None  # what holds itself has no smallest content there
            self._least[key] = self._find_least(tree)
        return self._least[key]

    def _find_least(self, tree: Tree) -> Content | None:
        op = tree[0]
        if op == "empty" or op in ("optional", "star"):
            return NOTHING
        if op == "notAllowed" or not self.there(tree):
            return None
        if self.is_value(tree):
            return self._least_value(tree)
        if op in ("plus", "mixed"):
            return self.least(tree[1])
        if op == "attribute":
            return self._least_attribute(tree)
        if op == "element":
            inner = self.least(tree[2])
            return inner and _wrapped(next(_names(tree[1])), inner)
        trees, choice = self._inner(tree)
        every = [self.least(t) for t in trees]
        if choice:
            return min((c for c in every if c), key=_cost, default=None)
        return None if None in every else _sum(c for c in every if c is not None)

    def _least_value(self, tree: Tree) -> Content | None:
        found = self.strings.of(tree)
        return Content(children=(Leaf(tree),), cost=1) if found else None

    def _least_attribute(self, tree: Tree) -> Content | None:
        name = next(_names(tree[1]))
        found = self.strings.of(tree[2])
        return Content(((name, Leaf(tree[2])),), (), 1) if found else None

    def _inner(self, tree: Tree) -> tuple[list[Tree], bool]:
        """The trees that one is made of, and whether it is a choice of them."""
        if tree[0] == "ref":
            combine, trees, _ = self.grammar.definitions[tree[1]]
            return trees, combine == "choice"
        return tree[1], tree[0] == "choice"

    def some(self, tree: Tree) -> Content | None:
        """The smallest content with an element; None if there is none."""
        op = tree[0]
        if self.is_value(tree) or not self.there(tree):
            return None
        if op in ("optional", "star", "plus", "mixed"):
            return self.some(tree[1])
        if op == "element":
            return self.least(tree)
        if op not in ("ref", "choice", "group", "interleave"):
            return None
        trees, choice = self._inner(tree)
        every = [self.some(t) for t in trees]
        if choice:
            return min((c for c in every if c), key=_cost, default=None)
        at = next((i for i, c in enumerate(every) if c), -1)
        rest = [every[i] if i == at else self.least(t) for i, t in enumerate(trees)]
        return None if at < 0 or None in rest else _sum(c for c in rest if c)

    def is_value(self, tree: Tree) -> bool:
        """Whether a tree is a string and nothing else."""
        found = self._value.get(id(tree))
        if found is None:
            self._value[id(tree)] = False  # what holds itself holds elements
            found = self._value[id(tree)] = self._is_value(tree)
        return found

    def _is_value(self, tree: Tree) -> bool:
        op = tree[0]
        if op in ("value", "data", "list", "text"):
            return True
        if op in ("choice", "ref"):
            trees = self._inner(tree)[0]
            return all(map(self.is_value, trees))
        return False

    # --- the targets of a tree --------------------------------------------------

    def targets(self, tree: Tree, path: Path, above: frozenset[int]) -> Iterator[Found]:
        """Each thing that a tree can hold, with the smallest content that holds it."""
        op = tree[0]
        if op in ("empty", "notAllowed") or not self.there(tree):
            return
        if self.is_value(tree):
            yield from self._values(tree, path)
        elif op in ("optional", "star", "plus", "mixed"):
            yield from self.targets(tree[1], path, above)
            if op in ("star", "plus") and (some := self.some(tree[1])):
                yield Target(path, how="twice"), some + some
        elif op == "attribute":
            yield from self._attribute(tree, path)
        elif op == "element":
            yield from self._element(tree, path, above)
        else:
            yield from self._several(tree, path, above)

    def _several(
        self, tree: Tree, path: Path, above: frozenset[int]
    ) -> Iterator[Found]:
        trees, choice = self._inner(tree)
        if choice or len(trees) == 1:
            for inner in trees:
                yield from self.targets(inner, path, above)
            return
        every = [self.least(t) for t in trees]
        if None in every:
            return
        least = [c for c in every if c is not None]
        for i, inner in enumerate(trees):
            before, after = _sum(least[:i]), _sum(least[i + 1 :])
            for target, content in self.targets(inner, path, above):
                yield target, before + content + after
        if self._is_interleave(tree):
            for i, (one, other) in enumerate(pairwise(map(self.some, trees))):
                before, after = _sum(least[:i]), _sum(least[i + 2 :])
                if one and other:
                    yield Target(path, how="swapped"), before + other + one + after

    def _is_interleave(self, tree: Tree) -> bool:
        """Whether the order of what a tree holds means nothing."""
        if tree[0] == "ref":
            return self.grammar.definitions[tree[1]][0] == "interleave"
        return tree[0] == "interleave"

    def _values(self, tree: Tree, path: Path) -> Iterator[Found]:
        for strings in self._new(tree, path, ""):
            leaf = Leaf(tree, strings)
            yield Target(path, "", strings), Content(children=(leaf,), cost=1)

    def _attribute(self, tree: Tree, path: Path) -> Iterator[Found]:
        for name in _names(tree[1]):
            for strings in self._new(tree[2], path, name):
                leaf = Leaf(tree[2], strings)
                yield Target(path, name, strings), Content(((name, leaf),), (), 1)

    def _new(self, tree: Tree, path: Path, name: str) -> Iterator[tuple[str, ...]]:
        for strings in self.strings.of(tree):
            if (path, name, strings) not in self._seen:
                self._seen.add((path, name, strings))
                yield strings

    def _element(
        self, tree: Tree, path: Path, above: frozenset[int]
    ) -> Iterator[Found]:
        inner = self.least(tree[2])
        if inner is None or id(tree) in above:
            return
        for name in _names(tree[1]):
            here = (*path, name)
            if (here, id(tree)) in self._seen:
                continue
            self._seen.add((here, id(tree)))
            yield Target(here), _wrapped(name, inner)
            for target, content in self.targets(tree[2], here, above | {id(tree)}):
                yield target, _wrapped(name, content)


def _wrapped(name: str, content: Content) -> Content:
    part = Part(name, content.attributes, content.children)
    return Content((), (part,), content.cost + 1)


def _cost(content: Content) -> int:
    return content.cost


def _sum(contents: Any) -> Content:
    total = NOTHING
    for content in contents:
        total += content
    return total


def _names(tree: Any) -> Iterator[str]:
    """The names of a name class; one of our own for a wildcard."""
    if isinstance(tree, str):
        yield tree
    elif tree[0] == "or":
        for inner in tree[1]:
            yield from _names(inner)
    else:
        yield f"{{{'urn:own' if tree[1] is None else tree[1]}}}own"
