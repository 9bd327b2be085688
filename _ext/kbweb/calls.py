"""Calls in JavaScript: classes are made, arguments by name find their places."""

from __future__ import annotations

import ast

from .comprehensions import Comprehensions
from .naming import member
from .natives import KEYWORDS, METHODS, MODULES
from .program import Referent, is_record
from .scope import parameters

_AT_ONCE = frozenset((
    "dict", "frozenset", "list", "max", "min", "set", "sorted", "sum", "tuple", "join",
    "extend", "update",
))  # fmt: skip
"""What asks a generator for all that it has, so that an array does as well."""
_TYPES = {
    "str": "typeof $v === 'string'",
    "bool": "typeof $v === 'boolean'",
    "int": "$isInt($v)",
    "float": "$isFloat($v)",
    "list": "Array.isArray($v)",
    "tuple": "Array.isArray($v)",
    "dict": "$v instanceof $Dict",
    "set": "$v instanceof $Set",
    "frozenset": "$v instanceof $Set",
}


class Calls(Comprehensions):
    """Writes calls."""

    def write_Call(self, node: ast.Call) -> str:
        """A call."""
        name = self._builtin(node.func)
        if name == "isinstance":
            return self._is_instance(*node.args)
        # What follows the one that tells may raise, or be dear: it is not worked out.
        if name in ("any", "all") and isinstance(node.args[0], ast.GeneratorExp):
            return self.whether(name, node.args[0])
        if node.keywords:
            return self._with_names(node)
        return self._called(node.func, self._arguments(node))

    def _builtin(self, node: ast.expr) -> str:
        """The built-in function that an expression names; '' if it names none."""
        if not isinstance(node, ast.Name) or self.is_local(node.id):
            return ""
        # A module may define a function that is called as a built-in one is.
        return "" if self.program.referent(self.module.name, node.id) else node.id

    def _arguments(self, node: ast.Call) -> list[str]:
        func = node.func
        name = func.attr if isinstance(func, ast.Attribute) else self._builtin(func)
        return [
            self.array(a)
            if isinstance(a, ast.GeneratorExp) and name in _AT_ONCE
            else self.expression(a)
            for a in node.args
        ]

    def _called(self, func: ast.expr, arguments: list[str]) -> str:
        given = ", ".join(arguments)
        if made := self.class_of(func):
            return f"new {made}({given})"
        if isinstance(func, ast.Name):
            return f"{self.expression(func)}({given})"
        if isinstance(func, ast.Attribute):
            if ast.unparse(func.value) == "super()":
                return f"super.{member(func.attr)}({given})"
            # A function of a module, not a method: nothing is its `this`.
            if target := self.referent(func):
                self._check_native(func, target)
                return f"{self.plain(func)}({given})"
            self._check_method(func, len(arguments))
            # `str.lower(x)`, of the class: JavaScript's strings have no such function.
            if self._builtin(func.value) in ("dict", "str", "bytes"):
                return f"$b.{ast.unparse(func.value)}.{member(func.attr)}({given})"
            owner = self.class_of(func.value) or self.operand(func.value)
            return f"{owner}.{member(func.attr)}({given})"
        return f"({self.expression(func)})({given})"

    def _check_method(self, func: ast.Attribute, given: int) -> None:
        """Refuse a method, or more arguments, than classes and the runtime have."""
        if func.attr not in self.methods | self.program.data:
            raise self.refusal(func, f"nothing here has a method {func.attr}")
        ours = func.attr in self.own | self.program.data
        if not ours and given > METHODS[func.attr]:
            raise self.refusal(func, f"the runtime's {func.attr} takes fewer arguments")

    def _check_native(self, func: ast.Attribute, target: Referent) -> None:
        """Refuse a function of Python's library that the runtime does not have."""
        if target.name not in MODULES.get(target.module, (target.name,)):
            raise self.refusal(func, "the runtime does not have this")

    def _is_instance(self, value: ast.expr, types: ast.expr) -> str:
        names = types.elts if isinstance(types, ast.Tuple) else [types]
        tests = [self._is_of(t) for t in names]
        told = f"({' || '.join(tests)})"
        said = self.expression(value)
        # A name may be read once for each type; a call must be made once for all.
        if isinstance(value, ast.Name):
            return told.replace("$v", said)
        return f"(($v) => {told})({said})"

    def _is_of(self, node: ast.expr) -> str:
        if name := self._builtin(node):
            if name not in _TYPES:
                raise self.refusal(node, "this type is not known")
            return _TYPES[name]
        return f"$v instanceof {self.class_of(node) or self.plain(node)}"

    # --- arguments by name ------------------------------------------------------

    def _with_names(self, node: ast.Call) -> str:
        func = node.func
        if isinstance(func, ast.Attribute) and func.attr == "_replace":
            changed = self._object(node.keywords)
            return f"{self.operand(func.value)}.$_replace({changed})"
        if self.referent(func) == Referent("dataclasses", "replace"):
            record = self.expression(node.args[0])
            return f"$replace({record}, {self._object(node.keywords)})"
        if any(k.arg is None for k in node.keywords):
            return self._spread(node)
        places = [self._place(node, str(k.arg)) for k in node.keywords]
        if any(isinstance(a, ast.Starred) for a in node.args):
            return self._at_places(node, places)
        told = self._arguments(node)
        for at, keyword in zip(places, node.keywords, strict=True):
            # `undefined` is what the default of a parameter stands in for.
            told += ["undefined"] * (at + 1 - len(told))
            told[at] = self.expression(keyword.value)
        return self._called(func, told)

    def _place(self, node: ast.Call, name: str) -> int:
        """The place, from 0, of a parameter of what is called."""
        for names in self._parameters(node.func):
            if name in names:
                return names.index(name)
        raise self.refusal(node, f"nothing tells the place of the argument {name}")

    def _at_places(self, node: ast.Call, places: list[int]) -> str:
        """A call with `*`: how many come before those by name, the runtime sees."""
        pairs = zip(places, node.keywords, strict=True)
        named = ", ".join(f"[{at}, {self.expression(k.value)}]" for at, k in pairs)
        given = f"...$placed([{', '.join(self._arguments(node))}], [{named}])"
        return self._called(node.func, [given])

    def _object(self, keywords: list[ast.keyword]) -> str:
        pairs = (
            f"{member(k.arg)}: {self.expression(k.value)}"
            if k.arg
            else f"...$members({self.expression(k.value)})"
            for k in keywords
        )
        return f"{{{', '.join(pairs)}}}"

    def _spread(self, node: ast.Call) -> str:
        """A record with fields from a dict."""
        found = self.program.definition(self.referent(node.func))
        if not isinstance(found, ast.ClassDef) or not is_record(found):
            raise self.refusal(node, "of all calls, only those of records may have **")
        given = ", ".join(self._arguments(node))
        made = self.class_of(node.func)
        return f"$record({made}, [{given}], {self._object(node.keywords)})"

    def _parameters(self, func: ast.expr) -> list[list[str]]:
        """The names of the parameters of what is called, or may be."""
        target = self.referent(func)
        found: list[str] | None = None
        if target is not None and target.module in self.program.modules:
            found = self.program.parameters(target)
        elif target is not None:
            found = KEYWORDS.get(f"{target.module}.{target.name}")
        elif name := self._builtin(func):
            found = KEYWORDS.get(name)
        elif isinstance(func, ast.Attribute):
            return self._of_methods(func)
        elif isinstance(func, ast.Name):
            found = self.functions.get(func.id)
        return [found] if found else []

    def _of_methods(self, func: ast.Attribute) -> list[list[str]]:
        """The parameters of all methods of a name; a shared one has the same place."""
        found = [
            [a.arg for a in parameters(m.args)][1:]
            for m in self.program.methods.get(func.attr, [])
        ]
        shared = {n for names in found for n in names}
        # Whose method it is shows when it runs. So a name counts only if it has one
        # place in all of them; else the call is refused, not guessed.
        for name in shared:
            if len({names.index(name) for names in found if name in names}) > 1:
                found = [[n if n != name else "" for n in names] for names in found]
        return found or [KEYWORDS.get(f".{func.attr}", [])]
