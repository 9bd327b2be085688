"""The directive `policy-decoder`: a table of bits that a reader can click.

It makes the table before it answer: bits, number, XML and rules agree as one changes.
Without a script there is the table alone.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator

from kbcheck.guides import guides
from kbcheck.suggest import no_such

from ..kept.mark import MarkDirective, for_html
from ..kept.store import store
from .stale import PAGE_FACTS

NAME = "policy-decoder"
POLICY = "launchSecurity/policy"
TESTS = {"have bits": "bits", "lack bits": "bits", "be below": "limit"}
"""Tests of rules that look at the number -> the argument that says what they ask."""


class decoder(nodes.General, nodes.Element):
    """What `decoder.js` fills: `guide` has the rules and is the type."""


class DecoderDirective(MarkDirective):
    """Makes the table of bits before it answer: `.. policy-decoder:: GUIDE NUMBER`."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """A mark: the rules are looked up when the page is written."""
        guide, start = self.arguments
        if guide not in guides():
            self.complain("unknown-option", no_such("guide", guide, guides()))
        elif not bit_rules(guide):
            self.complain("bad-value", f"no rule of the guide {guide} is about bits")
        elif not _is_number(start):
            self.complain("bad-value", f"'{start}' is no number, such as 0x0003")
        else:
            self.note(NAME, guide)
            return self.put(decoder("", guide=guide, start=start))
        return []


def _is_number(text: str) -> bool:
    try:
        return int(text, 16) >= 0
    except ValueError:
        return False


def bit_rules(guide: str) -> list[dict[str, Any]]:
    """The rules of a guide about a policy: id, title, and what they ask of its bits."""
    return [
        {"id": rule.id, "title": rule.title, rule.must: rule.args[TESTS[rule.must]]}
        for rule in guides()[guide].rules
        if rule.find == POLICY and rule.must in TESTS
    ]


def decoder_facts(app: Sphinx, page: str) -> list[Any]:
    """What the decoders of a page hold, as plain data."""
    return [bit_rules(name) for (name,) in store(app.env).pages[page].given(NAME)]


def _write(translator: SphinxTranslator, node: decoder) -> None:
    rules = escape(json.dumps(bit_rules(node["guide"])))
    translator.body.append(  # type: ignore[attr-defined]
        f'<div class="kb-decoder" hidden data-type="{escape(node["guide"])}"'
        f' data-start="{escape(node["start"])}" data-rules="{rules}"></div>'
    )
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Add the directive, and what writes its mark."""
    app.add_node(decoder, **for_html(_write))
    app.add_directive(NAME, DecoderDirective)
    app.connect(PAGE_FACTS, decoder_facts)
