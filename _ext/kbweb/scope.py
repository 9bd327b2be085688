"""What statements bind, and whether a function is a generator."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_FUNCTIONS = (ast.FunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


def bound(body: Iterable[ast.stmt]) -> list[str]:
    """The names that statements bind in the scope that they stand in, each once.

    Those of imports are left out: these are the same wherever they are read.
    """
    return list(dict.fromkeys(n for s in body for n in _bound(s)))


def imported_names(body: Iterable[ast.stmt]) -> list[str]:
    """The names that the import statements of a scope bind."""
    found = (n for s in body for n in _imported(s))
    return list(dict.fromkeys(found))


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name for alias in node.names)
    elif not isinstance(node, _FUNCTIONS):
        for child in ast.iter_child_nodes(node):
            yield from _imported(child)


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.ExceptHandler) and node.name:
        yield node.name
    if isinstance(node, _COMPREHENSIONS):
        # Its own variables are its own; a walrus in it binds in the function.
        yield from (n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
    elif not isinstance(node, _FUNCTIONS):
        for child in ast.iter_child_nodes(node):
            yield from _bound(child)


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a function, in the order in which JavaScript gets them."""
    plain = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return plain + ([arguments.vararg] if arguments.vararg else [])


def yields(function: ast.FunctionDef) -> bool:
    """Whether a function is a generator."""
    todo: list[ast.AST] = [*function.body]
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, _FUNCTIONS):
            todo += ast.iter_child_nodes(node)
    return False


def has_walrus(node: ast.AST) -> bool:
    """Whether an expression binds a name."""
    return any(isinstance(inner, ast.NamedExpr) for inner in ast.walk(node))
