"""A wrong and a right example for the rules of the guides, and whether they are that.

They show what a rule is about, and hold nothing else.  A line `--- KIND` begins a
document of that kind, `--- domain devices` a part of a guest that stands in <devices>;
without such a line it is a guest, or a part that stands in <domain>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from . import guides
from .modelfile import ModelTable
from .rules import Rule, Source, judge
from .rules.view import View
from .tree import KNOWN_NAMESPACES
from .versions import stated

_BEGIN = re.compile(r"(?m)^--- (\S+)(?: (\S+))?\n")
_QEMU = f"xmlns:qemu='{KNOWN_NAMESPACES['qemu']}'"


class RulePair(NamedTuple):
    """What a rule refuses, and what it takes."""

    wrong: str
    right: str


class PairPart(NamedTuple):
    """A document of an example: its kind, the element that it stands in, its text."""

    kind: str
    inside: str
    text: str

    @property
    def whole(self) -> str:
        """The text with what it stands in, so that rules find it."""
        if self.kind != "domain" or self.text.startswith("<domain"):
            return self.text
        outer = f"<{self.inside}>{self.text}</{self.inside}>" if self.inside else ""
        return f"<domain {_QEMU}>{outer or self.text}</domain>"


def pairs(guide: str) -> dict[str, RulePair]:
    """Rule -> its examples; none if the guide has no file of them.

    ModelError if the file cannot be read.
    """
    return _read(guides.FOLDER.with_name("pairs") / f"{guide}.toml")


@cache
def _read(path: Path) -> dict[str, RulePair]:
    found = ModelTable(path).data if path.is_file() else {}
    return {
        rule: RulePair(pair["wrong"], pair["right"]) for rule, pair in found.items()
    }


def parts(text: str) -> Iterator[PairPart]:
    """The documents of an example."""
    first, *rest = _BEGIN.split(text)
    if first:
        yield PairPart("domain", "", first)
    for at in range(0, len(rest), 3):
        kind, inside, what = rest[at : at + 3]
        yield PairPart(kind, inside or "", what)


def fault(rule: Rule, pair: RulePair) -> str:
    """Why the two are not what they are called; '' if they are."""
    if not _finds(rule, pair.wrong):
        return f"{rule.id} does not find its wrong example wrong"
    if _finds(rule, pair.right):
        return f"{rule.id} finds its right example wrong"
    if not View(_sources(pair.right)).select(rule.subject):
        return f"{rule.id} does not look at its right example"
    return ""


def _finds(rule: Rule, text: str) -> bool:
    return bool(judge([rule], _sources(text), stated(rule.libvirt)))


def _sources(text: str) -> list[Source]:
    found = (
        guides.source("", part.whole, part.kind, example=True) for part in parts(text)
    )
    return [one for one in found if one is not None]
