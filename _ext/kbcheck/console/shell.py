"""Shell syntax, parsed by tree-sitter's grammar of bash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from .words import PLACEHOLDER, Fault, Word, expand_braces, placeholders, quote_hint

_WORDS = frozenset(
    ("word", "string", "raw_string", "concatenation", "number", "simple_expansion",
     "expansion", "command_substitution", "brace_expression", "ansi_c_string")
)  # fmt: skip
_EXPANSIONS = ("expansion", "simple_expansion", "command_substitution")
_HERE = re.compile(r"(?<!<)<<-?\s*[\"'\\]?(\w+)")
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
        self.placeholders = placeholders(text)
        # A placeholder would be read as two redirections.
        plain = PLACEHOLDER.sub(lambda m: "X" * len(m[0]), text)
        self._source = plain.encode("utf-8", "replace")
        self._root = _parser().parse(self._source).root_node

    @property
    def in_here_document(self) -> bool:
        """Whether a here-document is open at the end of the text."""
        is_shell = not self._root.has_error
        if is_shell and all(n.type != "heredoc_redirect" for n in _walk(self._root)):
            return False  # '<<' in a quote
        waiting: list[str] = []
        for line in self.text.split("\n"):
            if not waiting:
                waiting = [m[1] for m in _HERE.finditer(line)]
            elif line.strip("\t") == waiting[0]:
                waiting.pop(0)
        return bool(waiting)

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
            whole = (bad.text or b"").decode("utf-8", "replace")
            said = whole.strip().split("\n")[0]
            row, column = self._at(bad)
            column += len(whole) - len(whole.lstrip(" "))
            what = f"at '{said[:30]}'" if said else f"'{bad.type}' is missing"
            message = f"not shell syntax: {what}"
            found.append(Fault("syntax", message, quote_hint(said), row, column))
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
        """The file that the command of a here-document makes, by `tee` or by `>`."""
        nodes = list(_walk(body.parent.parent))
        for node in nodes:
            words = (
                [w.text for w in self._words(node)] if node.type == "command" else []
            )
            names = [w for w in words[1:] if not w.startswith("-")]
            if "tee" in words[:2] and names:
                return names[-1]
        redirects = (n for n in nodes if n.type == "file_redirect")
        found = next((list(self._words(node)) for node in redirects), [])
        return found[-1].text if found else ""

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
        return self.text.encode("utf-8", "replace")[start:end].decode(
            "utf-8", "replace"
        )

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
