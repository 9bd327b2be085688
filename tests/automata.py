"""The automaton of a regular expression, as Glushkov builds it, with the ways counted.

Its states are the characters of the expression; an edge counts in how many ways one
state follows another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

Pairs = Counter[tuple[int, int]]

_SAMPLE = [chr(c) for c in range(128)] + list("éßµſ…\u00a0\u2028\ud800\U0001d538٣")
_MOST_COPIES = 6
_ASCII, _DOTALL = int(re.ASCII), int(re.DOTALL)
_IGNORECASE, _MULTILINE = int(re.IGNORECASE), int(re.MULTILINE)
_BEGIN, _END = 1 << 4000, 1 << 4001  # of the text: states, but no characters
_MARKS = {op.AT_BEGINNING: _BEGIN, op.AT_BEGINNING_STRING: _BEGIN,
          op.AT_END: _END, op.AT_END_STRING: _END}  # fmt: skip


class Part(NamedTuple):
    """The automaton of a part: ways to match nothing, first and last states, edges."""

    empty: int
    first: Counter[int]
    last: Counter[int]
    edges: Pairs


def parsed(pattern: str | bytes, flags: int) -> Any:
    """The tree of an expression."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    return parser.parse(text, flags & ~int(re.UNICODE))


class Automaton:
    """The states (sets of characters) and edges of an expression.

    `use` is how it is used: 'fullmatch', 'match' or 'search'.
    """

    def __init__(self, tree: Iterable[Any], flags: int, use: str) -> None:
        self.sets: list[int] = []
        self.inner: list[tuple[Any, int]] = []
        self.alphabet = {c: 1 << i for i, c in enumerate(_alphabet(tree))}
        self.all = sum(self.alphabet.values())
        self.whole = self._sequence(tree, flags)
        if use == "fullmatch":
            self.whole = _chain(self.whole, self._state(_END))
        elif use == "search":
            self.whole = _chain(_loop(self._state(self.all), 0), self.whole)
        self.next: dict[int, list[int]] = {}
        # What has matched is not given up: no loop through an end of a match is slow.
        ends = set() if use == "fullmatch" else set(self.whole.last)
        for source, target in self.whole.edges:
            if not {source, target} & ends or self.sets[target] == _END:
                self.next.setdefault(source, []).append(target)

    def _state(self, characters: int) -> Part:
        self.sets.append(characters)
        at = len(self.sets) - 1
        return Part(0, Counter({at: 1}), Counter({at: 1}), Counter())

    def _sequence(self, tree: Iterable[Any], flags: int) -> Part:
        found = Part(1, Counter(), Counter(), Counter())
        for code, argument in tree:
            found = _chain(found, self._part(code, argument, flags))
        return found

    def _part(self, code: Any, argument: Any, flags: int) -> Part:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self._repeated(argument, flags)
        if code is op.SUBPATTERN:
            _, more, less, tree = argument
            return self._sequence(tree, (flags | more) & ~less)
        if code is op.BRANCH:
            return _either([self._sequence(tree, flags) for tree in argument[1]])
        if code in (op.ATOMIC_GROUP, op.POSSESSIVE_REPEAT):
            return self._atomic(code, argument, flags)
        if code in (op.ASSERT, op.ASSERT_NOT):
            self.inner.append((argument[1], flags))
            return Part(1, Counter(), Counter(), Counter())
        if code is op.AT and argument in _MARKS and not flags & _MULTILINE:
            return self._state(_MARKS[argument])
        if code is op.AT:
            return _nothing()
        if code is op.GROUPREF:
            return _loop(self._state(self.all), 0)
        return self._state(self._characters(code, argument, flags))

    def _repeated(self, argument: Any, flags: int) -> Part:
        least, most, tree = argument
        found = _nothing()
        for _ in range(min(least, _MOST_COPIES) - (most is op.MAXREPEAT and least > 0)):
            found = _chain(found, self._sequence(tree, flags))
        if most is op.MAXREPEAT:
            return _chain(found, _loop(self._sequence(tree, flags), min(least, 1)))
        more = _nothing()
        for _ in range(min(most - least, _MOST_COPIES)):
            more = _either([_chain(self._sequence(tree, flags), more), _nothing()])
        return _chain(found, more)

    def _atomic(self, code: Any, argument: Any, flags: int) -> Part:
        """A part that matches in one way only: one state, whatever is inside."""
        tree = argument if code is op.ATOMIC_GROUP else [(op.MAX_REPEAT, argument)]
        self.inner.append((tree, flags))
        start = len(self.sets)
        part = self._sequence(tree, flags)
        characters = 0
        for found in self.sets[start:]:
            characters |= found
        del self.sets[start:]
        one = self._state(characters)
        return _either([one, _nothing()]) if part.empty else one

    def _characters(self, code: Any, argument: Any, flags: int) -> int:
        if code is op.IN:
            negated = argument[0][0] is op.NEGATE
            found = 0
            for inner, value in argument[negated:]:
                found |= self._characters(inner, value, flags)
            return self.all & ~found if negated else found
        if code is op.LITERAL and not flags & _IGNORECASE:
            return self.alphabet[chr(argument)]
        return sum(
            bit
            for char, bit in self.alphabet.items()
            if _holds(code, argument, char, flags)
            or (flags & _IGNORECASE and _holds(code, argument, _other(char), flags))
        )


