"""Short texts of ours in which backticks mark literals, and literals in lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator


class listed(nodes.literal):
    """A literal without an element around each of its words, as Sphinx writes it.

    Lists have hundreds of them, and half of what is written would be those elements.
    """

    tagname = "literal"  # to builders other than HTML's it is one


def with_literals(text: str) -> Iterator[nodes.Node]:
    """The nodes of such a text."""
    for number, part in enumerate(re.split(r"`+", text)):
        if part:
            # The odd parts are those that stood between backticks.
            yield nodes.literal("", part) if number % 2 else nodes.Text(part)


def _enter(translator: SphinxTranslator, _: listed) -> None:
    translator.body.append('<code class="literal notranslate">')  # type: ignore[attr-defined]


def _leave(translator: SphinxTranslator, _: listed) -> None:
    translator.body.append("</code>")  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Add what writes them."""
    app.add_node(listed, html=(_enter, _leave))
