"""Which documents a grammar in RELAX NG compact syntax admits, construct by construct.

`make drift` asks jing about random grammars; these are the constructs one by one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbcheck import relaxng
from kbcheck.problem import ModelError
from kbcheck.relaxng.load import definitions
from kbcheck.relaxng.lookup import KEPT_VALUES
from kbcheck.tree import parse

QEMU = "http://libvirt.org/schemas/domain/qemu/1.0"
LXC = "http://libvirt.org/schemas/domain/lxc/1.0"
IN_A = f"namespace q = '{QEMU}'\nstart = element a {{ %s {{ empty }} }}"

NAMES = {
    "a name is in no namespace": (IN_A % "element b", ["<b/>"], ["<q:b/>", "<c/>"]),
    "a name with a prefix": (IN_A % "element q:b", ["<q:b/>"], ["<b/>", "<l:b/>"]),
    "any name": (IN_A % "element *", ["<b/>", "<q:c/>"], ["", "<b/><b/>"]),
    "any name but one": (IN_A % "element * - b", ["<c/>", "<q:b/>"], ["<b/>"]),
    "any name but two": (IN_A % "element * - (b | c)", ["<d/>"], ["<b/>", "<c/>"]),
    "any name of a namespace": (
        IN_A % "element q:*",
        ["<q:b/>", "<q:c/>"],
        ["<b/>", "<l:b/>"],
    ),
    "any name of a namespace but one": (
        IN_A % "element q:* - q:b",
        ["<q:c/>"],
        ["<q:b/>", "<c/>"],
    ),
    "any name but those of a namespace": (
        IN_A % "element * - q:*",
        ["<b/>", "<l:b/>"],
        ["<q:b/>"],
    ),
    "one of two names": (IN_A % "element (b | q:c)", ["<b/>", "<q:c/>"], ["<c/>"]),
}


B, C = "element b { empty }", "element c { empty }"
CONTENT = {
    "a group": (f"{B}, {C}", ["<b/><c/>"], ["<c/><b/>", "<b/>", "<c/>"]),
    "a choice": (f"{B} | {C}", ["<b/>", "<c/>"], ["<b/><c/>", ""]),
    "an interleave": (f"{B} & {C}", ["<b/><c/>", "<c/><b/>"], ["<b/>", "<c/>"]),
    "one or none": (f"{B}?", ["", "<b/>"], ["<b/><b/>"]),
    "any number": (f"{B}*", ["", "<b/>", "<b/><b/>"], ["<c/>"]),
    "one or more": (f"{B}+", ["<b/>", "<b/><b/>"], [""]),
    "one or none, repeated": (f"({B}?)+", ["", "<b/>", "<b/><b/>"], ["<c/>"]),
    "a choice with nothing, repeated": (
        f"({B} | {C} | empty)+", ["", "<b/><c/><b/>"], ["<d/>"],
    ),
    "a group, repeated": (f"({B}, {C})+", ["<b/><c/><b/><c/>"], ["<b/><c/><c/>"]),
    "an interleave of runs": (
        f"{B}* & {C}", ["<c/>", "<b/><c/><b/>"], ["", "<c/><c/>"],
    ),
    "mixed": (f"mixed {{ {B} }}", ["<b/>", "x<b/>y"], ["", "x", "<c/>"]),
    "text": ("text", ["", "x"], ["<b/>"]),
    "empty": ("empty", ["", " "], ["x", "<b/>"]),
    "nothing": (f"notAllowed | {B}", ["<b/>"], ["", "<c/>"]),
    "a value": ('"on" | "off"', ["on", " off "], ["", "of f", "ON"]),
    "a string": ('string "b c"', ["b c"], ["b  c", " b c"]),
    "a token": ('token "b c"', ["b c", " b  c\n"], ["bc"]),
    "joined literals": ('"o" ~ \'n\'', ["on"], ["o", "n"]),
    "an escape": ('"\\x{41}b"', ["Ab"], ["\\x{41}b"]),
    "three quotes": ('"""o"n"""', ['o"n'], ["on"]),
    "a list": ("list { xsd:int, xsd:int+ }", ["1 2", " 1\n2 3 "], ["1", "", "1 x"]),
    "a list of values": ('list { ("r" | "w")* }', ["", "r w", "w w"], ["rw", "x"]),
    "all but a value": ('xsd:token - "x"', ["", "y", "x x"], ["x", " x "]),
    "all but two": ('xsd:int - ("1" | "2")', ["3", "11"], ["1", "2", "x"]),
    "facets": (
        'xsd:int { minInclusive = "2" maxExclusive = "4" }', ["2", "3"], ["1", "4"],
    ),
    "an attribute": (
        "attribute p { xsd:int }", ["<p>1</p>"], ["", "<p>x</p>", "<p>1</p><q>1</q>"],
    ),
    "attributes in any order": (
        "attribute q { text }, attribute p { text }?",
        ["<p/><q/>", "<q/>"],
        ["<p/>", ""],
    ),
    "attributes that go together": (
        "(attribute p { text }, attribute q { text }) | empty",
        ["", "<p/><q/>"],
        ["<p/>", "<q/>"],
    ),
}  # fmt: skip

