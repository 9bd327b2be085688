"""The words of QEMU's command line that a guest adds: `<qemu:arg value='-device'/>`."""

from __future__ import annotations

from collections.abc import Iterator

from ..position import Span
from ..problem import Problem
from ..tree import KNOWN_NAMESPACES, Document, Node
from .argv import check_argv_words
from .findings import Findings

_QEMU = f"{{{KNOWN_NAMESPACES['qemu']}}}"
_HOLE = "..."


def check_qemu_args(document: Document) -> Iterator[Problem]:
    """What is wrong with the words in a document that matches the grammar."""
    todo = [document.root]
    while todo:
        node = todo.pop()
        todo += node.elements
        if node.name == f"{_QEMU}commandline":
            yield from _check(document, node)


def _check(document: Document, parent: Node) -> Iterator[Problem]:
    given = list(_words(parent))
    # As a text with a word a line, so that the line of a problem is that of its word.
    texts = [" ".join(text.split()) for _, text in given]
    findings = Findings("\n".join(texts), example=document.example)
    at, words = 0, []
    for text in texts:
        words.append(Span(text, at))
        at += len(text) + 1
    check_argv_words(words, findings)
    for found in findings.ordered():
        node, text = given[found.line - 1]
        if node is not None and " " not in text:  # two words in one: a rule tells it
            line, column = document.attribute_position(node, "value", value=True)
            yield found._replace(line=line, column=column)


def _words(parent: Node) -> Iterator[tuple[Node | None, str]]:
    """Each argument with its value; a hole among them is one that no node gives."""
    for child in parent.children:
        if not isinstance(child, Node):
            if not isinstance(child, str):
                yield None, _HOLE
        elif child.name == f"{_QEMU}arg":
            yield child, child.attributes.get("value", _HOLE)
