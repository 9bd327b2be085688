"""Which names of the model the examples of the pages use, by their places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kbcheck import KINDS
from kbcheck.console.entry import Usage
from kbcheck.console.tables import commands
from kbcheck.console.transcript import Command, split
from kbcheck.settings.syntaxes import SYNTAXES
from kbcheck.tree import Node, XmlError, parse

from ..kept.snippet import Snippet
from .known import entries, meant
from .xmlentries import prefixed

Key = tuple[str, str]
"""Kind and name of an entry."""


def used_by(snippet: Snippet) -> set[Key]:
    """The entries that an example uses."""
    kind = KINDS.get(snippet.kind)
    if kind is None or snippet.expect:
        return set()  # what is wrong on purpose shows nothing to follow
    found = _USED[kind.form](snippet)
    return {key for key in found if key[1] in entries(_ROLE.get(key[0], key[0]))}


_ROLE = {"opt": "cmd"}

# --- XML ----------------------------------------------------------------------------


def _of_xml(snippet: Snippet) -> Iterator[Key]:
    try:
        document = parse(snippet.text, example=True)
    except XmlError:
        return
    for root in document.root.elements:
        if path := _path(root):
            yield from _below(root, path)


def _path(root: Node) -> str:
    """Where an element stands that has no parent: where most of what it holds fits."""
    name = prefixed(root.name)
    known = entries("elem")
    places = [p for p in known if p == name or p.endswith(f"/{name}")]

    def fits(path: str) -> tuple[int, int]:
        there = sum(key[1] in entries(key[0]) for key in _below(root, path))
        return there, -path.count("/")

    return max(places, key=fits, default="")


def _below(node: Node, path: str) -> Iterator[Key]:
    """The element and all in it; what holds the same as another is that."""
    yield "elem", path
    known = entries("elem")
    inner = (known[path][1].like if path in known else "") or path
    for name in node.attributes:
        yield "attr", f"{inner}@{prefixed(name)}"
    for child in node.elements:
        yield from _below(child, f"{inner}/{prefixed(child.name)}")


# --- settings -----------------------------------------------------------------------


def _of_settings(snippet: Snippet) -> Iterator[Key]:
    top = Node("", {}, 0)
    SYNTAXES[snippet.kind].nodes(snippet.text, top, True)
    for node in _all(top):
        for name in (node.name, node.attributes.get("name", ""), node.text.strip()):
            if full := _setting(snippet.kind, name):
                yield "conf", full


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


def _of_console(snippet: Snippet) -> Iterator[Key]:
    for part in split(snippet.text):
        if isinstance(part, Command):
            program = part.script.source.program
            for number, simple in enumerate(part.script.commands):
                words = [word.text for word in simple.words]
                inside = [program] if program and number else []
                yield from _of_words([*inside, *words])


def _of_words(words: list[str]) -> Iterator[Key]:
    """The command, what it runs, its subcommand, and the options of each."""
    while words:
        usage = commands().get(words[0].rpartition("/")[2])
        if usage is None:
            return
        yield "cmd", usage.name
        yield from _of_usage(usage, words[1:])
        known = [at for at, word in enumerate(words[1:], 1) if word in commands()]
        words = words[known[0] :] if usage.runs and known else []


def _of_usage(usage: Usage, words: list[str]) -> Iterator[Key]:
    for at, word in enumerate(words):
        if sub := usage.subcommands.get(word):
            yield "cmd", sub.name
            yield from _of_usage(sub, words[at + 1 :])
            return
        if option := usage.option(word.partition("=")[0]):
            yield "opt", f"{usage.name} {max(option.names, key=len)}"


_USED = {"xml": _of_xml, "settings": _of_settings, "console": _of_console}
