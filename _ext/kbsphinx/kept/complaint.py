"""Directives without content: where they stand, and what is wrong with them."""

from __future__ import annotations

from sphinx.util.docutils import SphinxDirective

from .place import locate
from .store import Complaint, store


def place(directive: SphinxDirective) -> tuple[str, int]:
    """The file and the line of a directive that has an argument."""
    path, line = directive.get_source_info()
    return path, locate(path, directive.arguments[0].split("\n"), line)


def complain(directive: SphinxDirective, check: str, message: str) -> None:
    """Tell, on each build, what is wrong with a directive."""
    env = directive.env
    found = Complaint(*place(directive), check, message)
    store(env).complaints.setdefault(env.docname, []).append(found)
