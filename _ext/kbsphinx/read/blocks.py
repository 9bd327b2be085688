"""What of a page nobody checks, though it may be an example.

`LOOKED_FOR` is the list.  What is in none of its rows is text, or stands on the page
on what is checked, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from kbcheck.prose import LITERAL, likeness
from kbcheck.sniff import find_kind

from ..kept.complaint import Complaint
from ..kept.place import locate
from ..kept.store import store
from .copying import keep_lines
from .pythonblocks import (
    ADVICE,
    NO_SYBIL,
    RUNS_PYTHON,
    block_place,
    is_run,
    looks_like_python,
    python_blocks,
    python_examples,
    wrong_doctest,
)

_PROMPT = re.compile(r"[#$] \S")
_SNIPPET = re.compile(r"(\.\.\s*)?snippet::?\s|[`:]*\{snippet\}", re.IGNORECASE)
_ONE_COLON = re.compile(
    r"(snippet|checklist|ledger|old-anchor|message|symptom|proof|drawing|code|code-block|sourcecode|parsed-literal"
    r"|include|literalinclude|tabs|tab|group-tab|code-tab) ?:(?!:)"
)
# Behind '<!---' and '%', too, which are MyST's comments and which Sybil reads alike.
_SKIP = re.compile(r"[<!%.\-\s]*skip\s*:", re.IGNORECASE)
_TEXT = (nodes.paragraph, nodes.line, nodes.term, nodes.title, nodes.subtitle,
         nodes.rubric, nodes.caption, nodes.attribution, nodes.math_block,
         addnodes.centered, addnodes.desc_signature,
         addnodes.productionlist)  # fmt: skip
_SENTENCE_END = re.compile(r"""[.:;!?…)"'\u2019\u201d]$""")
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class PageFile(NamedTuple):
    """The page that is looked at: its file, and whether Sybil runs its Python."""

    path: Path
    runs_python: bool


class Found(NamedTuple):
    """What is wrong with a node, and on which of its lines (from 0)."""

    message: str
    line: int = 0


Look = Callable[[nodes.Element, PageFile], Found | None]


def unchecked(doctree: nodes.document, page: PageFile) -> Iterator[Complaint]:
    """A complaint for each node that one of the rows finds."""
    for node in doctree.findall(nodes.Element):
        if isinstance(node.parent, nodes.system_message):
            continue  # the error has told
        looks = (look for kinds, look in LOOKED_FOR if isinstance(node, kinds))
        # The first row that finds something tells: a node needs one cure.
        found = next(filter(None, (look(node, page) for look in looks)), None)
        if found:
            path, line = _place(node, page.path)
            yield Complaint(path, line + found.line, "unchecked-block", found.message)


def _place(node: nodes.Element, page: Path) -> tuple[str, int]:
    """The file and first line of a node; typographic quotes hide it, its source not."""
    if isinstance(node, _TEXT) and node.rawsource and node.line:
        path = str(node.source or page)
        return path, locate(path, node.rawsource.split("\n"), node.line)
    return block_place(node, page)


# --- the rows -----------------------------------------------------------------------


def _block(block: nodes.Element, page: PageFile) -> Found | None:
    """A block of code that is neither a snippet nor Python that Sybil runs."""
    if block.get("kb_snippet"):
        return None
    path, _ = block_place(block, page.path)
    if is_run(block, page.path):
        told = wrong_doctest(block) if page.runs_python else NO_SYBIL
        return Found(told) if told else None
    return Found(ADVICE if looks_like_python(block) else _advice(block.astext(), path))


def _misspelt(node: nodes.Element, page: PageFile) -> Found | None:
    """A comment or a paragraph that begins as if it were a snippet."""
    if not _SNIPPET.match(node.rawsource or node.astext()):
        return None
    path, _ = block_place(node, page.path)
    return Found(f"this is no snippet, so it is not checked; write {_snippet(path)}")


def _hidden(node: nodes.Element, _: PageFile) -> Found | None:
    """A comment that was to be a directive: what it holds does not reach readers."""
    match = _ONE_COLON.match(node.astext())
    if match is None:
        return None
    return Found(f"this is a comment, which nobody sees; write '.. {match[1]}::'")


def _skip(node: nodes.Element, _: PageFile) -> Found | None:
    """A comment by which Sybil leaves out the example below it."""
    if not _SKIP.match(node.astext()):
        return None
    return Found(
        "this comment skips an example, so nobody checks it; remove one of both"
    )


