"""The modules that are translated, and what a name in one of them stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from .natives import MODULES
from .prune import pruned
from .scope import parameters

STANDS_IN = {"pyexpat": "kbweb.expat"}
"""Modules in whose place one of ours is translated."""


class Module(NamedTuple):
    """A module: its dotted name, its file as messages name it, and its tree."""

    name: str
    path: str
    package: bool
    tree: ast.Module


class Referent(NamedTuple):
    """What a name stands for: a name of a module, or the module itself ('')."""

    module: str
    name: str = ""


class Program:
    """Modules by name, and look-ups across them.

    What is in none of them (`re`, `pathlib`) is native: the runtime has it.
    """

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        self._imports = {name: _imports(m, modules) for name, m in modules.items()}
        self._defined = {name: _defined(m.tree) for name, m in modules.items()}
        self.data = {name for m in modules.values() for name in _data(m.tree)}
        """The names of all values that objects have."""

    def referent(self, module: str, name: str) -> Referent | None:
        """What a name of a module stands for in the end; None if there is no such."""
        found = self._imports.get(module, {}).get(name)
        if found is None:
            return Referent(module, name) if name in self._defined[module] else None
        # A package hands on what its modules define: what is meant is where it ends.
        while found.name and found.module in self.modules:
            further = self._imports[found.module].get(found.name)
            if further is None:
                break
            found = further
        return found

    def definition(self, target: Referent | None) -> ast.stmt | None:
        """The function or class that a target is; None if it is something else."""
        if target is None or target.module not in self.modules:
            return None
        return self._defined[target.module].get(target.name)

    def attribute(self, target: Referent | None, name: str) -> Referent | None:
        """What an attribute of a module stands for; None if that is no module."""
        if target is None or target.name:
            return None
        if target.module in self.modules:
            return self.referent(target.module, name)
        return Referent(target.module, name)

    @cached_property
    def methods(self) -> dict[str, list[ast.FunctionDef]]:
        """Name -> all methods of that name, of whatever class."""
        found: dict[str, list[ast.FunctionDef]] = {}
        for module in self.modules.values():
            # No class stands in a function here.
            classes = [s for s in module.tree.body if isinstance(s, ast.ClassDef)]
            for method in (m for c in classes for m in functions(c)):
                found.setdefault(method.name, []).append(method)
        return found

    def with_bases(self, module: str, node: ast.ClassDef) -> Iterator[ast.ClassDef]:
        """A class, and those of the modules that it inherits from."""
        yield node
        for base in node.bases:
            target = (
                self.referent(module, base.id) if isinstance(base, ast.Name) else None
            )
            found = self.definition(target)
            if target and isinstance(found, ast.ClassDef):
                yield from self.with_bases(target.module, found)

    def parameters(self, target: Referent) -> list[str] | None:
        """The parameters of a function, or of a class when it is called."""
        found = self.definition(target)
        if isinstance(found, ast.FunctionDef):
            return [a.arg for a in parameters(found.args)]
        if not isinstance(found, ast.ClassDef):
            return None
        if is_record(found):
            return fields(found)
        made = [m for m in functions(found) if m.name == "__init__"]
        return [a.arg for a in parameters(made[0].args)][1:] if made else None


def functions(node: ast.ClassDef) -> list[ast.FunctionDef]:
    """The methods that a class has itself."""
    return [s for s in node.body if isinstance(s, ast.FunctionDef)]


def is_data(method: ast.FunctionDef) -> bool:
    """Whether a method is read as a value is."""
    said = {ast.unparse(d) for d in method.decorator_list}
    return bool(said & {"property", "cached_property"})


def _data(tree: ast.Module) -> Iterator[str]:
    """The names of values that objects of a module's classes have."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.ClassDef):
            yield from fields(node)
            yield from _shared(node)
            yield from (m.name for m in functions(node) if is_data(m))


def _shared(node: ast.ClassDef) -> Iterator[str]:
    """The names of values that a class has itself."""
    for statement in node.body:
        if isinstance(statement, ast.Assign):
            yield from (ast.unparse(target) for target in statement.targets)


def is_record(node: ast.ClassDef) -> bool:
    """Whether a class has its fields alone: a NamedTuple or a dataclass."""
    bases = [ast.unparse(b) for b in node.bases]
    return bases == ["NamedTuple"] or any(
        ast.unparse(d).startswith("dataclass") for d in node.decorator_list
    )


def fields(node: ast.ClassDef) -> list[str]:
    """The names of the fields of a record."""
    found = (s.target for s in node.body if isinstance(s, ast.AnnAssign))
    return [target.id for target in found if isinstance(target, ast.Name)]


def read_modules(
    folder: Path, patterns: tuple[str, ...], left_out: tuple[str, ...]
) -> dict[str, Module]:
    """Dotted name -> module, of the files below a folder that fit a pattern.

    Those whose names begin as one that is `left_out` are not read.
    """
    found: dict[str, Module] = {}
    for path in sorted(p for pattern in patterns for p in folder.glob(pattern)):
        place = path.relative_to(folder)
        package = path.stem == "__init__"
        name = ".".join(place.parent.parts if package else place.with_suffix("").parts)
        if not name.startswith(left_out):
            tree = pruned(path.read_text(encoding="utf-8"))
            found[name] = Module(name, place.as_posix(), package, tree)
    return found


def imported(
    node: ast.Import | ast.ImportFrom, module: Module, known: Mapping[str, object]
) -> dict[str, Referent]:
    """Name -> what an import statement binds it to."""
    if isinstance(node, ast.Import):
        return {
            a.asname or a.name: Referent(STANDS_IN.get(a.name, a.name))
            for a in node.names
        }
    parts = module.name.split(".")
    parts = parts if module.package else parts[:-1]
    # One dot is the package itself, each further one the package above.
    above = parts[: len(parts) - node.level + 1] if node.level else []
    base = ".".join([*above, *([node.module] if node.module else [])])
    found = {}
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        # A name that a package exports comes before a module of the same name.
        whole = inner in MODULES or (
            inner in known and not _exports(known.get(base), alias.name)
        )
        name = alias.asname or alias.name
        found[name] = Referent(inner) if whole else Referent(base, alias.name)
    return found


def _exports(module: object, name: str) -> bool:
    if not isinstance(module, Module):
        return False
    return any(
        name in [a.asname or a.name for a in s.names]
        for s in module.tree.body
        if isinstance(s, ast.ImportFrom)
    ) or name in _defined(module.tree)


def _imports(module: Module, known: Mapping[str, Module]) -> dict[str, Referent]:
    found: dict[str, Referent] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found |= imported(node, module, known)
    return found


def _defined(tree: ast.Module) -> dict[str, ast.stmt]:
    """The names that a module defines itself, and the statement of each."""
    found: dict[str, ast.stmt] = {}
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            found[statement.name] = statement
        # Names in an `if` or a `for` of the module are its own, too.
        elif not isinstance(statement, (ast.Import, ast.ImportFrom)):
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    found[node.id] = statement
    return found
