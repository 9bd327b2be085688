"""What the grammars say of a name, in words: meaning, values, versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from kbcheck.relaxng.patterns import Attribute, Data, Notes, Op, Pattern
from kbcheck.versions import lifetime

from .subject import since_words

FEWEST = 2
"""Values of an attribute of which each is told by itself."""


def about(notes: Iterable[Notes]) -> str:
    """What a name means; where it depends on its place, all that it may mean."""
    return " Or: ".join(dict.fromkeys(note.doc for note in notes if note.doc))


def about_choice(patterns: Iterable[Attribute]) -> tuple[str, str] | None:
    """Meaning and values of an attribute that decides what else may stand there.

    The grammars state such a one once for each value: 'Kind of storage: a file'.
    """
    told: dict[str, str] = {}
    first = ""
    for pattern in patterns:
        head, colon, rest = pattern.notes.doc.partition(": ")
        fixed = [getattr(atom, "value", None) for atom in sorted(pattern.value.atoms)]
        if not colon or None in fixed:
            return None
        first = first or head
        told |= dict.fromkeys(map(str, fixed), rest.rstrip("."))
    if len(told) < FEWEST:
        return None
    return f"{first}.", "; ".join(f"`{v}`: {words}" for v, words in told.items())


def oldest(notes: Iterable[Notes]) -> str:
    """The first version that has a name, in some form."""
    found = [note.since for note in notes]
    if not found or not all(found):
        return ""
    return since_words(min(found, key=lambda since: lifetime(since).begin))


def values(atoms: Iterable[Pattern]) -> str:
    """What a value may be: each fixed one with its version, then the forms."""
    found = sorted(set(atoms))
    data = [cast(Data, atom) for atom in found if atom.op == Op.DATA]
    fixed: dict[str, str] = {}
    for one in data:
        if one.value is not None:
            # Of two with this value the older one counts.
            known = fixed.get(one.value)
            fixed[one.value] = (
                one.notes.since if known is None else known and one.notes.since
            )
    words = [f"`{value}`" + (f" (since {since})" if since else "")
             for value, since in sorted(fixed.items())]  # fmt: skip
    words += sorted({one.label for one in data if one.value is None})
    words += ["any text"] if any(atom.op == Op.TEXT for atom in found) else []
    return ", ".join(words)
