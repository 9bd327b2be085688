"""Short strings that match a regular expression, one for each of its branches.

Expressions are read by Python's own parser, which has no public name; where a later
Python has moved it, only these suites notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from kbcheck.relaxng.xsdregex import translate

_CHARACTERS = "12aAfxZ/._-: " + "".join(map(chr, range(33, 127)))
_CATEGORIES = {
    f"CATEGORY_{name}": f"\\{letter}"
    for name, letter in (("DIGIT", "d"), ("NOT_DIGIT", "D"), ("WORD", "w"),
                         ("NOT_WORD", "W"), ("SPACE", "s"), ("NOT_SPACE", "S"))
}  # fmt: skip


def matching(pattern: str) -> list[str]:
    """Short strings that match an XML Schema pattern, each of its branches once."""
    expression = translate(pattern)
    found = dict.fromkeys(_texts(list(parser.parse(expression))))
    return [text for text in found if re.fullmatch(expression, text)]


def _texts(items: list[Any]) -> Iterator[str]:
    """One string for each branch of each item, the other items at their first."""
    every = [list(dict.fromkeys(_item(*item))) for item in items]
    first = [texts[0] for texts in every]
    yield "".join(first)
    for i, texts in enumerate(every):
        for text in texts[1:]:
            yield "".join([*first[:i], text, *first[i + 1 :]])


def _item(kind: Any, value: Any) -> Iterator[str]:
    if kind is op.BRANCH:
        for branch in value[1]:
            yield from _texts(list(branch))
    elif kind is op.SUBPATTERN:
        yield from _texts(list(value[-1]))
    elif kind is op.MAX_REPEAT:
        yield from _repeated(*value)
    else:
        yield next(filter(_test(kind, value), _CHARACTERS))


def _repeated(least: int, most: int, inner: Any) -> Iterator[str]:
    texts = list(_texts(list(inner)))
    yield texts[0] * max(least, min(1, most))
    if least == 0:
        yield ""
    yield from (text * max(least, 1) for text in texts[1:])


def _test(kind: Any, value: Any) -> Callable[[str], Any]:
    """Whether a character is one that an item of one character takes."""
    if kind is op.LITERAL:
        return lambda c: ord(c) == value
    if kind is op.NOT_LITERAL:
        return lambda c: ord(c) != value
    if kind is op.RANGE:
        return lambda c: value[0] <= ord(c) <= value[1]
    if kind is op.CATEGORY:
        return re.compile(_CATEGORIES[str(value)]).match
    if kind is op.ANY:
        return lambda _: True
    negated = value[0][0] is op.NEGATE
    tests = [_test(*item) for item in value if item[0] is not op.NEGATE]
    return lambda c: any(test(c) for test in tests) != negated
