"""Reading XML: positions, refusals, malformed text."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbcheck import Problem, Request, check
from kbcheck.tree import XmlError, decode, parse


def refusal(text: str) -> Problem:
    with pytest.raises(XmlError) as caught:
        parse(text)
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


def test_position_of_text_behind_a_comment() -> None:
    document = parse("<a><!-- one\n -->\n  x</a>")
    assert document.text_position(document.root.elements[0], 0) == (3, 3)


MALFORMED = {
    "<a>\n<b>\n</a>": (2, "<b> is not closed"),
    "<a>\n<b></c>\n</a>": (2, "</c> does not match <b>"),
    "<a>\n<b></b></b>\n</a>": (2, "</b> has no start tag"),
    "<a>\n<memory>4</memroy>\n</a>": (2, "</memroy> does not match <memory>"),
    "<a>\n<b x=1/>\n</a>": (2, "'x' in <b> is not in quotes"),
    "<a>\n<b x='1' x='2'/>\n</a>": (2, "'x' stands twice in <b>"),
    "<a>\n<b x='1/>\n</a>": (2, "'x' in <b> has no closing '"),
    "<a>\n<b x/>\n</a>": (2, "'x' in the tag <b> has no value"),
    "<a>\n<b x='1'y='2'/>\n</a>": (2, "a blank is missing"),
    "<a>\n<b\n</a>": (2, "the tag <b> lacks its '>'"),
    "<a>\nfish & chips</a>": (2, "a bare '&' in the text of <a>"),
    "<a>\n&nbsp;</a>": (2, "the entity &nbsp;"),
    "<a>\n1 < 2</a>": (2, "a bare '<' in the text of <a>"),
    "<a/>\n<b/>": (2, "<b> is a second root element"),
    "<a/>\nwords": (2, "text 'words' after the root element"),
    "": (1, "there is no element"),
    "<a>\n<!-- x": (2, "'<!--' without its '-->'"),
    "<a>\n<qemu:arg/></a>": (2, "the prefix 'qemu' of <qemu:arg> is not declared"),
    "<a>\n<qem:arg/></a>": (2, "the prefix 'qem'"),
    "<a>\n\x01</a>": (2, "U+0001"),
}


@pytest.mark.parametrize(("text", "expected"), MALFORMED.items())
def test_malformed_text_is_one_problem_at_the_fault(
    text: str, expected: tuple[int, str]
) -> None:
    problem = refusal(text)
    assert (problem.line, problem.check) == (expected[0], "syntax")
    assert expected[1] in problem.message


def test_a_mistyped_prefix_gets_a_hint() -> None:
    assert refusal("<a><qem:arg/></a>").hint == "did you mean 'qemu'?"


def test_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]>\n<a>&b;</a>'
    assert refusal(bomb).check == "unsafe"


def test_size_and_depth_are_bounded() -> None:
    assert refusal("<a>" * 300 + "</a>" * 300).check == "limit"
    assert refusal("<a>" + "x" * 5_000_000 + "</a>").check == "limit"


@pytest.mark.parametrize(
    ("data", "check_id"),
    [
        (b"<a>\n\xff</a>", "syntax"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "unsafe"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", "unsafe"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='latin1'?><a/>", "unsafe"),
    ],
)
def test_encoding_tricks_are_refused(data: bytes, check_id: str) -> None:
    found = decode(data)
    assert isinstance(found, Problem)
    assert found.check == check_id


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
            start = process_time()
            with pytest.raises(XmlError):
                parse(text)
            times.append(process_time() - start)
        return min(times)

    assert seconds(32_000) <= 12 * seconds(8_000)
