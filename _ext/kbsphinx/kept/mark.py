"""Marks on a page: they stand for what is known only when it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .complaint import Complaint
from .place import locate
from .store import store


class snippet_mark(nodes.General, nodes.Element):
    """Replaced by a caption (`part='head'`) or by messages (`part='foot'`).

    `snippet` is the snippet's id.  It holds no verdict: a doctree outlives verdicts.
    """


class door(nodes.General, nodes.Element):
    """The field that finds, with room below it for what is found."""


class entry_mark(nodes.General, nodes.Inline, nodes.Element):
    """Replaced by the labels of a `wording`, the N-th of an `entry` of a `page`."""


class fold(nodes.General, nodes.Element):
    """What is folded; `summary` stands on the fold, `about` tells several apart."""


class MarkDirective(SphinxDirective):
    """A directive without content, of which its argument says all."""

    required_arguments = 1

    def put(self, mark: nodes.Element) -> list[nodes.Node]:
        """The mark, at the place of the directive."""
        mark.source, mark.line = self.place()
        return [mark]

    def note(self, directive: str, *words: str) -> None:
        """Note what the mark will show, so that the page can be written again."""
        reading = store(self.env).pages[self.env.docname]
        reading.directives.append((directive, *words))

    def complain(self, check: str, message: str) -> None:
        """Tell, on each build, what is wrong with the directive."""
        found = Complaint(*self.place(), check, message)
        store(self.env).pages[self.env.docname].complaints.append(found)

    def place(self) -> tuple[str, int]:
        """The file and the line of the argument."""
        path, line = self.get_source_info()
        return path, locate(path, self.arguments[0].split("\n"), line)


def for_html(write: Callable[[Any, Any], None]) -> dict[str, Any]:
    """For `add_node`: `write` (translator, node) writes HTML, and nothing else is."""
    others = ("text", "latex", "man", "texinfo")
    return {"html": (write, None), **dict.fromkeys(others, (_skip, None))}


def _skip(_: Any, _node: nodes.Element) -> None:
    raise nodes.SkipNode
