"""A grammar: definitions read from files, compiled to patterns when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from ..problem import ModelError
from . import datatypes
from .derivatives import closed, derive
from .lookup import accepts_text
from .names import AnyName, NameChoice, NameClass, names
from .patterns import (
    DATA_OP,
    ELEMENT_OP,
    EMPTY,
    NOT_ALLOWED,
    TEXT,
    Attribute,
    Data,
    Element,
    Notes,
    Pattern,
    choice,
    group,
    interleave,
    one_or_more,
    optional,
)

Tree = list[Any]
"""A syntax tree of plain lists; see syntax.py."""

Definitions = dict[str, tuple[str, list[Tree], Tree]]
"""Name -> (combine method, patterns, notes): one definition, all its parts."""

VALUE_FORMS = frozenset(("value", "data", "list", "text", "empty"))


class Grammar:
    """The patterns of one grammar.

    `start` is the pattern of a document; `element_index` and `definition` reach any
    other part, for fragments.  ModelError where a definition is missing or refers to
    itself outside of an element, which `load` tells before.

    `lacks` says by its `since` what may be missing wherever else it must stand.
    """

    def __init__(
        self, definitions: Definitions, lacks: Callable[[str], bool] | None = None
    ) -> None:
        self.definitions = definitions
        self._lacks = lacks
        self._compiled: dict[str, Pattern] = {}
        self._compiling: list[str] = []

    @cached_property
    def start(self) -> Pattern:
        """The pattern of a whole document."""
        return self.definition("start")

    def definition(self, name: str) -> Pattern:
        """The pattern of a definition."""
        found = self._compiled.get(name)
        if found is None:
            if name not in self.definitions:
                raise self._fault(f"the grammar has no definition {name}")
            if name in self._compiling:
                raise self._fault(f"the definition {name} refers to itself")
            self._compiling.append(name)
            try:
                found = self._compiled[name] = self._define(*self.definitions[name])
            finally:
                self._compiling.pop()
        return found

    def _fault(self, message: str) -> ModelError:
        """A fault of the definition that is being compiled."""
        inner = self._compiling[-1:]
        *_, file, line = self.definitions[inner[0]][2] if inner else ("grammar", 1)
        return ModelError(str(file), int(line), message)

    def _define(self, combine: str, trees: list[Tree], notes: Tree) -> Pattern:
        # What the model says above a type is what messages call its values ('a size
        # with a unit'); above an element it is documentation.
        label = notes[0] if all(_is_type(t, self.definitions) for t in trees) else ""
        parts = [self.compile(t, label) for t in trees]
        if combine == "choice":
            return choice(parts)
        return interleave(parts) if combine == "interleave" else group(parts)

    # --- all elements -----------------------------------------------------------

    @cached_property
    def all_elements(self) -> tuple[Element, ...]:
        """Every element that a document can hold, outermost first."""
        found: dict[Pattern, None] = {}
        todo = [self.start]
        while todo:
            content = todo.pop(0)
            for atom in sorted(content.atoms):
                if atom.op == ELEMENT_OP and atom not in found:
                    found[atom] = None
                    todo.append(atom.content)  # type: ignore[attr-defined]
        return tuple(found)  # type: ignore[arg-type]

    @cached_property
    def element_index(self) -> dict[str, tuple[Element, ...]]:
        """Name -> the element patterns of that name."""
        found: dict[str, list[Element]] = {}
        for element in self.all_elements:
            for name in names(element.name_class):
                found.setdefault(name, []).append(element)
        return {name: tuple(elements) for name, elements in found.items()}

    @cached_property
    def parents(self) -> dict[Pattern, tuple[Element, ...]]:
        """Element pattern -> the element patterns that it can be a child of."""
        found: dict[Pattern, list[Element]] = {}
        for parent in self.all_elements:
            for atom in parent.content.atoms:
                if atom.op == ELEMENT_OP:
                    found.setdefault(atom, []).append(parent)
        return {child: tuple(parents) for child, parents in found.items()}

    # --- compiling --------------------------------------------------------------

    def compile(self, tree: Tree, label: str = "") -> Pattern:
        """The pattern of a syntax tree; `label` names the type that it is part of."""
        op = tree[0]
        if op == "ref":
            return self.definition(tree[1])
        if op in _COMBINATIONS:
            return _COMBINATIONS[op](self.compile(t, label) for t in tree[1])
        if op in _QUANTIFIED:
            return _QUANTIFIED[op](self.compile(tree[1], label))
        if op in _CONSTANTS:
            return _CONSTANTS[op]
        # Once for each place of the model, as definitions and contents are kept: atoms
        # are told apart by identity, and two would be two ways to match one node.
        atom = self._atom(tree, label)
        return optional(atom) if self._is_lacking(atom) else atom

    def _is_lacking(self, atom: Pattern) -> bool:
        if self._lacks is None or not isinstance(atom, (Element, Attribute)):
            return False
        return self._lacks(atom.notes.since)

    def _atom(self, tree: Tree, label: str) -> Pattern:
        op = tree[0]
        if op == "element":
            body = tree[2]
            # The body is compiled when a document gets there: it may hold this very
            # element, and a guest needs a small part of the grammar.
            return Element(_names(tree[1]), lambda: self.compile(body), Notes(*tree[3]))
        if op == "attribute":
            return Attribute(_names(tree[1]), self.compile(tree[2]), Notes(*tree[3]))
        if op == "value":
            name, literal = tree[1].removeprefix("xsd:"), tree[2]
            text = literal if name == "string" else datatypes.collapse(literal)
            return Data(datatypes.value(name, literal), text, text, Notes(*tree[3]))
        if op == "list":
            return Data(
                _list_test(self.compile(tree[1])), label or "a list", None, Notes()
            )
        return self._data(tree, label)

    def _data(self, tree: Tree, label: str) -> Data:
        name = tree[1].removeprefix("xsd:")
        parameters = [(facet, text) for facet, text in tree[2]]
        test, words = datatypes.datatype(name, parameters)
        notes = Notes(*tree[4])
        if tree[3] is not None:
            test = _without(test, self.compile(tree[3]))
        return Data(test, notes.doc or label or words, None, notes)


def _star(p: Pattern) -> Pattern:
    return optional(one_or_more(p))


def _mixed(p: Pattern) -> Pattern:
    return interleave((p, TEXT))


_COMBINATIONS: dict[str, Callable[[Iterable[Pattern]], Pattern]] = {
    "group": group,
    "choice": choice,
    "interleave": interleave,
}
_QUANTIFIED: dict[str, Callable[[Pattern], Pattern]] = {
    "optional": optional,
    "star": _star,
    "plus": one_or_more,
    "mixed": _mixed,
}
_CONSTANTS = {"empty": EMPTY, "text": TEXT, "notAllowed": NOT_ALLOWED}


def _names(tree: Any) -> NameClass:
    if isinstance(tree, str):
        return tree
    if tree[0] == "or":
        return NameChoice(tuple(_names(t) for t in tree[1]))
    return AnyName(tree[1], None if tree[2] is None else _names(tree[2]))


def _is_type(
    tree: Tree, definitions: Definitions, seen: frozenset[str] = frozenset()
) -> bool:
    """Whether a tree is a string type: no element, no attribute."""
    op = tree[0]
    if op in _COMBINATIONS:
        return all(_is_type(t, definitions, seen) for t in tree[1])
    if op in _QUANTIFIED:
        return _is_type(tree[1], definitions, seen)
    if op == "ref":
        known = definitions.get(tree[1])
        if known is None or tree[1] in seen:
            return False
        return all(_is_type(t, definitions, seen | {tree[1]}) for t in known[1])
    return op in VALUE_FORMS


def _list_test(inner: Pattern) -> datatypes.Predicate:
    def check(text: str) -> bool:
        rest = inner
        for word in text.split():
            matched = [a for a in rest.atoms if a.op == DATA_OP and a.test(word)]  # type: ignore[attr-defined]
            rest = derive(rest, frozenset(matched))
        return rest.nullable

    return check


def _without(test: datatypes.Predicate, excepted: Pattern) -> datatypes.Predicate:
    inner = closed(excepted)
    return lambda text: test(text) and not accepts_text(inner, text)
