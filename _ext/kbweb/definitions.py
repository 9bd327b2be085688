"""Functions, classes and modules in JavaScript."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

from .naming import member, variable
from .program import Module, Program, Referent, fields, is_record
from .reach import Reach
from .scope import bound, imported_names, parameters, yields
from .statements import Statements

_ROOTS = {"NamedTuple": "$Record", "dict": "$Dict"}
"""What a class inherits that has one of these as its base."""


class Translator(Statements):
    """Writes a module: what of it is reached."""

    def __init__(self, module: Module, program: Program, reach: Reach) -> None:
        super().__init__(module, program, reach)
        self.labels = []
        self.used = set()

    def script(self) -> str:
        """The module, as a call that tells the runtime how to make it."""
        body = self.reach.statements(self.module.name)
        for statement in self.module.tree.body:
            if isinstance(statement, (ast.Expr, ast.With, ast.Try, ast.If)):
                raise self.refusal(
                    statement, "at the top of a module this is not known"
                )
        imports = [
            s
            for s in self.module.tree.body
            if isinstance(s, (ast.Import, ast.ImportFrom))
        ]
        # What only annotations read is imported no more: its module may not be there.
        self.used = set(_read(body))
        lines = self.lines(imports + body)
        names = bound(body)
        asked = [n for n in names if Referent(self.module.name, n) in self.reach.asked]
        shown = ", ".join(f"{member(n)}: {variable(n)}" for n in asked)
        every = [n for n in imported_names(imports) if f"{variable(n)} = " in lines]
        every += names
        declared = f"let {', '.join(map(variable, every))};\n" if every else ""
        name = json.dumps(self.module.name)
        return (
            f"$module({name}, () => {{\n{declared}{lines}return {{ {shown} }};\n}});\n"
        )

    # --- functions --------------------------------------------------------------

    def body(self, node: ast.FunctionDef) -> str:
        """What stands in a function, with its variables."""
        given = {a.arg for a in parameters(node.args)}
        own = [n for n in bound(node.body) if n not in given]
        self.scopes.append(given.union(own))
        # A loop around this function cannot be left from within it.
        labels, self.labels = self.labels, []
        lines = self.lines(node.body)
        self.labels = labels
        self.scopes.pop()
        names = [variable(n) for n in (*own, *imported_names(node.body))]
        declared = f"let {', '.join(names)};\n" if names else ""
        # None is null here; JavaScript would return undefined.
        ends = isinstance(node.body[-1], (ast.Return, ast.Raise)) or yields(node)
        return f"{declared}{lines}{'' if ends else 'return null;'}".rstrip()

    def write_FunctionDef(self, node: ast.FunctionDef) -> str:
        """A function."""
        given = self.parameters(node.args)
        if yields(node):
            said = f"function* ({given}) {{\n{self.body(node)}\n}}"
        else:
            said = f"({given}) => {{\n{self.body(node)}\n}}"
        for decorator in node.decorator_list:
            if ast.unparse(decorator).partition("(")[0] not in ("cache", "lru_cache"):
                raise self.refusal(decorator, "this decorator is not known")
            # Its arguments are compared as Python compares them: by value, tuples too.
            said = f"$cached({said})"
        return f"{variable(node.name)} = {said};"

    # --- classes ----------------------------------------------------------------

    def write_ClassDef(self, node: ast.ClassDef) -> str:
        """A class."""
        bases = [ast.unparse(b) for b in node.bases]
        if bases == ["IntEnum"]:
            return self._enumeration(node)
        if len(bases) > 1:
            raise self.refusal(node, "a class with several bases is not known")
        self.classes.append(node)
        name, base = variable(node.name), self._base(node)
        inner = [self._fields(node)] if is_record(node) else []
        after = []
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef):
                inner.append(self._method(statement))
                # Python finds it by the class and by an object alike.
                if _is_static(statement):
                    shared = member(statement.name)
                    after.append(f"{name}.{shared} = {name}.prototype.{shared};")
            elif isinstance(statement, ast.Assign):
                after.append(self._of_class(name, statement))
            elif not isinstance(statement, (ast.AnnAssign, ast.Pass)):
                raise self.refusal(statement, "in a class this is not known")
        self.classes.pop()
        if is_record(node):
            names = json.dumps([member(f) for f in fields(node)])
            after.append(f"{name}.$fields = {names};")
        body = "\n".join(inner)
        return "\n".join(
            [f"{name} = class {name} extends {base} {{\n{body}\n}};", *after]
        )

    def _base(self, node: ast.ClassDef) -> str:
        if is_record(node):
            return "$Record" if node.bases else "$Data"
        if not node.bases:
            return "$Object"
        base = node.bases[0]
        return _ROOTS.get(ast.unparse(base)) or self.class_of(base) or self.plain(base)

    def _enumeration(self, node: ast.ClassDef) -> str:
        """An IntEnum: its members are numbers here, which nothing prints."""
        pairs = [
            f"{member(ast.unparse(s.targets[0]))}: {self.expression(s.value)}"
            for s in node.body
            if isinstance(s, ast.Assign)
        ]
        return f"{variable(node.name)} = {{ {', '.join(pairs)} }};"

    def _of_class(self, name: str, node: ast.Assign) -> str:
        """A value that all objects of a class share."""
        if ast.unparse(node.targets[0]) == "__slots__":
            return ""
        shared = [member(ast.unparse(t)) for t in node.targets]
        value = self.expression(node.value)
        return "\n".join(
            f"{name}.{s} = {name}.prototype.{s} = {value};" for s in shared
        )

    def _fields(self, node: ast.ClassDef) -> str:
        """The constructor of a record."""
        given, kept = [], []
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign):
                name = ast.unparse(statement.target)
                default = self._default(statement.value)
                given.append(variable(name) + (f" = {default}" if default else ""))
                kept.append(f"this.{member(name)} = {variable(name)};")
        return f"constructor({', '.join(given)}) {{ super(); {' '.join(kept)} }}"

    def _default(self, value: ast.expr | None) -> str:
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "field":
            factory = next(
                k.value for k in value.keywords if k.arg == "default_factory"
            )
            # A new one for each record, as JavaScript works out a default at each call.
            return self.expression(ast.Call(factory, [], []))
        return self.expression(value) if value else ""

    def _method(self, node: ast.FunctionDef) -> str:
        said = {ast.unparse(d) for d in node.decorator_list}
        if unknown := said - {"property", "cached_property", "staticmethod"}:
            raise self.refusal(node, f"the decorator {min(unknown)} is not known")
        given = self.parameters(node.args, 0 if _is_static(node) else 1)
        body = self.body(node)
        if not _is_static(node):
            # A function inside has a `this` of its own, but sees this name.
            body = f"const {variable(node.args.args[0].arg)} = this;\n{body}"
        name = member(node.name)
        if "cached_property" in said:
            kept = f"$kept(this, {json.dumps(name)}, () => {{\n{body}\n}})"
            return f"get {name}() {{ return {kept}; }}"
        head = f"get {name}" if "property" in said else name
        star = "*" if yields(node) else ""
        return f"{star}{head}({given}) {{\n{body}\n}}"


def _is_static(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(d) == "staticmethod" for d in node.decorator_list)


def _read(body: list[ast.stmt]) -> Iterator[str]:
    """The names that statements read."""
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                yield node.id
