"""Which names of the model the examples of the pages use, by their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kbcheck import KINDS
from kbcheck.console.entry import Usage
from kbcheck.console.tables import commands
from kbcheck.console.transcript import Command, split
from kbcheck.console.words import Word
from kbcheck.settings.syntaxes import SYNTAXES
from kbcheck.tree import Node, XmlError, parse

from ..kept.snippet import Snippet
from .known import entries, meant
from .xmlentries import prefixed

Key = tuple[str, str]
"""Kind and name of an entry."""


class Spot(NamedTuple):
    """A name in the text of an example, from `start` to `end`, and the entry of it."""

    start: int
    end: int
    kind: str
    name: str

    @property
    def key(self) -> Key:
        """The entry."""
        return self.kind, self.name


def used_by(snippet: Snippet) -> set[Key]:
    """The entries that an example uses."""
    return {spot.key for spot in spots(snippet)}


def spots(snippet: Snippet) -> list[Spot]:
    """Where an example names entries, in the order of its text."""
    kind = KINDS.get(snippet.kind)
    if kind is None or snippet.expect:
        return []  # what is wrong on purpose shows nothing to follow
    found = _USED[kind.form](snippet)
    return sorted(
        spot for spot in set(found)
        if spot.name in entries(ROLE_OF.get(spot.kind, spot.kind))
    )  # fmt: skip


ROLE_OF = {"opt": "cmd"}
"""Kind of an entry -> the role that may mean it, if that has another name."""


class _Places:
    """Offsets in a text, by line and column."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def __call__(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column - 1


# --- XML ----------------------------------------------------------------------------


def _of_xml(snippet: Snippet) -> Iterator[Spot]:
    try:
        document = parse(snippet.text, example=True)
    except XmlError:
        return
    at = _Places(snippet.text)
    for root in document.root.elements:
        if path := _path(root):
            for node, (kind, name) in _below(root, path):
                written = re.split("[/@]", name)[-1]
                if kind == "elem":
                    start = at(*document.position(node.offset)) + 1
                else:
                    place = document.attribute_position(node, _own(node, written))
                    start = at(*place)
                yield Spot(start, start + len(written), kind, name)


def _own(node: Node, written: str) -> str:
    """The name of an attribute, which a document writes with its prefix."""
    return next(name for name in node.attributes if prefixed(name) == written)


def _path(root: Node) -> str:
    """Where an element stands that has no parent: where most of what it holds fits."""
    name = prefixed(root.name)
    known = entries("elem")
    places = [p for p in known if p == name or p.endswith(f"/{name}")]

    def fits(path: str) -> tuple[int, int]:
        there = sum(key[1] in entries(key[0]) for _, key in _below(root, path))
        return there, -path.count("/")

    return max(places, key=fits, default="")


def _below(node: Node, path: str) -> Iterator[tuple[Node, Key]]:
    """The element and all in it; what holds the same as another is that."""
    yield node, ("elem", path)
    known = entries("elem")
    inner = (known[path][1].like if path in known else "") or path
    for name in node.attributes:
        yield node, ("attr", f"{inner}@{prefixed(name)}")
    for child in node.elements:
        yield from _below(child, f"{inner}/{prefixed(child.name)}")


# --- settings -----------------------------------------------------------------------


def _of_settings(snippet: Snippet) -> Iterator[Spot]:
    top, text = Node("", {}, 0), snippet.text
    SYNTAXES[snippet.kind].nodes(text, top, True)
    for node in _all(top):
        for name in (node.name, node.attributes.get("name", ""), node.text.strip()):
            full = _setting(snippet.kind, name)
            start = text.find(name, node.offset) if full else -1
            if start >= 0:
                yield Spot(start, start + len(name), "conf", full)


def _all(node: Node) -> Iterator[Node]:
    for child in node.elements:
        yield child
        yield from _all(child)


@cache
def _setting(kind: str, name: str) -> str:
    """The one setting of that name in the table of a kind; '' if it has none."""
    own = [f for f in meant("conf", name) if f.startswith(f"{kind}/")] if name else []
    full = f"{kind}/{name}"
    return full if full in entries("conf") else own[0] if len(own) == 1 else ""


# --- commands -----------------------------------------------------------------------


def _of_console(snippet: Snippet) -> Iterator[Spot]:
    at = _Places(snippet.text)
    for part in split(snippet.text):
        if isinstance(part, Command):
            program = part.script.source.program
            for number, simple in enumerate(part.script.commands):
                words = list(simple.words)
                if program:  # its name is read into the first command, none is written
                    words[: not number] = [Word(program, -1, -1)]
                for word, size, (kind, name) in _of_words(words):
                    if word.row >= 0:
                        start = at(*part.position(*word.position(0)))
                        yield Spot(start, start + size, kind, name)


NamedWord = tuple[Word, int, Key]
"""A word of a command, how much of its begin is a name, and the entry of it."""


def _of_words(words: list[Word]) -> Iterator[NamedWord]:
    """The command, what it runs, its subcommand, and the options of each."""
    while words:
        usage = commands().get(words[0].text.rpartition("/")[2])
        if usage is None:
            return
        yield words[0], len(words[0].text), ("cmd", usage.name)
        known = [at for at, w in enumerate(words[1:], 1) if w.text in commands()]
        end = known[0] if usage.runs and known else len(words)
        yield from _of_usage(usage, words[1:end])
        words = words[end:]


def _of_usage(usage: Usage, words: list[Word]) -> Iterator[NamedWord]:
    for at, word in enumerate(words):
        if sub := usage.subcommands.get(word.text):
            yield word, len(word.text), ("cmd", sub.name)
            yield from _of_usage(sub, words[at + 1 :])
            return
        written = word.text.partition("=")[0]
        if option := usage.option(written):
            name = f"{usage.name} {max(option.names, key=len)}"
            yield word, len(written), ("opt", name)


_USED = {"xml": _of_xml, "settings": _of_settings, "console": _of_console}
