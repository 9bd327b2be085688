"""Checks a parsed document against a grammar, as a whole or as a fragment."""

from __future__ import annotations

from ..problem import Problem
from ..tree import Document
from .grammar import Grammar
from .lookup import elements
from .validate import Matcher


def check(document: Document, grammar: Grammar, inside: str = "") -> list[Problem]:
    """The problems of a document, in its order; none if it is valid.

    A document whose only root is one of the grammar's start is judged as a whole.  In
    an example anything else is a fragment: right if some element of the grammar may
    hold it.  `inside` narrows the parents that a fragment may have ('devices/disk').
    """
    matcher = Matcher(example=document.example)
    if is_whole(document, grammar, inside):
        root = document.root.elements[0]
        if matcher.symbol(grammar.start, root):
            return []
    from .explain.document import explain  # only faults and fragments pay for it

    return explain(document, grammar, matcher, inside)


def is_whole(document: Document, grammar: Grammar, inside: str = "") -> bool:
    """Whether a document is judged as a whole, not as a fragment."""
    roots = document.root.elements
    if len(roots) != 1 or inside or not elements(grammar.start, roots[0].name):
        return False
    return not any(isinstance(c, str) for c in document.root.children)
