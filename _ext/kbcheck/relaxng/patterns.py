"""Interned RELAX NG patterns.

Equal patterns are one object, so a derivative is computed once and found again by
identity.  The atoms of a pattern (Element, Attribute, Data, TEXT) are what a node of
a document can match; all else combines them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from itertools import count
from typing import NamedTuple

from .names import NameClass


class Op(IntEnum):
    """What a pattern is; atoms sort before combinations."""

    EMPTY = 0
    NOT_ALLOWED = 1
    TEXT = 2
    DATA = 3
    ATTRIBUTE = 4
    ELEMENT = 5
    CHOICE = 6
    GROUP = 7
    INTERLEAVE = 8
    ONE_OR_MORE = 9


EMPTY_OP, NOT_ALLOWED_OP, TEXT_OP = Op.EMPTY, Op.NOT_ALLOWED, Op.TEXT
DATA_OP, ATTRIBUTE_OP, ELEMENT_OP = Op.DATA, Op.ATTRIBUTE, Op.ELEMENT
CHOICE_OP, GROUP_OP = Op.CHOICE, Op.GROUP
INTERLEAVE_OP, ONE_OR_MORE_OP = Op.INTERLEAVE, Op.ONE_OR_MORE


class Notes(NamedTuple):
    """What the model says of a pattern: documentation, annotations and place.

    `since` is a libvirt version, `see` a page of this site, `file` and `line` where
    the pattern stands in the model.
    """

    doc: str = ""
    since: str = ""
    see: str = ""
    file: str = ""
    line: int = 0


# The order in which patterns were made. Choices and interleaves keep their parts in it,
# since it means nothing there: two that hold the same parts then have the same key
# below.
_serials = count()


class Pattern:
    """One interned pattern.  `parts` are its operands, `atoms` all atoms inside."""

    __slots__ = ("atoms", "closed", "derivatives", "elided", "first", "index", "needs",
                 "nullable", "op", "parts", "serial", "suffix", "taken")  # fmt: skip

    def __init__(self, op: Op, parts: tuple[Pattern, ...], nullable: bool) -> None:
        self.op = op
        self.parts = parts
        self.nullable = nullable
        self.serial = next(_serials)
        self.atoms: frozenset[Pattern] = frozenset().union(*[p.atoms for p in parts])
        # By what a node matched and not by the node: guests without number share a few
        # symbols. Nothing is ever dropped, but a symbol holds atoms of the grammar and
        # no word of a document: reading the same guests again adds nothing, other
        # guests add little.
        self.derivatives: dict[frozenset[Pattern], Pattern] = {}
        # Filled on first use by derivatives.py and lookup.py.
        self.taken: dict[tuple[str, str], Pattern] = {}
        self.closed: Pattern | None = None
        self.elided: Pattern | None = None
        self.suffix: Pattern | None = None
        self.first: frozenset[Pattern] | None = None
        self.index: dict[tuple[Op, str], tuple[Pattern, ...]] | None = None
        self.needs: list[frozenset[Pattern]] | None = None

    def __lt__(self, other: Pattern) -> bool:
        return self.serial < other.serial


class Element(Pattern):
    """An element pattern; its content is built when first asked for."""

    __slots__ = ("_build", "_content", "name_class", "notes")

    def __init__(
        self, name_class: NameClass, build: Callable[[], Pattern], notes: Notes
    ) -> None:
        super().__init__(ELEMENT_OP, (), False)
        self.name_class = name_class
        self.notes = notes
        # Not at once: <backingStore> holds itself, and most elements are in no
        # document.
        self._build = build
        self._content: Pattern | None = None
        self.atoms = frozenset((self,))

    @property
    def content(self) -> Pattern:
        """The pattern of the element's attributes and children."""
        if self._content is None:
            self._content = self._build()
        return self._content


class Attribute(Pattern):
    """An attribute pattern with the pattern of its value."""

    __slots__ = ("name_class", "notes", "value")

    def __init__(self, name_class: NameClass, value: Pattern, notes: Notes) -> None:
        super().__init__(ATTRIBUTE_OP, (), False)
        self.name_class = name_class
        self.value = value
        self.notes = notes
        self.atoms = frozenset((self,))


