"""Reads a grammar and all that it includes."""

from __future__ import annotations

from pathlib import Path

from ..modelfile import model_text, shown_path
from .file import Define
from .grammar import Definitions, Tree
from .syntax import parse
from .tokens import GrammarError
from .wellmade import check_sound


def definitions(path: Path) -> Definitions:
    """The definitions of a file and of those that it includes, overrides applied.

    Places are relative to the folder of `path`, so that they mean the same anywhere;
    that of a GrammarError leads there from the working folder.
    """
    try:
        found = _read(path, path.parent, ())
        merged = {name: _merge(name, parts) for name, parts in found.items()}
        check_sound(path.name, found)
    except GrammarError as err:
        place = shown_path(path.parent / err.path)
        raise GrammarError(place, err.line, err.message) from err
    return merged


def _read(path: Path, base: Path, above: tuple[Path, ...]) -> dict[str, list[Define]]:
    name = path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)
    file = parse(name, model_text(path))
    found: dict[str, list[Define]] = {}
    for include in file.includes:
        target = path.parent / include.href
        if target in (*above, path):
            raise GrammarError(name, include.line, f"{include.href} includes itself")
        if not target.is_file():
            raise GrammarError(name, include.line, f"no file {include.href}")
        inner = _read(target, base, (*above, path))
        for overridden, parts in include.overrides.items():
            if overridden not in inner:
                message = f"{include.href} has no definition {overridden} to override"
                raise GrammarError(name, include.line, message)
            # All parts of it, before other files add theirs: RELAX NG's order.
            inner[overridden] = parts
        for key, parts in inner.items():
            found.setdefault(key, []).extend(parts)
    for key, parts in file.definitions.items():
        found.setdefault(key, []).extend(parts)
    return found


def _merge(
    name: str, parts: list[Define]
) -> tuple[str, list[list[object]], list[object]]:
    methods = {part.combine for part in parts if part.combine}
    if len(methods) > 1 or (len(parts) > 1 and not methods):
        *_, file, line = parts[-1].notes
        raise GrammarError(file, line, f"{name} is defined twice without |= or &=")
    for part in parts:
        _annotate(part.pattern, part.notes)
    documented = next((p.notes for p in parts if p.notes[0]), parts[0].notes)
    return (methods.pop() if methods else "", [p.pattern for p in parts], documented)


def _annotate(pattern: Tree, notes: Tree) -> None:
    """Hand what a definition says down to the items that it is made of.

    All of it to a single element or attribute, only the version to each of several.
    What an item says itself counts more.
    """
    op = pattern[0]
    if op in ("element", "attribute"):
        own = pattern[3]
        own[:3] = [mine or handed for mine, handed in zip(own, notes[:3], strict=False)]
    # The words describe the whole and none of its items; the version holds for each.
    elif op in ("group", "choice", "interleave"):
        for part in pattern[1]:
            _annotate(part, ["", notes[1], ""])
    elif op in ("optional", "star", "plus", "mixed"):
        _annotate(pattern[1], ["", notes[1], ""])
