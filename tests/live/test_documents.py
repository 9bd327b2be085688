"""Whole XML examples: schema, parser and driver of each libvirt agree with ours."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from kbcheck import KINDS, Problem, Request, check
from kbcheck.modelfile import model_files, model_path
from kbcheck.rules import load_rules
from kbcheck.versions import parse_versions
from live.documents import DEFINE, Document, Verdicts, judged, said_in
from live.generation import EMBED, Place, places
from live.ledger import Prove, key_of
from newcomer import XML
from pages import Snippet, is_whole, snippets, text_of, wrong_snippets
from test_cases import BAD, GOOD, OPTION, kind_of

ONLY_HERE = "only-here"  # real libvirt lets it pass
NO_EMULATOR = "No emulator found for arch"
OF_THE_HOST = re.compile("not support virt type|/dev/net/tun|"
                         "connect socket|already exists with uuid")  # fmt: skip
"""What is said of any document, for want of something else."""
MACHINES = ("q35", "pc")
HARMFUL = ("domain-driver-rule-082-", "domain-driver-rule-083-")
"""libvirt 9.0.0 writes past its table of distances when it refuses these, and may end
with 'free(): invalid pointer' then or later: no other document is read behind them."""


def of_page(snippet: Snippet, place: Place) -> Document:
    return Document(
        snippet["id"], snippet["kind"], text_of(snippet), place, key_of(snippet)
    )


def of_case(path: Path, place: Place) -> Document:
    return Document(path.stem, kind_of(path), path.read_text("utf-8"), place)


def is_meant(version: str, stated: str) -> bool:
    """Whether what is stated for some versions is for this one."""
    return not stated or parse_versions(version).within(parse_versions(stated))


def of_pages(found: list[Snippet]) -> list[Document]:
    return [
        of_page(s, place)
        for place in places()
        for s in found
        if is_whole(s) and is_meant(place.version, s["options"].get("libvirt", ""))
    ]


@cache
def right() -> list[Document]:
    return of_pages(snippets(*XML))


@cache
def wrong() -> list[Document]:
    return of_pages([s for s in wrong_snippets(*XML) if s["kind"] in DEFINE])


def passing() -> set[str]:
    """The wrong examples of which a page says that libvirt lets them pass."""
    return {
        s["id"]
        for s in wrong_snippets(*XML)
        if s["options"].get("live", "").startswith(ONLY_HERE)
    }


def stated_in(case: Path) -> str:
    return dict(OPTION.findall(case.read_text("utf-8"))).get("libvirt", "")


@cache
def cases(folder: str) -> list[Document]:
    """The cases of the driver's rules, each for the versions that it is for."""
    paths = BAD if folder == "bad" else GOOD
    return [
        of_case(p, place)
        for place in places()
        for p in paths
        if kind_of(p) in DEFINE and "driver" in p.name
        if is_meant(place.version, stated_in(p))
    ]


@cache
def problems(document: Document) -> tuple[Problem, ...]:
    """What we say of a document on that libvirt."""
    version = document.place.version
    return check(
        Request(document.text, document.kind, level="driver", libvirt=version)
    ).problems


def is_refused(document: Document) -> bool:
    """Whether we say that its libvirt refuses it."""
    refused = [p.check for p in problems(document)
               if p.severity == "error" and not p.silently_ignored]  # fmt: skip
    return bool(set(refused) - at_start())


@cache
def at_start() -> set[str]:
    """The rules that QEMU itself knows, when a guest starts."""
    files = model_files(model_path("driver"))
    rules = [rule for file in files for rule in load_rules(file).rules]
    return {rule.id for rule in rules if "'QEMU: " in rule.source}


@cache
def verdicts(place: Place) -> Verdicts:
    """What a libvirt says of each document."""
    documents = [d for d in everything() if d.place == place]
    return judged(place, sorted(documents, key=lambda d: d.name.startswith(HARMFUL)))


def told_of(document: Document, *steps: str) -> str:
    """What is told in these steps; KeyError if one of them was not gone through."""
    return said_in(verdicts(document.place), document.name, *steps)


def everything() -> list[Document]:
    return [*right(), *wrong(), *cases("good"), *cases("bad")]


def each(documents: list[Document]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("document", documents, ids=lambda one: one.id)


@each(right())
def test_the_schema_takes_it(document: Document, prove: Prove) -> None:
    document.place.needs("virt-xml-validate")
    assert told_of(document, "schema") == ""
    prove(document.proof("schema"))


@each([one for one in right() if one.kind in DEFINE])
def test_the_parser_takes_it(document: Document, prove: Prove) -> None:
    document.place.needs("virsh")
    assert told_of(document, "parser", "validated") == ""
    prove(document.proof("parsed"))


@each([one for one in right() if one.kind == "domain"])
def test_the_qemu_driver_takes_it(document: Document, prove: Prove) -> None:
    document.place.needs("virsh", "qemu-system-x86_64")
    said = told_of(document, "define", "native")
    if NO_EMULATOR in said:
        pytest.skip(next(li for li in said.splitlines() if NO_EMULATOR in li))
    assert said == ""
    prove(document.proof("defined", document.replaced()[1]))


@each(wrong())
def test_what_is_wrong_on_purpose_is_refused(document: Document, prove: Prove) -> None:
    """Save where the page says that libvirt lets it pass."""
    document.place.needs("virsh", "qemu-system-x86_64")
    said = told_of(document, "validated")
    assert (said == "") == (document.name in passing()), said
    refused = "refused" if told_of(document, "parser") else "strict"
    prove(document.proof(refused if said else "parsed"))


@each(cases("bad"))
def test_the_driver_refuses_what_our_driver_rules_refuse(document: Document) -> None:
    document.place.needs("virsh", "qemu-system-x86_64")
    if not is_refused(document):
        pytest.skip("we do not say that this libvirt refuses it")
    said = told_of(document, "define", "native")
    if NO_EMULATOR in said:
        pytest.skip(said.splitlines()[-1])
    assert said
    assert not OF_THE_HOST.search(said), said


@each(cases("good"))
def test_a_parser_takes_what_our_driver_rules_take(document: Document) -> None:
    """Mostly the test driver's; the QEMU driver's where that adds what is needed."""
    document.place.needs("virsh", "qemu-system-x86_64")
    if is_refused(document):
        pytest.skip("it is for newer libvirts")
    if told_of(document, "parser"):
        assert told_of(document, "define") == ""


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("place", places(), ids=lambda place: place.version)
def test_the_capabilities_of_its_qemu_pass_our_check(
    machine: str, place: Place
) -> None:
    place.needs("virsh", "qemu-system-x86_64")
    done = place.run(
        f"virsh -c '{EMBED}' domcapabilities --virttype qemu --arch x86_64 "
        f"--machine {machine} >out",
        {},
    )
    assert "domaincapabilities" in KINDS
    found = check(Request(done["out"], "domaincapabilities")).problems
    assert [str(p) for p in found] == []
