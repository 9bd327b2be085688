"""What no input may do to kbcheck, whatever it holds: what fuzzing tries to break.

A surface is a kind, read as a file or as an example.  `prove` judges one text there
and raises AssertionError if a property does not hold; every other exception is a
finding, too.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kbcheck import CHECKS, KINDS, Problem, Request, check, report
from kbcheck.guides import guides, kinds_of
from kbcheck.relaxng.fragment import Fragments
from kbcheck.relaxng.validate import Matcher
from kbcheck.rules import load_driver
from kbcheck.tree import XmlError, parse
from kbcheck.xmldocument import grammar

CASES = Path(__file__).parent.parent / "cases"
LONGEST_MESSAGE = 240
SECONDS = 1.0
"""Of CPU time, which a text of up to 64 KiB may take; all growth is measured elsewhere.

The best of three counts: the first look at a kind compiles its grammar.
"""
_RULE_SETS = (*guides().values(), load_driver())
_RULES = {rule.id for rules in _RULE_SETS for rule in rules.rules}
_ROOM = 64 * 1024


class Surface(NamedTuple):
    """A kind, and how a text of it is read."""

    kind: str
    example: bool

    @property
    def name(self) -> str:
        """A name for the command line and for files."""
        return f"{self.kind}-{'example' if self.example else 'file'}"


SURFACES = tuple(Surface(kind, example) for kind in KINDS for example in (False, True))


def seeds(surface: Surface) -> Iterator[str]:
    """The cases of a kind: what the mutations start from."""
    others = [kind for kind in KINDS if kind.startswith(f"{surface.kind}-")]
    for path in sorted(CASES.glob(f"*/{surface.kind}-*")):
        if path.is_file() and not any(path.name.startswith(f"{k}-") for k in others):
            yield path.read_text(encoding="utf-8")


def prove(surface: Surface, text: str) -> None:
    """Judge a text, and hold the verdict to all the properties."""
    names = tuple(g for g in guides() if surface.kind in kinds_of([g]))
    request = Request(text, surface.kind, example=surface.example, guides=names)
    bound = SECONDS * max(1, len(text) / _ROOM)
    for _ in range(3):
        before = time.process_time()
        problems = check(request).problems
        spent = time.process_time() - before
        if spent < bound:
            break
    assert spent < bound, f"took {spent:.1f} s"
    lines = text.count("\n") + 1
    for found in problems:
        _sound(found, lines)
    places = [(p.line, p.column) for p in problems]
    assert places == sorted(places), "not from top to bottom"
    _printable(problems, text)
    if KINDS[surface.kind].roots:
        _closed(request, problems)


def _sound(found: Problem, lines: int) -> None:
    """A place in the text, a known id, words of a bounded length."""
    assert 1 <= found.line <= lines + 1, f"line {found.line} of {lines}"
    assert found.column >= 1, found.column
    assert found.check in CHECKS or found.check in _RULES, found.check
    assert found.message, found.check
    assert len(found.message) <= LONGEST_MESSAGE, found.message


def _printable(problems: tuple[Problem, ...], text: str) -> None:
    """Nothing that a terminal or a build server would obey."""
    moved = [p._replace(path="a\x1b[2J/b\u202e.xml") for p in problems]
    for out in (report.text(moved, text), report.github(moved)):
        bad = {c for c in out if c not in "\n\t" and _obeyed(c)}
        assert not bad, f"{bad!r} is printed"
    for line in report.text(moved, text).split("\n"):
        assert not line.lstrip().startswith("::"), line
        assert "##[" not in line, line


def _obeyed(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _closed(request: Request, problems: tuple[Problem, ...]) -> None:
    """What the matcher refuses has an error: no explanation, no way out."""
    try:
        document = parse(request.text, example=request.example)
    except XmlError:
        assert problems
        return
    fragments = Fragments(document, grammar(request.kind), request.inside)
    if not fragments.readings(Matcher(example=request.example)):
        assert any(p.severity == "error" for p in problems), "refused in silence"
