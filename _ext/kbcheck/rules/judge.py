"""Judges documents by rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Any, Literal, cast

from ..problem import Problem, problem
from ..suggest import clipped
from ..tree import is_hole
from ..versions import NEWEST, Versions
from .filed import FiledRules
from .must import MISSING, TESTS
from .needs import split
from .paths import PathError
from .rule import SEVERITIES, Rule, denies
from .view import Place, Source, View


def judge(
    rules: Iterable[Rule],
    sources: Sequence[Source],
    versions: Versions = NEWEST,
) -> list[Problem]:
    """The problems that the rules find in the documents, which are judged together.

    `versions` are the libvirt versions that the documents are for.  Where a subject
    has holes, nothing is held to be absent: a hole may hold it.  ModelError for a rule
    that cannot be applied.
    """
    return _judge(rules, View(sources), versions)


def judge_filed(
    rules: FiledRules, source: Source, words: set[str], versions: Versions = NEWEST
) -> list[Problem]:
    """The same for one document, without a look at rules that cannot speak of it.

    `words` has at least the words of the document.
    """
    return _judge(rules.about(words), View((source,)), versions)


def _judge(rules: Iterable[Rule], view: View, versions: Versions) -> list[Problem]:
    found: list[Problem] = []
    for rule in rules:
        # Rules without a test are for people; they stand in checklists alone.
        if rule.must and rule.holds_for(versions):
            try:
                found += _apply(rule, view)
            except PathError as err:
                raise rule.fault(str(err)) from err
    return sorted(found, key=lambda p: (p.path, p.line, p.column, p.check))


def _apply(rule: Rule, view: View) -> Iterable[Problem]:
    if rule.given and not view.select(rule.given):
        return
    test, doubts = TESTS[rule.must], view.gaps and rule.denies
    for subject in view.nodes(rule.subject):
        find = rule.find
        # What it finds absent may be what is at fault.
        if doubts and view.is_torn(subject, rule.subject):
            find = _certain(rule)
        if not find or (rule.whole and view.elides(".", subject)):
            continue  # or what its author left out
        items = view.nodes(find, subject)
        if len(items) < test.least:
            continue
        texts = [""] * len(items)
        # There may be only holes. A test that can miss something still sees that, and
        # `elides` below asks whether a hole may hold it.
        if items and test.reads:
            items, texts = _readable(rule, view, items)
            if len(items) < test.least:
                continue
        args, than = rule.args, ""
        if rule.than:
            others = [view.text(item) for item in view.select(rule.than, subject)]
            args, than = {**args, "than": others}, (others or [""])[0]
        for index in test.check(texts, args):
            if index != MISSING:
                if view.is_faulty(items[index]):
                    continue
                text = texts[index] if test.reads else _text(rule, view, items[index])
                yield _problem(rule, view.place(items[index]), text, than)
            elif not view.elides(rule.find, subject):
                at = view.nodes(rule.at, subject) if rule.at else ()
                yield _problem(rule, view.place(at[0] if at else subject), "", than)


def _certain(rule: Rule) -> str:
    """Which part of a rule's `find` is at fault by what stands there; '' if none is."""
    if rule.must != "be absent" or rule.whole or denies(rule.subject + rule.given):
        return ""
    return "|".join(part for part in split(rule.find, r"\|") if not denies(part))


def _readable(rule: Rule, view: View, items: list[Any]) -> tuple[list[Any], list[str]]:
    """The items whose text is there, not a hole, and the texts to test."""
    texts = [_text(rule, view, item) for item in items]
    # A hole stands for whatever is right: no test may find it wrong.
    there = [not is_hole(text) for text in texts]
    if all(there):
        return items, texts
    return list(compress(items, there)), list(compress(texts, there))


def _text(rule: Rule, view: View, item: Any) -> str:
    return view.string(rule.text, item) if rule.text else view.text(item)


def _problem(rule: Rule, place: Place, text: str, than: str) -> Problem:
    severity = cast(Literal["error", "warning"], SEVERITIES[rule.severity])
    message = rule.message.replace("{than}", clipped(than, 60))
    return problem(
        rule.id,
        place.line,
        place.column,
        message.replace("{text}", clipped(text, 60)),
        rule.fix,
        severity=severity,
        silently_ignored=rule.silently_ignored,
        path=place.path,
    )


_DOCUMENT = r"/documents/([A-Za-z][\w.\-]*)"


def missing_documents(rules: Iterable[Rule], kinds: Iterable[str]) -> set[str]:
    """The kinds of documents that rules ask about and that were not given."""
    asked: set[str] = set()
    for rule in rules:
        for path in (rule.subject, rule.find, rule.given, rule.than):
            asked.update(re.findall(_DOCUMENT, path))
    return asked - set(kinds)
