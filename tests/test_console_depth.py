"""How deep commands may stand in one another, and what does not count as deep."""

from __future__ import annotations

from kbcheck import Request, check
from kbcheck.console.shell import MOST_DEPTH


def told(line: str) -> list[tuple[str, str]]:
    found = check(Request(f"# {line}\n", "console")).problems
    return [(p.check, p.message) for p in found]


def test_commands_side_by_side_are_not_deep() -> None:
    """To the parser each '&&' holds all that stands before it."""
    assert told(" && ".join(["virsh list"] * (MOST_DEPTH + 10))) == []
    assert told("virsh list; " * (MOST_DEPTH + 10)) == []


def test_commands_in_one_another_are() -> None:
    (found,) = told("echo " + "$(echo " * MOST_DEPTH + ")" * MOST_DEPTH)
    assert found[0] == "limit"
    assert f"it is nested more than {MOST_DEPTH} deep" in found[1]
