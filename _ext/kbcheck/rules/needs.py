"""What a document must have for a rule to speak of it, read off the rule's XPath.

A path that names an element finds nothing where none has this name, so most rules need
not be asked about most documents.  What a path is found to need, it needs; it may need
more, for what is hard to read counts as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .must import ABSENCE
from .rule import Rule

Ways = frozenset[frozenset[str]]
"""Sets of words: a path finds something only where one of the sets is there, whole."""

ALWAYS: Ways = frozenset((frozenset(),))
_MOST_WAYS = 64
_NAME = r"([A-Za-z_][\w.-]*)"
_AXIS = r"(?:(?:self|child|descendant|descendant-or-self)::)?"
_STEP = re.compile(rf"{_AXIS}(?:[A-Za-z_][\w.-]*:)?{_NAME}|@{_NAME}")
_ANY = frozenset(("", ".", "..", "*", "@*", "self::*", "text()"))
_EQUAL = re.compile(r"\s*([^=!<>|\s]+)\s*=\s*(\0+)\s*")  # in what _bare() leaves
_PREDICATE = re.compile(r"\[(\0*+)\]")  # likewise
_TRIMMED = re.compile(r"normalize-space\((\0+)\)")  # likewise


def needs(rule: Rule) -> list[Ways]:
    """What must be there for the rule to find anything: one way of each.

    The words are those of the document's `Vocabulary`.
    """
    paths = [rule.given, rule.subject]
    if rule.must not in ABSENCE:  # those speak where nothing is found
        paths.append(rule.find)
    found = [*map(needed, paths), _refused(rule)]
    return [ways for ways in found if ways != ALWAYS]


def _refused(rule: Rule) -> Ways:
    """One of the values that the rule refuses."""
    if rule.must != "be none of" or rule.text:
        return ALWAYS
    return _one_of(map(_value, rule.args["values"]))


def needed(path: str) -> Ways:
    """The ways in which an XPath may find something."""
    return _one_of(map(_of_branch, split(path, r"\|")))


def _of_branch(branch: str) -> Ways:
    found = ALWAYS
    for step in split(branch, "/"):
        of_step = _of_step(step.strip())
        if of_step is None:  # not a path, but a sum or a call
            return ALWAYS
        found = _both(found, of_step)
    return found


def _of_step(step: str) -> Ways | None:
    bare = _bare(step)
    head = bare.partition("[")[0].strip()
    name = _STEP.fullmatch(head)
    if not name and head not in _ANY:
        return None
    found = _word(name[1] or name[2]) if name else ALWAYS
    for predicate in _PREDICATE.finditer(bare):
        found = _both(found, _of_condition(step[slice(*predicate.span(1))]))
    return found


def _of_condition(text: str) -> Ways:
    if len(choices := split(text, r"\sor\s")) > 1:
        return _one_of(map(_of_condition, choices))
    found = ALWAYS
    if len(parts := split(text, r"\sand\s")) > 1:
        for part in parts:
            found = _both(found, _of_condition(part))
        return found
    equal = _EQUAL.fullmatch(_bare(text))
    if not equal:
        return needed(text)
    path, value = (text[slice(*equal.span(group))] for group in (1, 2))
    if trimmed := _TRIMMED.fullmatch(_bare(path)):
        path = path[slice(*trimmed.span(1))]
    return _of_equal(path, value[1:-1])


def _of_equal(path: str, value: str) -> Ways:
    found = _of_branch(path)
    if found != ALWAYS and _STEP.fullmatch(split(path, "/")[-1]):
        found = _both(found, _value(value))
    return found


def _value(value: str) -> Ways:
    """A value of an attribute, or a text."""
    # What is empty may be absent, and blanks may be others, or come with a unit.
    return ALWAYS if value.split() != [value] else _word(value)


def _word(word: str) -> Ways:
    return frozenset((frozenset((word,)),))


def _one_of(every: Iterable[Ways]) -> Ways:
    found = frozenset(way for ways in every for way in ways)
    return ALWAYS if found >= ALWAYS else found


def _both(one: Ways, other: Ways) -> Ways:
    found = frozenset(a | b for a in one for b in other)
    # To leave a need out is never wrong.
    return found if len(found) <= _MOST_WAYS else one


def split(path: str, separator: str) -> list[str]:
    """The parts of a path between separators outside of brackets and quotes."""
    parts, begin = [], 0
    for found in re.finditer(separator, _bare(path)):
        parts.append(path[begin : found.start()])
        begin = found.end()
    return [*parts, path[begin:]]


def _bare(path: str) -> str:
    """A path in which all that brackets or quotes enclose is blotted out."""
    depth, bare = 0, ""
    for part in re.findall(r"""'[^']*'|"[^"]*"|.""", path, re.DOTALL):
        depth -= part in ("]", ")")
        bare += part if not depth and len(part) == 1 else "\0" * len(part)
        depth += part in ("[", "(")
    return bare
