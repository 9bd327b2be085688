"""Operators, comparisons and parts of things in JavaScript."""

from __future__ import annotations

import ast
import json

from .naming import variable
from .writer import Writer

_BINARY = {
    "Add": "$add", "Sub": "$sub", "Mult": "$mul", "Div": "$div",
    "FloorDiv": "$floordiv", "Mod": "$mod", "Pow": "$pow",
    "BitOr": "$or", "BitAnd": "$and", "LShift": "$shl",
}  # fmt: skip
_IN_PLACE = {"Add": "$iadd", "BitOr": "$ior", "Sub": "$sub", "Mult": "$mul"}
_COMPARED = {"Lt": "$lt", "LtE": "$le", "Gt": "$gt", "GtE": "$ge", "Eq": "$eq",
             "NotEq": "!$eq", "In": "$in", "NotIn": "!$in"}  # fmt: skip
_TRUTHS = ("isinstance", "any", "all", "bool")
_TRUE_METHODS = ("startswith", "endswith", "isdisjoint", "isascii", "isprintable",
                 "issuperset", "isdigit", "isupper", "isspace")  # fmt: skip


class Operators(Writer):
    """Writes operators."""

    def is_truth(self, node: ast.expr) -> bool:
        """Whether an expression is True or False, and nothing else."""
        if isinstance(node, ast.Compare):
            return True
        if isinstance(node, ast.BoolOp):
            return all(map(self.is_truth, node.values))
        if isinstance(node, ast.UnaryOp):
            return isinstance(node.op, ast.Not)
        if isinstance(node, ast.Constant):
            return isinstance(node.value, bool)
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute):
            return called.attr in _TRUE_METHODS
        return isinstance(called, ast.Name) and called.id in _TRUTHS

    def condition(self, node: ast.expr) -> str:
        """An expression of which only its truth counts: true or false."""
        if isinstance(node, ast.BoolOp):
            sign = " && " if isinstance(node.op, ast.And) else " || "
            return f"({sign.join(map(self.condition, node.values))})"
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"!{self.condition(node.operand)}"
        said = self.expression(node)
        return said if self.is_truth(node) else f"$t({said})"

    def write_BoolOp(self, node: ast.BoolOp) -> str:
        """`and`, `or`: what they give is one of the values."""
        if self.is_truth(node):
            return self.condition(node)
        name = "$both" if isinstance(node.op, ast.And) else "$either"
        *before, last = node.values
        said = self.expression(last)
        for value in reversed(before):
            said = f"{name}({self.expression(value)}, () => {said})"
        return said

    def write_UnaryOp(self, node: ast.UnaryOp) -> str:
        """`not x` and `-x`."""
        if isinstance(node.op, ast.Not):
            return self.condition(node)
        if isinstance(node.op, ast.USub):
            return f"(-{self.expression(node.operand)})"
        raise self.refusal(node, "this operator is not known")

    def write_BinOp(self, node: ast.BinOp) -> str:
        """`a + b` and the like: a function of the runtime, which looks at the types."""
        name = _BINARY.get(type(node.op).__name__)
        if name is None:
            raise self.refusal(node, "this operator is not known")
        return f"{name}({self.expression(node.left)}, {self.expression(node.right)})"

    def in_place(self, node: ast.AugAssign, value: str) -> str:
        """The new value of what `a += b` assigns to; `value` is the old one."""
        name = _IN_PLACE.get(type(node.op).__name__)
        if name is None:
            raise self.refusal(node, "this operator is not known in place")
        return f"{name}({value}, {self.expression(node.value)})"

    def write_Compare(self, node: ast.Compare) -> str:
        """`a < b`, and chains of it, in which no part is worked out twice."""
        parts = [node.left, *node.comparators]
        said = [self.expression(part) for part in parts]
        if len(node.ops) == 1:
            return self._compared(node, 0, said)
        # The inner ones become parameters of a function, unless they cost nothing.
        simple = (ast.Name, ast.Constant, ast.Attribute)
        dear = [i for i in range(1, len(parts) - 1) if not isinstance(parts[i], simple)]
        given = ", ".join(said[i] for i in dear)
        for i in dear:
            said[i] = f"$m{i}"
        whole = [self._compared(node, i, said) for i in range(len(node.ops))]
        told = f"({' && '.join(whole)})"
        names = ", ".join(f"$m{i}" for i in dear)
        return f"(({names}) => {told})({given})" if dear else told

    def _compared(self, node: ast.Compare, at: int, said: list[str]) -> str:
        name = type(node.ops[at]).__name__
        left, right = said[at : at + 2]
        if name in ("Is", "IsNot"):
            return f"({left} {'===' if name == 'Is' else '!=='} {right})"
        sides = (node.left, *node.comparators)[at : at + 2]
        if name in ("Eq", "NotEq") and any(map(_is_text, sides)):
            return f"({left} {'===' if name == 'Eq' else '!=='} {right})"
        return f"{_COMPARED[name]}({left}, {right})"

    # --- parts and wholes -------------------------------------------------------

    def index(self, node: ast.expr) -> str:
        """What stands between [ and ]."""
        return (
            self._slice(node) if isinstance(node, ast.Slice) else self.expression(node)
        )

    def _slice(self, node: ast.Slice) -> str:
        if node.step is not None and ast.unparse(node.step) != "-1":
            raise self.refusal(node, "of steps, only -1 is known")
        ends = (self.expression(e) if e else "null" for e in (node.lower, node.upper))
        return f"$span({', '.join(ends)}{', true' if node.step else ''})"

    def write_Subscript(self, node: ast.Subscript) -> str:
        """`x[i]` and `x[a:b]`."""
        return f"$at({self.expression(node.value)}, {self.index(node.slice)})"

    def write_Tuple(self, node: ast.Tuple | ast.List | ast.Set) -> str:
        """A tuple or a list: both are arrays."""
        return f"[{self.expressions(node.elts)}]"

    write_List = write_Tuple

    def write_Set(self, node: ast.Set) -> str:
        """A set that is spelt out."""
        return f"$b.set({self.write_Tuple(node)})"

    def write_Dict(self, node: ast.Dict) -> str:
        """A dict that is spelt out; `**x` is copied into it."""
        pairs = (
            f"[{self.expression(k)}, {self.expression(v)}]"
            if k
            else f"...$pairs({self.expression(v)})"
            for k, v in zip(node.keys, node.values, strict=True)
        )
        return f"$dict([{', '.join(pairs)}])"

    def write_Starred(self, node: ast.Starred) -> str:
        """`*x` among values."""
        return f"...$iter({self.expression(node.value)})"

    def write_IfExp(self, node: ast.IfExp) -> str:
        """`a if c else b`."""
        ways = f"{self.expression(node.body)} : {self.expression(node.orelse)}"
        return f"({self.condition(node.test)} ? {ways})"

    def write_NamedExpr(self, node: ast.NamedExpr) -> str:
        """`(name := value)`."""
        return f"({variable(node.target.id)} = {self.expression(node.value)})"

    def write_JoinedStr(self, node: ast.JoinedStr) -> str:
        """An f-string."""
        parts = [self._part(value) for value in node.values]
        return f"({' + '.join(parts)})" if parts else '""'

    def _part(self, node: ast.expr) -> str:
        if not isinstance(node, ast.FormattedValue):
            return self.expression(node)
        said = self.expression(node.value)
        if node.conversion == ord("r"):
            said = f"$b.repr({said})"
        if not isinstance(node.format_spec, ast.JoinedStr):
            return f"$str({said})"
        form = "".join(str(ast.literal_eval(v)) for v in node.format_spec.values)
        if form not in (".0f", "02x", "04x", "04X"):
            raise self.refusal(node, "this format is not known")
        return f"$format({said}, {json.dumps(form)})"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
