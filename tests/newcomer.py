"""What somebody who adds a thing has forgotten: where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

import kbcheck.kinds
from kbcheck import KINDS
from kbcheck.modelfile import line_of, model_path, model_text
from kbcheck.rules import Rule, load_rules
from kbcheck.settings import SYNTAXES

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases"
XML = tuple(kind.name for kind in KINDS.values() if kind.roots)
CONF = tuple(name for name in SYNTAXES if SYNTAXES[name] is SYNTAXES["qemu.conf"])
"""The kinds in libvirt's own syntax of settings."""


def forgotten(path: Path, line: int, missing: str, todo: str, steps: str) -> str:
    """A message; `steps` is the section of CONTRIBUTING.md that says more."""
    return f"{shown(path)}:{line}: {missing}; {todo} (see CONTRIBUTING.md, '{steps}')"


def shown(path: Path) -> str:
    """The path from the top of the project, if it is in there."""
    inside = path.is_relative_to(ROOT)
    return (path.relative_to(ROOT) if inside else path).as_posix()


def nothing_forgotten(messages: Iterable[str]) -> None:
    """Fail with the messages alone, one a line: the first is the summary."""
    found = list(messages)
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def line_with(path: Path, text: str) -> int:
    """The first line that holds a text; 1 if none does."""
    lines = path.read_text("utf-8").split("\n")
    return next((n for n, line in enumerate(lines, 1) if text in line), 1)


def kind_place(name: str) -> tuple[Path, int]:
    """Where the table of kinds has a kind."""
    path = Path(kbcheck.kinds.__file__)
    return path, line_with(path, f'("{name}"')


def rule_place(rule: Rule, field: str = "id") -> tuple[Path, int]:
    """Where a rule has a field; its head if it has none."""
    path = Path(rule.file)
    ids = [other.id for other in load_rules(path).rules]
    return path, line_of(model_text(path), "rule", ids.index(rule.id), field)


def kind_of(name: str) -> str:
    """The kind that the name of a case begins with, the longest that fits; or ''."""
    return max((k for k in KINDS if name.startswith(f"{k}-")), key=len, default="")


@cache
def kinds_with_cases(folder: str) -> frozenset[str]:
    """The kinds that have a case in a folder, 'good' or 'bad'."""
    return frozenset(kind_of(path.name) for path in (CASES / folder).iterdir())


def model_of(kind: str) -> Path:
    """The file of the model that says what a kind may hold."""
    if kind in XML:
        return model_path(f"{kind}.rnc")
    return model_path("settings", f"{kind}.toml")
