"""What we say that libvirt ignores, the real parsers do ignore."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from kbcheck import Request, check
from live.generation import EACH, Place, marked, places, told
from single_faults import Fault, Faults, Text, stray_text, unknown_attribute

GOOD = Path(__file__).parents[1] / "cases" / "good"
JOB = f"{EACH}each parser virsh\n"


def unknown_child(text: Text) -> Faults:
    """A child that no element has, before the others."""
    for node, _ in text.nodes:
        if node.elements:
            at = text.tag(node).end()
            yield text.fault((at, at, b"<bogus/>"), at=at, name=b"bogus")


def refused(place: Place, texts: list[str]) -> list[bool]:
    """Whether the parser of a libvirt refuses each text."""
    commands = [
        pair
        for number in range(len(texts))
        for pair in [
            ("-", "connect test:///default"),
            (str(number), f"define {number}"),
        ]
    ]
    files = {str(number): text for number, text in enumerate(texts)}
    found = place.run(JOB, {**files, "parser": marked(commands)})
    said = told(found["parser.err"])
    return [bool(said[str(number)]) for number in range(len(texts))]


@cache
def guests(place: Place) -> list[Path]:
    """Good cases that the parser takes, those with features first."""
    paths = sorted(GOOD.glob("domain-*.xml"), key=lambda p: "feature" not in p.name)
    texts = [path.read_text("utf-8") for path in paths]
    taken = zip(paths, refused(place, texts), strict=True)
    return [path for path, no in taken if not no][:60]


def faulty(path: Path, fault: Callable[[Text], Faults]) -> list[tuple[Fault, str]]:
    """Three faults of a case, drawn, each with the text that has it alone."""
    view = Text(path.read_text("utf-8"), "domain", example=False)
    faults = list(fault(view))
    drawn = Random(path.name).sample(faults, min(3, len(faults)))
    return [(one, view.broken([one])) for one in drawn]


@pytest.mark.parametrize("place", places(), ids=lambda place: place.version)
@pytest.mark.parametrize("fault", [unknown_attribute, unknown_child, stray_text])
def test_a_fault_passes_if_and_only_if_we_say_so(
    fault: Callable[[Text], Faults], place: Place
) -> None:
    """What we call dropped is; older libvirts may drop more than the newest."""
    place.needs("virsh")
    drawn = [(p.name, *one) for p in guests(place) for one in faulty(p, fault)]
    wrong, said = [], set()
    for (name, one, text), no in zip(
        drawn, refused(place, [text for _, _, text in drawn]), strict=True
    ):
        found = check(Request(text, "domain", level="grammar")).problems
        dropped = all(p.silently_ignored for p in found)
        said.add(dropped)
        if (dropped and no) or not (dropped or no or place != places()[-1]):
            wrong.append(f"{name}:{one.line} {found[0].message}")
    assert wrong == []
    assert True in said
