"""A fault of a grammar of ours is told with its file and line, never as a bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck.problem import ModelError
from kbcheck.relaxng.load import load


@pytest.mark.parametrize(
    ("grammar", "told"),
    [
        (
            "start = element a { text }\nb = b | text",
            "g.rnc:2: the definition b",
        ),
        ("start = a\na = element b { c }", "g.rnc:2: the grammar has no definition c"),
        (
            "start = a\na = element a { xsd:nothing }",
            "g.rnc:2: no datatype xsd:nothing",
        ),
        ("start = a\nb = text", "g.rnc:1: the grammar has no definition a"),
        ("a = text", "g.rnc:1: the grammar has no definition start"),
    ],
)
def test_of_a_definition(grammar: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "g.rnc"
    path.write_text(grammar)
    with pytest.raises(ModelError, match=told):
        compiled(path)


def compiled(path: Path) -> None:
    """Compile all of a grammar, as its use does bit by bit."""
    grammar = load(path)
    for name in grammar.definitions:
        grammar.definition(name)
    assert grammar.all_elements
