"""Who may import whom: no circles, nothing upward, the core knows no adapter."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

EXT = Path(__file__).parents[1] / "_ext"
CORE = sorted((EXT / "kbcheck").rglob("*.py"))
FOREIGN = {
    "sphinx",
    "docutils",
    "pytest",
    "sybil",
    "kbsphinx",
    "kbsybil",
    "myst_parser",
}
FLOORS = (
    ("problem", "position", "versions", "numbers", "request"),
    ("suggest", "prose", "kinds", "remarks", "modelfile"),
    ("modelfields", "cache", "devicepaths"),
    ("tree",),
    ("sound", "relaxng", "settings", "rules"),
    ("console", "xmldocument"),
    ("sniff", "guides", "inventory"),
    ("verdict",),
    ("",),  # the package itself
    ("files", "report", "output"),
    ("options",),
    ("command",),
    ("__main__",),
)
"""The core from the ground up: what is on a floor imports from lower ones alone.

A package, such as `tree`, is one thing here; inside it the rule on circles holds.
"""
APART = [
    ("relaxng", "settings"),
    ("relaxng", "rules"),
    ("settings", "rules"),
    ("relaxng", "sound"),
    ("settings", "sound"),
]
"""Things on one floor that do not know one another."""


def name(path: Path) -> str:
    return str(path.relative_to(EXT))


@cache
def modules() -> dict[str, Path]:
    """Dotted name -> file, of all our modules."""
    return {
        ".".join(path.relative_to(EXT).with_suffix("").parts).removesuffix(
            ".__init__"
        ): path
        for path in sorted(EXT.rglob("*.py"))
    }


@cache
def imported(module: str) -> frozenset[str]:
    """The modules that a module imports, at its top or in a function."""
    path = modules()[module]
    package = path.relative_to(EXT).parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            # A name of a package is a module of it, or something that it exports.
            found.update(
                inner if (inner := f"{base}.{alias.name}") in modules() else base
                for alias in node.names
            )
    return frozenset(found)


def ours(module: str) -> frozenset[str]:
    return imported(module) & modules().keys() - {module}


def part(module: str) -> str:
    """The part of the core that a module is, or is in: kbcheck.tree.nodes -> tree."""
    return module.split(".")[1] if "." in module else ""


def circles() -> Iterator[tuple[str, ...]]:
    """The modules that import one another, once for each import that closes a circle.

    One at the top and one in a function make a circle, too: only luck keeps it apart.
    """
    done: set[str] = set()

    def follow(module: str, way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if module in way:
            yield (*way[way.index(module) :], module)
        elif module not in done:
            for other in sorted(ours(module)):
                yield from follow(other, (*way, module))
            done.add(module)

    for module in modules():
        yield from follow(module, ())


def test_no_imports_go_in_a_circle() -> None:
    assert list(circles()) == []


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_imports_no_adapter(path: Path) -> None:
    module = next(n for n, p in modules().items() if p == path)
    assert {m.split(".")[0] for m in imported(module)} & FOREIGN == set()


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("kbcheck")])
def test_no_import_of_the_core_goes_upward(module: str) -> None:
    level = {p: height for height, parts in enumerate(FLOORS) for p in parts}
    here = part(module)
    others = {part(m) for m in ours(module) if m.startswith("kbcheck")} - {here}
    assert here in level, f"say in FLOORS on which floor {here} is"
    assert {p for p in others if level[p] > level[here]} == set()
    apart = {b for pair in APART for a, b in (pair, pair[::-1]) if a == here}
    assert others & apart == set()


def test_each_floor_is_there() -> None:
    assert {p for floor in FLOORS for p in floor} == {
        part(m) for m in modules() if m.startswith("kbcheck")
    }


def test_adapters_do_not_know_one_another() -> None:
    """The Sybil adapter reads pages with Sphinx; Sphinx's knows nothing of Sybil."""
    for module in modules():
        if module.startswith("kbsphinx"):
            roots = {m.split(".")[0] for m in imported(module)}
            assert roots & {"kbsybil", "sybil", "pytest"} == set(), module
