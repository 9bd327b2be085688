"""What is kept of rules is made anew when code that reads them has changed."""

from __future__ import annotations

from pathlib import Path

from kbcheck.rules import ruleset
from test_architecture import modules, ours

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
