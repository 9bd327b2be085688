"""Nodes of tree-sitter's trees, and the words that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .words import Word, expand_braces

_WORDS = frozenset(
    ("word", "string", "raw_string", "concatenation", "number", "simple_expansion",
     "expansion", "command_substitution", "brace_expression", "ansi_c_string")
)  # fmt: skip
_EXPANSIONS = ("expansion", "simple_expansion", "command_substitution")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def walk(node: Any) -> Iterator[Any]:
    """A node and all below it, from left to right, however deep they are."""
    todo = [node]
    while todo:
        found = todo.pop()
        yield found
        todo.extend(reversed(found.children))


def words_of(command: Any, text: str) -> Iterator[Word]:
    """The words of a node of a command or of a redirection, in the text it is from."""
    for node in command.children:
        if node.type == "command_name":
            node = node.children[0]
        if node.type in _WORDS:
            said, literal = _text(node, text)
            quoted = int(node.type in ("string", "raw_string"))
            whole = quoted or node.type == "command_substitution"
            row, column = node.start_point
            for part in [said] if whole else expand_braces(said):
                yield Word(part, row, column, literal, quoted)


def _text(node: Any, text: str) -> tuple[str, bool]:
    """The text of a word without its quotes, and whether it is all there."""
    raw = text[node.start_byte : node.end_byte]
    if node.type == "raw_string":
        return raw[1:-1], True
    if node.type == "concatenation":
        parts = [_text(child, text) for child in node.children]
        return "".join(p[0] for p in parts), all(p[1] for p in parts)
    literal = all(n.type not in _EXPANSIONS for n in walk(node))
    if node.type == "string":
        return _ESCAPED.sub(r"\1", raw[1:-1]), literal
    return _ESCAPED.sub(r"\1", raw), literal
