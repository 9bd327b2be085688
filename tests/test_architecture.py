"""Who may import whom: no circles, nothing upward, the core knows no adapter.

And what the adapter to Sphinx adds where, and leaves in the environment.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import kbsphinx

EXT = Path(__file__).parents[1] / "_ext"
CORE = sorted((EXT / "kbcheck").rglob("*.py"))
FOREIGN = {
    "sphinx",
    "docutils",
    "pytest",
    "sybil",
    "kbsphinx",
    "kbsybil",
    "kbweb",
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
    ("verdict", "unclear", "pairs"),
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
ADAPTER = EXT / "kbsphinx"
PHASES = {
    "read": {"show", "lookup"},
    "show": {"read", "lookup"},
    "lookup": {"read"},
    "kept": {"read", "show", "lookup"},
}
"""A phase of the adapter to Sphinx -> those that it may not import."""


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
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(module: str) -> frozenset[str]:
    """The modules that a module imports, at its top or in a function."""
    path = modules()[module]
    package = path.relative_to(EXT).parts[:-1]
    found: set[str] = set()
    for node in ast.walk(tree(path)):
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


def test_the_core_imports_no_adapter() -> None:
    core = [module for module, path in modules().items() if path in CORE]
    assert len(core) == len(CORE) > 0
    assert [
        (module, other)
        for module in core
        for other in imported(module)
        if other.split(".")[0] in FOREIGN
    ] == []


def test_no_import_of_the_core_goes_upward() -> None:
    level = {p: height for height, parts in enumerate(FLOORS) for p in parts}
    apart = {(a, b) for pair in APART for a, b in (pair, pair[::-1])}
    core = [module for module in modules() if module.startswith("kbcheck")]
    new = {part(m) for m in core} - level.keys()
    assert new == set(), "say in FLOORS on which floor it is"
    assert [
        (module, other)
        for module in core
        for other in ours(module)
        if other.startswith("kbcheck") and part(other) != part(module)
        if level[part(other)] > level[part(module)]
        or (part(module), part(other)) in apart
    ] == []


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


def test_what_makes_javascript_knows_the_core_alone() -> None:
    """Sphinx's adapter asks for scripts; how they are made hangs on no site."""
    web = [module for module in modules() if module.startswith("kbweb")]
    assert web
    for module in web:
        roots = {m.split(".")[0] for m in imported(module)}
        assert roots & FOREIGN - {"kbweb"} == set(), module


@pytest.mark.parametrize("phase", PHASES)
def test_phases_of_the_adapter_to_sphinx(phase: str) -> None:
    """To read and to show share what is kept, and know nothing of one another.

    The reference is shown beside the pages: what shows these does not know it.
    """
    for module in modules():
        if module.startswith(f"kbsphinx.{phase}"):
            others = {part(m) for m in ours(module) if m.startswith("kbsphinx")}
            assert others & PHASES[phase] == set(), module


def test_each_module_of_the_adapter_is_in_a_phase() -> None:
    beside = {path.name for path in ADAPTER.iterdir()} - {"__pycache__"}
    assert beside == {"__init__.py", *PHASES}


def test_no_two_modules_share_a_name() -> None:
    """A traceback, a search and an editor's tab show little more than that."""
    assert twice(path.name for path in modules().values()) == ["__init__.py"]


def test_no_two_types_share_a_name() -> None:
    """One name means one thing: of a class, and of an alias of a type."""
    found = (name for p in modules().values() for name in types(tree(p)))
    assert twice(found) == []


def types(module: ast.Module) -> Iterator[str]:
    """The names of the classes and aliases that a module defines."""
    for node in module.body:
        match node:
            case ast.ClassDef(name=found):
                yield found
            case ast.Assign(targets=[ast.Name(id=found)]) if not found.isupper():
                if found[0].isupper():
                    yield found


def twice(names: Iterable[str]) -> list[str]:
    """What is there more than once."""
    return [found for found, count in Counter(names).items() if count > 1]


@cache
def methods(path: Path) -> tuple[ast.Attribute, ...]:
    """What a file calls after a dot."""
    return tuple(
        node.func
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


def calls(path: Path, method: str) -> list[str]:
    """What a method is called on, each time that a file calls it."""
    return [ast.unparse(f.value) for f in methods(path) if f.attr == method]


def test_each_part_has_one_line_in_the_list_of_parts() -> None:
    """A part that brings something into Sphinx does so in a `setup` of its own."""
    parts = [
        path.stem
        for path in ADAPTER.glob("*/*.py")
        if "\ndef setup(" in path.read_text(encoding="utf-8")
    ]
    listed = [part.__name__.rpartition(".")[2] for part in kbsphinx.PARTS]
    assert sorted(listed) == sorted(parts)
    assert calls(ADAPTER / "__init__.py", "setup") == ["part"]


@pytest.mark.parametrize(
    "method", ["add_directive", "add_node", "add_post_transform", "add_lexer"]
)
def test_what_sphinx_is_given_lives_in_a_phase(method: str) -> None:
    """Its module adds it, so a new one touches its folder and a line of PARTS."""
    where = {path.parent for path in EXT.rglob("*.py") if calls(path, method)}
    assert where
    assert where <= {ADAPTER / "read", ADAPTER / "show", ADAPTER / "lookup"}


def env_attributes(source: str) -> set[str]:
    """The attributes that a text sets on an environment of Sphinx's."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=owner, attr=attribute, ctx=ast.Store()):
                pass
            case ast.Call(func=ast.Name(id="setattr"), args=[owner, named, _]):
                attribute = ast.unparse(named)
            case _:
                continue
        if ast.unparse(owner).split(".")[-1] == "env":
            found.add(attribute)
    return found


def test_the_environment_holds_one_thing_of_ours() -> None:
    """What is purged and merged there, or not, is decided in one class."""
    found = {
        (name(path), attribute)
        for path in modules().values()
        for attribute in env_attributes(path.read_text(encoding="utf-8"))
    }
    assert found == {("kbsphinx/kept/store.py", "kb_store")}


@pytest.mark.parametrize(
    "source",
    [
        "env.more = 1",
        "app.env.more: int = 1",
        "self.env.more += 1",
        "setattr(app.env, more, 1)",
        "env.more, x = 1, 2",
    ],
)
def test_each_way_to_set_an_attribute_is_seen(source: str) -> None:
    assert env_attributes(source) == {"more"}
