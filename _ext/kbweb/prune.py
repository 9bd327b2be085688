"""What of a module's source no translation needs: taken out before all else.

Types, docstrings, assertions, and the sources of what `kept_json` keeps: the bundle
holds what was read of them.
"""

from __future__ import annotations

import ast
from typing import Any, cast

KEPT = ("kept_json", "read_table", "read_forms")
"""Functions that read the model: the bundle holds what they give.  All but the first
argument says from what it is made, which is of no use there."""
_NO_TYPE = ast.Constant(None)


def pruned(source: str) -> ast.Module:
    """The tree of a module without what only Python, or people, have a use for."""
    tree = ast.parse(source)
    return ast.fix_missing_locations(cast(ast.Module, _Pruner().visit(tree)))


class _Pruner(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        self.generic_visit(node)
        node.body = node.body or [ast.copy_location(ast.Pass(), node)]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        # dict[str, Member] is a dict.
        node.bases = [
            b.value if isinstance(b, ast.Subscript) else b for b in node.bases
        ]
        self.generic_visit(node)
        node.body = node.body or [ast.copy_location(ast.Pass(), node)]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = _NO_TYPE
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant):  # a docstring
            return None
        return self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        return None

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return None
        self.generic_visit(node)
        node.body = node.body or [ast.copy_location(ast.Pass(), node)]
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called == "cast":
            return self.visit(node.args[1])
        if called == "zip":  # whether it is strict: mistakes of ours alone show that
            node.keywords = []
        if called in KEPT:
            node.args, node.keywords = node.args[:1], []
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        called = node.value.id if isinstance(node.value, ast.Name) else ""
        if called in ("dict", "list", "set", "tuple", "frozenset", "Counter", "deque"):
            return node.value  # dict[str, int]() makes a dict
        return self.generic_visit(node)
