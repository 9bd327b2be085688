"""Judges documents by rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, cast

from ..problem import Problem
from ..versions import NEWEST, Version
from .rule import SEVERITIES, Rule
from .tests import MISSING, TESTS
from .view import Place, Source, View

_ASKED = re.compile(r"/documents/([\w.-]+)")


def judge(
    rules: Iterable[Rule],
    sources: Sequence[Source],
    versions: tuple[Version, ...] = (NEWEST,),
) -> list[Problem]:
    """The problems that the rules find in the documents, which are judged together.

    `versions` are the libvirt versions that the documents are for.  Where a document
    has holes, nothing is held to be absent: a hole may hold it.
    """
    view = View(sources)
    found: list[Problem] = []
    for rule in rules:
        if rule.must and rule.holds_for(versions):
            found += _apply(rule, view)
    return sorted(found, key=lambda p: (p.path, p.line, p.column, p.check))


def _apply(rule: Rule, view: View) -> Iterable[Problem]:
    if rule.given and not view.select(rule.given):
        return
    for subject in view.select(rule.subject):
        items = view.select(rule.find, subject)
        places = [view.place(item) for item in items]
        kept = [p for p in places if not p.elided] if rule.must != "exist" else places
        texts = [p.text for p in kept]
        if rule.text:
            texts = [view.string(rule.text, item) for item in items]
            kept = [p._replace(text=t) for p, t in zip(places, texts, strict=True)]
        for index in TESTS[rule.must].check(texts, rule.args):
            if index == MISSING:
                if not view.elided:
                    yield _problem(rule, view.place(subject))
            else:
                yield _problem(rule, kept[index])


def _problem(rule: Rule, place: Place) -> Problem:
    severity = cast(Literal["error", "warning"], SEVERITIES[rule.severity])
    message = rule.message.replace("{text}", place.text.strip()[:60])
    return Problem(
        place.line,
        place.column,
        rule.id,
        message,
        rule.fix,
        severity,
        rule.silently_ignored,
        place.path,
    )


def missing_documents(rules: Iterable[Rule], kinds: Iterable[str]) -> set[str]:
    """The kinds of documents that rules ask about and that were not given."""
    asked: set[str] = set()
    for rule in rules:
        for path in (rule.subject, rule.given, rule.find):
            asked.update(_ASKED.findall(path))
    return asked - set(kinds)
