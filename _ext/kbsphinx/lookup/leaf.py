"""A page of the reference as HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from itertools import groupby

from .subject import Facts, Lookup, Subject

UsedAt = tuple[str, str, str]
"""Address, page and title of an example."""
Used = Mapping[tuple[str, str], list[UsedAt]]
"""Kind and name of an entry -> the examples that use it."""

FEW = 3
"""So many names are not worth a list of them above."""
INNER = ("attr", "opt")
DEEPEST = 3
"""Kinds, and a depth, of what the contents beside a page leave to it."""
LABELS = {"group": "", "conf": "setting", "cmd": "command", "opt": "option",
          "elem": "element", "attr": "attribute"}  # fmt: skip


def body(subject: Subject, up: str, used: Used, link: Callable[[str], str]) -> str:
    """The page: what it is about, the names on it, then each entry.

    `up` is the address of the list of subjects, `link` makes a link to a page.
    """
    back = f'<a href="{escape(up)}">All subjects</a>'
    parts = [
        f'<nav class="kb-up" aria-label="Reference">{back}</nav>',
        f"<h1>{escape(subject.title)}</h1>",
        f"<p>{_marked(subject.lead)}</p>",
        _facts(subject.facts),
        _names(subject.entries),
    ]
    for has_heading, entries in groupby(subject.entries, is_headed):
        found = list(entries)
        shown = (
            [_entry(e, used, link) for e in found] if has_heading else [_list(found)]
        )
        parts += shown
    return "\n".join(filter(None, parts))


def is_headed(entry: Lookup) -> bool:
    """Whether an entry has a heading of its own."""
    return bool(entry.meaning) or entry.kind in ("elem", "attr")


def _names(entries: Iterable[Lookup]) -> str:
    """Links to all that has a heading, folded: a page may have hundreds."""
    found = list(filter(is_headed, entries))
    if len(found) <= FEW:
        return ""
    links = "".join(
        f'<li><a href="#{e.anchor}"><code>{escape(e.title)}</code></a></li>'
        for e in found
    )
    return (
        f'<details class="kb-fold"><summary>All {len(found)} names</summary>'
        f'<ul class="kb-names">{links}</ul></details>'
    )


def contents(subject: Subject) -> str:
    """Links to what a reader looks for on the page: what is not inside something else.

    As the theme has those of other pages; '' if that is not worth a list.
    """
    found = [e for e in subject.entries if is_headed(e) and e.kind not in INNER]
    shown = [e for e in found if e.depth <= DEEPEST]
    if len(shown) <= FEW:
        return ""
    links = "".join(
        f'<li><a class="reference internal" href="#{e.anchor}">{_short(e)}</a></li>'
        for e in shown
    )
    return f'<ul><li><a href="#">{escape(subject.title)}</a><ul>{links}</ul></li></ul>'


def _short(entry: Lookup) -> str:
    """The name without that of the page, which stands above it."""
    name = entry.title.rpartition("/")[2]
    if entry.kind == "cmd":
        name = name.partition(" ")[2] or name
    return escape(name) if entry.kind == "group" else f"<code>{escape(name)}</code>"


def _entry(entry: Lookup, used: Used, link: Callable[[str], str]) -> str:
    level = f"h{entry.depth}"
    title = escape(entry.title)
    head = title if entry.kind == "group" else f"<code>{title}</code>"
    place = link(entry.see) if entry.see else ""
    name = "kb-group" if entry.kind == "group" else "kb-lookup"
    see = f" See {place}." if place else ""
    return (
        f'<section class="{name}" id="{entry.anchor}"><{level}>{head}'
        f"{_anchor(entry)}</{level}>"
        f"<p>{_marked(entry.meaning)}{see}</p>{_facts(entry.facts)}"
        f"{_used(used.get((entry.kind, entry.name), []))}</section>"
    )


def _anchor(entry: Lookup) -> str:
    what = escape(" ".join(filter(None, ("Link to", LABELS[entry.kind], entry.title))))
    return f'<a class="headerlink" href="#{entry.anchor}" aria-label="{what}">#</a>'


def _facts(facts: Facts) -> str:
    rows = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{_marked(words)}</dd></div>"
        for label, words in facts
    )
    return f'<dl class="kb-facts">{rows}</dl>' if rows else ""


def _list(entries: Iterable[Lookup]) -> str:
    """Names of which nothing is said but, maybe, a version."""
    items = "".join(
        f'<li id="{e.anchor}"><a href="#{e.anchor}"><code>{escape(e.title)}</code></a>'
        f"{_aside(e.facts)}</li>"
        for e in entries
    )
    return f'<ul class="kb-names">{items}</ul>'


def _aside(facts: Facts) -> str:
    told = "; ".join(f"{label.lower()} {words}" for label, words in facts)
    return f" <small>{_marked(told)}</small>" if told else ""


def _used(places: list[UsedAt]) -> str:
    """A link for each page, to the first example on it."""
    if not places:
        return ""
    counts = Counter(title for _, title, _ in places)
    # The last one written wins: so it begins at the end, to keep the first of each.
    first = {title: (at, example) for at, title, example in reversed(places)}
    links = [
        f'<a href="{escape(at)}">{escape(title)}: {escape(example)}</a>'
        + (f" and {counts[title] - 1} more" if counts[title] > 1 else "")
        for title, (at, example) in reversed(first.items())
    ]
    items = "".join(f"<li>{link}</li>" for link in links)
    return f'<div class="kb-used"><p>Used in</p><ul>{items}</ul></div>'


def _marked(text: str) -> str:
    """A text as HTML, in which backticks mark literals."""
    return "".join(_parts(text))


def _parts(text: str) -> Iterator[str]:
    for number, part in enumerate(re.split(r"`", text)):
        if part:
            yield f"<code>{escape(part)}</code>" if number % 2 else escape(part)