def _alphabet(tree: Iterable[Any]) -> list[str]:
    """Characters that tell all sets of an expression apart."""
    return list(dict.fromkeys([*_SAMPLE, *_literals(tree)]))


def _literals(tree: Any) -> Iterator[str]:
    for item in tree:
        if isinstance(item, tuple) and item and item[0] in (op.LITERAL, op.NOT_LITERAL):
            yield chr(item[1])
        elif isinstance(item, tuple) and item and item[0] is op.RANGE:
            yield from map(chr, item[1])
        elif isinstance(item, (tuple, list, parser.SubPattern)):
            yield from _literals(item)


_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _holds(code: Any, argument: Any, char: str, flags: int) -> bool:
    if code is op.LITERAL:
        return ord(char) == argument
    if code is op.NOT_LITERAL:
        return ord(char) != argument
    if code is op.RANGE:
        return argument[0] <= ord(char) <= argument[1]
    if code is op.ANY:
        return char != "\n" or bool(flags & _DOTALL)
    if code is op.CATEGORY:
        category = _CATEGORIES[argument]
        return re.match(category, char, flags & _ASCII) is not None
    raise NotImplementedError(f"{code} in a regular expression")


def _other(char: str) -> str:
    other = char.swapcase()
    return other if len(other) == 1 else char


def _nothing() -> Part:
    return Part(1, Counter(), Counter(), Counter())


def _times(states: Counter[int], ways: int) -> Counter[int]:
    return Counter({state: count * ways for state, count in states.items() if ways})


def _joined(last: Counter[int], first: Counter[int]) -> Pairs:
    # Two ways are as bad as many; the cap keeps the numbers small.
    return Counter({(a, b): min(m * n, 2) for a, m in last.items()
                    for b, n in first.items()})  # fmt: skip


def _chain(one: Part, two: Part) -> Part:
    return Part(
        min(one.empty * two.empty, 2),
        one.first + _times(two.first, one.empty),
        two.last + _times(one.last, two.empty),
        one.edges + two.edges + _joined(one.last, two.first),
    )


def _either(parts: list[Part]) -> Part:
    found = Part(0, Counter(), Counter(), Counter())
    for part in parts:
        found = Part(min(found.empty + part.empty, 2), found.first + part.first,
                     found.last + part.last, found.edges + part.edges)  # fmt: skip
    return found


def _loop(part: Part, least: int) -> Part:
    edges = part.edges + _joined(part.last, part.first)
    return part._replace(empty=part.empty if least else 1, edges=edges)
