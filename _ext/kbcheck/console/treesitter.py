"""Nodes of tree-sitter's trees, and the words that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .words import Word, WordPart, expand_braces, moved_on

_WORDS = frozenset(
    ("word", "string", "raw_string", "concatenation", "number", "simple_expansion",
     "expansion", "command_substitution", "process_substitution", "brace_expression",
     "ansi_c_string", "arithmetic_expansion")
)  # fmt: skip
_EXPANSIONS = ("expansion", "simple_expansion", "command_substitution",
               "process_substitution", "arithmetic_expansion")  # fmt: skip
_ESCAPES = {
    "string": re.compile(r'\\([$`"\\\n])'),
    "ansi_c_string": re.compile(r"\\(.)", re.DOTALL),
    "word": re.compile(r"\\(.)", re.DOTALL),
}
_CONTROLS = {"n": "\n", "t": "\t"}  # of $'…'


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
            yield from expanded(node, text)


class _Piece(NamedTuple):
    """A text that the shell makes of a part of a node, and where it stands."""

    text: str
    row: int
    column: int
    literal: bool = True


def expanded(node: Any, text: str) -> Iterator[Word]:
    """The word of a node; several if there are braces in it."""
    pieces = list(_pieces(node, text))
    said = "".join(p.text for p in pieces)
    literal = all(p.literal for p in pieces)
    quoted = int(node.type in ("string", "raw_string"))
    # Braces in quotes are letters.
    whole = quoted or node.type in ("command_substitution", "ansi_c_string")
    row, column = node.start_point
    words = [said] if whole else expand_braces(said)
    # Where braces made several words, their letters have no single place.
    parts = tuple(_parts(pieces)) if words == [said] else ()
    for word in words:
        yield Word(word, row, column, literal, quoted, parts)


def _parts(pieces: list[_Piece]) -> Iterator[WordPart]:
    at = 0
    for piece in pieces:
        yield WordPart(at, piece.row, piece.column, piece.literal)
        at += len(piece.text)


def _pieces(node: Any, text: str) -> Iterator[_Piece]:
    """The text of a word without its quotes and escapes."""
    raw = text[node.start_byte : node.end_byte]
    row, column = node.start_point
    if node.type == "raw_string":
        yield _Piece(raw[1:-1], row, column + 1)
    elif node.type in ("concatenation", "variable_assignment"):
        for child in node.children:
            yield from _pieces(child, text)
    elif node.type == "string":
        yield from _string(node, text)
    elif node.type == "ansi_c_string":
        yield from _unescaped(raw[2:-1], row, column + 2, node.type)
    elif any(n.type in _EXPANSIONS for n in walk(node)):
        yield _Piece(raw, row, column, literal=False)
    else:
        yield from _unescaped(raw, row, column, "word")


def _string(node: Any, text: str) -> Iterator[_Piece]:
    """The same between double quotes."""
    at, row, column = node.start_byte + 1, node.start_point[0], node.start_point[1] + 1
    for child in node.children:
        if child.type in _EXPANSIONS:
            yield from _unescaped(text[at : child.start_byte], row, column, "string")
            raw = text[child.start_byte : child.end_byte]
            row, column = child.start_point
            yield _Piece(raw, row, column, literal=False)
            # The parser counts bytes, which are characters: the text that it got is
            # ASCII.
            at, (row, column) = child.end_byte, child.end_point
    yield from _unescaped(text[at : node.end_byte - 1], row, column, "string")


def _unescaped(raw: str, row: int, column: int, quotes: str) -> Iterator[_Piece]:
    """A text cut at its escapes."""
    begin = 0
    for match in _ESCAPES[quotes].finditer(raw):
        if match.start() > begin:
            yield _Piece(raw[begin : match.start()], row, column)
        row, column = moved_on(row, column, raw[begin : match.start(1)])
        begin = match.start(1)
        if quotes == "ansi_c_string" and match[1] in _CONTROLS:
            yield _Piece(_CONTROLS[match[1]], row, column)
            begin, column = begin + 1, column + 1
    if begin < len(raw):
        yield _Piece(raw[begin:], row, column)
