"""What we say that libvirt drops without a word, the real parser does drop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from kbcheck import Request, check
from live.conftest import run
from single_faults import Faults, Text, stray_text, unknown_attribute

GOOD = Path(__file__).parents[1] / "cases" / "good"
PARSER = ("virsh", "-c", "test:///default", "define")


def unknown_child(text: Text) -> Faults:
    """A child that no element has, before the others."""
    for node, _ in text.nodes():
        if node.elements:
            at = text.tag(node).end()
            yield text.fault((at, at, b"<bogus/>"), at=at, name=b"bogus")


def guests(file: Callable[[str], str]) -> Iterator[Path]:
    """The good cases that the parser takes, those with features first."""
    for path in sorted(
        GOOD.glob("domain-*.xml"), key=lambda p: "feature" not in p.name
    ):
        if run(*PARSER, file(path.read_text("utf-8"))).returncode == 0:
            yield path


@pytest.mark.parametrize("fault", [unknown_attribute, unknown_child, stray_text])
def test_a_fault_passes_if_and_only_if_we_say_so(
    fault: Callable[[Text], Faults], installed: str, file: Callable[[str], str]
) -> None:
    wrong, said = [], set()
    for path in list(guests(file))[:60]:
        view = Text(path.read_text("utf-8"), "domain", example=False)
        faults = list(fault(view))
        for one in Random(path.name).sample(faults, min(3, len(faults))):
            text = view.broken([one])
            found = check(Request(text, "domain", level="grammar")).problems
            dropped = all(p.silently_ignored for p in found)
            said.add(dropped)
            if dropped != (run(*PARSER, file(text)).returncode == 0):
                wrong.append(f"{path.name}:{one.line} {found[0].message}")
    assert wrong == []
    assert True in said
