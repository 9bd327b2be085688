"""Our reader of XML, which the browser gets, sees in a text what expat sees in it."""

from __future__ import annotations

import pyexpat
import random
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

import kbcheck.tree.parser
from kbcheck.tree import Document, Hole, Node, XmlError, parse
from kbweb import expat as ours
from webtasks import Task, case_tasks, damaged_tasks

XML = ("domain", "pool", "domaincapabilities")
DAMAGED = 1500
FAULTS = {
    "nothing": "",
    "blanks": " \n",
    "text before the root": "a<b/>",
    "text behind the root": "<b/>a",
    "a mark behind the root": "<b/>\ufeff",
    "a second root": "<a/><b/>",
    "an end without a start": "</a>",
    "an end of another": "<a></b>",
    "an end with more in it": "<a></a b>",
    "an end that does not end": "<a></a",
    "no end": "<a><b></b>",
    "a tag that does not end": "<a b='1'",
    "a tag without a name": "<a>< b/></a>",
    "a name with a bad letter": "<a\u00d7/>",
    "an attribute without a value": "<a b/>",
    "a value without quotes": "<a b=1/>",
    "a value that does not end": "<a b='1/>",
    "a value with a tag in it": "<a b='<c/>'/>",
    "two attributes of a name": "<a b='1' b='2'/>",
    "two of one namespace": "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
    "attributes without a blank": "<a b='1'c='2'/>",
    "a slash in a tag": "<a / b='1'/>",
    "a prefix that nothing declares": "<p:a/>",
    "two colons": "<a xmlns:p='u'><p:b:c/></a>",
    "an empty prefix": "<:a/>",
    "a prefix without a namespace": "<a xmlns:p=''/>",
    "the prefix xml for another": "<a xmlns:xml='u'/>",
    "the prefix xmlns": "<a xmlns:xmlns='u'/>",
    "the namespace of xml": "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
    "a bare &": "<a>b & c</a>",
    "an unknown entity": "<a>&b;</a>",
    "a reference to nothing": "<a>&#0;</a>",
    "a reference to half a pair": "<a>&#xD800;</a>",
    "a great reference": f"<a>&#{'9' * 5000};</a>",
    "a control character": "<a>\x01</a>",
    "a control character in a value": "<a b='\x01'/>",
    "a comment that does not end": "<a><!-- b</a>",
    "two dashes in a comment": "<a><!-- b -- c --></a>",
    "a section that does not end": "<a><![CDATA[b</a>",
    "a section before the root": "<![CDATA[b]]><a/>",
    "the end of a section in a text": "<a>b]]>c</a>",
    "an instruction that does not end": "<a><?b</a>",
    "an instruction without a name": "<a><? b?></a>",
    "a declaration behind a blank": " <?xml version='1.0'?><a/>",
    "another declaration": "<a><?xml?></a>",
    "another declaration behind the root": "<a/><?xml?>",
    "a declaration with more in it": "<?xml version='1.0' more='b'?><a/>",
    "a declaration in capitals": "<?XML version='1.0'?><a/>",
    "a declaration without a version": "<?xml encoding='utf-8'?><a/>",
    "an instruction with a namespace": "<?a:b c?><a/>",
    "a declaration of nothing": "<?xml?><a/>",
    "a prefix of no letters": "<a xmlns:='u'/>",
    "a DTD with two colons": "<!DOCTYPE a:b:c><a/>",
    "a public name of other letters": "<!DOCTYPE a PUBLIC '\u00e9' 'b'><a/>",
    "a DTD behind the root": "<a/><!DOCTYPE a>",
    "a DTD": "<!DOCTYPE a SYSTEM 'b'>\n<a/>",
    "a DTD with entities": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
    "a DTD that is none": "<!DOCTYPE a SYSTE 'b'><a/>",
}
SOUND = {
    "references": "<a b='&lt;&#65;&#x1F600;'>&amp;&gt;&quot;&apos;&#10;</a>",
    "ends of lines": "<a b='1\r\n2\t3'>x\r\ny\rz<![CDATA[\r\n]]></a>",
    "namespaces": "<a xmlns='u' xmlns:p='v' p:b='1' c='2'><p:d xmlns=''><e/></p:d></a>",
    "characters of several bytes": "<a><\u00e9 b='\U0001f600'/>\u2028<c/></a>",
    "a mark and a declaration": "\ufeff<?xml version='1.0' encoding='UTF-8'?><a/>",
    "what is passed over": "<!-- a --><?b c?><a><!-- > --><?d?>t<![CDATA[<e>]]></a>",
}
DECLARED = (
    "<?xml version='1.0' encoding='utf-8' standalone='yes'?><a/>",
    "<?xml version = '2.0' ?>\n<a/>", "<?xml version='1.'?><a/>",
    "<?xml version=''?><a/>", "<?xml version=1.0?><a/>", "<?xml version=\"1.0'?><a/>",
    "<?xml ?><a/>", "<?xml version='1.0' encoding=''?><a/>",
    "<?xml version='1.0' encoding=utf-8?><a/>", "<?xml encoding='utf-8'?><a/>",
    "<?xml version='1.0' standalone='maybe'?><a/>", "<?b c?><a><?d?></a>",
    "<?xml standalone='no' version='1.0'?><a/>", "<?xml version='1\u00e9'?><a/>",
    "<?b?c?><a p:='1' xmlns:p='u' xmlns:='v'/>",
)  # fmt: skip
SIGNS = "<?>='\": xmlno18.\n\u00e9\u00a0_-/"


