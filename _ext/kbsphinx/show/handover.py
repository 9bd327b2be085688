"""What leads from the pages to the checker of files: guides chosen, examples opened.

A page at file:// can read no other file and shares no storage with another page, so an
example is handed over by its id: the texts of all of them are a script of the build,
which the checker loads when an address names one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from kbcheck import KINDS

from ..kept.snippet import Snippet
from ..kept.store import session, store
from .stale import PAGE_FACTS, PER_PAGE

CHECKER = "file-checker"
"""The directive that puts the checker on a page."""
FILE = "_static/check-examples.js"
_CALLED = "kbCheckExamples"
_HOLE = "..."


def checker_page(env: BuildEnvironment) -> str:
    """The page that checks a reader's files; '' where none does, as in a book."""
    pages = store(env).pages
    found = next((page for page in sorted(pages) if pages[page].given(CHECKER)), "")
    return found if found and session(env).builder.name in PER_PAGE else ""


def to_checker(
    env: BuildEnvironment, asked: str, words: nodes.Node
) -> nodes.reference | None:
    """A link that opens the checker with what is asked of it; None without one."""
    page = checker_page(env)
    if not page:
        return None
    uri = session(env).builder.get_relative_uri(env.docname, page)
    return nodes.reference("", "", words, refuri=f"{uri}#{asked}", internal=True)


def open_example(env: BuildEnvironment, snippet: Snippet) -> nodes.reference | None:
    """A link that opens an example in the checker; None if it is less than a file."""
    if not is_file(snippet):
        return None
    words = nodes.inline("", "Open in the checker")
    link = to_checker(env, f"example={quote(snippet.id)}", words)
    if link is not None:
        link["classes"].append("kb-to-checker")
    return link


def is_file(snippet: Snippet) -> bool:
    """Whether an example is a file as a host has it, whole."""
    kind = KINDS.get(snippet.kind)
    if kind is None or not snippet.download or _HOLE in snippet.text:
        return False
    roots = tuple(f"<{root}" for root in kind.roots)
    return snippet.text.startswith(roots) if roots else bool(snippet.file)


def examples(env: BuildEnvironment) -> dict[str, list[Any]]:
    """Id -> name of the file, kind, text, guides, versions, of each such example."""
    return {
        s.id: [
            s.file or f"{s.name}{KINDS[s.kind].suffix}",
            s.kind,
            s.text,
            list(s.guide),
            s.libvirt,
        ]
        for s in _files(env)
    }


def _files(env: BuildEnvironment) -> Iterator[Snippet]:
    return (s for s in store(env).all_snippets() if is_file(s))


def write_examples(app: Sphinx, exception: Exception | None) -> None:
    """After a build: the examples, where a page checks files."""
    if exception is not None:
        return
    path = session(app.env).sealed.output / FILE
    path.unlink(missing_ok=True)  # the page may be gone
    if checker_page(app.env):
        text = json.dumps(examples(app.env), ensure_ascii=False, sort_keys=True)
        path.write_text(f"{_CALLED}({text});\n", encoding="utf-8")


def handover_facts(app: Sphinx, _page: str) -> list[Any]:
    """Where the links of a page lead, as plain data."""
    return [checker_page(app.env)]


def setup(app: Sphinx) -> None:
    """Write the examples, and the pages whose links would differ."""
    app.connect("build-finished", write_examples)
    app.connect(PAGE_FACTS, handover_facts)
