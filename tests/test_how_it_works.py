"""docs/how-it-works.md shows what the code makes of its document, and names what is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbcheck import Request, check
from kbcheck.command import main
from kbcheck.relaxng.derivatives import derive
from kbcheck.relaxng.explain import Explainer, weight
from kbcheck.relaxng.lookup import elements
from kbcheck.relaxng.names import names
from kbcheck.relaxng.patterns import EMPTY, NOT_ALLOWED, Op, Pattern
from kbcheck.relaxng.validate import Matcher
from kbcheck.sound import sound_part
from kbcheck.tree import Document, Node, parse
from kbcheck.xmldocument import grammar
from test_architecture import FLOORS
from translated import published

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
ABRIDGED = ("name", "type", "memory", "boot", "os", "devices")
"""Elements that the page shows in long interleaves; it writes … for the others."""


def block(name: str) -> str:
    """The text of the page's fenced block of this name."""
    found = re.findall(rf"(?ms)^```\w+ {re.escape(name)}\n(.*?)^```$", PAGE)
    assert len(found) == 1, f"{len(found)} blocks are named {name}"
    return found[0]


GUEST = block("guest.xml")


# --- patterns, in a short notation ----------------------------------------------


def notation(p: Pattern) -> str:
    """A pattern in RELAX NG's compact syntax, but with @name for an attribute."""
    if p.op <= Op.ELEMENT:
        return atom(p)
    parts = [part for part in p.parts if part is not EMPTY]
    if len(parts) < len(p.parts):  # EMPTY was one of them
        rest = notation(parts[0]) if len(parts) == 1 else f"({joined(p.op, parts)})"
        return f"{rest[:-1]}*" if rest.endswith("+") else f"{rest}?"
    if p.op == Op.ONE_OR_MORE:
        return f"{notation(parts[0])}+"
    return joined(p.op, parts)


def atom(p: Pattern) -> str:
    if p is EMPTY or p is NOT_ALLOWED:
        return "empty" if p is EMPTY else "notAllowed"
    if p.op == Op.DATA:
        return f'"{p.value}"'
    return "@" * (p.op == Op.ATTRIBUTE) + "|".join(names(p.name_class))


def joined(op: Op, parts: list[Pattern]) -> str:
    sign = {Op.CHOICE: " | ", Op.GROUP: ", ", Op.INTERLEAVE: " & "}[op]
    told = [f"({notation(p)})" if p.op > Op.ELEMENT and op != Op.INTERLEAVE
            and EMPTY not in p.parts else notation(p) for p in parts]  # fmt: skip
    if op == Op.INTERLEAVE:
        kept = [one for one in told if one.rstrip("?*+") in ABRIDGED]
        kept.sort(key=lambda one: ABRIDGED.index(one.rstrip("?*+")))
        told = [*kept, "…"][: len(told)]
    return sign.join(sorted(told) if op == Op.CHOICE else told)


# --- what the page shows --------------------------------------------------------


class Walk:
    """The guest of the page, and what the matcher makes of it."""

    def __init__(self) -> None:
        self.document = parse(GUEST, example=True)
        self.matcher = Matcher(example=True)
        self.domain = self.document.root.elements[0]
        self.os = self.domain.elements[0]
        self.type = self.os.elements[0]
        (self.domain_pattern,) = elements(grammar("domain").start, "domain")
        (self.os_pattern,) = grammar("domain").element_index["os"]
        start = self.matcher.after_attributes(self.os, self.os_pattern.content)
        self.type_patterns = elements(start, "type")


def nodes(document: Document, node: Node, depth: int = 0) -> Iterator[str]:
    """Each node below one, with the offset of each element."""
    for child in node.children:
        if not isinstance(child, Node):
            yield f"{'':6}{'  ' * depth}{child!r}"
            continue
        given = "".join(f" {k}='{v}'" for k, v in child.attributes.items())
        offset = child.offset - document.base
        yield f"{offset:4}  {'  ' * depth}<{child.name}{given}>"
        yield from nodes(document, child, depth + 1)


def made_nodes() -> Iterator[str]:
    document = Walk().document
    yield from nodes(document, document.root)


def row(before: str, p: Pattern) -> str:
    return f"{before:<17} {notation(p)}"


def children(walk: Walk, node: Node, p: Pattern) -> Iterator[str]:
    """What may follow the start tag, then each child, to the first that cannot be."""
    rest = walk.matcher.after_attributes(node, p)
    yield row(f"<{node.name}>", rest)
    for child in node.children:
        rest = walk.matcher.step(rest, child)
        yield row(f"  <{child.name}>" if isinstance(child, Node) else "  ...", rest)
        if rest is NOT_ALLOWED:
            return


