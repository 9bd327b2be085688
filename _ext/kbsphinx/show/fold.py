"""A part of a page that is folded, until a reader or a link opens it."""

from __future__ import annotations

from html import escape

from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator

from ..kept.mark import fold


def _open(translator: SphinxTranslator, node: fold) -> None:
    # Those who hear the page go from fold to fold: the words alone would all be alike.
    about = node.get("about", "")
    spoken = f'<span class="kb-spoken"> {escape(about)}</span>' if about else ""
    classes = " ".join(["kb-fold", *node["classes"]])
    words = escape(node["summary"]) + spoken
    top = f'<details class="{classes}"><summary>{words}</summary>'
    translator.body.append(top)  # type: ignore[attr-defined]


def _close(translator: SphinxTranslator, _: fold) -> None:
    translator.body.append("</details>")  # type: ignore[attr-defined]


def _pass(_: SphinxTranslator, _node: fold) -> None:
    """Show the content as if nothing were around it."""


def setup(app: Sphinx) -> None:
    """Add what writes a fold."""
    flat = (_pass, _pass)
    app.add_node(
        fold, html=(_open, _close), text=flat, latex=flat, man=flat, texinfo=flat
    )
