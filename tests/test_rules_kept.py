"""What is kept of rules is made anew when code that reads them has changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kbcheck.modelfile import model_path
from kbcheck.rules import ruleset
from test_architecture import modules, ours
from test_cache import forge

NO_MATTER = {"kbcheck.cache", "kbcheck.tree"}
"""It says what is kept, and which names are handed on: no rule is read otherwise."""


def readers() -> set[str]:
    """The modules that reading and filing use, and those that these use."""
    found: set[str] = set()
    todo = ["kbcheck.rules.reading", "kbcheck.rules.filing"]
    while todo:
        module = todo.pop()
        if module not in found | NO_MATTER:
            found.add(module)
            todo += ours(module)
    return found


def test_all_code_that_reads_rules_is_in_the_key() -> None:
    used = {modules()[module] for module in readers()}
    assert used <= {Path(path).resolve() for path in ruleset._CODE}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "kbcheck"


def data() -> str:
    """What is kept of a guide and of the driver, as JSON: lists and tuples alike."""
    guide = ruleset.rule_data(model_path("guides/sev.toml"))
    return json.dumps([guide, ruleset.filed_data(model_path("driver"))])


def test_what_is_kept_is_read_no_more(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = data()
    assert len([*cache.glob("rules-*.json")]) == 2
    monkeypatch.setattr(ruleset, "_read", lambda path: pytest.fail(str(path)))
    assert data() == first


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"title": "a", "words": {}}'])
def test_what_lacks_a_part_is_made_anew(cache: Path, body: bytes) -> None:
    first = data()
    for file in cache.glob("rules-*.json"):
        forge(file, body)
    assert data() == first
