"""How `make upstream` makes documents of a schema, and finds what a judge refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kbcheck.relaxng.grammar import Grammar
from kbcheck.relaxng.load import definitions
from kbcheck.relaxng.xsdregex import translate
from upstream import rng
from upstream.compact import compact
from upstream.cover import Cover, Target
from upstream.regexes import matching
from upstream.schemas import known_in
from upstream.trial import Fault, outcomes

HEAD = (
    "<grammar xmlns='http://relaxng.org/ns/structure/1.0' "
    "datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'>"
)
XML = f"""{HEAD}
<include href='part.rng'><define name='size'><value>large</value></define></include>
<start><ref name='boat'/></start>
<define name='boat'><element name='boat'>
  <optional><attribute name='size'><ref name='size'/></attribute></optional>
  <interleave><ref name='crew'/><zeroOrMore><element name='mast'>
    <data type='int'><param name='minInclusive'>2</param></data>
  </element></zeroOrMore></interleave>
</element></define>
</grammar>"""
PART = f"""{HEAD}
<define name='size'><value>small</value></define>
<define name='crew'><element name='q:crew' xmlns:q='urn:q'><choice>
  <list><oneOrMore><data type='string'><except><value>x</value></except></data>
  </oneOrMore></list><text/></choice></element></define>
<define name='crew' combine='choice'><element><choice><name>cat</name>
  <anyName><except><name>dog</name></except></anyName></choice><empty/></element>
</define>
</grammar>"""
COMPACT = """namespace q = "urn:q"
start = boat
boat = element boat { attribute size { size }?,
  (crew & element mast { xsd:int { minInclusive = "2" } }*) }
