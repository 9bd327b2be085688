"""The site's own search: its field, its page, and its index for `find.js`.

Sphinx's search knows pages alone, and of a message that somebody pastes it wants every
word.  `kb_find` puts this one in its place.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import escape
from itertools import takewhile
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxTranslator

from kbcheck import CHECKS
from kbcheck.guides import guides
from kbcheck.rules import Rule

from ..kept.finding import Findable, words
from ..kept.mark import door, for_html
from ..kept.store import session, store
from .ledger import check_anchor
from .outputs import has_downloads

SEARCH_PAGE = "search"
PLACEHOLDER = "Paste an error message, or type a setting, an element, a task"
NO_SCRIPT = (
    "<noscript><p>To find something, this page needs JavaScript.  The contents list"
    " all pages; each message is in the list on the first page.</p></noscript>"
)
FILE = "_static/find-index.js"
NAMES_FILE = "_static/find-names.js"
NAME = 2  # as a literal a word counts so many times
MOST = 4  # more than any word counts in an entry
COMMON = 1 / 10  # a word that is in more of the entries tells nothing,
FEW = 8  # if it is in more than these
BESIDE = 0.5
"""What entries of a page are worth that is not for a task (its field is `beside`)."""
NAMES = "kb-find-names"
"""An event of ours: the app -> groups of names that are not on pages of the sources.

A group is [kind, page, title of the page, names]; `find.js` says how names are written.
"""
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,-./;<=>?@[]^`{|}~:"
MORE = 14
MOST_SLUG = 64
LETTERS = {"page": "p", "section": "s", "standard": "d", "message": "m",
           "symptom": "y", "rule": "r", "check": "c"}  # fmt: skip
"""Kind of an entry -> its letter in the index."""


def replace_search(app: Sphinx) -> None:
    """Where the site asks for it: no search of Sphinx's."""
    if _is_on(app):
        app.builder.search = False  # type: ignore[attr-defined]


def _is_on(app: Sphinx) -> bool:
    return bool(app.config.kb_find) and has_downloads(app.builder)


def search_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page to which the fields of the site lead without a script."""
    if _is_on(app):
        title = "Find"
        words = f"<h1>{title}</h1>{field(SEARCH_PAGE + '.html')}{NO_SCRIPT}"
        yield SEARCH_PAGE, {"title": title, "body": words}, "page.html"


def field(action: str) -> str:
    """The field that finds, as HTML; `action` is the address of the search page."""
    words = escape(PLACEHOLDER)
    return (
        f'<div class="kb-door"><form class="kb-field" role="search" action="{action}">'
        f'<input type="search" name="q" aria-label="{words}" placeholder="{words}"'
        ' autocomplete="off"></form><p class="kb-status" role="status"></p>'
        '<ol class="kb-found" hidden></ol></div>'
    )


def write_index(app: Sphinx, exception: Exception | None) -> None:
    """After a build: the index, as a script, since from file:// no data can be read."""
    if exception is None and _is_on(app):
        _write_script(app, FILE, "kbFindIndex", index(app.env))
        # They change with what all pages share, and then nothing is left of it.
        if not (session(app.env).sealed.output / NAMES_FILE).is_file():
            groups = [group for found in app.emit(NAMES) for group in found]
            _write_script(app, NAMES_FILE, "kbFindNames", groups)


def _write_script(app: Sphinx, file: str, function: str, data: Any) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path = session(app.env).sealed.output / file
    path.write_text(f"{function}({text});\n", encoding="utf-8")


def index(env: BuildEnvironment) -> dict[str, Any]:
    """Pages, entries by column, and the words with the entries that hold them.

    A script of thousands of words is loaded: what can be made of the rest is left out,
    and what is alike stands together, where it packs best.
    """
    pages = sorted(env.all_docs)
    by_page = [list(_on_page(env, page)) for page in pages]
    entries = [entry for found in by_page for entry in found]
    return {
        "pages": [_page(env, page) for page in pages],
        "sizes": [len(found) for found in by_page],
        "kinds": "".join(LETTERS[entry.kind] for entry in entries),
        "anchors": [_anchor(entry) for entry in entries],
        "titles": "\n".join(entry.title for entry in entries),
        "leads": "\n".join(entry.lead for entry in entries),
        "others": {n: list(e.wordings[1:]) for n, e in enumerate(entries)
                   if e.wordings[1:]},
        "words": "".join(_postings(entries)),
    }  # fmt: skip


