"""The table of kinds: what an example can be, and who checks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .problem import Problem, Verdict, problem


@dataclass(frozen=True, slots=True)
class Request:
    """A text to check, and how.

    `example` is true for a snippet of a page: it may be a fragment and may hold
    holes.  `libvirt` is a version ('9.0.0') or a range ('>=8.0') that the text
    must hold for.  `inside` names the parents of a bare fragment ('devices/disk').
    """

    text: str
    kind: str
    example: bool = False
    level: str = "driver"
    libvirt: str = ""
    guides: tuple[str, ...] = ()
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of example: its name, caption, Pygments lexer, file names and checker."""

    name: str
    title: str
    lexer: str
    suffix: str
    check: Callable[[Request], Verdict]
    roots: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


def _xml(request: Request) -> Verdict:
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(request.text, True)
    except expat.ExpatError as err:
        found = problem("syntax", err.lineno, err.offset + 1, expat.ErrorString(err.code))
        return Verdict(("syntax",), (found,))
    return Verdict(("syntax",))


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("domain", "Domain XML", "xml", ".xml", _xml, roots=("domain",)),
        Kind(
            "domaincapabilities",
            "Domain capabilities XML",
            "xml",
            ".xml",
            _xml,
            roots=("domainCapabilities",),
        ),
        Kind("pool", "Storage pool XML", "xml", ".xml", _xml, roots=("pool",)),
    )
}


def check(request: Request) -> Verdict:
    """The verdict on one text.  KeyError if the kind is not in KINDS."""
    return KINDS[request.kind].check(request)


def meet_expectation(
    found: tuple[Problem, ...], expected: tuple[str, ...]
) -> tuple[Problem, ...]:
    """What is wrong with a deliberately wrong example; empty if it is wrong as stated.

    `expected` holds check ids, each as often as it must be found.
    """
    if sorted(p.check for p in found) == sorted(expected):
        return ()
    wanted = ", ".join(expected)
    seen = ", ".join(p.check for p in found) or "nothing"
    return (
        problem("expectation", 1, 1, f"expected the problems {wanted}; found {seen}"),
        *found,
    )