class Data(Pattern):
    """A string of a datatype, one fixed value, or a list.

    `label` is the phrase for messages ('a whole number from 0 to 31'); `value` the
    fixed value, if it is one.
    """

    __slots__ = ("label", "notes", "test", "value")

    def __init__(
        self,
        test: Callable[[str], bool],
        label: str,
        value: str | None,
        notes: Notes,
    ) -> None:
        super().__init__(DATA_OP, (), False)
        self.test = test
        self.label = label
        self.value = value
        self.notes = notes
        self.atoms = frozenset((self,))


EMPTY = Pattern(EMPTY_OP, (), True)
NOT_ALLOWED = Pattern(NOT_ALLOWED_OP, (), False)
TEXT = Pattern(TEXT_OP, (), True)
TEXT.atoms = frozenset((TEXT,))

# Never emptied: a pattern that was forgotten and made again would be a second object,
# and the derivatives of the first would no longer be found.
_interned: dict[tuple[Op, tuple[Pattern, ...]], Pattern] = {}


def _intern(op: Op, parts: tuple[Pattern, ...], nullable: bool) -> Pattern:
    found = _interned.get((op, parts))
    if found is None:
        found = _interned[op, parts] = Pattern(op, parts, nullable)
    return found


def choice(patterns: Iterable[Pattern]) -> Pattern:
    """One of the patterns."""
    # Flat, without repeats, in one order: only then does a pattern have finitely many
    # derivatives (Brzozowski, 1964), and not one more for each node.
    parts: set[Pattern] = set()
    for p in patterns:
        if p.op == CHOICE_OP:
            parts.update(p.parts)
        elif p is not NOT_ALLOWED:
            parts.add(p)
    # Nothing is allowed already: without it, `(a?)?` and `a?` are one object.
    if EMPTY in parts and any(p.nullable for p in parts if p is not EMPTY):
        parts.discard(EMPTY)
    if not parts:
        return NOT_ALLOWED
    if len(parts) == 1:
        return parts.pop()
    nullable = any(p.nullable for p in parts)
    return _intern(CHOICE_OP, tuple(sorted(parts)), nullable)


def group(patterns: Iterable[Pattern]) -> Pattern:
    """The patterns one after the other."""
    parts: list[Pattern] = []
    for p in patterns:
        # One part that nothing can match spoils all. So a dead end is always this very
        # object, and whoever walks asks for it with `is`.
        if p is NOT_ALLOWED:
            return NOT_ALLOWED
        if p.op == GROUP_OP:
            parts.extend(p.parts)
        elif p is not EMPTY:
            parts.append(p)
    if not parts:
        return EMPTY
    if len(parts) == 1:
        return parts[0]
    return _intern(GROUP_OP, tuple(parts), all(p.nullable for p in parts))


def interleave(patterns: Iterable[Pattern]) -> Pattern:
    """The patterns in any mixture."""
    parts: list[Pattern] = []
    for p in patterns:
        if p is NOT_ALLOWED:
            return NOT_ALLOWED
        if p.op == INTERLEAVE_OP:
            parts.extend(p.parts)
        elif p is not EMPTY:
            parts.append(p)
    if parts.count(TEXT) > 1:  # text & text is text
        parts = [p for p in parts if p is not TEXT]
        parts.append(TEXT)
    if not parts:
        return EMPTY
    if len(parts) == 1:
        return parts[0]
    parts.sort()
    return _intern(INTERLEAVE_OP, tuple(parts), all(p.nullable for p in parts))


def one_or_more(p: Pattern) -> Pattern:
    """The pattern, once or repeated."""
    # `text+` is `text`, which is any number of texts by itself.
    if p.op <= TEXT_OP or p.op == ONE_OR_MORE_OP:
        return p
    # `(a?)+` is `a*`: one way to write it, so that both are one object.
    if p.op == CHOICE_OP and EMPTY in p.parts:
        rest = choice(part for part in p.parts if part is not EMPTY)
        return optional(one_or_more(rest))
    return _intern(ONE_OR_MORE_OP, (p,), p.nullable)


def optional(p: Pattern) -> Pattern:
    """The pattern, or nothing."""
    return choice((p, EMPTY))
