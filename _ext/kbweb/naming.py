"""Names of Python as names of JavaScript, and what the translator refuses."""

from __future__ import annotations

import ast

# Words that JavaScript keeps for itself, and values that a module must not hide.
_RESERVED = frozenset((
    "arguments", "await", "break", "case", "catch", "class", "const", "continue",
    "debugger", "default", "delete", "do", "else", "enum", "eval", "export", "extends",
    "false", "finally", "for", "function", "if", "implements", "import", "in",
    "instanceof", "interface", "let", "new", "null", "package", "private", "protected",
    "public", "return", "static", "super", "switch", "this", "throw", "true", "try",
    "typeof", "undefined", "var", "void", "while", "with", "yield", "NaN", "Infinity",
))  # fmt: skip


class Refusal(Exception):
    """A line that cannot be translated; the text says where, why, and shows it."""

    def __init__(self, path: str, node: ast.AST, why: str) -> None:
        line = getattr(node, "lineno", 1)
        super().__init__(f"{path}:{line}: {why}: {ast.unparse(node)[:80]}")


def variable(name: str) -> str:
    """A variable of Python as one of JavaScript."""
    return f"{name}$" if name in _RESERVED else name


def member(name: str) -> str:
    """A member of an object or a module.

    All begin with '$': so none of them is ever what JavaScript itself has by that
    name (`name` and `length` of functions, `split` of strings, `constructor`).
    """
    return f"${name}"
