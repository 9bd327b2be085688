"""Strings that a value of a grammar can be, each kind of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from kbcheck.relaxng.grammar import Grammar
from kbcheck.relaxng.lookup import accepts_text
from upstream.regexes import matching

WORDS = ("x", "/x", "1", "0x1", "2f1c0e7a-7c3b-4b7e-9d52-8a4f6b1c3d5e",
         "52:54:00:1a:2b:3c", "192.0.2.7", "yes", "x:y", "0-1", "x.y", "http://x/y",
         "2027-03-04T05:06:07", "1.5", "KiB", "0001:02:03.4", "x=y", "")  # fmt: skip
Tree = list[Any]


class Strings:
    """The strings of the values of one grammar."""

    def __init__(self, grammar: Grammar, there: Callable[[Tree], bool]) -> None:
        self.grammar = grammar
        self.there = there
        self._known: dict[int, list[tuple[str, ...]]] = {}

    def of(self, tree: Tree) -> list[tuple[str, ...]]:
        """The values: each is a tuple of strings, one of which stands for the others.

        A fixed value is alone; free text may be any word, and who compares it with
        another grammar has to find one that fits there.
        """
        found = self._known.get(id(tree))
        if found is None:
            pattern = self.grammar.compile(tree)
            found = []
            for words in self._of(tree):
                fitting = tuple(w for w in words if accepts_text(pattern, w))
                if fitting and fitting not in found:
                    found.append(fitting)
            self._known[id(tree)] = found
        return found

    def words(self, tree: Tree) -> tuple[str, ...]:
        """All strings of a tree."""
        return tuple(dict.fromkeys(w for words in self.of(tree) for w in words))

    def _of(self, tree: Tree) -> Iterator[tuple[str, ...]]:
        op = tree[0]
        if not self.there(tree):
            return
        if op == "value":
            yield (tree[2],)
        elif op == "data":
            yield from _of_data(tree)
        elif op == "text":
            yield WORDS
        elif op == "list":
            yield from self._of_list(tree[1])
        elif op in ("choice", "group", "interleave"):
            for inner in tree[1]:
                yield from self._of(inner)
        elif op == "ref":
            for inner in self.grammar.definitions[tree[1]][1]:
                yield from self._of(inner)
        elif op in ("optional", "star", "plus"):
            yield from self._of(tree[1])

    def _of_list(self, tree: Tree) -> Iterator[tuple[str, ...]]:
        words = [w[0] for w in self._of(tree) if w]
        yield tuple(words)
        yield from ((" ".join(pair),) for pair in product(words[:2], repeat=2))
        yield (" ".join(words),)


def _of_data(tree: Tree) -> Iterator[tuple[str, ...]]:
    facets = dict(tree[2])
    limits = [facets[n] for n in ("minInclusive", "maxInclusive") if n in facets]
    for limit in limits:
        yield (limit,)
    if "pattern" not in facets:
        yield WORDS
        return
    for text in matching(facets["pattern"]):
        yield (text, *WORDS)
