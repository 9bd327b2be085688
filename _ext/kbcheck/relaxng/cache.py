"""Compiled grammars, kept between runs: reading a model costs more than using it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..cache import kept_json
from .grammar import Definitions, Grammar

_READERS = [
    Path(__file__).with_name(f"{name}.py")
    for name in ("syntax", "tokens", "file", "load")
]


@lru_cache(maxsize=16)
def cached_grammar(path: Path) -> Grammar:
    """The grammar of a file.  GrammarError or OSError if the model cannot be read."""
    sources = [*path.parent.rglob("*.rnc"), *_READERS]
    return Grammar(kept_json(path.stem, sources, lambda: _definitions(path)))


def _definitions(path: Path) -> Definitions:
    from .load import definitions

    return definitions(path)
