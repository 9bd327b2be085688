"""The matcher's no is a no, and its yes a yes: an explanation never decides.

Documents with thousands of siblings exhaust any explanation; they stay refused.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbcheck import KINDS, relaxng
from kbcheck.relaxng.fragment import Fragments
from kbcheck.relaxng.names import local
from kbcheck.relaxng.validate import Matcher
from kbcheck.tree import parse
from kbcheck.xmldocument import grammar
from newcomer import XML

ANY = settings(
    max_examples=int(os.environ.get("KB_EXAMPLES", "8")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
COUNTS = st.sampled_from([0, 1, 2, 20, 21, 22, 23, 24, 30, 49, 120, 1500])
WORDS = st.sampled_from(["", "1", "x", "...", "/a", "0x1", " ", "\u00e9"])


def names(kind: str) -> list[str]:
    return sorted({local(n) for n in grammar(kind).element_index} | {"nothing"})


@st.composite
def siblings(draw: st.DrawFn, kind: str) -> str:
    """Runs of the same element of the grammar, sound or not, one inside another."""
    text = ""
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(names(kind)))
        inner = draw(st.sampled_from(names(kind)))
        attribute = draw(
            st.sampled_from(["", " type='pci'", " name='a'", " dev='...'"])
        )
        content = draw(st.sampled_from(["", draw(WORDS), f"<{inner}/>", "...<b/>"]))
        text += f"<{name}{attribute}>{content}</{name}>" * draw(COUNTS)
        text += draw(st.sampled_from(["", "\n...\n", "words"]))
    return text


def decided_by_the_matcher(
    text: str, kind: str, *, example: bool, inside: str = ""
) -> None:
    """An error is told just if no reading of the document matches."""
    document, model = parse(text, example=example), grammar(kind)
    matcher = Matcher(example=example)
    accepted = bool(Fragments(document, model, inside).readings(matcher))
    found = relaxng.check(parse(text, example=example), model, inside)
    assert accepted == (not found)
    assert all(problem.severity == "error" for problem in found)
    assert all(problem.message and len(problem.message) <= 240 for problem in found)


@pytest.mark.parametrize("kind", XML)
@ANY
@given(st.data())
def test_of_whole_documents(kind: str, data: st.DataObject) -> None:
    """With their root, with and without holes, around the siblings of any element."""
    above = data.draw(st.sampled_from(["", *names(kind)]))
    text = data.draw(siblings(kind))
    if above:
        text = f"<{above}>{text}</{above}>"
    root = KINDS[kind].roots[0]
    text = f"<{root} type='kvm'><name>a</name>{text}</{root}>"
    decided_by_the_matcher(text, kind, example=data.draw(st.booleans()))


@pytest.mark.parametrize("kind", XML)
@ANY
@given(st.data())
def test_of_fragments(kind: str, data: st.DataObject) -> None:
    """Alone, side by side, and at a place that is stated."""
    inside = data.draw(
        st.sampled_from(["", "devices", "devices/disk", "no/such", "cpu"])
    )
    text = data.draw(siblings(kind))
    decided_by_the_matcher(text or "<a/>", kind, example=True, inside=inside)


@pytest.mark.parametrize("count", [1, 20, 21, 22, 23, 24, 25, 30, 31, 49, 50, 400])
@pytest.mark.parametrize(
    "wrong",
    [
        "<serial type='pty'><address type='x'/></serial>",
        "<disk><address type='pci' bus='x'/></disk>",
        "<hostdev mode='subsystem'><source><address bus='x'/></source></hostdev>",
    ],
)
def test_of_the_same_fault_many_times(wrong: str, count: int) -> None:
    """As many problems as there are faults, to the most that one element has."""
    text = f"<devices>{wrong * count}</devices>"
    found = relaxng.check(parse(text, example=True), grammar("domain"))
    assert len(found) >= min(count, 100)


def test_two_documents_of_a_kind_may_stand_side_by_side() -> None:
    text = "<pool type='dir'><name>a</name><target><path>/a</path></target></pool>"
    decided_by_the_matcher(text * 2, "pool", example=True)
    assert relaxng.check(parse(text * 2, example=True), grammar("pool")) == []