def _raw(node: nodes.Element, _: PageFile) -> Found | None:
    """Raw HTML, which goes to readers as it is; comments stay out of their sight."""
    text = _HTML_COMMENT.sub("", node.astext()).strip()
    if not text:
        return _skip(node, _)
    return Found(
        f"nobody checks what is in raw {node.get('format') or 'text'}, and it reaches "
        "readers as it is; write it as text, and examples as snippets"
    )


def _prose(node: nodes.Element, page: PageFile) -> Found | None:
    """Running text that looks like an example: after a '::' that is not there."""
    found = likeness(_running_text(node))
    if found is None:
        return None
    if found.what == "Python":
        return Found(ADVICE, found.line)
    path, _ = block_place(node, page.path)
    kind = {"a command": "console"}.get(found.what, "KIND")
    return Found(
        f"this looks like {found.what}, and text is not checked; write "
        f"{_snippet(path, kind)}, or mark words in a sentence as a literal",
        found.line,
    )


def _quoted(node: nodes.Element, page: PageFile) -> Found | None:
    """An indented text that is no sentence: an example after a ':' for a '::'."""
    text = _running_text(node).strip()
    quoted = isinstance(node.parent, nodes.block_quote) and text.strip(LITERAL)
    if not quoted or _SENTENCE_END.search(text):
        return None
    path, _ = block_place(node, page.path)
    return Found(
        "this is indented, so it is a quotation, which is not checked; write "
        f"{_snippet(path)}, or end it as a sentence ends"
    )


def _download(node: nodes.Element, _: PageFile) -> Found | None:
    """A link by which readers get a file that nobody checks."""
    return Found(
        f"nobody checks the file '{node.get('reftarget', '')}' that this link gives; "
        "a snippet with a name brings a link of its own"
    )


def _deep_quote(node: nodes.Element, page: PageFile) -> Found | None:
    """Python's '>>>' in Markdown outside fences: a quotation three deep."""
    inner = node.children[0] if node.children else None
    outer = node.parent
    deep = isinstance(inner, nodes.block_quote) and isinstance(outer, nodes.block_quote)
    return Found(ADVICE) if deep and page.path.suffix == ".md" else None


LOOKED_FOR: tuple[tuple[tuple[type[nodes.Node], ...], Look], ...] = (
    ((nodes.literal_block, nodes.doctest_block), _block),
    ((nodes.comment, nodes.paragraph), _misspelt),
    ((nodes.comment,), _hidden),
    ((nodes.comment,), _skip),
    ((nodes.raw,), _raw),
    # Paragraphs are also those of quotations, cells, topics, notes and definitions; a
    # title may be a command for root that lacks its fence in Markdown.
    (_TEXT, _prose),
    ((nodes.paragraph,), _quoted),
    ((addnodes.download_reference,), _download),
    ((nodes.block_quote,), _deep_quote),
)
"""Nodes of docutils -> what finds the unchecked examples among them."""


def _running_text(node: nodes.Element) -> str:
    """The text of a node, with `LITERAL` for what is marked as a literal or a link."""
    parts = []
    for child in node.children:
        if isinstance(child, nodes.Text):
            parts.append(str(child))
        elif isinstance(
            child, nodes.literal | nodes.reference | nodes.math | addnodes.pending_xref
        ):
            parts.append(LITERAL)
        elif isinstance(child, nodes.Element):
            parts.append(_running_text(child))
    return "".join(parts)


# --- what to say --------------------------------------------------------------------


def _snippet(path: str, kind: str = "KIND") -> str:
    """How a snippet begins in a file."""
    return (
        f"'```{{snippet}} {kind}'" if path.endswith(".md") else f"'.. snippet:: {kind}'"
    )


def _advice(text: str, path: str) -> str:
    kind = find_kind("", text) or ("console" if _PROMPT.match(text) else "KIND")
    why = f" (it looks like {kind})" if kind != "KIND" else ""
    return (
        f"this block is not checked; write {_snippet(path, kind)}{why}, "
        "with ':unchecked: reason' if it cannot be"
    )


def note_blocks(app: Sphinx, doctree: nodes.document) -> None:
    """Count the Python examples; complain of the blocks that nobody checks."""
    env, reading = app.env, store(app.env).pages[app.env.docname]
    page = PageFile(Path(env.doc2path(env.docname)), getattr(app.config, RUNS_PYTHON))
    blocks = python_blocks(doctree, page.path)
    reading.python = sum(map(python_examples, blocks)) if page.runs_python else 0
    for number, block in enumerate(blocks, 1):
        keep_lines(block, f"python-{number}")
    reading.complaints += unchecked(doctree, page)


def setup(app: Sphinx) -> None:
    """Look at the blocks of each page."""
    app.add_config_value(RUNS_PYTHON, False, "env", (bool,))
    app.connect("doctree-read", note_blocks)