def damaged_declarations() -> Iterator[str]:
    """Texts that begin with '<?', whole and with some of their signs changed."""
    chance = random.Random(3)
    yield from DECLARED
    for _ in range(4000):
        signs = list(chance.choice(DECLARED))
        for _ in range(chance.choice((1, 1, 2, 3))):
            begin = chance.randrange(len(signs))
            size = chance.choice((0, 0, 1, 1, 2, 6))
            signs[begin : begin + size] = chance.choice(SIGNS) * chance.choice((0, 1))
        yield "".join(signs)


def seen(reader: ModuleType, text: str) -> list[Any]:
    """The events of a text, with the byte of each, and what ends them."""
    found: list[Any] = []
    parser = reader.ParserCreate("utf-8", "}")
    parser.buffer_text = True

    def note(kind: str) -> Callable[..., None]:
        return lambda *told: found.append((kind, *told, parser.CurrentByteIndex))

    def refuse(*_: object) -> None:
        raise RuntimeError("a DTD")

    parser.StartElementHandler = note("start")
    parser.EndElementHandler = note("end")
    parser.CharacterDataHandler = lambda text: found.append(text)
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode(), True)
    except (pyexpat.ExpatError, ours.ExpatError, RuntimeError) as err:
        # Where a text has another fault first, the core tells that one by itself.
        found.append(type(err).__name__)
    return found


@pytest.mark.parametrize("name", SOUND)
def test_the_events_of_a_sound_text(name: str) -> None:
    found = seen(ours, SOUND[name])
    assert found == seen(pyexpat, SOUND[name])
    assert "Error" not in str(found[-1])


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_the_text(name: str) -> None:
    assert "Error" in str(seen(ours, FAULTS[name])[-1])


def nodes(document: Document) -> Iterator[tuple[Any, ...]]:
    """All that the core reads of a document."""
    todo: list[Node | str | Hole] = [document.root]
    while todo:
        node = todo.pop()
        if isinstance(node, Node):
            yield node.name, node.attributes, node.offset, node.end, node.hole
            todo += node.children
        else:
            yield (str(node),)


def read(reader: ModuleType, text: str, example: bool) -> Any:
    """What the core makes of a text with a reader: nodes, or a problem."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kbcheck.tree.parser, "expat", reader)
        try:
            return list(nodes(parse(text, example=example)))
        except XmlError as err:
            return err.problem


@pytest.mark.parametrize("name", FAULTS)
def test_the_core_says_the_same_of_a_fault(name: str) -> None:
    for example in (False, True):
        assert read(ours, FAULTS[name], example) == read(pyexpat, FAULTS[name], example)


def documents() -> list[str]:
    """The cases in XML, and damaged ones."""
    tasks: list[Task] = [*case_tasks(), *damaged_tasks(DAMAGED, 9)]
    files = [task.files[0] for task in tasks]
    return [f.data.decode("utf-8", "replace") for f in files if f.kind in XML]


def test_the_core_makes_the_same_of_documents() -> None:
    chance = random.Random(1)
    differ = []
    for text in documents():
        example = chance.random() < 0.3
        if read(ours, text, example) != read(pyexpat, text, example):
            differ.append(text)
    assert not differ, f"{len(differ)} differ; the first:\n{differ[0]}"


def test_the_core_makes_the_same_of_declarations() -> None:
    differ = [
        text
        for text in damaged_declarations()
        if read(ours, text, False) != read(pyexpat, text, False)
    ]
    assert not differ, f"{len(differ)} differ; some:\n" + "\n".join(differ[:20])
