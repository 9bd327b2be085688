"""Names and constants of one module in JavaScript, and the way to all else."""

from __future__ import annotations

import ast
import json
from typing import cast

from .naming import Refusal, member, variable
from .natives import METHODS, VALUES
from .program import Module, Program, Referent, functions, is_data
from .reach import Reach
from .scope import parameters

BUILTINS = frozenset((
    "abs", "all", "any", "bool", "bytearray", "bytes", "chr", "dict", "enumerate",
    "filter", "float", "frozenset", "getattr", "int", "iter", "len", "list", "map",
    "max", "min", "next", "ord", "range", "repr", "reversed", "set", "sorted", "str",
    "sum", "tuple", "type", "zip",
))  # fmt: skip
"""Functions of Python that the runtime has."""
EXCEPTIONS = frozenset((
    "ArithmeticError", "Exception", "IndexError", "KeyError", "LookupError", "OSError",
    "RuntimeError", "TypeError", "UnicodeDecodeError", "UnicodeEncodeError",
    "ValueError",
))  # fmt: skip
BOUND = frozenset((
    "__getitem__", "add", "append", "discard", "endswith", "fullmatch", "get", "join",
    "lower", "match", "partition", "search", "startswith", "strip", "upper",
))  # fmt: skip
"""Methods of the runtime's types that the core takes without calling them at once."""
_SAFE = 2**53


class Writer:
    """Writes one module.  Those above it write expressions, statements, definitions.

    A layer calls what a higher one has through `expression`, `condition` and `block`.
    """

    def __init__(self, module: Module, program: Program, reach: Reach) -> None:
        self.module = module
        self.program = program
        self.reach = reach
        self.scopes: list[set[str]] = []
        self.classes: list[ast.ClassDef] = []
        self.own = {
            name
            for name, methods in program.methods.items()
            if not all(map(is_data, methods))
        }
        self.methods = self.own.union(METHODS)
        self.taken = BOUND.union(self.own - program.data - VALUES)
        self.functions = {
            node.name: [a.arg for a in parameters(node.args)]
            for node in ast.walk(module.tree)
            if isinstance(node, ast.FunctionDef)
        }

    def refusal(self, node: ast.AST, why: str) -> Refusal:
        """That a construct is not known here, with its file and line."""
        return Refusal(self.module.path, node, why)

    def expression(self, node: ast.expr) -> str:
        """The JavaScript of an expression."""
        write = getattr(self, f"write_{type(node).__name__}", None)
        if write is None:
            raise self.refusal(
                node, f"{type(node).__name__} is not known to the translator"
            )
        return cast(str, write(node))

    def expressions(self, nodes: list[ast.expr]) -> str:
        """Several, with commas between them; `*x` is spread out."""
        return ", ".join(map(self.expression, nodes))

    # --- names ------------------------------------------------------------------

    def is_local(self, name: str) -> bool:
        """Whether a function around the place binds a name."""
        return any(name in scope for scope in self.scopes)

    def referent(self, node: ast.expr) -> Referent | None:
        """The module, or the name of a module, that an expression is; None if neither.

        A name that a function binds by an import counts, too.
        """
        if isinstance(node, ast.Name):
            local = self.is_local(node.id)
            return None if local else self.program.referent(self.module.name, node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            return self.program.attribute(self.referent(node.value), node.attr)
        return None

    def class_of(self, node: ast.expr) -> str:
        """The JavaScript of a class that an expression names; '' if it names none."""
        if isinstance(node, ast.Name) and node.id in EXCEPTIONS:
            return f"$b.{node.id}"
        if isinstance(self.program.definition(self.referent(node)), ast.ClassDef):
            return self.plain(node)
        return ""

    def plain(self, node: ast.expr) -> str:
        """A name, or an attribute of a module, as it stands."""
        if isinstance(node, ast.Name):
            return variable(node.id)
        if isinstance(node, ast.Attribute):
            target = self.referent(node)
            if target and target.module in self.program.modules:
                return from_module(target)
            return f"{self.expression(node.value)}.{member(node.attr)}"
        raise self.refusal(node, "this is no name")

    def write_Name(self, node: ast.Name) -> str:
        """A variable, a built-in, or a class that something else is to call."""
        name = node.id
        if self.is_local(name) or self.program.referent(self.module.name, name):
            made = self.class_of(node)
            return f"$maker({made})" if made else variable(name)
        if name in BUILTINS:
            return f"$b.{name}"
        if name in EXCEPTIONS:
            return f"$maker($b.{name})"
        raise self.refusal(node, "nothing here has this name")

    def write_Constant(self, node: ast.Constant) -> str:
        """A text, a number, or one of None, True, False."""
        value = node.value
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str):
            if any(ord(c) > 0xFFFF or "\ue000" <= c <= "\uf8ff" for c in value):
                raise self.refusal(
                    node, "the runtime needs these characters for others"
                )
            return json.dumps(value)
        if isinstance(value, bytes):
            return f"$bytes({json.dumps(value.decode('latin-1'))})"
        if isinstance(value, int):
            return f"{value}n" if abs(value) >= _SAFE else str(value)
        if isinstance(value, float):
            return repr(value)
        raise self.refusal(node, "such a constant is not known")

    def write_Attribute(self, node: ast.Attribute) -> str:
        """A member; a method that is not called at once stays with its object."""
        if made := self.class_of(node):
            return f"$maker({made})"
        if self.referent(node) is not None:
            return self.plain(node)
        if isinstance(node.value, ast.Name) and not self.is_local(node.value.id):
            if node.value.id in ("str", "dict"):
                return f"$unbound({json.dumps(member(node.attr))})"
            if owner := self.class_of(node.value):
                return f"{owner}.{member(node.attr)}"
        if node.attr not in self.methods | self.program.data | VALUES:
            raise self.refusal(node, f"nothing here has a value {node.attr}")
        value = self.operand(node.value)
        if self._is_method(node):
            return f"$bound({value}, {json.dumps(member(node.attr))})"
        return f"{value}.{member(node.attr)}"

    def _is_method(self, node: ast.Attribute) -> bool:
        """Whether an attribute is a method, as far as its name tells.

        A name that is a method of one class and a value of another is taken for the
        value, except where `self` says whose it is.
        """
        if ast.unparse(node.value) == "self" and self.classes:
            classes = self.program.with_bases(self.module.name, self.classes[-1])
            mine = [m for c in classes for m in functions(c) if not is_data(m)]
            return node.attr in [m.name for m in mine]
        return node.attr in self.taken

    def operand(self, node: ast.expr) -> str:
        """An expression that a '.' can follow."""
        said = self.expression(node)
        return f"({said})" if isinstance(node, (ast.Constant, ast.Lambda)) else said


def from_module(target: Referent) -> str:
    """A module, or a name of one, from wherever it is needed."""
    module = f"$import({json.dumps(target.module)})"
    return f"{module}.{member(target.name)}" if target.name else module
