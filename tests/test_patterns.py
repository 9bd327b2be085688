"""No regular expression of the checker or of its model can take more than linear time.

The texts that they match are anybody's: 55 bytes kept one busy for a minute.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ambiguity import faults
from kbcheck.relaxng.tokens import literal, tokens
from kbcheck.relaxng.xsdregex import translate

CORE = Path(__file__).parents[1] / "_ext" / "kbcheck"
MODEL = CORE / "model"
USES = ("search", "match", "fullmatch")
SEARCHED = ("sub", "subn", "split", "findall", "finditer")
READERS_OF_THE_MODEL = {CORE / "relaxng" / "tokens.py"}  # which is ours


class Regex(NamedTuple):
    """A regular expression, where it stands, and how it is used."""

    place: str
    pattern: str | bytes
    flags: int
    use: str


def of_tables() -> Iterator[Regex]:
    """The fields `pattern` of tables and rules; a rule may `not match`: a search."""
    for path in sorted(MODEL.rglob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, entry in entries(data, path.stem):
            use = "search" if entry.get("must") == "not match" else "fullmatch"
            yield Regex(name, entry["pattern"], re.UNICODE, use)


def entries(data: Any, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(data, dict):
        if isinstance(data.get("pattern"), str):
            yield f"{name}.{data.get('id', '')}", data
        for key, value in data.items():
            yield from entries(value, f"{name}.{key}")
    elif isinstance(data, list):
        for item in data:
            yield from entries(item, name)


def of_grammars() -> Iterator[Regex]:
    """The facets `pattern` of the datatypes, as Python's expressions."""
    for path in sorted(MODEL.rglob("*.rnc")):
        found = tokens(str(path), path.read_text(encoding="utf-8"))
        for at, token in enumerate(found):
            if token.text == "pattern" and found[at + 1].text == "=":
                text = literal(found[at + 2].text)
                at += 3
                while found[at].text == "~":
                    text += literal(found[at + 1].text)
                    at += 2
                place = f"{path.name}:{token.line}"
                yield Regex(place, translate(text), re.UNICODE, "fullmatch")


def of_code() -> Iterator[Regex]:
    """The expressions that the code of the core compiles or uses where it stands."""
    for path in sorted(set(CORE.rglob("*.py")) - READERS_OF_THE_MODEL):
        place, tree = path.relative_to(CORE), ast.parse(path.read_text("utf-8"))
        name = ".".join(["kbcheck", *place.with_suffix("").parts])
        module = importlib.import_module(name.removesuffix(".__init__"))
        for node in tree.body:
            found = assigned(node, module)
            for use in uses(tree, node.targets[0].id) if found else ():
                yield Regex(f"{place}:{node.lineno}", found.pattern, found.flags, use)
        for call in ast.walk(tree):
            if pattern := written(call):
                use = "search" if call.func.attr in SEARCHED else call.func.attr
                yield Regex(f"{place}:{call.lineno}", pattern, re.UNICODE, use)


def assigned(node: ast.AST, module: Any) -> re.Pattern[Any] | None:
    """The expression that a statement of a module gives a name."""
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return None
    found = getattr(module, node.targets[0].id, None)
    return found if isinstance(found, re.Pattern) else None


def written(node: ast.AST) -> str | bytes | None:
    """The pattern of a call such as `re.sub('…')`, without a name."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    method, owner = node.func.attr, node.func.value
    if method not in USES and method not in SEARCHED:
        return None
    if isinstance(owner, ast.Call) and ast.unparse(owner.func) == "re.compile":
        owner, node = owner.func.value, owner
    if ast.unparse(owner) != "re" or not isinstance(node.args[0], ast.Constant):
        return None
    return node.args[0].value


def uses(tree: ast.Module, name: str) -> list[str]:
    """How a module uses the expression of a name; `match` if that is hidden."""
    methods = {
        node.attr for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == name
    }  # fmt: skip
    found = {"search" if m in SEARCHED else m for m in methods} & set(USES)
    return sorted(found) or ["match"]


@cache  # not found while the tests are collected, which each worker does
def regexes() -> list[Regex]:
    """All of them, wherever they stand."""
    return [*of_tables(), *of_grammars(), *of_code()]


def test_the_expressions_are_found() -> None:
    """Those of forms, tables, rules and grammars, and those of the code."""
    told = [p.read_text("utf-8") for p in MODEL.rglob("*.rnc")]
    facets = sum(len(re.findall(r"\bpattern\s*=", text)) for text in told)
    assert sum(".rnc:" in r.place for r in regexes()) == facets > 60
    assert sum(".py:" in r.place for r in regexes()) > 60
    assert len(regexes()) > facets + 120


def test_every_expression_is_linear() -> None:
    found = {
        f"{regex.place}, {regex.use}": list(
            faults(regex.pattern, regex.flags, regex.use)
        )
        for regex in {(r.pattern, r.use): r for r in regexes()}.values()
    }
    assert {place: wrong for place, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("pattern", "use", "wrong"),
    [
        ("(a|a)*", "fullmatch", "exponential"),
        ("(a*)*", "fullmatch", "exponential"),
        ("(a?b?)*", "fullmatch", "exponential"),
        (r"([0-9]+(s|min)?\s*)+", "fullmatch", "exponential"),
        ("a*a*", "fullmatch", "quadratic"),
        ("a+b?a+", "match", ""),
        ("a+b?a+c", "match", "quadratic"),
        (r"\s+$", "search", "quadratic"),
        (r"\s+$", "match", ""),
        ("<[^>]*>", "search", "quadratic"),
        ("(?i:a)*A*", "fullmatch", "quadratic"),
        ("(?:[0-9]++s?)*", "fullmatch", ""),
        ("[0-9]+(,[0-9]+)*", "fullmatch", ""),
        ("(?=(a|a)*b)c", "match", "exponential"),
        (r"a*\Z", "match", ""),
        (r"\S+", "search", ""),
    ],
)
def test_what_is_slow_is_told(pattern: str, use: str, wrong: str) -> None:
    found = list(faults(pattern, use=use))
    assert [f.split(":")[0] for f in found] == ([wrong] if wrong else [])
