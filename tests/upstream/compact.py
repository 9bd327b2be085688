"""Writes a tree in compact syntax, as an entry of the model would have it."""

from __future__ import annotations

from typing import Any

from kbcheck.relaxng.grammar import Definitions
from kbcheck.relaxng.names import local

Tree = list[Any]
LONGEST = 400
_SIGNS = {"group": ", ", "choice": " | ", "interleave": " & "}
_MARKS = {"optional": "?", "star": "*", "plus": "+"}


def compact(tree: Tree, definitions: Definitions, depth: int = 2) -> str:
    """The tree, its elements to a depth; the facets of strings are left out."""
    text = _written(tree, definitions, depth, "")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _written(tree: Tree, definitions: Definitions, depth: int, outer: str) -> str:
    op = tree[0]
    if op == "ref":
        combine, trees, _ = definitions[tree[1]]
        inner = trees[0] if len(trees) == 1 else [combine, trees]
        return _written(inner, definitions, depth, outer)
    if op in _SIGNS:
        parts = [_written(t, definitions, depth, op) for t in tree[1]]
        texts = list(dict.fromkeys(parts))
        joined = _SIGNS[op].join(texts)
        return f"({joined})" if len(texts) > 1 and outer not in ("", op) else joined
    if op in _MARKS:
        return _written(tree[1], definitions, depth, op) + _MARKS[op]
    if op in ("element", "attribute"):
        left = depth - (op == "element")
        body = _written(tree[2], definitions, left, "") if left >= 0 else "…"
        name = local(tree[1]) if isinstance(tree[1], str) else "*"
        return f"{op} {name} {{ {body} }}"
    if op in ("list", "mixed"):
        return f"{op} {{ {_written(tree[1], definitions, depth, '')} }}"
    return {"value": f'"{tree[-2]}"', "data": tree[1]}.get(op, op) if tree[1:] else op
