"""The small changes of our code that its tests must notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

_NOT_RUN = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.TypeAlias)


class Change(NamedTuple):
    """One node of a file, and what stands there instead."""

    file: Path
    first: int
    last: int
    module: cst.Module
    node: cst.CSTNode
    other: cst.CSTNode

    def text(self) -> str:
        """The whole file with the change."""
        return self.module.deep_replace(self.node, self.other).code

    def __str__(self) -> str:
        """FILE:LINE: what the first line that differs was -> what it is."""
        both = (self.module.code.split("\n"), self.text().split("\n"))
        pairs = enumerate(zip(*both, strict=False), 1)
        line, old, new = next((n, a, b) for n, (a, b) in pairs if a != b)
        return f"{self.file}:{line}: {old.strip()}  ->  {new.strip()}"


class _Visitor(cst.CSTVisitor):
    """Collects the changes of a module, where they can make a difference."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, file: Path, module: cst.Module) -> None:
        super().__init__()
        self.file, self.module = file, module
        self.found: list[Change] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _NOT_RUN) or _is_for_types(node):
            return False
        place = self.get_metadata(PositionProvider, node, None)
        if place is not None:
            lines = place.start.line, place.end.line
            self.found += [
                Change(self.file, *lines, self.module, node, other)
                for other in _others(node)
            ]
        return True


def _others(node: Any) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from operator(node)


def _is_for_types(node: cst.CSTNode) -> bool:
    """Whether nothing but a type checker or a linter reads it."""
    if isinstance(node, cst.Assign):
        return node.targets[0].target.deep_equals(cst.Name("__all__"))
    if isinstance(node, cst.If):
        return isinstance(node.test, cst.Name) and node.test.value == "TYPE_CHECKING"
    called = node.func if isinstance(node, cst.Call) else None
    return isinstance(called, cst.Name) and called.value == "cast"


def changes(file: Path) -> list[Change]:
    """All changes of a file."""
    wrapper = MetadataWrapper(cst.parse_module(file.read_text("utf-8")))
    visitor = _Visitor(file, wrapper.module)
    wrapper.visit(visitor)
    return visitor.found


def makes_a_difference(change: Change) -> bool:
    """Whether the file can be compiled with it, and is another program."""
    try:
        new = ast.parse(change.text())
    except SyntaxError:
        return False
    return ast.dump(new) != ast.dump(ast.parse(change.module.code))
