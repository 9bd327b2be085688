"""Limits of accounts, which PAM sets: limits.conf and the files of limits.d."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .elements import add_text
from .filename import check_ending
from .findings import Findings
from .lines import lines
from .table import load_table

_WORD = re.compile(r"[^\s#]+")
_TYPES = ("soft", "hard", "-")
_FIELDS = ("account", "type", "item", "value")
_UNIT = re.compile(r"[0-9]+\s*[kKmMgGtT][iI]?[bB]?")


def _limits(text: str, example: bool) -> Iterator[list[Span]]:
    """The words of each line; what follows a '#' is a comment anywhere."""
    for line in lines(text, example=example):
        said = line.text.partition("#")[0]
        yield [Span(m[0], line.offset + m.start()) for m in _WORD.finditer(said)]


def check_limits(request: Request, findings: Findings) -> None:
    """Each line is an account, soft or hard, what is limited, and how far."""
    check_ending(request.file, "limits.d", ".conf", "PAM", findings)
    for words in _limits(request.text, request.example):
        if any(findings.elided(w.text) for w in words):
            continue
        # 'ACCOUNT -' alone takes all limits from an account.
        if len(words) == 2 and words[1].text == "-":
            continue
        if len(words) < len(_FIELDS):
            lacking = listing(_FIELDS[len(words) :], last=" and ")
            message = f"the line lacks its {lacking}"
            hint = "write ACCOUNT soft|hard|- ITEM VALUE"
            findings.add("syntax", words[0].offset, message, hint)
        else:
            _limit(words, findings)


def _limit(words: list[Span], findings: Findings) -> None:
    _, kind, item, value, *rest = words
    if kind.text.lower() not in _TYPES:
        near = findings.near(kind.text, _TYPES)
        message = f"'{clipped(kind.text)}' is not a type; allowed: soft, hard or -"
        findings.add("bad-value", kind.offset, message, did_you_mean(near))
    known = load_table("limits.conf").groups["item"]
    setting = known.get(item.text.lower())
    if setting is None:
        near = findings.near(item.text, known)
        message = f"PAM has no limit '{clipped(item.text)}'"
        hint = did_you_mean(near, f"known: {listing(list(known))}")
        findings.add("unknown-key", item.offset, message, hint)
    elif _UNIT.fullmatch(value.text):
        message = f"'{clipped(value.text)}' has a unit, which PAM does not read"
        hint = f"it counts in the unit of '{setting.name}': {setting.meaning}"
        findings.add("bad-value", value.offset, message, hint)
    else:
        findings.value(setting, value.text, value.offset)
    if rest:
        message = f"'{clipped(rest[0].text)}' follows the four fields of the line"
        findings.add("syntax", rest[0].offset, message)


def limits_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <limit domain= type=> and in it the item with its value."""
    for words in _limits(text, example):
        if len(words) != len(_FIELDS):
            continue
        who, kind, item, value = words
        node = Node("limit", {"domain": who.text, "type": kind.text}, who.offset)
        top.children.append(node)
        add_text(node, item.text.lower(), value.text, item.offset)
