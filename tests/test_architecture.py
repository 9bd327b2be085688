"""Who may import whom: the core knows no adapter, adapters do not know one another."""

from __future__ import annotations

import ast
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
LAYERS = {  # a package of the core -> those of the core that it may not import
    "tree": {"relaxng", "rules", "settings", "console", "kinds", "guides"},
    "relaxng": {"rules", "settings", "console", "kinds", "guides"},
    "settings": {"relaxng", "rules", "console", "kinds", "guides"},
    "rules": {"relaxng", "settings", "console", "kinds", "guides"},
}


def imported(path: Path) -> set[str]:
    """The modules that a file imports, absolute, as dotted names."""
    package = path.relative_to(EXT).parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            found.update({base, *(f"{base}.{alias.name}" for alias in node.names)})
    return found


def name(path: Path) -> str:
    return str(path.relative_to(EXT))


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_imports_no_adapter(path: Path) -> None:
    assert {m.split(".")[0] for m in imported(path)} & FOREIGN == set()


@pytest.mark.parametrize("path", CORE, ids=name)
def test_layers_of_the_core(path: Path) -> None:
    package = path.relative_to(EXT / "kbcheck").parts[0]
    barred = {f"kbcheck.{other}" for other in LAYERS.get(package, ())}
    wrong = {m for m in imported(path) for b in barred if f"{m}.".startswith(f"{b}.")}
    assert wrong == set()


def test_adapters_do_not_know_one_another() -> None:
    """The Sybil adapter reads pages with Sphinx; Sphinx's knows nothing of Sybil."""
    for path in sorted((EXT / "kbsphinx").rglob("*.py")):
        roots = {m.split(".")[0] for m in imported(path)}
        assert roots & {"kbsybil", "sybil", "pytest"} == set(), path