FILES = {
    "a definition": (f"start = element a {{ b }}\nb = {B}", ["<b/>"], [""]),
    "one that refers to itself inside an element": (
        "start = element a { b? }\nb = element b { b? }",
        ["", "<b/>", "<b><b/></b>"],
        ["<b/><b/>"],
    ),
    "a pattern alone": ("element a { element b { empty } }", ["<b/>"], [""]),
    "div": (f"start = element a {{ b }}\ndiv {{ b = {B} }}", ["<b/>"], [""]),
    "choices that add up": (
        f"start = element a {{ b }}\nb |= {B}\nb |= {C}",
        ["<b/>", "<c/>"],
        ["<b/><c/>"],
    ),
    "one of them without the sign": (
        f"start = element a {{ b }}\nb = {B}\nb |= {C}",
        ["<b/>", "<c/>"],
        ["<b/><c/>"],
    ),
    "interleaves that add up": (
        f"start = element a {{ b }}\nb &= {B}\nb &= {C}",
        ["<b/><c/>", "<c/><b/>"],
        ["<b/>"],
    ),
    "a keyword as a name": (
        "start = element a { \\text }\n\\text = element text { empty }",
        ["<text/>"],
        ["", "x"],
    ),
    "a default namespace is for elements": (
        f"default namespace = '{QEMU}'\nnamespace n = ''\n"
        "start = element n:a { element b { attribute p { text } } }",
        ["<q:b p='1'/>"],
        ["<b p='1'/>", "<q:b q:p='1'/>"],
    ),
    "a default namespace with a prefix": (
        f"default namespace q = '{QEMU}'\nnamespace n = ''\n"
        "start = element n:a { (element b { empty }), element q:c { empty } }",
        ["<q:b/><q:c/>"],
        ["<b/><q:c/>", "<q:b/><c/>"],
    ),
    "another prefix of datatypes": (
        "datatypes x = 'http://www.w3.org/2001/XMLSchema-datatypes'\n"
        "start = element a { x:byte }",
        ["1"],
        ["128", "x"],
    ),
    "annotations mean nothing": (
        "namespace m = 'urn:other'\n## a\n[ m:b = 'c' m:d [ 'e' m:f = 'g' ] ]\n"
        f"start = element a {{ [ m:b = 'c' ] {B} >> m:h [ ] }} # end",
        ["<b/>"],
        [""],
    ),
    "what a file that is included says": (
        'include "other.rnc"', ["<b/>"], ["", "<c/>"],
    ),
    "what stands there instead": (
        f'include "other.rnc" {{ b = {C} }}', ["<c/>"], ["", "<b/>"],
    ),
    "what stands there, too": (
        f'include "other.rnc"\nb |= {C}', ["<b/>", "<c/>"], ["", "<b/><c/>"],
    ),
}  # fmt: skip


def admitted(folder: Path, grammar: str, text: str) -> bool:
    (folder / "other.rnc").write_text(f"start = element a {{ b }}\nb = {B}\n")
    path = folder / "grammar.rnc"
    path.write_text(grammar, "utf-8")
    attributes, content = (text, "") if text[1:2] == "=" else ("", text)
    whole = f"<a xmlns:q='{QEMU}' xmlns:l='{LXC}' {attributes}>{content}</a>"
    return not relaxng.check(parse(whole), relaxng.Grammar(definitions(path)))


@pytest.mark.parametrize(
    ("grammar", "right", "wrong"), (NAMES | FILES).values(), ids=NAMES | FILES
)
def test_what_a_grammar_admits(
    grammar: str, right: list[str], wrong: list[str], tmp_path: Path
) -> None:
    texts = [*right, *wrong]
    assert [t for t in texts if admitted(tmp_path, grammar, t)] == right


@pytest.mark.parametrize(("content", "right", "wrong"), CONTENT.values(), ids=CONTENT)
def test_what_an_element_may_hold(
    content: str, right: list[str], wrong: list[str], tmp_path: Path
) -> None:
    """Where attributes are meant, an element stands for each of them."""
    texts = [*right, *wrong]
    grammar = f"start = element a {{ {content} }}"
    if "attribute" in content:
        texts = [re.sub("<(.)>(.*?)</.>|<(.)/>", r"\1\3='\2' ", t) for t in texts]
    assert [t for t in texts if admitted(tmp_path, grammar, t)] == texts[: len(right)]


def test_a_definition_that_is_asked_for_by_name_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "grammar.rnc"
    path.write_text("start = element a { empty }\n")
    with pytest.raises(ModelError, match=r"^grammar:1: .* no definition b"):
        relaxng.Grammar(definitions(path)).definition("b")


def test_values_that_never_repeat_are_not_kept_for_ever(tmp_path: Path) -> None:
    (tmp_path / "a.rnc").write_text("start = element a { attribute b { text } }\n")
    grammar = relaxng.Grammar(definitions(tmp_path / "a.rnc"))
    for number in range(2 * KEPT_VALUES):
        assert relaxng.check(parse(f"<a b='{number}'/>"), grammar) == []
    (element,) = grammar.element_index["a"]
    assert 1 <= len(element.content.taken) <= KEPT_VALUES
