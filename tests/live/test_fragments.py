"""Fragments of XML, in whole documents of ours: each libvirt agrees with us."""

from __future__ import annotations

import re
from functools import cache

import pytest

from kbcheck import Request, check
from live.documents import DEFINE, Document, Verdicts, judged, said_in
from live.fragments import whole
from live.generation import Place, places
from live.ledger import Prove, key_of
from newcomer import XML
from pages import Snippet, is_meant, is_whole, snippets, wrong_snippets

ONLY_HERE = "only-here"  # real libvirt lets it pass
OF_GUIDE = re.compile(r"[A-Z]+-\d+")
FATAL = {"QPT-016"}
"""The rules of guides that tell what the driver refuses; the others are advice."""
NOTE = "in a document of its own"


@cache
def fragments() -> list[Snippet]:
    """The fragments of all pages, right and wrong."""
    found = [*snippets(*XML), *wrong_snippets(*XML)]
    return [s for s in found if not is_whole(s)]


def faults(snippet: Snippet) -> list[str]:
    """The checks that find it wrong, without the rules of guides."""
    found = snippet["options"].get("expect", [])
    return sorted(name for name in found if not OF_GUIDE.fullmatch(name))


def refuser(snippet: Snippet) -> str:
    """Who is to refuse it: the schema, the driver, or nobody."""
    options = snippet["options"]
    if not FATAL.isdisjoint(options.get("expect", [])):
        return "driver"
    passes = options.get("live", "").startswith(ONLY_HERE)
    return "schema" if faults(snippet) and not passes else ""


@cache
def refused_by(who: str) -> list[Document]:
    """The fragments that this part of libvirt is to refuse; by '', the right ones."""
    return [
        Document(s["id"], s["kind"], whole(s), place, key_of(s), NOTE)
        for place in places()
        for s in fragments()
        if is_meant(s, place.version) and who == refuser(s)
    ]


@cache
def verdicts(place: Place) -> Verdicts:
    """What a libvirt says of each of them."""
    every = [*refused_by(""), *refused_by("schema"), *refused_by("driver")]
    return judged(place, [one for one in every if one.place == place])


def told_of(document: Document, *steps: str) -> str:
    return said_in(verdicts(document.place), document.name, *steps)


def each(found: list[Document]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", found, ids=lambda one: one.id)


@pytest.mark.parametrize("snippet", fragments(), ids=lambda s: s["id"])
@pytest.mark.parametrize("version", [place.version for place in places()])
def test_what_is_around_it_changes_no_verdict_of_ours(
    snippet: Snippet, version: str
) -> None:
    """So what libvirt says is said of the fragment."""
    if not is_meant(snippet, version):
        pytest.skip(f"it is not for {version}")
    request = Request(whole(snippet), snippet["kind"], libvirt=version)
    assert sorted(p.check for p in check(request).problems) == faults(snippet)


@each([*refused_by(""), *refused_by("driver")])
def test_the_schema_takes_it(document: Document, prove: Prove) -> None:
    document.place.needs("virt-xml-validate")
    assert told_of(document, "schema") == ""
    prove(document.proof("schema"))


@each([one for one in refused_by("") if one.kind in DEFINE])
def test_the_parser_takes_it(document: Document, prove: Prove) -> None:
    document.place.needs("virsh")
    assert told_of(document, "parser", "validated") == ""
    prove(document.proof("parsed"))


@each([one for one in refused_by("") if one.kind == "domain"])
def test_the_qemu_driver_takes_it(document: Document, prove: Prove) -> None:
    document.place.needs("virsh", "qemu-system-x86_64", "qemu-system-s390x")
    assert told_of(document, "define", "native") == ""
    prove(document.proof("defined", document.replaced()[1]))


@each(refused_by("driver"))
def test_the_qemu_driver_refuses_it(document: Document, prove: Prove) -> None:
    document.place.needs("virsh", "qemu-system-x86_64")
    assert told_of(document, "define")
    prove(document.proof("refused"))


@each(refused_by("schema"))
def test_it_is_refused_where_it_is_validated(document: Document, prove: Prove) -> None:
    document.place.needs("virt-xml-validate", "virsh")
    assert told_of(document, "schema")
    passes = False
    if document.kind in DEFINE:
        assert told_of(document, "validated")
        passes = not told_of(document, "parser")
    prove(document.proof("strict" if passes else "refused"))


@each([one for one in refused_by("schema") if one.kind in DEFINE])
def test_the_parser_drops_what_we_call_dropped(document: Document) -> None:
    document.place.needs("virsh")
    version = document.place.version
    found = check(Request(document.text, document.kind, libvirt=version)).problems
    if all(problem.silently_ignored for problem in found):
        assert told_of(document, "parser") == ""
