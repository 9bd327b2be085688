"""What is told of a document that a grammar does not admit, fault by fault.

The grammars are small, so that each sentence has its cause beside it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck import Request, check, relaxng
from kbcheck.relaxng.explain.faults import needs
from kbcheck.relaxng.explain.stopped import Stopped
from kbcheck.relaxng.load import definitions
from kbcheck.relaxng.lookup import elements
from kbcheck.relaxng.validate import Matcher
from kbcheck.tree import parse

LONG = "a" * 35
FILE = "element b { attribute file { text } }"
BY_TYPE = (
    f"(attribute type {{ %s }}, {FILE}) | "
    "(attribute type { 'block' }, element b { attribute dev { text } })"
)

FAULTS = [  # what <a> holds, a document, what is told: its column first
    ("element disk { empty }", "<a><dsik/></a>",
     ["4: <dsik> is not allowed in <a>; did you mean 'disk'? [unknown-element]"]),
    ("element disk { empty }", "<a/>", ["1: <a> lacks <disk> [missing-element]"]),
    ("element disk { empty }", "<a><disk/><disk/></a>",
     ["11: <disk> is allowed only once in <a>; line 1 has it [misplaced-element]"]),
    ("element disk { empty }, element size { empty }", "<a><size/><disk/></a>",
     ["4: <size> is not allowed at this place of <a>; allowed here: <disk> "
      "[misplaced-element]"]),
    ("element disk { empty }, element size { empty }", "<a><disk/></a>",
     ["1: <a> lacks <size> [missing-element]"]),
    ("element disk { empty }, element size { empty }, element unit { empty }", "<a/>",
     ["1: <a> lacks <disk> and <size> and <unit> [missing-element]"]),
    ("element disk { empty } | element size { empty }", "<a/>",
     ["1: <a> lacks <disk> or <size> [missing-element]"]),
    ("element disk { empty } | element size { empty }", "<a><disk/><size/></a>",
     ["11: <size> is not allowed in <a> beside <disk> of line 1 [conflict]"]),
    ("element disk { empty }*", "<a><b/></a>",
     ["4: <b> is not allowed in <a>; allowed here: <disk> [unknown-element]"]),
    ("element disk { empty }? & element size { empty }", "<a><disk/><disk/><size/></a>",
     ["11: <disk> is allowed only once in <a>; line 1 has it [misplaced-element]"]),
    ("element disk { empty }+", "<a>words</a>",
     ["1: <a> lacks <disk> [missing-element]",
     "4: the text 'words' is not allowed in <a> [stray-text]"]),
    ("empty", "<a>words</a>",
     ["4: the text 'words' is not allowed in <a>, which is empty [stray-text]"]),
    ("empty", "<a><b/></a>",
     ["4: <b> is not allowed in <a>; it is empty [unknown-element]"]),
    ("empty", "<a b='1'/>",
     ["4: <a> has no attribute 'b'; it takes no attributes [unknown-attribute]"]),
    ("text", "<a><b/></a>",
     ["4: <b> is not allowed in <a>; it takes text alone [unknown-element]"]),
    ("attribute name { text }, attribute size { text }", "<a/>",
     ["1: <a> lacks the attribute 'name' and 'size' [missing-attribute]"]),
    ("attribute name { text }, attribute size { text }?", "<a name='x' siez='1'/>",
     ["13: <a> has no attribute 'siez'; allowed: name or size; did you mean "
      "'size'? [unknown-attribute]"]),
    ("attribute name { text }, attribute size { text }?", "<a size='1'/>",
     ["1: <a> lacks the attribute 'name' [missing-attribute]"]),
    ("attribute name { text }, attribute size { text }?", "<a nmae='1'/>",
     ["4: <a> has no attribute 'nmae'; allowed: name or size; did you mean "
      "'name'? [unknown-attribute]"]),
    ("attribute type { 'file' | 'block' }", "<a type='fiel'/>",
     ["10: 'fiel' is not allowed for type of <a>; allowed: 'file' or 'block'; "
      "did you mean 'file'? [bad-value]"]),
    ("attribute type { 'file' | 'block' }", "<a type=''/>",
     ["10: type of <a> is empty; allowed: 'file' or 'block' [bad-value]"]),
    ("attribute type { 'file' }", "<a type='block'/>",
     ["10: 'block' is not allowed for type of <a>; expected 'file' [bad-value]"]),
    ("attribute size { xsd:unsignedByte }", "<a size='256'/>",
     ["10: '256' is not allowed for size of <a>; expected a whole number from 0 "
      "to 255 [bad-value]"]),
    ("attribute size { xsd:unsignedByte | 'all' }", "<a size='none'/>",
     ["10: 'none' is not allowed for size of <a>; allowed: 'all', or a whole "
      "number from 0 to 255 [bad-value]"]),
    ("attribute id { xsd:string { pattern = '0x[0-9a-f]+' } }", "<a id='8086'/>",
     ["8: '8086' is not allowed for id of <a>; expected text matching "
      "0x[0-9a-f]+; did you mean '0x8086'? [bad-value]"]),
    ("xsd:int", "<a>x</a>",
     ["4: 'x' is not allowed for <a>; expected a whole number from -2147483648 "
      "to 2147483647 [bad-value]"]),
    ("xsd:int", "<a/>",
     ["1: <a> is empty; expected a whole number from -2147483648 to 2147483647 "
      "[bad-value]"]),
    ("xsd:int | ''", "<a>x</a>",
     ["4: 'x' is not allowed for <a>; expected a whole number from -2147483648 "
      "to 2147483647, or nothing [bad-value]"]),
    ("'on' | 'off'", "<a>On</a>",
     ["4: 'On' is not allowed for <a>; allowed: 'on' or 'off'; did you mean "
      "'on'? [bad-value]"]),
    ("attribute unit { 'KiB' | 'MiB' }?, xsd:int", "<a>4 MiB</a>",
     ["4: '4 MiB' is not allowed for <a>; expected a whole number from "
      "-2147483648 to 2147483647; write the unit as an attribute: unit='MiB' "
      "[bad-value]"]),
    ("attribute unit { 'KiB' | 'MiB' }?, xsd:int", "<a>4 GB</a>",
     ["4: '4 GB' is not allowed for <a>; expected a whole number from "
      "-2147483648 to 2147483647 [bad-value]"]),
    ("(attribute type { 'file' }, element file { empty }) | (attribute type { "
     "'block' }, element dev { empty })", "<a type='file'><dev/></a>",
     ["1: <a> lacks <file> [missing-element]",
     "16: <dev> is not allowed in <a> with type='file' [conflict]"]),
    ("(attribute type { 'file' }, element file { empty }) | (attribute type { "
     "'block' }, element dev { empty })", "<a type='fil'><dev/></a>",
     ["10: 'fil' is not allowed for type of <a>; allowed: 'file' or 'block'; did "
      "you mean 'file'? [bad-value]"]),
    ("(attribute type { 'file' }, attribute file { text }) | (attribute type { "
     "'block' }, attribute dev { text })", "<a type='file' dev='/x'/>",
     ["1: <a> lacks the attribute 'file' [missing-attribute]",
     "16: <a> may not have dev='/x' together with type='file' [conflict]"]),
    ("(attribute type { 'file' }, attribute file { text }) | (attribute type { "
     "'block' }, attribute dev { text })", "<a type='file'/>",
     ["1: <a> lacks the attribute 'file' [missing-attribute]"]),
    ("(attribute file { text } | attribute dev { text })", "<a/>",
     ["1: <a> lacks the attribute 'file' or 'dev' [missing-attribute]"]),
    ("(attribute file { text } | attribute dev { text })", "<a file='1' dev='2'/>",
     ["13: <a> may not have dev='2' together with file='1' [conflict]"]),
    ("(attribute kind { 'a' }, element b { text }) | attribute kind { 'b' }",
     "<a kind='b'><b/></a>",
     ["13: <b> is not allowed in <a> with kind='b' [conflict]"]),
    ("element b { attribute c { 'x' } }* , element d { text }", "<a><b c='y'/><d/></a>",
     ["10: 'y' is not allowed for c of <b>; expected 'x' [bad-value]"]),
    ("element b { element c { element d { 'x' } } }", "<a><b><c><d>y</d></c></b></a>",
     ["13: 'y' is not allowed for <d>; expected 'x' [bad-value]"]),
    ("element b { element c { empty } }, element d { empty }", "<a><c/><d/></a>",
     ["1: <a> lacks <b> before <d> [missing-element]",
     "4: <c> is not allowed in <a>; it belongs in <b> [misplaced-element]"]),
    ("element b { element c { empty } }?, element d { empty }", "<a><d/><c/></a>",
     ["8: <c> is not allowed in <a>; it belongs in <b> [misplaced-element]"]),
    ("list { ('a' | 'b')+ }", "<a>a c</a>",
     ["4: 'a c' is not allowed for <a>; expected a list [bad-value]"]),
    ("element b { empty }, text", "<a>x<b/></a>",
     ["4: the text 'x' is not allowed in <a> [stray-text]"]),
    ("attribute b { text }", "<a B='1'/>",
     ["4: <a> has no attribute 'B'; allowed: b; did you mean 'b'? "
      "[unknown-attribute]"]),
    ("element bus { empty }", "<a><Bus/></a>",
     ["4: <Bus> is not allowed in <a>; did you mean 'bus'? [unknown-element]"]),
    ("element b { empty } & element d { empty }", "<a><d/></a>",
     ["1: <a> lacks <b> [missing-element]"]),
    ("(element b { empty }, element c { empty }) & element d { empty }",
     "<a><c/><d/><b/></a>",
     ["4: <c> is not allowed at this place of <a>; allowed here: <b> or <d> "
      "[misplaced-element]"]),
    ("text", "<b/>",
     ["1: <b> is not the root of this format; expected <a> [unknown-element]"]),
    ("attribute p { xsd:int }, element b { xsd:int }, element c { attribute d { "
     "xsd:int } }", "<a p='x'><b>y</b><c d='z'/></a>",
     ["7: 'x' is not allowed for p of <a>; expected a whole number from "
      "-2147483648 to 2147483647 [bad-value]",
      "13: 'y' is not allowed for <b>; expected a whole number from -2147483648 "
      "to 2147483647 [bad-value]",
      "24: 'z' is not allowed for d of <c>; expected a whole number from "
      "-2147483648 to 2147483647 [bad-value]"]),
    ("attribute p { xsd:int { minInclusive = '1' maxInclusive = '4' } }", "<a p='5'/>",
     ["7: '5' is not allowed for p of <a>; expected a whole number from 1 to 4 "
      "[bad-value]"]),
    ("attribute p { xsd:string { minLength = '1' } }", "<a p=''/>",
     ["7: p of <a> is empty; expected text that is not empty [bad-value]"]),
    ("element b { empty }*, element c { empty }", "<a><c/><b/></a>",
     ["8: <b> must stand before <c> of line 1 [misplaced-element]"]),
    ("element b { empty }, element b { empty }", "<a><b/></a>",
     ["1: <a> lacks <b> [missing-element]"]),
    (BY_TYPE % "'file'", "<a type='file'><b dev='/x'/></a>",
     ["19: <b> has no attribute 'dev'; allowed: file; as it stands it fits "
      "<a type='block'>, not type='file' [conflict]"]),
    (BY_TYPE % "'file' | ''", "<a type=''><b dev='/x'/></a>",
     ["15: <b> has no attribute 'dev'; allowed: file; as it stands it fits "
      "<a type='block'>, not type='' [conflict]"]),
    (f"{BY_TYPE % 'text'} | {FILE}", "<a><b dev='/x'/></a>",
     ["7: <b> has no attribute 'dev'; allowed: file; as it stands it fits "
      "<a type='block'>, which is not given [conflict]"]),
    ("(attribute kind { 'x' }, element c { empty }, element b { text }) | "
     "element c { empty }", "<a><c/><b/></a>",
     ["1: <a> lacks the attribute 'kind', without which <b> is not allowed in it "
      "[missing-attribute]"]),
    ("(attribute name { text }, attribute kind { 'x' }, element b { text }) | empty",
     "<a><b/></a>",
     ["1: <a> lacks the attribute 'name', without which <b> is not allowed in it "
      "[missing-attribute]"]),
    ("element b { attribute unit { 'KiB' }?, xsd:byte } | "
     "element b { attribute unit { 'KiB' }?, 'auto' }", "<a><b>4 KiB</b></a>",
     ["7: '4 KiB' is not allowed for <b>; allowed: 'auto', or a whole number from "
      "-128 to 127; write the unit as an attribute: unit='KiB' [bad-value]"]),
    ("element c { empty }, element * { empty }", "<a/>",
     ["1: <a> lacks <c> and <*> [missing-element]"]),
    ("(element c { 'u' }, element type { 'x' }, element e { empty }) | "
     "(element c { 'v' }, element type { 'y' }, element f { empty })",
     "<a><c>u</c><type>x</type><f/></a>",
     ["1: <a> lacks <e> [missing-element]",
      "26: <f> is not allowed in <a> beside <type>x</type> of line 1 [conflict]"]),
    (f"(element type {{ '{LONG}' }}, element e {{ empty }}) | "
     "(element type { 'y' }, element f { empty })", f"<a><type>{LONG}</type><f/></a>",
     ["1: <a> lacks <e> [missing-element]",
      "52: <f> is not allowed in <a> beside <type>aaaaaaaaaaaaaaaaaaa…</type> of line "
      "1 [conflict]"]),
    (f"(element x {{ attribute type {{ '{LONG}' }} }}, element e {{ empty }}) | "
     "(element x { attribute type { 'y' } }, element f { empty })",
     f"<a><x type='{LONG}'/><f/></a>",
     ["1: <a> lacks <e> [missing-element]",
      "51: <f> is not allowed in <a> beside <x type='aaaaaaaaaaaaaaaaaaa…'> of line 1 "
      "[conflict]"]),
    (f"(attribute type {{ '{LONG}' }}, element e {{ empty }}) | "
     "(attribute type { 'y' }, element f { empty })", f"<a type='{LONG}'><f/></a>",
     ["1: <a> lacks <e> [missing-element]",
      f"47: <f> is not allowed in <a> with type='{'a' * 29}…' [conflict]"]),
    ("attribute f { text }, element b { empty }?", "<a><f/></a>",
     ["1: <a> lacks the attribute 'f' [missing-attribute]",
      "4: <f> is not allowed in <a>; 'f' is an attribute of <a> [unknown-element]"]),
    ("element b { empty }?", "<a><domain/></a>",
     ["4: <domain> is not allowed in <a>; <domain> is a document of its own: "
      "virsh define [unknown-element]"]),
    ("element b { empty }?", "<a><allowReboot/></a>",
     ["4: <allowReboot> is not allowed in <a>; builds of others have <allowReboot>, "
      "not libvirt: leave it out [unknown-element]"]),
    ("element b { empty }?", "<a><n:b xmlns:n='urn:x'/></a>",
     ["4: <b> is not allowed in <a>; 'urn:x' is no namespace of libvirt's "
      "[unknown-element]"]),
    ("element b { empty }?", "<a><n:c xmlns:n='urn:x'/></a>",
     ["4: <c> is not allowed in <a>; allowed here: <b> [unknown-element]"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "text", "told"), FAULTS)
def test_what_is_told(content: str, text: str, told: list[str], tmp_path: Path) -> None:
    path = tmp_path / "grammar.rnc"
    path.write_text(f"start = element a {{ {content} }}\n")
    found = [
        str(p) for p in relaxng.check(parse(text), relaxng.Grammar(definitions(path)))
    ]
    assert [p.removeprefix(":1:") for p in found] == told


STOPS = [  # what <a> holds, a document, what is told of where the matcher stopped
    ("attribute p { 'x' | 'y' }", "<a p='xx'/>",
     "1:7: 'xx' is not allowed for p of <a>; allowed: 'x' or 'y'; did you mean 'x'? "
     "[bad-value]"),
    ("attribute p { 'x' }", "<a p='x' q='1'/>",
     "1:10: <a> may not have the attribute 'q' here; it takes no attributes "
     "[unknown-attribute]"),
    ("attribute p { text }, attribute r { text }?", "<a p='x' q='1'/>",
     "1:10: <a> may not have the attribute 'q' here; allowed: r [unknown-attribute]"),
    ("attribute p { text }, attribute q { text }", "<a q='1'/>",
     "1:1: <a> lacks the attribute 'p' [missing-attribute]"),
    ("element b { empty }, element c { empty }", "<a><b/></a>",
     "1:1: <a> ends too early; allowed here: <c> [missing-element]"),
    ("element b { empty }, element c { empty }", "<a><c/><b/></a>",
     "1:4: <c> is not allowed at this place of <a>; allowed here: <b> "
     "[misplaced-element]"),
    ("element b { empty }", "<a><d/></a>",
     "1:4: <d> is not allowed in <a>; allowed here: <b> [unknown-element]"),
    ("element b { attribute p { xsd:byte } }", "<a>\n<b p='200'/></a>",
     "2:7: '200' is not allowed for p of <b>; expected a whole number from -128 to 127 "
     "[bad-value]"),
    ("element b { element c { 'x' } }", "<a>\n<b>\n<c>y</c></b></a>",
     "3:4: the text 'y' does not fit in <c>; it takes text alone [bad-value]"),
    ("element b { empty }*, element c { empty }", "<a><b/>words<c/></a>",
     "1:8: the text 'words' does not fit in <a>; allowed here: <b> or <c> [bad-value]"),
    ("'x'", "<a/>",
     "1:1: no text does not fit in <a>; it takes text alone [bad-value]"),
    ("element b { 'x' } | element b { attribute p { 'x' }, attribute q { 'y' } }",
     "<a><b p='x' q='z'/></a>",
     "1:16: 'z' is not allowed for q of <b>; expected 'y' [bad-value]"),
    ("element b { attribute p { 'x' }, element c { empty }, element d { empty } } | "
     "element b { attribute p { 'x' }, element c { 'x' } }",
     "<a><b p='x'><c/><e/></b></a>",
     "1:17: <e> is not allowed in <b>; allowed here: <d> [unknown-element]"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "text", "told"), STOPS)
def test_the_least_that_is_told_where_nothing_else_is(
    content: str, text: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "grammar.rnc"
    path.write_text(f"start = element a {{ {content} }}\n")
    document = parse(text)
    (node,) = document.root.elements
    stopped = Stopped(document, Matcher())
    candidates = elements(relaxng.Grammar(definitions(path)).start, "a")
    fault = stopped.fault(node, stopped.likely(node, candidates))
    assert str(fault.problem) == f":{told}"
    assert fault.meant == ("did you mean" in told)


def test_a_misplaced_element_is_told_behind_many_other_faults(tmp_path: Path) -> None:
    """Hints that go over the siblings once more end after the first thirty."""
    path = tmp_path / "grammar.rnc"
    path.write_text("start = element a { element b { empty }*, element c { empty } }\n")
    text = f"<a>{'<d/>' * 33}<c/><b/></a>"
    *others, last = relaxng.check(parse(text), relaxng.Grammar(definitions(path)))
    assert len(others) == 33
    assert (last.column, last.check) == (140, "misplaced-element")
    assert "<b> is not allowed at this place of <a>" in last.message


@pytest.mark.parametrize(
    "text",
    [
        "<a" + "".join(f" p{n}='1'" for n in range(150)) + "/>",
        "<a>" + "<d/>" * 150 + "</a>",
    ],
)
def test_a_hundred_faults_of_one_element_are_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "grammar.rnc"
    path.write_text("start = element a { empty }\n")
    assert len(relaxng.check(parse(text), relaxng.Grammar(definitions(path)))) == 100


def test_ways_to_complete_an_element_do_not_multiply_without_end(
    tmp_path: Path,
) -> None:
    """Each of 30 parts may be completed in two ways: a thousand million in all."""
    path = tmp_path / "grammar.rnc"
    one = "(element b{0} {{ empty }} | element c{0} {{ empty }})"
    parts = ", ".join(one.format(n) for n in range(30))
    path.write_text(f"start = element a {{ {parts} }}\n")
    grammar = relaxng.Grammar(definitions(path))
    assert len(needs(grammar.start.content)) <= 24
    (fault,) = relaxng.check(parse("<a/>"), grammar)
    assert fault.message.startswith("<a> lacks <b0>")


@pytest.mark.parametrize(
    ("head", "words"),
    [("<os><type arch='", "x86_64 '>hvm"), ("<os><type arch='x86_64'> ", "hvm")],
)
def test_blanks_around_a_value_are_told_where_its_words_begin(
    head: str, words: str
) -> None:
    text = f"<domain>{head}{words}</type></os></domain>"
    found = check(Request(text, "domain", example=True)).problems
    (fault,) = [p for p in found if "may not have blanks" in p.message]
    assert text[fault.column - 1 :].startswith(words)
