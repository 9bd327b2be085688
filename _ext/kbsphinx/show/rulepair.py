"""The wrong and the right example of a rule, as a checklist shows them.

Both are judged when the page is written: one that is not what it is called is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxTranslator

from kbcheck import KINDS
from kbcheck.pairs import RulePair, fault, parts
from kbcheck.rules import Rule

from ..kept.mark import for_html

logger = logging.getLogger(__name__)


class pair_shown(nodes.General, nodes.Element):
    """The two examples of a rule; `pair` holds their texts."""


def show_pair(rule: Rule, pair: RulePair, place: nodes.Node) -> pair_shown:
    """What shows a pair, which is told at `place` if it is none."""
    if wrong := fault(rule, pair):
        logger.warning(
            "%s", wrong, location=place, type="kbcheck", subtype="rule-example"
        )
    return pair_shown("", pair=pair)


def _text(text: str) -> Iterator[str]:
    """An example as HTML: of settings, and of several documents, with their kinds."""
    found = list(parts(text))
    for part in found:
        if len(found) > 1 or not part.text.startswith("<"):
            yield f"<b>{escape(KINDS[part.kind].title)}</b>\n"
        yield escape(part.text, quote=False)


def _write(translator: SphinxTranslator, node: pair_shown) -> None:
    wrong, right = ("".join(_text(text)).rstrip() for text in node["pair"])
    translator.body.append(  # type: ignore[attr-defined]
        f'<dl class="kb-pair"><dt>Wrong</dt><dd><pre>{wrong}</pre></dd>'
        f"<dt>Right</dt><dd><pre>{right}</pre></dd></dl>"
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Add what writes a pair."""
    app.add_node(pair_shown, **for_html(_write))
