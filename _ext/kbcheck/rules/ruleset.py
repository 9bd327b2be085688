"""The rules of a file, kept between runs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ..cache import kept_json
from ..modelfile import model_files, model_path
from .rule import Rule, make_rule

# All that reading may use. A file too many costs its hash; one that is forgotten would
# keep rules that today's code refuses.
_CODE = [*Path(__file__).parent.glob("*.py"), *Path(__file__).parents[1].glob("*.py")]


class RuleSet(NamedTuple):
    """The rules of one file: a guide's, or a part of the driver level's."""

    name: str
    title: str
    page: str
    rules: tuple[Rule, ...]


@lru_cache(maxsize=64)
def load_rules(path: Path) -> RuleSet:
    """The rules of a file.  ModelError if one is not well written."""
    name = f"rules-{path.parent.name}-{path.stem}"
    data = kept_json(name, [path, *_CODE], lambda: _read(path), _fits)
    rules = tuple(make_rule(table, data["words"], str(path)) for table in data["rule"])
    return RuleSet(path.stem, data["title"], data.get("page", ""), rules)


def load_driver() -> RuleSet:
    """The rules of libvirt's parser and drivers, of all files of their folder.

    ModelError if one of them is not well written.
    """
    sets = [load_rules(path) for path in model_files(model_path("driver"))]
    rules = tuple(rule for part in sets for rule in part.rules)
    return RuleSet("driver", "libvirt's parser and drivers", "", rules)


def _read(path: Path) -> dict[str, Any]:
    from .reading import read_rules  # only where no cache has what it reads

    return read_rules(path)


def _fits(kept: Any) -> bool:
    return isinstance(kept, dict) and {"title", "words", "rule"} <= set(kept)
