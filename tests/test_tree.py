"""Reading XML: positions, refusals, malformed text."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbcheck import Problem, Request, check
from kbcheck.tree import HOLE, XmlError, decode, parse


def refusal(text: str, *, example: bool = False) -> Problem:
    with pytest.raises(XmlError) as caught:
        parse(text, example=example)
    return caught.value.problem


def test_position_of_elements_attributes_and_text() -> None:
    document = parse(
        "<a>\n  <b one='1'\n     two='é' three='3'/>\n  <c>\n   x</c>\n</a>"
    )
    a = document.root.elements[0]
    b, c = a.elements
    assert document.position(b.offset) == (2, 3)
    assert document.attribute_position(b, "two") == (3, 6)
    assert document.attribute_position(b, "three", value=True) == (3, 21)
    assert document.text_position(c, 0) == (5, 4)


def test_names_have_their_namespace_before_them() -> None:
    document = parse("<q:a xmlns:q='u'\n q:b='1' c='2'/>")
    (a,) = document.root.elements
    assert (a.name, a.attributes) == ("{u}a", {"{u}b": "1", "c": "2"})
    assert document.attribute_position(a, "{u}b") == (2, 2)
    assert document.attribute_position(a, "c", value=True) == (2, 13)


def test_an_example_may_have_a_declaration_and_several_roots() -> None:
    document = parse("<?xml version='1.0'?>\n<a>\n<b/></a><c/>", example=True)
    a, c = document.root.elements
    assert [document.position(n.offset) for n in (a, c)] == [(2, 1), (3, 9)]
    assert document.position(a.elements[0].offset) == (3, 1)


def test_a_fault_in_an_example_of_several_roots_is_told_as_what_it_is() -> None:
    found = refusal("<a/>\n<b><c></b>", example=True)
    assert (found.line, found.column) == (2, 4)
    assert found.message == "<c> is not closed: </b> comes first, on line 2"


def test_blanks_between_elements_are_no_children_but_words_are() -> None:
    (a,) = parse("<a> <b/>\n<c/> x </a>").root.elements
    assert [c if isinstance(c, str) else c.name for c in a.children] == [
        "b",
        "c",
        " x ",
    ]
    (a,) = parse("<a> </a>").root.elements
    assert a.children == [" "]


def test_the_holes_of_an_example() -> None:
    (a,) = parse("<a ... b='1'> x ... <b/> \u2026 </a>", example=True).root.elements
    assert (a.hole, a.attribute_hole, a.attributes) == (True, True, {"b": "1"})
    assert [str(getattr(c, "name", c)) for c in a.children] == [
        " x ",
        "HOLE",
        "b",
        "HOLE",
    ]
    (a,) = parse("<a>... ...</a>", example=True).root.elements
    assert (a.hole, a.attribute_hole, a.children) == (True, False, [HOLE])
    (a,) = parse("<a>...</a>").root.elements
    assert (a.hole, a.children) == (False, ["..."])


def test_position_of_text_behind_a_comment() -> None:
    document = parse("<a><!-- one\n -->\n  x</a>")
    assert document.text_position(document.root.elements[0], 0) == (3, 3)


MALFORMED = {
    "<a>\n<b>\n</a>": (2, 1, "<b> is not closed: </a> comes first, on line 3",
        "add </b>"),
    "<a>\n<b></c>\n</a>": (2, 4, "the end tag </c> does not match <b> of line 2",
        "write </b>"),
    "<a>\n<b></b></b>\n</a>": (2, 8,
        "the end tag </b> has no start tag; <a> of line 1 is open", "delete it"),
    "<a>\n<memory>4</memroy>\n</a>": (2, 10,
        "the end tag </memroy> does not match <memory> of line 2", "write </memory>"),
    "<a>\n<b x=1/>\n</a>": (2, 6, "the value of 'x' in <b> is not in quotes",
        "write x='…'"),
    "<a>\n<b x='1' x='2'/>\n</a>": (2, 10, "the attribute 'x' stands twice in <b>",
        "keep one of them"),
    "<a>\n<b x='1/>\n</a>": (2, 6, "the value of 'x' in <b> has no closing '", ""),
    "<a>\n<b x/>\n</a>": (2, 4, "'x' in the tag <b> has no value", "write x='…'"),
    "<a>\n<b x='1'y='2'/>\n</a>": (2, 9, "a blank is missing in the tag <b>", ""),
    "<a>\n<b\n</a>": (2, 1, "the tag <b> lacks its '>'", ""),
    "<a>\nfish & chips</a>": (2, 6, "a bare '&' in the text of <a>", "write &amp;"),
    "<a>\n&nbsp;</a>": (2, 1, "the entity &nbsp; in the text of <a> is unknown",
        "XML has only &amp; &lt; &gt; &quot; &apos;"),
    "<a>\n1 < 2</a>": (2, 3, "a bare '<' in the text of <a>", "write &lt;"),
    "<a/>\n<b/>": (2, 1, "<b> is a second root element", ""),
    "<a/>\nwords": (2, 1, "text 'words' after the root element", ""),
    "": (1, 1, "there is no element", ""),
    "<a>\n<!-- x": (2, 1, "'<!--' without its '-->'", ""),
    "<a>\n<qemu:arg/></a>": (2, 1, "the prefix 'qemu' of <qemu:arg> is not declared",
        "add xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' to <a>"),
    "<a>\n<qem:arg/></a>": (2, 1, "the prefix 'qem' of <qem:arg> is not declared",
        "did you mean 'qemu'?"),
    "<a>\n\x01</a>": (2, 1, "the character U+0001 in the text of <a>", ""),
    "<a>\n<b></a>": (2, 1, "<b> is not closed: </a> comes first, on line 2",
        "add </b>"),
    "<a>\n<b x = '1' y = ></b></a>": (2, 16, "the value of 'y' in <b> is not in quotes",
        "write y='…'"),
    "<a>\n<b <c/></a>": (2, 1, "the tag <b> lacks its '>'", ""),
    "<a>\n<1/></a>": (2, 1, "a bare '<' in the text of <a>", "write &lt;"),
    "<a>\n</a x='1'>": (2, 1, "the end tag </a lacks its '>'", ""),
    "<a>\n</>": (2, 1, "the end tag </> does not match <a> of line 1", "write </a>"),
    "<a><!-- a -- b --></a>": (1, 11, "'--' inside a comment",
        "write it in another way"),
    "<a>\n<![CDATA[ x</a>": (2, 1, "'<![CDATA[' without its ']]>'", ""),
    "<a>\n<?pi x</a>": (2, 1, "'<?' without its '?>'", ""),
    "<a>&#0;</a>": (1, 4, "not well-formed: reference to invalid character number", ""),
    "<a>&#xD800;</a>": (1, 4, "not well-formed: reference to invalid character number",
        ""),
    "<a>&amp</a>": (1, 4, "a bare '&' in the text of <a>", "write &amp;"),
    "<a>&lt;&unknown;</a>": (1, 8, "the entity &unknown; in the text of <a> is unknown",
        "XML has only &amp; &lt; &gt; &quot; &apos;"),
    "<a b='<'/>": (1, 7, "a bare '<' in the value of 'b' in <a>", "write &lt;"),
    "<a b='&x'/>": (1, 7, "a bare '&' in the value of 'b' in <a>", "write &amp;"),
    "words<a/>": (1, 1, "text 'words' before the root element", ""),
    "<a>\n<b x:y='1'/></a>": (2, 1, "the prefix 'x' of 'x:y' is not declared", ""),
    "<a xmlns:q='u' q:a='1' q:a='2'/>": (1, 24,
        "the attribute 'q:a' stands twice in <a>", "keep one of them"),
    "<a>\n<b>\n<c></b></a>": (3, 1, "<c> is not closed: </b> comes first, on line 3",
        "add </c>"),
    "<a>\n<b>": (2, 1, "<b> is not closed", "add </b>"),
    "<a>]]></a>": (1, 6, "not well-formed: not well-formed (invalid token)", ""),
    "<a xmlns:x=''/>": (1, 1, "not well-formed: must not undeclare prefix", ""),
    "<?xml version='1.0'?>\n<?xml version='1.0'?><a/>": (2, 1,
        "the XML declaration must be the very first thing", ""),
    "<a><?xml version='1.0'?></a>": (1, 4,
        "the XML declaration must be the very first thing", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MALFORMED.items())
def test_malformed_text_is_one_problem_at_the_fault(
    text: str, expected: tuple[int, int, str, str]
) -> None:
    found = refusal(text)
    assert found.check == "syntax"
    assert (found.line, found.column, found.message, found.hint) == expected


def test_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]>\n<a>&b;</a>'
    assert refusal(bomb).check == "unsafe"


def test_size_and_depth_are_bounded() -> None:
    assert refusal("<a>" * 300 + "</a>" * 300).check == "limit"
    assert refusal("<a>" + "x" * 5_000_000 + "</a>").check == "limit"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<a>\n \xff</a>",
         ":2:2: the byte 0xff is not utf-8; write the file in UTF-8 [syntax]"),
        (b"<?xml version='1.0' encoding='us-ascii'?>\n<a>\xe9</a>",
         ":2:4: the byte 0xe9 is not ascii; write the file in UTF-8 [syntax]"),
        (b"\xff\xfe<\0a\0/",
         ":1:5: the byte 0x2f is not utf-16-le; write the file in UTF-8 [syntax]"),
        (b"<?xml version='1.0' encoding='X'?><a/>",
         ":1:1: the encoding 'x' is not accepted; write the file in UTF-8 [unsafe]"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>",
         ":1:1: declared as utf-16, but its bytes are not [unsafe]"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='latin1'?><a/>",
         ":1:1: the byte order mark and 'latin1' disagree [unsafe]"),
    ],
)  # fmt: skip
def test_encoding_tricks_are_refused(data: bytes, told: str) -> None:
    assert str(decode(data)) == told


@pytest.mark.parametrize(
    ("name", "byte", "letter"),
    [("windows-1252", b"\x80", "€"), ("iso-8859-15", b"\xa4", "€"),
     ("iso-8859-1", b"\xa4", "¤"), ("latin1", b"\xe9", "é"), ("us-ascii", b"e", "e"),
     ("ascii", b"e", "e"), ("utf8", b"\xc3\xa9", "é"), ("UTF-8", b"\xc3\xa9", "é")],
)  # fmt: skip
def test_a_declared_encoding_says_what_a_byte_is(
    name: str, byte: bytes, letter: str
) -> None:
    head = f'<?xml version="1.0" encoding = "{name}"?><a>'
    assert decode(head.encode() + byte + b"</a>") == f"{head}{letter}</a>"


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be", "utf-8"])
def test_a_byte_order_mark_says_the_encoding(mark: str) -> None:
    assert decode("\ufeff<a>é</a>".encode(mark)) == "<a>é</a>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1", "utf-8-sig"])
def test_declared_encodings_are_read(encoding: str) -> None:
    name = encoding.removesuffix("-sig").replace("latin-1", "iso-8859-1")
    text = f"<?xml version='1.0' encoding='{name}'?><a>é</a>"
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, str)
    assert parse(decoded).root.elements[0].text == "é"


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_it_raise(data: bytes, example: bool) -> None:
    text = decode(data)
    if isinstance(text, str):
        check(Request(text, "domain", example=example))


TAGS = st.text(alphabet="<>/a='\" &;!-[]?x:.…\n", max_size=60)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TAGS, st.booleans())
def test_no_markup_makes_it_raise(text: str, example: bool) -> None:
    """Nothing that looks like XML breaks the reader, and bad input is told."""
    for body in (text, f"<domain>{text}</domain>"):
        verdict = check(Request(body, "domain", example=example))
        assert all(1 <= p.line <= body.count("\n") + 1 for p in verdict.problems)


@pytest.mark.parametrize("text", ["a", "\u00e9", "\u65e5\U0001f600a", "\n\u00e9b"])
def test_places_and_offsets_are_each_other_reversed(text: str) -> None:
    """On long lines and short ones, of characters of one byte and of several."""
    document = parse("<a>" + f"<b/>{text}" * 900 + "</a>")
    for node in document.root.elements[0].elements:
        before = document.source[: node.offset].decode()
        line, column = document.position(node.offset)
        assert line == before.count("\n") + 1
        assert column == len(before) - before.rfind("\n")
        assert document.offset(line, column) == node.offset


def test_a_long_name_without_an_end_is_gone_over_once() -> None:
    """Four times the letters take far less than sixteen times as long."""

    def seconds(letters: int) -> float:
        text = f"<a><b><c></x><{'9' * letters}</c></b></a>"
        times = []
        for _ in range(5):
            start = perf_counter()
            with pytest.raises(XmlError):
                parse(text)
            times.append(perf_counter() - start)
        return min(times)

    assert seconds(32_000) <= 12 * seconds(8_000)


@pytest.mark.parametrize("size", [8191, 8192, 20_000])
def test_a_long_text_is_one_piece(size: int) -> None:
    half = size // 2
    name = f"{'x' * half}&amp;{'y' * (size - half)}"
    assert parse(f"<a>{name}</a>").root.elements[0].children == [
        name.replace("&amp;", "&")
    ]
    found = check(
        Request(f"<domain type='qemu'><name>{name}</name></domain>", "domain")
    )
    assert "bad-value" not in [p.check for p in found.problems]
    strays = check(Request(f"<domain type='qemu'>{name}</domain>", "domain")).problems
    assert len({p.message for p in strays}) == len(strays)
