"""Compiled grammars, kept between runs: reading a model costs more than using it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..cache import kept_json
from ..versions import Release, lifetime
from .grammar import Definitions, Grammar

# What makes the definitions, and what says that they are sound.
_READERS = [
    Path(__file__).with_name(f"{name}.py")
    for name in (
        "syntax",
        "tokens",
        "file",
        "load",
        "wellmade",
        "datatypes",
        "xsdregex",
    )
] + [Path(__file__).parents[1] / "versions.py"]


@lru_cache(maxsize=16)
def cached_grammar(path: Path) -> Grammar:
    """The grammar of a file.  ModelError if it is wrong, or cannot be read."""
    # All modules, not those that it includes: which these are, only reading tells.
    return Grammar(
        kept_json(
            path.stem,
            [*_modules(path.parent), *_READERS],
            lambda: _definitions(path),
            _fits,
        )
    )


def _modules(folder: Path) -> Iterator[Path]:
    # Path.rglob() takes three times as long, a millisecond.
    for top, _, names in os.walk(folder):
        yield from (Path(top, name) for name in names if name.endswith(".rnc"))


@lru_cache(maxsize=16)
def older_grammar(path: Path, begin: Release) -> Grammar:
    """The grammar of a file, where what is newer than a release may be missing."""
    known = cached_grammar(path).definitions
    return Grammar(known, lambda since: lifetime(since).begin > begin)


def _fits(found: Any) -> bool:
    """Whether what was kept has the shape of definitions."""
    # Ours has this shape always. A forged one, whose hashes are right, must not raise
    # somewhere in the compiler.
    return isinstance(found, dict) and all(
        isinstance(d, list) and [*map(type, d)] == [str, list, list]
        for d in found.values()
    )


def _definitions(path: Path) -> Definitions:
    from .load import definitions

    return definitions(path)
