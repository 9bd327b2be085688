"""Comprehensions and lambdas in JavaScript."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from .naming import member, variable
from .operators import Operators
from .scope import has_walrus, parameters

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp


class Comprehensions(Operators):
    """Writes what binds names of its own."""

    def pattern(self, node: ast.expr) -> str:
        """What a value is assigned to, as JavaScript takes apart values."""
        if isinstance(node, ast.Name):
            return variable(node.id)
        if isinstance(node, (ast.Tuple, ast.List)):
            return f"[{', '.join(map(self.pattern, node.elts))}]"
        if isinstance(node, ast.Starred):
            return f"...{self.pattern(node.value)}"
        if isinstance(node, ast.Attribute):
            return f"{self.expression(node.value)}.{member(node.attr)}"
        raise self.refusal(node, "nothing can be assigned to this")

    def _variables(self, node: ast.expr) -> str:
        """The variables of a loop of a comprehension, which may hold '_' twice."""
        # JavaScript refuses a pattern that names a variable twice.
        names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
        for at, name in enumerate(names):
            if name.id in [n.id for n in names[:at]]:
                name.id = f"{name.id}{at}"
        return self.pattern(node)

    def _enter(self, generators: Iterable[ast.comprehension]) -> None:
        names = {
            n.id
            for g in generators
            for n in ast.walk(g.target)
            if isinstance(n, ast.Name)
        }
        # Else a name of the module that is written alike would be meant inside.
        self.scopes.append(names)

    def _loops(self, generators: list[ast.comprehension], inner: str) -> str:
        """The loops of a comprehension around what is done in the innermost."""
        # The last loop is the innermost, so it is written first.
        for g in reversed(generators):
            tests = " && ".join(map(self.condition, g.ifs))
            source = self.expression(g.iter)
            head = f"for (const {self._variables(g.target)} of $iter({source}))"
            inner = f"{head} {{ {f'if ({tests}) ' if tests else ''}{inner} }}"
        return inner

    def array(self, node: Comprehension) -> str:
        """All that a comprehension yields, at once."""
        self._enter(node.generators)
        inner = f"$r.push({self.expression(node.elt)});"
        told = self._loops(node.generators, inner)
        self.scopes.pop()
        # A function that is called at once: what stands for an expression must be one.
        return f"(() => {{ const $r = []; {told} return $r; }})()"

    def whether(self, name: str, node: ast.GeneratorExp) -> str:
        """`any` or `all` of a comprehension, which ends with the first that tells."""
        self._enter(node.generators)
        said = self.condition(node.elt)
        stop, end = ("true", "false") if name == "any" else ("false", "true")
        inner = f"if ({said if name == 'any' else f'!{said}'}) return {stop};"
        told = self._loops(node.generators, inner)
        self.scopes.pop()
        return f"(() => {{ {told} return {end}; }})()"

    def write_ListComp(self, node: ast.ListComp) -> str:
        """A list of what a comprehension yields."""
        return self.array(node)

    def write_SetComp(self, node: ast.SetComp) -> str:
        """A set of what a comprehension yields."""
        return f"$b.set({self.array(node)})"

    def write_DictComp(self, node: ast.DictComp) -> str:
        """A dict of what a comprehension yields."""
        pair = ast.Tuple([node.key, node.value], ast.Load())
        return f"$dict({self.array(ast.ListComp(pair, node.generators))})"

    def write_GeneratorExp(self, node: ast.GeneratorExp) -> str:
        """A generator: what it yields is worked out when it is asked for."""
        if has_walrus(node):
            raise self.refusal(
                node, "a generator that binds a name outside is not known"
            )
        self._enter(node.generators)
        told = self._loops(node.generators, f"yield {self.expression(node.elt)};")
        self.scopes.pop()
        return f"(function* () {{ {told} }})()"

    def write_Lambda(self, node: ast.Lambda) -> str:
        """A lambda."""
        self.scopes.append({a.arg for a in parameters(node.args)})
        said = f"({self.parameters(node.args)}) => {self.expression(node.body)}"
        self.scopes.pop()
        return f"({said})"

    def parameters(self, arguments: ast.arguments, skip: int = 0) -> str:
        """The parameters of a function, without the first `skip`."""
        plain = [*arguments.posonlyargs, *arguments.args]
        missing: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
        pairs = list(zip(plain, [*missing, *arguments.defaults], strict=True))[skip:]
        pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        # JavaScript has places alone, and `...` takes all that are left.
        if arguments.kwarg or (arguments.vararg and arguments.kwonlyargs):
            raise self.refusal(
                arguments.kwarg or arguments.kwonlyargs[0],
                "a parameter by name alone, or for all names, does not go with *",
            )
        told = [
            variable(a.arg) + (f" = {self.expression(d)}" if d else "")
            for a, d in pairs
        ]
        if arguments.vararg:
            told.append(f"...{variable(arguments.vararg.arg)}")
        return ", ".join(told)