def _anchor(entry: Findable) -> str:
    """The id of an entry; '=' if its kind and its title tell it."""
    usual = {
        "rule": entry.title.partition(":")[0],
        "check": check_anchor(entry.title),
        "message": f"msg-{_slug(entry.title)}",
        "symptom": f"msg-{_slug(entry.title)}",
    }
    return "=" if entry.anchor == usual.get(entry.kind) else entry.anchor


def _slug(title: str) -> str:
    """A title as a part of an id, as `find.js` makes it, too."""
    words = re.sub("[^a-z0-9]+", "-", title.lower()).strip("-")
    if len(words) <= MOST_SLUG:
        return words
    return words[: MOST_SLUG + 1].rpartition("-")[0] or words[:MOST_SLUG]


def _on_page(env: BuildEnvironment, page: str) -> Iterator[Findable]:
    """All that can be found on a page: what it holds, and what its marks will show."""
    record = store(env).pages[page]
    yield from record.findable
    for names in record.given("checklist"):
        yield from map(_rule, (rule for n in names for rule in guides()[n].rules))
    if ["checks"] in record.given("ledger"):
        for name, (_, meaning) in CHECKS.items():
            yield Findable("check", check_anchor(name), name, meaning, names=name)


def _rule(rule: Rule) -> Findable:
    title = f"{rule.id}: {rule.title}"
    return Findable(
        "rule", rule.id, title, "", (), rule.id, f"{rule.reason} {rule.fix}"
    )


def _page(env: BuildEnvironment, page: str) -> list[Any]:
    """Page, title, and what its entries are worth, if that is less than of others."""
    found = [page, env.titles[page].astext()]
    return [*found, BESIDE] if "beside" in env.metadata[page] else found


def _postings(entries: list[Findable]) -> Iterator[str]:
    """'4sAc%' a word: how much of the last one it begins with, and its entries.

    Of each entry, how far from the last one, and how much: both in one number.
    """
    before = ""
    for word, at in sorted(_held(entries).items()):
        last, parts = -1, []
        for number, much in sorted(at.items()):
            parts.append(_number((number - last) * MOST + min(much, MOST - 1)))
            last = number
        both = zip(before, word, strict=False)
        same = min(sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both)), 9)
        before = word
        yield f"{same}{word[same:]}{''.join(parts)}"


def _held(entries: list[Findable]) -> dict[str, Counter[int]]:
    """Word -> entry -> how much it counts, of words that tell something."""
    held: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for number, entry in enumerate(entries):
        for text, counts in ((entry.text, 1), (entry.names, NAME)):
            for word in words(text):
                held[word][number] += counts
    most = max(FEW, len(entries) * COMMON)
    # One letter or digit, as of '9.0.0' or '-f', tells nothing either.
    return {w: at for w, at in held.items() if len(at) <= most and len(w) > 1}


def _number(number: int) -> str:
    """A number in characters that no word has: one if it is small, else two or four.

    The last `MORE` of them begin what has two; the very last begins what has four.
    """
    base = len(DIGITS)
    small = base - MORE
    if number < small:
        return DIGITS[number]
    high, low = divmod(number - small, base)
    if high < MORE - 1:
        return DIGITS[small + high] + DIGITS[low]
    high, middle = divmod(high - (MORE - 1), base)
    return DIGITS[-1] + DIGITS[high] + DIGITS[middle] + DIGITS[low]


def _write(translator: SphinxTranslator, _: door) -> None:
    builder = translator.builder
    here = builder.current_docname  # type: ignore[attr-defined]
    found = field(builder.get_relative_uri(here, SEARCH_PAGE))
    translator.body.append(found)  # type: ignore[attr-defined]
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Add the field, the page and the index, which is there before all is published."""
    app.add_config_value("kb_find", False, "html", bool)
    app.add_event(NAMES)
    app.add_node(door, **for_html(_write))
    app.connect("builder-inited", replace_search)
    app.connect("html-collect-pages", search_page)
    app.connect("build-finished", write_index)
