"""A copy of the reference model that a test may damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kbcheck import guides, modelfile
from kbcheck.console import lists, tables
from kbcheck.relaxng import Grammar
from kbcheck.relaxng.cached import cached_grammar
from kbcheck.relaxng.load import definitions
from kbcheck.rules import load_rules
from kbcheck.settings.forms import forms
from kbcheck.settings.table import load_table
from kbcheck.settings.tablefile import read_forms

CACHES: tuple[Any, ...] = (
    guides.guides, tables.commands, tables.units, tables._files, lists.lists,
    cached_grammar, load_rules, load_table, forms, read_forms, modelfile.model_path,
)  # fmt: skip
MODEL = modelfile.MODEL


def forget() -> None:
    """Read the model again, as another process would."""
    for cache in CACHES:
        cache.cache_clear()


@contextmanager
def copied_model(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the model, which all loaders read from instead."""
    copy = folder / "model"
    shutil.copytree(MODEL, copy)
    patch.setattr(modelfile, "MODEL", copy)
    patch.setattr(guides, "FOLDER", copy / "guides")
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    forget()
    try:
        yield copy
    finally:
        patch.undo()
        forget()


def loader(path: Path) -> Callable[[], object]:
    """What reads a file of a model (the grammar of pools, for a grammar)."""
    if path.suffix == ".rnc":
        return lambda: Grammar(definitions(path))
    if path.parent.name == "commands":
        return tables.commands
    if path.parent.name == "lists":
        return lambda: lists.lists(path.stem)
    if path.name == "forms.toml":
        return forms
    if path.parent.name == "settings":
        return lambda: load_table(path.stem)
    return lambda: load_rules(path)
