"""Statements in JavaScript."""

from __future__ import annotations

import ast

from .calls import Calls
from .naming import variable
from .natives import MODULES, UNDERSTOOD
from .program import Referent, imported
from .writer import from_module


class Statements(Calls):
    """Writes statements."""

    labels: list[str]
    """For each loop around the place: the label that its `break` names, or ''."""
    used: set[str]
    """The names that the module reads."""

    def block(self, body: list[ast.stmt]) -> str:
        """Statements between braces."""
        return f"{{\n{self.lines(body)}}}"

    def lines(self, body: list[ast.stmt]) -> str:
        """Statements, each on lines of its own."""
        return "".join(f"{said}\n" for s in body if (said := self.statement(s)))

    def statement(self, node: ast.stmt) -> str:
        """The JavaScript of a statement; '' if it needs none."""
        write = getattr(self, f"write_{type(node).__name__}", None)
        if write is None:
            raise self.refusal(
                node, f"{type(node).__name__} is not known to the translator"
            )
        return str(write(node))

    def write_Expr(self, node: ast.Expr) -> str:
        """An expression, or a yield."""
        value = node.value
        if isinstance(value, ast.Yield):
            return f"yield {self.expression(value.value) if value.value else 'null'};"
        if isinstance(value, ast.YieldFrom):
            return f"yield* $iter({self.expression(value.value)});"
        return f"{self.expression(value)};"

    def write_Pass(self, _: ast.Pass) -> str:
        """Nothing."""
        return ""

    def write_Continue(self, _: ast.Continue) -> str:
        """`continue`."""
        return "continue;"

    def write_Break(self, _: ast.Break) -> str:
        """`break`; out of a loop with an `else`, past that, too."""
        label = self.labels[-1]
        return f"break {label};" if label else "break;"

    def write_Return(self, node: ast.Return) -> str:
        """`return`."""
        return f"return {self.expression(node.value) if node.value else 'null'};"

    def write_Raise(self, node: ast.Raise) -> str:
        """`raise`; alone, it raises anew what was caught."""
        if node.exc is None:
            return "throw $e;"
        made = self.class_of(node.exc)
        return f"throw new {made}();" if made else f"throw {self.expression(node.exc)};"

    # --- imports ----------------------------------------------------------------

    def write_Import(self, node: ast.Import | ast.ImportFrom) -> str:
        """An import: what it binds comes straight from the module that defines it."""
        lines = []
        for name in imported(node, self.module, self.program.modules):
            target = self.program.referent(self.module.name, name)
            if target and name in self.used and self._is_made(node, target):
                lines.append(f"{variable(name)} = {from_module(target)};")
        return "\n".join(lines)

    write_ImportFrom = write_Import

    def _is_made(self, node: ast.stmt, target: Referent) -> bool:
        """Whether what is imported is there when the code runs: types are not."""
        if target.module in UNDERSTOOD and target != Referent("dataclasses", "replace"):
            return False
        if target.module not in self.program.modules and not _is_native(target):
            raise self.refusal(node, "the runtime does not have this")
        # What is in a module of ours comes straight from there, wherever it is read.
        return bool(target.name) or target.module not in self.program.modules

    # --- flow -------------------------------------------------------------------

    def write_If(self, node: ast.If) -> str:
        """`if`, `elif`, `else`."""
        said = f"if ({self.condition(node.test)}) {self.block(node.body)}"
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            return f"{said} else {self.write_If(node.orelse[0])}"
        return f"{said} else {self.block(node.orelse)}" if node.orelse else said

    def write_While(self, node: ast.While) -> str:
        """`while`."""
        return self._loop(f"while ({self.condition(node.test)})", node)

    def write_For(self, node: ast.For) -> str:
        """`for`."""
        target = self.pattern(node.target)
        return self._loop(
            f"for ({target} of $iter({self.expression(node.iter)}))", node
        )

    def _loop(self, head: str, node: ast.While | ast.For) -> str:
        """A loop; its `else` stands behind it, in a block that `break` leaves."""
        label = f"$else{len(self.labels)}" if node.orelse else ""
        self.labels.append(label)
        said = f"{head} {self.block(node.body)}"
        self.labels.pop()
        return f"{label}: {{\n{said}\n{self.lines(node.orelse)}}}" if label else said

    def write_Try(self, node: ast.Try) -> str:
        """`try`, `except`, `finally`."""
        if node.orelse:
            raise self.refusal(node, "the else of a try is not known")
        said = f"try {self.block(node.body)}"
        if node.handlers:
            caught = "".join(map(self._handler, node.handlers))
            said += f" catch ($e) {{\n{caught}throw $e;\n}}"
        return (
            f"{said} finally {self.block(node.finalbody)}" if node.finalbody else said
        )

    def _handler(self, node: ast.ExceptHandler) -> str:
        """One `except`: it is tried if the ones before it did not catch."""
        if node.type is None:
            raise self.refusal(node, "an except that catches all is not known")
        types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        tests = [f"$e instanceof {self.class_of(t) or self.plain(t)}" for t in types]
        bind = f"{variable(node.name)} = $e;\n" if node.name else ""
        inner = f"{bind}{self.lines(node.body)}"
        return f"if ({' || '.join(tests)}) {{\n{inner}}} else "

    # --- assignments ------------------------------------------------------------

    def write_Assign(self, node: ast.Assign) -> str:
        """`a = b`, also to parts of things, and to several at once."""
        value = self.expression(node.value)
        if len(node.targets) == 1:
            return self._assigned(node.targets[0], value)
        told = "\n".join(self._assigned(t, "$1") for t in node.targets)
        return f"{{ const $1 = {value};\n{told} }}"

    def write_AnnAssign(self, node: ast.AnnAssign) -> str:
        """The same, with a type."""
        if node.value is None:
            return ""
        return self._assigned(node.target, self.expression(node.value))

    def write_AugAssign(self, node: ast.AugAssign) -> str:
        """`a += b`."""
        target = node.target
        if any(isinstance(n, ast.Call) for n in ast.walk(target)):
            raise self.refusal(node, "what is called here would be called twice")
        if isinstance(target, ast.Subscript):
            old = f"$at({self.expression(target.value)}, {self.index(target.slice)})"
        else:
            old = self.pattern(target)
        return self._assigned(target, self.in_place(node, old))

    def _assigned(self, target: ast.expr, value: str) -> str:
        if isinstance(target, ast.Subscript):
            owner, index = self.expression(target.value), self.index(target.slice)
            return f"$put({owner}, {index}, {value});"
        if not isinstance(target, (ast.Tuple, ast.List)):
            return f"{self.pattern(target)} = {value};"
        before = target.elts[:-1]
        starred = [i for i, e in enumerate(before) if isinstance(e, ast.Starred)]
        if starred:  # JavaScript has such a one at the end alone
            return self._from_middle(target.elts, starred[0], value)
        return f"{self.pattern(target)} = $iter({value});"

    def _from_middle(self, targets: list[ast.expr], at: int, value: str) -> str:
        """`*head, tail = value`."""
        lines = [f"{{ const $1 = [...$iter({value})];"]
        behind = len(targets) - at - 1
        for i, target in enumerate(targets):
            if isinstance(target, ast.Starred):
                part = f"$1.slice({at}, $1.length - {behind})"
                lines.append(self._assigned(target.value, part))
            else:
                place = str(i) if i < at else f"$1.length - {len(targets) - i}"
                lines.append(self._assigned(target, f"$1[{place}]"))
        return "\n".join([*lines, "}"])

    def write_Delete(self, node: ast.Delete) -> str:
        """`del x[i]`."""
        lines = []
        for target in node.targets:
            if not isinstance(target, ast.Subscript):
                raise self.refusal(node, "only parts of things can be deleted")
            owner, index = self.expression(target.value), self.index(target.slice)
            lines.append(f"$del({owner}, {index});")
        return "\n".join(lines)


def _is_native(target: Referent) -> bool:
    known = MODULES.get(target.module)
    return known is not None and (not target.name or target.name in known)
