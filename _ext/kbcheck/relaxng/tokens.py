"""Tokens of RELAX NG compact syntax."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from ..problem import ModelError

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


class GrammarError(ModelError):
    """The grammar is wrong at one place of one file."""


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


class Cursor:
    """A place in the tokens of a file, and what can be taken from there."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.tokens = tokens(path, source)
        self.at = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    def fail(self, wanted: str) -> NoReturn:
        """Raise a GrammarError at the next token."""
        found = self.token.text or "the end of the file"
        raise GrammarError(
            self.path, self.token.line, f"expected {wanted}, found {found!r}"
        )

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of the names or signs."""
        return self.token.text in texts and self.token.kind in ("name", "sign")

    def take(self, *texts: str) -> str:
        """Go past one of the names or signs; '' if none is next."""
        if not self.sees(*texts):
            return ""
        self.at += 1
        return self.tokens[self.at - 1].text

    def need(self, text: str) -> None:
        """Go past a name or sign that must be next."""
        if not self.take(text):
            self.fail(repr(text))

    def name(self) -> str:
        """Go past a name, without the backslash that quotes a keyword."""
        if self.token.kind != "name":
            self.fail("a name")
        self.at += 1
        return self.tokens[self.at - 1].text.removeprefix("\\")

    def string(self) -> str:
        """Go past a literal, or several that are joined."""
        parts = []
        while True:
            if self.token.kind != "literal":
                self.fail("a string")
            try:
                parts.append(literal(self.token.text))
            except (ValueError, OverflowError):
                self.fail("a character of Unicode")
            self.at += 1
            if not self.take("~"):
                return "".join(parts)
