"""A wrong example as a web page shows it: the checker's words at the faulty line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator

_TEXT = re.compile(r"(<pre>)(.*)(</pre>)", re.DOTALL)
# The lines of a transcript stand in elements, each with the end of its line.
_IN_ELEMENTS = "\n</span>"


class wrong_text(nodes.General, nodes.Element):
    """A literal block, then a `told` for each line that has messages."""


class told(nodes.General, nodes.Element):
    """The messages of one `line`, which counts from 1: inline nodes only."""


def put_messages(block: nodes.literal_block, messages: Sequence[told]) -> None:
    """Have a block shown with its messages, each below the line that it is about."""
    # The line that is at fault is marked; no other is.
    given: dict[str, Any] = block.get("highlight_args", {})
    given.pop("hl_lines", None)
    shown = wrong_text()
    block.replace_self(shown)
    shown += [block, *messages]


def _enter(translator: SphinxTranslator, node: wrong_text) -> None:
    node["start"] = len(translator.body)  # type: ignore[attr-defined]


def _leave(translator: SphinxTranslator, node: wrong_text) -> None:
    body: list[str] = translator.body  # type: ignore[attr-defined]
    written = "".join(body[node["start"] :])
    text, *messages = written.split(_MARK)
    lines = [message["line"] for message in node.children[1:]]  # type: ignore[index]
    below = dict(zip(lines, messages, strict=True))
    body[node["start"] :] = [
        _TEXT.sub(lambda m: m[1] + _woven(m[2], below) + m[3], text)
    ]


# No text that is written holds it: there it would be escaped.
_MARK = "<kb-told>"


def _woven(text: str, below: dict[int, str]) -> str:
    """The lines of a text, and below some of them what is told of them."""
    end = _IN_ELEMENTS if _IN_ELEMENTS in text else "\n"
    *lines, rest = text.split(end)
    woven = []
    for number, line in enumerate(lines, 1):
        woven.append(
            f'<span class="kb-faulty">{line}{end}</span>{below[number]}'
            if number in below
            else line + end
        )
    return "".join(woven) + rest


def _tell(translator: SphinxTranslator, _: told) -> None:
    translator.body.append(f'{_MARK}<span class="kb-told">')  # type: ignore[attr-defined]


def _told(translator: SphinxTranslator, _: told) -> None:
    translator.body.append("</span>")  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Add what writes such an example."""
    app.add_node(wrong_text, html=(_enter, _leave))
    app.add_node(told, html=(_tell, _told))
