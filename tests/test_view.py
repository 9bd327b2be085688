"""The tree that rules select in: the same, whoever makes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from kbcheck import Request, check
from kbcheck.rules import Source
from kbcheck.rules.view import View
from kbcheck.sniff import find_kind
from kbcheck.tree import parse
from samples import some
from test_cases import BAD, GOOD

XML = [path for path in (*GOOD, *BAD) if path.suffix == ".xml"]
ODD = {
    "remarks and instructions": "<a><!-- b --><?c d?><e>f<!-- g -->h</e></a>",
    "another encoding": "<?xml version='1.0' encoding='latin1'?><a>é</a>",
    "marked sections": "<a><![CDATA[<b>]]></a>",
    "blanks alone": "<a> <b>\n</b>\t<c> </c></a>",
    "blanks in values": "<a b=' c\n d&#10;e'/>",
    "a namespace of nobody's": "<a xmlns:n='urn:n' n:b='c'><n:d/></a>",
    "the default namespace": "<a xmlns='urn:n' b='c'><d/></a>",
}


def shown(text: str, *, as_written: bool) -> list[tuple[str, dict[str, str], str]]:
    document = parse(text)
    assert document.as_written
    document.as_written = as_written
    view = View([Source("", document)])
    every = [*view.root.iterdescendants()]
    assert [*view.origins] == every
    return [(e.tag, dict(e.attrib), (e.text or "") + (e.tail or "")) for e in every]


def is_sound(path: Path, text: str) -> bool:
    """Whether rules see the text as it is written."""
    request = Request(text, find_kind(str(path), text), level="grammar")
    return check(request).problems == ()


def test_a_tree_that_was_read_is_the_one_that_nodes_make() -> None:
    texts = {path.name: path.read_text("utf-8") for path in XML}
    tried = some(XML, 4)
    sound = {p.name: texts[p.name] for p in tried if is_sound(p, texts[p.name])}
    assert len(sound) > len(tried) / 3
    for name, text in sound.items():
        read = shown(text, as_written=True)
        assert read == shown(text, as_written=False), name


@pytest.mark.parametrize("what", ODD)
def test_so_are_those_of_odd_texts(what: str) -> None:
    assert shown(ODD[what], as_written=True) == shown(ODD[what], as_written=False)


def test_what_lxml_does_not_read_is_made_of_nodes() -> None:
    text = "<a xmlns:b='http://[x'><c d='e'/></a>"
    with pytest.raises(etree.XMLSyntaxError, match="not a valid URI"):
        etree.fromstring(text)
    assert shown(text, as_written=True) == [("a", {}, ""), ("c", {"d": "e"}, "")]
