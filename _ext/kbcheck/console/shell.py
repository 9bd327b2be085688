"""Shell syntax, parsed by tree-sitter's grammar of bash."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from .source import Body, CommandText
from .treesitter import expanded, walk, words_of
from .words import (
    PLACEHOLDER,
    TEMPLATE,
    Slip,
    Word,
    odd_letters,
    placeholders,
    quote_hint,
)

MOST_DEPTH = 200

_STATEMENTS = ("redirected_statement", "pipeline", "command")
_BRACKETS = re.compile(r"\[[^]\n]*+\]")
_NO_SHELL = re.compile(r"[^\t\n -~]")


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
    """A here-document, and the file it makes.

    `reader` holds the words of the command that reads it.
    """

    body: Body
    target: str
    reader: tuple[Word, ...]


class _Around(NamedTuple):
    """What holds for a node of the tree by the nodes around it."""

    depth: int = 0
    alone: bool = True
    target: str = ""
    statement: Any = None


class Script:
    """A parsed command line; rows and columns (in characters) count from 0."""

    def __init__(self, source: CommandText, refused: str = "") -> None:
        self.source = source
        self.text = source.text
        self.commands: list[Simple] = []
        self.assignments: list[Word] = []
        self.here_documents: list[HereDocument] = []
        self.limit: Slip | None = None
        self._ends = {body.end: body for body in source.bodies}
        self._simple_by_id: dict[int, Simple] = {}
        self._pipelines: list[Any] = []
        self._statements: dict[int, tuple[str, tuple[Word, ...]]] = {}
        self._bad: Any = None
        if refused:
            self.limit = _limit(refused)
            return
        self._masked = _mask(source)
        # A placeholder would be read as two redirections.
        plain = PLACEHOLDER.sub(lambda m: "X" * len(m[0]), self._masked)
        # A template would be several words.
        plain = TEMPLATE.sub(lambda m: "X" * len(m[0]), plain)
        # One byte a character: what the parser counts are columns.
        self._collect(_parser().parse(plain.encode("ascii")).root_node)

    @property
    def broken(self) -> bool:
        """Whether it is not shell syntax, or not whole."""
        return self.limit is not None or self._bad is not None

    @cached_property
    def faults(self) -> list[Slip]:
        """Placeholders, and the first place that is not shell syntax."""
        if self.limit is not None:
            return [*self.source.faults, self.limit]
        found = [*self.source.faults, *placeholders(self._masked)]
        found += [f for s in self.commands for f in odd_letters(s.words)]
        if self._bad is not None and not self.source.faults:  # those say it better
            found.append(self._syntax(self._bad))
        return found

    @cached_property
    def pipelines(self) -> list[list[Simple]]:
        """The pipelines, each with its commands."""
        known = self._simple_by_id
        return [
            [known[c.id] for c in node.children if c.id in known]
            for node in self._pipelines
        ]

    def _syntax(self, bad: Any) -> Slip:
        """What the parser did not understand."""
        row, column = bad.start_point
        whole = self.text[bad.start_byte : bad.end_byte]
        said = whole.strip().split("\n")[0]
        column += len(whole) - len(whole.lstrip(" "))
        if tag := re.match(r"<<-?\s*(['\"]?)([^'\"\s]+)\1", said):
            message = f"the here-document is not closed: no line is '{tag[2][:60]}'"
            return Slip("syntax", message, "", row, column)
        what = f"at '{said[:30]}'" if said else f"'{bad.type}' is missing"
        message = f"not shell syntax: {what}"
        return Slip("syntax", message, quote_hint(said), row, column)

    # --- one walk over the tree ---------------------------------------------------

    def _collect(self, root: Any) -> None:
        """Commands, pipelines and here-documents, in order, and the first fault."""
        todo = [(root, _Around())]
        while todo and self.limit is None:
            node, around = todo.pop()
            if self._bad is None and (node.is_error or node.is_missing):
                self._bad = node
            self._visit(node, around)
            inside = self._inside(node, around)
            if inside.depth > MOST_DEPTH:
                self.limit = _limit(f"it is nested more than {MOST_DEPTH} deep")
            todo.extend((child, inside) for child in reversed(node.children))

    def _visit(self, node: Any, around: _Around) -> None:
        if node.type == "command":
            simple = self._simple(node, around)
            self.commands.append(simple)
            self._simple_by_id[node.id] = simple
        elif node.type == "variable_assignment":
            self.assignments += expanded(node, self.text)
        elif node.type == "declaration_command":  # export "NAME=VALUE"
            self.assignments += words_of(node, self.text)
        elif node.type == "pipeline":
            self._pipelines.append(node)
        elif node.type == "file_redirect" and node.end_byte in self._ends:
            body = self._ends[node.end_byte]
            document = self._here_document(body, around.statement)
            self.here_documents.append(document)

    def _inside(self, node: Any, around: _Around) -> _Around:
        """What holds for the children of a node."""
        kind = node.type
        # A list of commands nests once for each '&&', but only to the left.
        depth = around.depth + (kind != "list")
        alone, target, statement = around.alone, "", around.statement
        if kind in ("pipeline", "command_substitution", "process_substitution"):
            alone = False
        if kind == "redirected_statement":
            files = self._files(node)
            alone = alone and not files
            target = self._written(files)
        if kind in _STATEMENTS:
            statement = statement or node
        elif kind != "file_redirect":
            statement = None
        return _Around(depth, alone, target, statement)

    def _files(self, statement: Any) -> list[Any]:
        """The redirections of a statement that are no here-documents."""
        return [
            c
            for c in statement.children
            if c.type == "file_redirect" and c.end_byte not in self._ends
        ]

    def _written(self, files: list[Any]) -> str:
        """The file that `>` writes the output of a statement to."""
        plain = [
            f for f in files if all(c.type != "file_descriptor" for c in f.children)
        ]
        words = list(words_of(plain[-1], self.text)) if plain else []
        return words[-1].text if words else ""

    def _simple(self, node: Any, around: _Around) -> Simple:
        fed = [c for c in node.children if c.type == "herestring_redirect"]
        words = list(words_of(fed[0], self.text)) if fed else []
        return Simple(
            tuple(words_of(node, self.text)),
            around.alone,
            around.target,
            words[0] if words else None,
        )

    def _here_document(self, body: Body, statement: Any) -> HereDocument:
        """A here-document, with the file that its statement makes of it."""
        if statement is None:
            return HereDocument(body, "", ())
        if statement.id not in self._statements:  # many may stand in one
            self._statements[statement.id] = self._made(statement)
        return HereDocument(body, *self._statements[statement.id])

    def _made(self, statement: Any) -> tuple[str, tuple[Word, ...]]:
        """The file that a statement makes, by `tee` or `>`, and its first command."""
        nodes = list(walk(statement))
        commands = [tuple(words_of(n, self.text)) for n in nodes if n.type == "command"]
        reader = commands[0] if commands else ()
        for words in commands:
            names = [w.text for w in words[1:] if not w.text.startswith("-")]
            if names and "tee" in [w.text for w in words[:2]]:
                return names[-1], reader
        files = [f for n in nodes for f in self._files(n)]
        target = list(words_of(files[0], self.text)) if files else []
        return target[-1].text if target else "", reader


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_bash

    language = tree_sitter.Language(tree_sitter_bash.language())
    return tree_sitter.Parser(language)


def _mask(source: CommandText) -> str:
    """The text with each `<<EOF` as a redirection from a file."""
    text = _NO_SHELL.sub(",", source.text)
    if source.program == "augtool":  # a path may hold `[last() + 1]`
        text = _BRACKETS.sub(lambda m: "," * len(m[0]), text)
    for body in source.bodies:
        mask = "<" + "," * (body.end - body.start - 1)
        text = text[: body.start] + mask + text[body.end :]
    return text


def _limit(what: str) -> Slip:
    return Slip("limit", f"this command is not judged: {what}", "", 0, 0)
