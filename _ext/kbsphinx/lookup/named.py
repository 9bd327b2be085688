"""Links the names in examples to their entries, where a site has a reference.

A name that the words before an example speak of is marked, and a stop of the keyboard;
the others are links that show only when a pointer is over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxTranslator

from ..kept.snippet import Snippet
from ..kept.store import session, store
from ..show.stale import PAGE_FACTS
from .catalogue import edition
from .known import entries
from .leaves import is_on
from .uses import ROLE_OF, Spot, spots

_TEXT = re.compile(r"(?s)(<pre>)(.*)(</pre>)")
_RUNS = re.compile(r"<[^>]*>|[^<]+")
_CHARACTERS = re.compile(r"(?s)&[^;]+;|.")


class NameLink(NamedTuple):
    """A link on a part of a text; `stop` if the keyboard stops at it."""

    start: int
    end: int
    place: str
    stop: bool


class linked_text(nodes.General, nodes.Element):
    """A literal block, in which `links` are put when it is written."""


class LinkNames(SphinxPostTransform):
    """Has the names in the examples of a page linked."""

    default_priority = 9  # after what stands around an example
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Put each example that names entries into a node that links them."""
        if not is_on(session(self.env).builder):
            return
        known = {s.id: s for s in store(self.env).pages[self.env.docname].snippets}
        for block in list(self.document.findall(nodes.literal_block)):
            snippet = known.get(block.get("kb_snippet", ""))
            if snippet and (links := list(self.links(snippet, block))):
                shown = linked_text("", links=links)
                block.replace_self(shown)
                shown += block

    def links(self, snippet: Snippet, block: nodes.Element) -> Iterator[NameLink]:
        """The links of an example, in the order of its text."""
        said, seen, at = _said_before(block), set(), 0
        for spot in spots(snippet):
            if spot.start < at:
                continue  # in a name that is linked
            page, entry = entries(ROLE_OF.get(spot.kind, spot.kind))[spot.name]
            builder = session(self.env).builder
            uri = builder.get_relative_uri(self.env.docname, page)
            stop = spot.key not in seen and _is_said(spot, snippet.text, said)
            yield NameLink(spot.start, spot.end, f"{uri}#{entry.anchor}", stop)
            seen.add(spot.key)
            at = spot.end


# --- what an example is about -------------------------------------------------------


def _said_before(block: nodes.Element) -> list[list[str]]:
    """The words of each literal that stands before an example, up to the one before."""
    found: list[list[str]] = []
    node: nodes.Element = block
    while node.parent is not None and not isinstance(node, nodes.section):
        at = node.parent.index(node)
        for before in reversed(node.parent.children[:at]):
            if isinstance(before, nodes.title) or _has_example(before):
                return found
            for literal in before.findall(nodes.literal):
                found.append(re.findall(r"[\w:.-]+", literal.astext()))
        node = node.parent
    return found


def _has_example(node: nodes.Node) -> bool:
    return any(True for _ in node.findall(nodes.literal_block))


def _is_said(spot: Spot, text: str, said: list[list[str]]) -> bool:
    """Whether a literal names it: an attribute alone, or with its element."""
    word = text[spot.start : spot.end]
    if spot.kind != "attr":
        return any(word in words for words in said)
    element = re.split("[/@]", spot.name)[-2]
    return any(
        word in words and (words[0] == word or element in words) for words in said
    )


# --- as HTML ------------------------------------------------------------------------


def woven(html: str, links: list[NameLink]) -> str:
    """What is in `<pre>`, with links on parts of its text.

    The places count characters of the text; a link that would cross the edge of an
    element is left out.
    """
    parts, at, left = [], 0, list(links)
    for run in _RUNS.findall(html):
        if run.startswith("<"):
            parts.append(run)
            continue
        characters = _CHARACTERS.findall(run)
        end = at + len(characters)
        here = [link for link in left if link.start < end]
        left = left[len(here) :]
        whole = [link for link in here if at <= link.start and link.end <= end]
        parts += _linked(characters, at, whole)
        at = end
    return "".join(parts)


def _linked(characters: list[str], at: int, links: list[NameLink]) -> Iterator[str]:
    """A text without elements, from the place `at` on, with links that are in it."""
    done = 0
    for link in links:
        start, end = link.start - at, link.end - at
        yield from characters[done:start]
        yield _link(link, "".join(characters[start:end]))
        done = end
    yield from characters[done:]


def _link(link: NameLink, words: str) -> str:
    quiet = "" if link.stop else ' tabindex="-1"'
    return f'<a href="{escape(link.place)}"{quiet}>{words}</a>'


def _enter(translator: SphinxTranslator, node: linked_text) -> None:
    node["begin"] = len(translator.body)  # type: ignore[attr-defined]


def _leave(translator: SphinxTranslator, node: linked_text) -> None:
    body: list[str] = translator.body  # type: ignore[attr-defined]
    written = "".join(body[node["begin"] :])
    body[node["begin"] :] = [
        _TEXT.sub(lambda m: m[1] + woven(m[2], node["links"]) + m[3], written)
    ]


def named_facts(app: Sphinx, page: str) -> list[Any]:
    """What the links of a page hang on; so an edit of the model has it written."""
    has_links = is_on(app.builder) and store(app.env).pages[page].snippets
    return [edition()] if has_links else []


def setup(app: Sphinx) -> None:
    """Link the names."""
    app.add_node(linked_text, html=(_enter, _leave))
    app.add_post_transform(LinkNames)
    app.connect(PAGE_FACTS, named_facts)
