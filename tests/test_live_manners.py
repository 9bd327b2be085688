"""How the live suite is written, so that two runs of it show the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from live import roots
from live.generation import Place, places

LIVE = Path(__file__).parent / "live"
FILES = [path for path in sorted(LIVE.rglob("*.py")) if path.name != "waiting.py"]
LATE = {
    "journalctl": "journald reads late what a daemon sent: ask `journal`",
    "/var/log/libvirt/qemu/": "virtlogd writes late what QEMU said: ask `log`",
    "; sleep ": "what comes may take longer: ask `waited`, `come` or `become`",
}
"""What in a command reads once what comes late, and what of waiting.py to ask."""
EXEMPT = {
    "|| { journalctl": "it is for whoever reads why a daemon does not start",
    "rm ": "a log is taken away, so that it begins anew",
    "grep -o 'tainted: ": "libvirtd itself writes it, before a start ends",
}
"""What begins such a command, or stands in it, and does not wait."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def commands(path: Path) -> Iterator[tuple[int, str]]:
    """What the hosts are told to do in a file, with the lines."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Attribute(attr="must" | "run"), args=[first, *_]):
                parts = [
                    n.value for n in ast.walk(first) if isinstance(n, ast.Constant)
                ]
                yield node.lineno, "".join(map(str, parts))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_comes_late_is_waited_for(path: Path) -> None:
    for line, command in commands(path):
        if not any(part in command for part in EXEMPT):
            told = [why for part, why in LATE.items() if part in f"; {command}"]
            assert told == [], f"{path.name}:{line}: {command}"


@pytest.mark.parametrize("part", EXEMPT)
def test_each_exemption_is_needed(part: str) -> None:
    every = [command for path in FILES for _, command in commands(path)]
    assert any(part in one and any(p in f"; {one}" for p in LATE) for one in every)


def test_versions_are_not_compared_as_text() -> None:
    """'9.0.0' is more than '12.9.0' there: ask `Place.within`."""
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                names = {s.attr for s in sides if isinstance(s, ast.Attribute)}
                texts = [s for s in sides if isinstance(s, ast.Constant)]
                assert not ("version" in names and texts), f"{path}:{node.lineno}"


def test_the_newest_libvirt_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """The host's own may be among those of the table; '10' is less than '9' as text."""
    monkeypatch.setattr(roots, "version_of", lambda _: "10.0.0")
    found = [place.version for place in places.__wrapped__()]
    assert found.index("9.0.0") < found.index("10.0.0") < found.index("11.3.0")


@pytest.mark.parametrize(
    ("version", "stated", "is_one"),
    [
        ("9.0.0", "<12", True),
        ("9.0.0", ">=9.0, <10", True),
        ("12.9.0", ">=12.3.0", True),
        ("12.9.0", "<12.10", True),
        ("11.3.0", ">=12", False),
    ],
)
def test_a_libvirt_is_one_of_a_range(version: str, stated: str, is_one: bool) -> None:
    assert Place(version, Path()).within(stated) == is_one
