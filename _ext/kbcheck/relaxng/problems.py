"""Checks a parsed document against a grammar, as a whole or as a fragment."""

from __future__ import annotations

from ..problem import Problem
from ..tree import Document
from .fragment import Fragments
from .grammar import Grammar
from .validate import Matcher


def check(document: Document, grammar: Grammar, inside: str = "") -> list[Problem]:
    """The problems of a document, in its order; none if and only if it is valid.

    The matcher alone decides.  What it refuses is explained, and an explanation is
    never empty.  `inside` narrows the parents of a fragment ('devices/disk').
    """
    matcher = Matcher(example=document.example)
    fragments = Fragments(document, grammar, inside)
    if fragments.readings(matcher):
        return []
    from .explain.whole import explain  # only faults pay for it

    return explain(fragments, matcher)
