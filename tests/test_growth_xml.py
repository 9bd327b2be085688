"""The work for an XML text grows with its size: twice as large, at most 2.3 times.

Work is counted in calls, in bytes where a call would hide them, and in passes of each
line of our code, as a loop may call nothing; no clock is asked.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from counted import calls
from kbcheck import Request, check
from kbcheck.guides import check_guides, source
from kbcheck.relaxng.patterns import NOT_ALLOWED
from kbcheck.relaxng.validate import Matcher
from kbcheck.tree import XmlError, parse
from kbcheck.xmldocument import grammar
from samples import LARGE, some

MOST = 2.3


def assert_linear(work: Callable[[int], object], size: int) -> None:
    work(size)  # grammars and rules are read, patterns derived
    small, large = calls(lambda: work(size)), calls(lambda: work(2 * size))
    assert large <= MOST * small, f"{small} calls, then {large}"


def checked(text: str, *, example: bool = True, libvirt: str = "") -> object:
    return check(Request(text, "domain", example=example, libvirt=libvirt))


DISK = "<disk type='file'><source file='/a'/><target dev='vd{}' bus='virtio'/></disk>"
SURFACES: dict[str, Callable[[int], str]] = {
    "holes in tags": lambda n: "<disk>" + "<a ...>x</a>" * n + "</disk>",
    "holes": lambda n: "<devices>" + "...<rng/>" * n + "</devices>",
    "holes and words": lambda n: "<devices>" + "... word ...<a/>" * n + "</devices>",
    "words between roots": lambda n: "<memory>1</memory>\u00e9 word" * n,
    "roots": lambda n: "<memory>x</memory>" * n,
    "roots of unknown names": lambda n: "".join(f"<a{i}/>" for i in range(n)),
    "the same fault": lambda n: "<devices>" + "<disk><address/></disk>" * n
    + "</devices>",
    "strict elements": lambda n: "<features>" + "<a/>" * n + "</features>",
    "attributes": lambda n: "<a " + " ".join(f"a{i}='1'" for i in range(n)) + "/>",
    "prefixes": lambda n: "<domain "
    + " ".join(f"xmlns:p{i}='u'" for i in range(n)) + ">" + "<a/>" * n + "</domai>",
    "nested prefixes": lambda n: "".join(f"<a xmlns:p{i}='u'>" for i in range(n)),
    "a long name": lambda n: f"<{'a' * n}>" + "b<c d='1'/>" * n + "&",
    "a long line of faults": lambda n: "<devices>" + "\u00e9<x y='1'/>" * n
    + "</devices>",
    "comments": lambda n: "<devices>" + "<!-- a --><rng/>" * n + "</devices>",
    "text in pieces": lambda n: "<name>" + "a&amp;" * n + "</name>",
}  # fmt: skip


@pytest.mark.parametrize("name", some(SURFACES, 4))
def test_of_faulty_texts(name: str) -> None:
    assert_linear(lambda n: checked(SURFACES[name](n)), 80 if LARGE else 40)


def passes(work: Callable[[], object]) -> Counter[tuple[str, int]]:
    """How often the work passes each line of our code: (file, line) -> times."""
    count: Counter[tuple[str, int]] = Counter()

    def note(frame: FrameType, event: str, _: object) -> Any:
        if "kbcheck" not in frame.f_code.co_filename:
            return None
        if event == "line":
            count[frame.f_code.co_filename, frame.f_lineno] += 1
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def assert_even(few: Callable[[], object], many: Callable[[], object]) -> None:
    """No line is passed more than MOST times as often for 160 elements as for 80."""
    many()  # what is learnt once is no matter
    few()
    small, large = passes(few), passes(many)
    # Four passes an element are free: from some size on, a line may be passed more.
    free = 4 * 160
    grown = {a: (small[a], n) for a, n in large.items() if n > MOST * small[a] + free}
    assert grown == {}


LONG: dict[str, Callable[[int], str]] = SURFACES | {
    "children": lambda n: "<devices>" + "<rng/>" * n + "</devices>",
    "children, whole": lambda n: guest(n),
    "children, then a fault": lambda n: guest(n).replace("<video>", "<vidoe/><video>"),
    "children, one misplaced": lambda n: guest(n).replace("</os>", "</os><devices/>"),
    "children, one lacking": lambda n: guest(n).replace("<name>a</name>", ""),
    "children, one twice": lambda n: guest(n).replace("</os>", "</os><name>b</name>"),
    "alternatives": lambda n: "<cpu>" + "<feature name='a'/>" * n + "<a/></cpu>",
}


@pytest.mark.parametrize("name", some(LONG, 8))
def test_of_each_line_of_our_code(name: str) -> None:
    few, many = (LONG[name](size) for size in (80, 160))
    assert_even(lambda: checked(few), lambda: checked(many))


@pytest.mark.parametrize("method", [Matcher.after, Matcher.fits])
def test_of_each_line_of_what_steps_over_children(
    method: Callable[[Any, Any, Any], object],
) -> None:
    """Over a long row, which few documents make it do."""

    def stepped(children: list[Any]) -> object:
        matcher = Matcher(example=True)
        return method(matcher, children, matcher.after_attributes(node, content))

    node = parse("<devices>" + "<hub type='usb'/>" * 240 + "</devices>").root.elements[
        0
    ]
    (devices,) = grammar("domain").element_index["devices"]
    content, children = devices.content, node.children
    few = children[: len(children) // 2]
    assert stepped(children) not in (False, NOT_ALLOWED)
    assert_even(lambda: stepped(few), lambda: stepped(children))


def guest(disks: int) -> str:
    devices = "".join(DISK.format(i) for i in range(disks))
    return (
        "<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os>"
        f"<devices>{devices}<video><model type='vga'/></video></devices></domain>"
    )


@pytest.mark.parametrize("libvirt", ["", "1.0.0"])
def test_of_disks_with_the_same_name(libvirt: str) -> None:
    def work(disks: int) -> object:
        same = re.sub(r"vd\d+", "vda", guest(disks))
        return checked(same, example=False, libvirt=libvirt)

    assert_linear(work, 100)


GUIDES = ("lockd", "passthrough", "s390-pv", "sanlock", "secure-usage", "sev")


@pytest.mark.parametrize("guide", GUIDES)
def test_of_guests_that_are_judged_together(guide: str) -> None:
    def work(guests: int) -> object:
        found = [
            source(str(i), guest(3), "domain", example=True) for i in range(guests)
        ]
        return check_guides([guide], [f for f in found if f])

    assert_linear(work, 40)


class Steps(bytes):
    """A source that counts the bytes which are taken out of it."""

    taken = 0

    def __getitem__(self, key: object) -> object:  # type: ignore[override]
        found = super().__getitem__(key)  # type: ignore[index]
        Steps.taken += len(found) if isinstance(found, bytes) else 1
        return found


def test_a_place_costs_the_same_in_a_line_of_any_length() -> None:
    """A block of the source at most, not all that stands before on the line."""
    taken = []
    for count in (2000, 4000):
        document = parse("<a>" + "\u00e9<b/>" * count + "</a>")
        document.position(0)
        document.source = Steps(document.source)
        Steps.taken = 0
        last = document.root.elements[0].elements[-1]
        assert document.position(last.offset) == (1, 3 + 5 * count - 3)
        taken.append(Steps.taken)
    assert max(taken) < 4000


@pytest.mark.parametrize("depth", [150, 197])
@pytest.mark.parametrize("above", [0, 700])
def test_depth_is_no_matter(depth: int, above: int) -> None:
    """As deep as the parser allows, from a caller that is deep in calls already."""

    def deeper(left: int) -> object:
        return deeper(left - 1) if left else checked(text, libvirt="9.0.0")

    inner = "<x:a xmlns:x='u'>" * (depth - 2) + "</x:a>" * (depth - 2)
    text = f"<domain><metadata>{inner}</metadata>...</domain>"
    assert deeper(above).problems == ()  # type: ignore[attr-defined]
    chain = "<backingStore>" * (depth - 1) + "<x/>" + "</backingStore>" * (depth - 1)
    text = f"<disk>{chain}...</disk>"
    assert deeper(above).problems  # type: ignore[attr-defined]


def test_what_is_deeper_is_told_as_a_limit() -> None:
    with pytest.raises(XmlError, match="nested deeper than 200"):
        parse("<a>" * 300 + "</a>" * 300)
