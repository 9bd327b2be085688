"""The cases as documents for rules: single files, and folders of files together."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kbcheck import KINDS
from kbcheck.guides import source
from kbcheck.rules import Rule, Source
from kbcheck.rules.view import View
from kbcheck.sniff import find_kind, is_fragment

CASES = Path(__file__).parent / "cases"
OPTION = re.compile(r"(?:<!--|#)\s*(guide|libvirt): (.*?)\s*(?:-->|$)", re.MULTILINE)
EXPECTED = re.compile(r"expect: \d+ ([\w-]+)")


class Case(NamedTuple):
    """Documents that belong together, with what they state at their heads."""

    name: str
    files: tuple[tuple[str, str, str], ...]
    """Path, kind and text of each."""
    guides: tuple[str, ...]
    libvirt: str
    expected: frozenset[str]
    """The checks that must find something."""

    def sources(self) -> list[Source]:
        """The documents that rules can read, parsed anew."""
        found = (
            source(path, text, kind, example=is_fragment(kind, text))
            for path, kind, text in self.files
        )
        return [s for s in found if s is not None]


@cache
def cases(folder: str) -> tuple[Case, ...]:
    """The cases of a folder, 'good' or 'bad'."""
    return tuple(_case(path) for path in sorted((CASES / folder).iterdir()))


def _case(path: Path) -> Case:
    paths = sorted(p for p in path.rglob("*") if p.is_file()) or [path]
    texts = [(p, p.read_text(encoding="utf-8")) for p in paths]
    head = "\n".join(text for _, text in texts)
    options = dict(OPTION.findall(head))
    return Case(
        path.name,
        tuple((str(p), _kind(p, text), text) for p, text in texts),
        tuple(options.get("guide", "").split()),
        options.get("libvirt", ""),
        frozenset(EXPECTED.findall(head)),
    )


def _kind(path: Path, text: str) -> str:
    """The kind by the file's name, or the kind that the case's name begins with."""
    named = [kind for kind in KINDS if path.name.startswith(f"{kind}-")]
    return max(named, key=len, default="") or find_kind(str(path), text)


@cache
def untouched(case: Case) -> list[Source]:
    """The documents of a case, parsed once; nobody changes these."""
    return case.sources()


@cache
def views(folder: str) -> tuple[tuple[Case, View], ...]:
    """The cases of a folder with their trees; nobody changes these either."""
    return tuple((case, View(untouched(case))) for case in cases(folder))


def judged_by(rule: Rule, folder: str) -> list[Case]:
    """The cases of a folder in which the rule has something to judge."""
    return [case for case, view in views(folder) if _judges(rule, view)]


def _judges(rule: Rule, view: View) -> bool:
    return bool(
        (not rule.given or view.select(rule.given)) and view.select(rule.subject)
    )
