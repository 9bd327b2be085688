"""Shell syntax, parsed by tree-sitter's grammar of bash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from .words import Fault, Word, expand_braces

PLACEHOLDER = re.compile(r"<([a-z][a-z0-9 _./-]*)>", re.IGNORECASE)
_WORDS = frozenset(
    ("word", "string", "raw_string", "concatenation", "number", "simple_expansion",
     "expansion", "command_substitution", "brace_expression", "ansi_c_string")
)  # fmt: skip
_EXPANSIONS = ("expansion", "simple_expansion", "command_substitution")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Simple(NamedTuple):
    """A command with its words; `alone` if nothing takes its output.

    `target` is the file that it writes its output to; `fed` the word that `<<<` feeds.
    """

    words: tuple[Word, ...]
    alone: bool
    target: str = ""
    fed: Word | None = None

    @property
    def names(self) -> list[str]:
        """The texts of the words."""
        return [w.text for w in self.words]


class HereDocument(NamedTuple):
    """A here-document: its text, the row of its first line, and the file it makes.

    `reader` holds the words of the command that reads it.
    """

    text: str
    row: int
    target: str
    reader: tuple[Word, ...]


class Script:
    """A parsed command line; rows and columns (in characters) count from 0."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.placeholders = _placeholders(text)
        # A placeholder would be read as two redirections.
        plain = PLACEHOLDER.sub(lambda m: "X" * len(m[0]), text)
        self._source = plain.encode()
        self._root = _parser().parse(self._source).root_node

    @property
    def in_here_document(self) -> bool:
        """Whether a here-document is open at the end of the text."""
        return any(
            not any(c.type == "heredoc_end" and c.text for c in node.children)
            for node in _walk(self._root)
            if node.type == "heredoc_redirect"
        )

    @property
    def unfinished(self) -> bool:
        """Whether more lines could make the text whole."""
        return (
            self._root.has_error
            or self.in_here_document
            or re.search(r"(?<!\\)(\\\\)*\\\Z", self.text) is not None
        )

    @cached_property
    def faults(self) -> list[Fault]:
        """Placeholders, and the first place that is not shell syntax."""
        found = list(self.placeholders)
        bad = next((n for n in _walk(self._root) if n.is_error or n.is_missing), None)
        if bad is not None:
            said = (bad.text or b"").decode("utf-8", "replace").strip().split("\n")[0]
            what = f"at '{said[:30]}'" if said else f"'{bad.type}' is missing"
            message = f"not shell syntax: {what}"
            found.append(Fault("syntax", message, _quote_hint(said), *self._at(bad)))
        return found

    @cached_property
    def commands(self) -> list[Simple]:
        """The simple commands, in order, those of pipes and lists too."""
        return [
            self._simple(node) for node in _walk(self._root) if node.type == "command"
        ]

    @cached_property
    def pipelines(self) -> list[list[Simple]]:
        """The pipelines, each with its commands."""
        return [
            [self._simple(c) for c in node.children if c.type == "command"]
            for node in _walk(self._root)
            if node.type == "pipeline"
        ]

    @cached_property
    def here_documents(self) -> list[HereDocument]:
        """The here-documents, with the files that `>` or `tee` write them to."""
        found = []
        for node in _walk(self._root):
            if node.type == "heredoc_body":
                text = self._original(node.start_byte, node.end_byte)
                row, target = node.start_point[0], self._target(node)
                found.append(HereDocument(text, row, target, self._reader(node)))
        return found

    def _simple(self, node: Any) -> Simple:
        fed = [c for c in node.children if c.type == "herestring_redirect"]
        words = list(self._words(fed[0])) if fed else []
        return Simple(
            tuple(self._words(node)),
            _alone(node),
            self._written(node),
            words[0] if words else None,
        )

    def _written(self, command: Any) -> str:
        """The file that `>` writes the output of a command to."""
        parent = command.parent
        if parent is None or parent.type != "redirected_statement":
            return ""
        files = [c for c in parent.children if c.type == "file_redirect"]
        files = [
            f for f in files if all(c.type != "file_descriptor" for c in f.children)
        ]
        words = list(self._words(files[-1])) if files else []
        return words[-1].text if words else ""

    def _reader(self, body: Any) -> tuple[Word, ...]:
        statement = body.parent.parent
        nodes = (n for n in _walk(statement) if n.type == "command")
        return next((tuple(self._words(node)) for node in nodes), ())

    def _target(self, body: Any) -> str:
        statement = body.parent.parent
        for node in _walk(statement):
            if node.type == "file_redirect":
                words = [c for c in node.children if c.type in _WORDS]
                return self._text(words[-1])[0] if words else ""
        for node in _walk(statement):
            if node.type == "command":
                words = [w.text for w in self._words(node)]
                names = [w for w in words[1:] if not w.startswith("-")]
                return names[-1] if "tee" in words[:2] and names else ""
        return ""

    def _words(self, command: Any) -> Iterator[Word]:
        for node in command.children:
            if node.type == "command_name":
                node = node.children[0]
            if node.type in _WORDS:
                text, literal = self._text(node)
                quoted = int(node.type in ("string", "raw_string"))
                for part in [text] if quoted else expand_braces(text):
                    yield Word(part, *self._at(node), literal, quoted)

    def _text(self, node: Any) -> tuple[str, bool]:
        """The text of a word without its quotes, and whether it is all there."""
        start, end = node.start_byte, node.end_byte
        raw = self._original(start, end)
        if node.type == "raw_string":
            return raw[1:-1], True
        if node.type == "concatenation":
            parts = [self._text(child) for child in node.children]
            return "".join(p[0] for p in parts), all(p[1] for p in parts)
        literal = all(n.type not in _EXPANSIONS for n in _walk(node))
        if node.type == "string":
            return _ESCAPED.sub(r"\1", raw[1:-1]), literal
        return _ESCAPED.sub(r"\1", raw), literal

    def _original(self, start: int, end: int) -> str:
        return self.text.encode()[start:end].decode("utf-8", "replace")

    def _at(self, node: Any) -> tuple[int, int]:
        row, column = node.start_point
        line = self._source.split(b"\n")[row]
        return row, len(line[:column].decode("utf-8", "replace"))


def parse(text: str) -> Script:
    """The syntax of a command line, of one or more lines."""
    return Script(text)


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_bash

    language = tree_sitter.Language(tree_sitter_bash.language())
    return tree_sitter.Parser(language)


def _walk(node: Any) -> Iterator[Any]:
    todo = [node]
    while todo:
        found = todo.pop()
        yield found
        todo.extend(reversed(found.children))


def _alone(command: Any) -> bool:
    """Whether the output of a command reaches the terminal as it is."""
    node = command
    while node.parent is not None:
        node = node.parent
        if node.type in ("pipeline", "command_substitution"):
            return False
        if node.type == "redirected_statement" and any(
            c.type == "file_redirect" for c in node.children
        ):
            return False
    return True


def _placeholders(text: str) -> list[Fault]:
    found = []
    body = re.search(r"<<-?\s*['\"]?\w", text)
    head = text.split("\n")[0] if body else text
    for match in PLACEHOLDER.finditer(head):
        row = head.count("\n", 0, match.start())
        column = match.start() - (head.rfind("\n", 0, match.start()) + 1)
        word = re.sub(r"\W+", "_", match[1]).strip("_").upper()
        message = f"{match[0]} is a redirection to the shell, not a placeholder"
        found.append(Fault("placeholder", message, f"write {word}", row, column))
    return found


def _quote_hint(said: str) -> str:
    for quote in "'\"":
        if said.count(quote) % 2:
            return f"a {quote} is not closed"
    return ""
