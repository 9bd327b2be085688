"""A copy of the reference model that a test may damage.

A process has one, which is mended after each test: one for each of 250 tests would be
40,000 files to write and to remove.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
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
    for kept in CACHES:
        kept.cache_clear()


@contextmanager
def copied_model(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the model, which all loaders read from instead."""
    copy = folder / "model"
    kept, stamps = _kept()
    shutil.move(kept, copy)
    patch.setattr(modelfile, "MODEL", copy)
    patch.setattr(guides, "FOLDER", copy / "guides")
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    forget()
    try:
        yield copy
    finally:
        patch.undo()
        forget()
        _mend(copy, stamps)
        shutil.move(copy, kept)


Stamps = dict[Path, tuple[int, ...]]
"""What tells whether a file of a folder is still what it was."""


@cache
def _kept() -> tuple[Path, Stamps]:
    """Where the copy lies while no test has it."""
    folder = tempfile.mkdtemp(prefix="kb-model-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = Path(folder) / "model"
    shutil.copytree(MODEL, copy)
    return copy, _stamps(copy)


def _stamps(folder: Path) -> Stamps:
    return {path.relative_to(folder): _stamp(path) for path in folder.rglob("*")}


def _stamp(path: Path) -> tuple[int, ...]:
    seen = path.lstat()
    inner = () if path.is_dir() else (seen.st_ino, seen.st_size, seen.st_mtime_ns)
    return (seen.st_mode, *inner)


def _mend(copy: Path, stamps: Stamps) -> None:
    """Bring back what a test has changed, and remove what it has added."""
    now = _stamps(copy)
    changed = [n for n in now.keys() | stamps.keys() if now.get(n) != stamps.get(n)]
    for name in sorted(changed):
        path = copy / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        if name in stamps:
            shutil.copy2(MODEL / name, path)
            stamps[name] = _stamp(path)


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