def made_steps() -> Iterator[str]:
    walk = Walk()
    yield from children(walk, walk.domain, walk.domain_pattern.content)
    yield from children(walk, walk.os, walk.os_pattern.content)
    for number, pattern in enumerate(walk.type_patterns, 1):
        rest = pattern.content
        yield row(f"<type> as {number}", rest)
        for name, value in walk.type.attributes.items():
            fitting = walk.matcher.fitting(rest, name, value)
            rest = derive(rest, frozenset(fitting))
            yield row(f"  {name}='{value}'", rest)
        if rest is not NOT_ALLOWED:
            taken = frozenset(a for a in rest.atoms if a.test(walk.type.text))
            yield row(f"  '{walk.type.text}'", derive(rest, taken))


def made_candidates() -> Iterator[str]:
    walk = Walk()
    explainer = Explainer(grammar("domain"), walk.document, walk.matcher)
    for number, pattern in enumerate(walk.type_patterns, 1):
        faults = explainer.explain(walk.type, pattern)
        yield f"<type> as {number}: {weight(faults)}"
        for fault in faults:
            yield f"  {fault.cost}  {fault.problem.message}"


def made_sound() -> Iterator[str]:
    walk = Walk()
    problems = check(Request(GUEST, "domain", example=True, level="grammar")).problems
    sound = sound_part(walk.document, problems)
    yield from nodes(sound.document, walk.os)


SHOWN: dict[str, Callable[[], Iterator[str]]] = {
    "nodes": made_nodes,
    "steps": made_steps,
    "candidates": made_candidates,
    "sound": made_sound,
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_page_shows_what_the_code_makes(name: str) -> None:
    assert block(name) == "".join(f"{line}\n" for line in SHOWN[name]())


def test_the_page_shows_what_the_command_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("guest.xml").write_text(GUEST, encoding="utf-8")
    main(["guest.xml"])
    assert block("told") == f"$ kbcheck guest.xml\n{capsys.readouterr().out}"


@pytest.mark.parametrize(
    ("hole", "kind", "expected"),
    [
        ("...", "hmv", ["bad-value", "DRV-008"]),
        ("...", "hvm", ["DRV-008"]),
        ("<name>a</name>", "hmv", ["bad-value", "DRV-008"]),
        ("<name>a</name>", "hvm", ["DRV-001", "DRV-008"]),
    ],
)
def test_a_rule_misses_nothing_that_a_hole_may_hold(
    hole: str, kind: str, expected: list[str]
) -> None:
    """The page says so of DRV-001: neither the author's hole, nor that of a fault."""
    text = GUEST.replace("  ...\n", f"  {hole}\n").replace("hmv", kind)
    found = check(Request(text, "domain", example=True)).problems
    assert [p.check for p in found] == expected


# --- what the page names --------------------------------------------------------


def test_the_page_draws_the_floors_of_the_core() -> None:
    lines = [line for line in block("floors").splitlines() if line.startswith("|")]
    drawn = [re.split("   +", line.strip("| "))[0].split() for line in lines]
    floors = [[part or "kbcheck" for part in floor] for floor in reversed(FLOORS)]
    assert drawn == floors


def test_the_page_shows_what_the_translator_makes(html_site: Path) -> None:
    source, _, script = block("translated").partition("\n\n")
    written = (ROOT / "_ext/kbcheck/versions.py").read_text("utf-8")
    head, body = source.split("\n")
    assert re.search(rf'{re.escape(head)}\n    """.*"""\n{re.escape(body)}\n', written)
    assert f"\n{script.strip()}\n" in published(html_site)["core.js"]


def test_each_file_and_folder_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`([\w/.-]+(?:\.py|/[\w.-]*))`", PAGE))
    bases = (ROOT, ROOT / "_ext", ROOT / "_ext" / "kbcheck")
    assert len(named) > 15
    assert [n for n in named if not any((b / n).exists() for b in bases)] == []


def test_each_function_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(\w+)\(\)`", PAGE))
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "_ext").rglob("*.py"))
    assert len(named) > 5
    assert [n for n in named if not re.search(rf"\bdef {n}\(", code)] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_page_is_linked(name: str) -> None:
    assert "(docs/how-it-works.md)" in (ROOT / name).read_text("utf-8")