size = "large"
crew = element q:crew { list { (xsd:string - "x")+ } | text }
crew |= element cat | (* - dog) { empty }
"""


def bare(tree: Any) -> Any:
    """A tree without what says where it stands."""
    if not isinstance(tree, (list, tuple)):
        return tree
    if tree[:1] == ["ref"]:
        return tree[:2]
    noted = tree[:1] and tree[0] in ("element", "attribute", "value", "data")
    return [bare(part) for part in (tree[:-1] if noted else tree)]


def grammar(path: Path, text: str) -> Grammar:
    (path / "own.rnc").write_text(text)
    return Grammar(definitions(path / "own.rnc"))


def test_xml_syntax_is_read_as_compact_syntax_is(tmp_path: Path) -> None:
    (tmp_path / "own.rng").write_text(XML)
    (tmp_path / "part.rng").write_text(PART)
    found = rng.definitions(tmp_path / "own.rng")
    known = grammar(tmp_path, COMPACT).definitions
    assert {n: bare(found[n][:2]) for n in found} == {
        n: bare(known[n][:2]) for n in known
    }


def test_a_pattern_that_is_not_covered_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.rng").write_text(f"{HEAD}<start><parentRef/></start></grammar>")
    with pytest.raises(ValueError, match=r"own\.rng:1: <parentRef> is not covered"):
        rng.definitions(tmp_path / "own.rng")


SMALL = """start = element guest { name & vcpu? & devices }
name = element name { xsd:string { pattern = "[a-z]+" } }
vcpu = element vcpu { attribute placement { "static" | "auto" }?, xsd:int }
devices = element devices { (disk | element panic { empty })* }
disk = element disk { attribute type { "file" }, disk? }
"""


def test_each_element_attribute_and_value_has_a_document(tmp_path: Path) -> None:
    cover = Cover(grammar(tmp_path, SMALL))
    found = [target for target, _ in cover.documents()]
    plain = {("/".join(t.path), t.attribute) for t in found if not t.how}
    assert plain == {
        ("guest", None), ("guest/name", None), ("guest/name", ""),
        ("guest/vcpu", None), ("guest/vcpu", "placement"), ("guest/vcpu", ""),
        ("guest/devices", None), ("guest/devices/panic", None),
        ("guest/devices/disk", None), ("guest/devices/disk", "type"),
    }  # fmt: skip
    values = [t.strings for t in found if t.attribute == "placement"]
    assert values == [("static",), ("auto",)]
    assert {(t.path, t.how) for t in found if t.how} == {
        (("guest",), "swapped"), (("guest", "devices"), "twice"),
    }  # fmt: skip


def texts(judge: Callable[[list[str]], list[Fault | None]], cover: Cover) -> list[str]:
    told = outcomes(cover.documents(), cover.strings, judge)
    return [outcome.text for outcome in told if outcome.fault is None]


def test_a_document_holds_its_target_and_else_what_must_be(tmp_path: Path) -> None:
    cover = Cover(grammar(tmp_path, SMALL))
    found = dict(zip([t for t, _ in cover.documents()], texts(takes_all, cover)))  # noqa: B905
    auto = Target(("guest", "vcpu"), "placement", ("auto",))
    assert found[auto] == (
        "<guest>\n<name>a</name>\n"
        '<vcpu placement="auto">1</vcpu>\n<devices></devices>\n</guest>'
    )


def takes_all(documents: list[str]) -> list[Fault | None]:
    return [None for _ in documents]


def test_what_a_version_does_not_have_is_in_no_document(tmp_path: Path) -> None:
    dated = (
        'namespace m = "urn:kbcheck:model"\nstart = element a {'
        ' [ m:since = "9.1.0" ] attribute new { text }?, attribute old { "x"'
        ' | [ m:since = "9.1.0" ] "y" }? }'
    )
    model = grammar(tmp_path, dated)
    old = [t for t, _ in Cover(model, known_in("9.0.0")).documents()]
    assert [t.strings for t in old if t.attribute] == [("x",)]
    new = [t for t, _ in Cover(model, known_in("9.1.0")).documents()]
    assert [t.attribute for t in new if t.attribute] == ["new", "old", "old"]


def picky(documents: list[str]) -> list[Fault | None]:
    """Takes paths alone as a name, and no <vcpu>."""
    found: list[Fault | None] = []
    for text in documents:
        lines = text.split("\n")
        vcpu = [n for n, line in enumerate(lines, 1) if line.startswith("<vcpu")]
        if '<name path="/x">' not in text:
            found.append(Fault(2, "path", "not a path"))
        else:
            found.append(Fault(vcpu[0], None, "no vcpu") if vcpu else None)
    return found


def test_words_are_changed_until_the_judge_takes_them(tmp_path: Path) -> None:
    model = (
        "start = element guest { element name { attribute path { text } },"
        " element vcpu { attribute placement { text }? }? }"
    )
    cover = Cover(grammar(tmp_path, model))
    told = outcomes(cover.documents(), cover.strings, picky)
    faults = {(o.target.path, o.target.attribute): (o.path, o.fault) for o in told}
    name, vcpu = ("guest", "name"), ("guest", "vcpu")
    assert faults[name, "path"] == ((), None)
    assert faults[vcpu, None] == (vcpu, Fault(3, None, "no vcpu"))
    assert faults[vcpu, "placement"][0] == vcpu


PATTERNS = {
    "[a-f0-9]{4}-x": ["1111-x"],
    "a|bc?": ["a", "bc", "b"],
    "(0x)?[0-7]": ["0x1", "1"],
    "[^/]+\\.d": ["1.d"],
    "\\S\\s.": ["1 1"],
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_gives_a_string_for_each_of_its_branches(pattern: str) -> None:
    found = matching(pattern)
    assert found == PATTERNS[pattern]
    assert all(re.fullmatch(translate(pattern), text) for text in found)


def test_an_entry_is_written_in_compact_syntax(tmp_path: Path) -> None:
    model = grammar(tmp_path, SMALL)
    written = {
        n: compact(d[1][0], model.definitions) for n, d in model.definitions.items()
    }
    assert written["vcpu"] == (
        'element vcpu { attribute placement { "static" | "auto" }?, xsd:int }'
    )
    assert written["devices"] == (
        'element devices { (element disk { attribute type { "file" },'
        " element disk { … }? } | element panic { empty })* }"
    )
