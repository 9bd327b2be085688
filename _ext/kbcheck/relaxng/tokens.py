"""Tokens of RELAX NG compact syntax."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r'''(?P<space>\s+)
    |(?P<doc>\#\#[^\n]*)
    |(?P<comment>\#[^\n]*)
    |(?P<literal>"""(?s:.*?)"""|\'\'\'(?s:.*?)\'\'\'|"[^"\n]*"|'[^'\n]*')
    |(?P<name>\\?[^\W\d][\w.\-]*(?::(?:[^\W\d][\w.\-]*|\*))?)
    |(?P<sign>\|=|&=|>>|[={}()\[\],&|?*+\-~])
    |(?P<bad>.)''',
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\x\{([0-9a-fA-F]+)\}")


class GrammarError(ValueError):
    """The grammar is wrong at one place of one file."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


class Token(NamedTuple):
    """One token: its kind (doc, literal, name, sign, end), text and line."""

    kind: str
    text: str
    line: int


def tokens(path: str, source: str) -> list[Token]:
    """The tokens of a file, comments left out, an 'end' token last."""
    found: list[Token] = []
    line = 1
    for match in _TOKEN.finditer(source):
        kind, text = match.lastgroup or "", match.group()
        if kind == "bad":
            raise GrammarError(path, line, f"unexpected {text!r}")
        if kind not in ("space", "comment"):
            found.append(Token(kind, text, line))
        line += text.count("\n")
    found.append(Token("end", "", line))
    return found


def literal(text: str) -> str:
    """The string that a literal token stands for."""
    quotes = 3 if len(text) >= 6 and text[:3] in ('"""', "'''") else 1
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text[quotes:-quotes])
