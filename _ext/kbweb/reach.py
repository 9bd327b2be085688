"""What of the modules a check can reach: only that is translated.

A module's functions, classes and values are looked at one by one, so that a check of a
text needs neither the code that reads the command line nor the code that reads files.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from .program import Program, Referent
from .scope import bound


class Reach:
    """The names of each module that are reached from some targets."""

    def __init__(self, program: Program, entries: Collection[Referent]) -> None:
        self.program = program
        self.names: dict[str, dict[str, None]] = {}
        self.asked = set(entries)
        """What a module is asked for by others, or by the page."""
        self._makers: dict[str, list[tuple[list[str], ast.stmt]]] = {}
        self._todo = list(entries)
        while self._todo:
            self._take(self._todo.pop())

    def statements(self, module: str) -> list[ast.stmt]:
        """The statements of a module that make what is reached, in their order."""
        wanted = self.names.get(module, {})
        return [s for made, s in self._of(module) if any(n in wanted for n in made)]

    def _of(self, module: str) -> list[tuple[list[str], ast.stmt]]:
        """The statements of a module, each with what it makes."""
        if module not in self._makers:
            body = self.program.modules[module].tree.body
            self._makers[module] = [(_made(s), s) for s in body]
        return self._makers[module]

    def _take(self, target: Referent) -> None:
        """Note a name, and all names that the statements use which make it."""
        known = self.program.modules
        if target.module not in known or not target.name:
            return
        names = self.names.setdefault(target.module, {})
        if target.name in names:
            return
        names[target.name] = None
        for made, statement in self._of(target.module):
            if target.name in made:
                names.update(dict.fromkeys(made))
                used = [*self._used(statement, target.module)]
                self.asked.update(t for t in used if t.module != target.module)
                self._todo += used

    def _used(self, statement: ast.stmt, module: str) -> Iterator[Referent]:
        """What a statement uses of the modules."""
        for node in ast.walk(statement):
            found = None
            if isinstance(node, ast.Name):
                found = self.program.referent(module, node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                alias = self.program.referent(module, node.value.id)
                found = self.program.attribute(alias, node.attr)
            if found is not None:
                yield found


def _made(statement: ast.stmt) -> list[str]:
    """The names that a statement of a module binds, or whose values it changes."""
    made = bound([statement])
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return made
    for node in ast.walk(statement):
        if isinstance(node, (ast.Subscript, ast.Attribute)):
            inner = node.value
            if isinstance(node.ctx, ast.Store) and isinstance(inner, ast.Name):
                made.append(inner.id)
    return made
