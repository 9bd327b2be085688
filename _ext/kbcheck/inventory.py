"""Counts of what the reference model holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .kinds import KINDS
from .modelfile import ModelTable, model_files, model_path
from .relaxng.patterns import ATTRIBUTE_OP
from .rules import load_driver
from .xmldocument import grammar


class Count(NamedTuple):
    """How many entries a part of the model has: '635', 'elements'."""

    part: str
    number: int
    what: str


def inventory() -> list[Count]:
    """The counts of every part: grammars, tables, rules of the drivers."""
    drivers = len(load_driver().rules)
    return [*_grammars(), *_settings(), *_commands(),
            Count("driver rules", drivers, "rules")]  # fmt: skip


def _grammars() -> Iterator[Count]:
    for kind in KINDS.values():
        if kind.roots:
            elements = grammar(kind.name).all_elements
            atoms = [atom for element in elements for atom in element.content.atoms]
            attributes = sum(atom.op == ATTRIBUTE_OP for atom in atoms)
            yield Count(kind.title, len(elements), "elements")
            yield Count(kind.title, attributes, "attributes")


def _settings() -> Iterator[Count]:
    for path in model_files(model_path("settings")):
        table = ModelTable(path).data
        yield Count(table.get("title", path.stem), _entries(table), "settings")


def _commands() -> Iterator[Count]:
    tables = [
        ModelTable(path).data["command"] for path in model_files(model_path("commands"))
    ]
    commands = sum(len(table) for table in tables)
    yield Count("commands", commands, "commands")
    yield Count("commands", sum(map(_entries, tables)) - commands, "subcommands")


def _entries(table: Any) -> int:
    """How many tables below this one say what they mean: each is an entry."""
    if not isinstance(table, dict):
        return 0
    below = sum(_entries(value) for value in table.values())
    return below + ("meaning" in table)
