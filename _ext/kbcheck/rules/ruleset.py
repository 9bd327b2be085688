"""The rules of a file, kept between runs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..cache import kept_json
from ..modelfile import model_files, model_path
from .filed import FiledRules, Kept
from .rule import Rule, make_rule

# All that reading uses. A file too many costs its hash; one that is forgotten would
# keep rules that today's code refuses.
_CODE = [
    *(path for path in Path(__file__).parent.iterdir() if path.suffix == ".py"),
    *(
        Path(__file__).parents[1] / f"{name}.py"
        for name in (
            "modelfields",
            "modelfile",
            "numbers",
            "problem",
            "suggest",
            "tree/nodes",
            "versions",
        )
    ),
]


class RuleSet(NamedTuple):
    """The rules of one file: a guide's, or a part of the driver level's."""

    name: str
    title: str
    page: str
    rules: tuple[Rule, ...]


@lru_cache(maxsize=32)
def load_rules(path: Path) -> RuleSet:
    """The rules of a file.  ModelError if one is not well written."""
    data = rule_data(path)
    title, page = data["title"], data.get("page", "")
    return RuleSet(path.stem, title, page, _rules(data, path))


def rule_data(path: Path) -> dict[str, Any]:
    """What a file of rules holds, as JSON.  ModelError if it is not well written."""
    found: dict[str, Any] = kept_json(
        f"rules-{path.stem}", [path, *_CODE], lambda: _read(path), _fits
    )
    return found


def load_driver() -> RuleSet:
    """The rules of libvirt's parser and drivers, of all files of their folder.

    ModelError if one of them is not well written.
    """
    folder = model_path("driver")
    rules = (rule for path in model_files(folder) for rule in load_rules(path).rules)
    return RuleSet(folder.name, "libvirt's parser and drivers", "", (*rules,))


def filed_driver() -> FiledRules:
    """The same rules, filed by what they need, for those who judge."""
    return _filed(model_path("driver"))


@lru_cache(maxsize=32)
def _filed(folder: Path) -> FiledRules:
    return FiledRules(folder, filed_data(folder))


def filed_data(folder: Path) -> Kept:
    """The rules of all files of a folder, filed, as JSON."""
    files = model_files(folder)
    # Kept as one: to find what is kept costs more than to read it.
    name = f"rules-{folder.name}"
    kept: Kept = kept_json(name, [*files, *_CODE], lambda: _file(files), _are_filed)
    return kept


def _file(files: Iterable[Path]) -> Kept:
    from .filing import file_rules

    named = ((path, _rules(_read(path), path)) for path in files)
    return file_rules((path.name, rule) for path, rules in named for rule in rules)


def _are_filed(kept: Any) -> bool:
    return isinstance(kept, dict) and set(kept) == Kept.__annotations__.keys()


def _rules(data: dict[str, Any], path: Path) -> tuple[Rule, ...]:
    return tuple(make_rule(table, data["words"], str(path)) for table in data["rule"])


def _read(path: Path) -> dict[str, Any]:
    from .reading import read_rules  # only where no cache has what it reads

    return read_rules(path)


def _fits(kept: Any) -> bool:
    return isinstance(kept, dict) and {"title", "words", "rule"} <= set(kept)
