"""Checks an XML text: syntax, then the grammar, then versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import relaxng
from .modelfile import model_path
from .problem import Problem, Verdict, in_order, problem
from .relaxng.cached import cached_grammar, older_grammar
from .relaxng.fragment import Fragments
from .relaxng.names import local
from .relaxng.validate import Matcher
from .request import Request
from .sound import Sound, sound_part
from .suggest import clipped
from .tree import Document, Vocabulary, XmlError, parse
from .versions import absences, lifetime, stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .relaxng.fragment import Reading
    from .relaxng.trace import Use
    from .versions import Versions


MOST_TOLD = 100  # of one document; the first few mend it

# libvirt's parser asks for what it knows. It ignores the rest and says nothing, save in
# the elements whose children it goes through one by one.
_DROPPED = ("unknown-element", "unknown-attribute", "stray-text")
_WRITTEN = frozenset(("domaincapabilities",))  # by libvirt, which never reads them
_STRICT = frozenset(("features", "capabilities", "hyperv", "kvm", "xen", "stimer"))


def grammar(name: str) -> relaxng.Grammar:
    """The grammar of the model with this name, such as 'domain'."""
    return cached_grammar(model_path(f"{name}.rnc"))


def _grammar_of(request: Request) -> relaxng.Grammar:
    """The grammar that a text must match."""
    path = model_path(f"{request.kind}.rnc")
    # What libvirt writes is whole if it has what that libvirt knew; what it reads has
    # to be whole by itself, whatever it is for.
    if request.libvirt and request.kind in _WRITTEN:
        return older_grammar(path, stated(request.libvirt).begin)
    return cached_grammar(path)


def check_xml(request: Request) -> Verdict:
    """The verdict on a text of an XML kind; its grammar has the kind's name."""
    try:
        document = parse(request.text, example=request.example)
    except XmlError as err:
        return Verdict(("syntax",), (err.problem,))
    if request.level == "syntax":
        return Verdict(("syntax",))
    model = _grammar_of(request)
    found = relaxng.check(document, model, request.inside)
    found = _flagged(found, document, request.kind)
    # Each step judges what the one before left sound: versions can be told only of a
    # document that matches, and rules must not read what is at fault.
    part = sound_part(document, found)
    if request.libvirt:
        newer = too_new(part.document, model, request)
        # Of what is newer alone: the places of what is gone already are others' now.
        part = part.without(newer)
        found += newer
    levels: tuple[str, ...] = ("syntax", "grammar")
    if request.level == "driver" and (refused := _of_qemu(part.document)):
        part = part.without(refused)
        found += refused
    if request.level == "driver" and request.kind == "domain":
        words = Vocabulary(part.document)
        if words.padded and (blanks := _untrimmed(part.document, model, request)):
            part = part.without(blanks)
            found += blanks
        if _is_guest(document):
            levels = levels if found else (*levels, "driver")
            found = [*found, *_driver_problems(part, words, request)]
    return Verdict(levels, in_order(found, MOST_TOLD))


def _of_qemu(document: Document) -> list[Problem]:
    """What QEMU refuses of the words that a guest adds to its command line."""
    if b"commandline" not in document.source:
        return []
    from .settings.qemuarg import check_qemu_args  # few guests have such words

    return list(check_qemu_args(document))


def _is_guest(document: Document) -> bool:
    return [root.name for root in document.root.elements] == ["domain"]


def _driver_problems(part: Sound, words: Vocabulary, request: Request) -> list[Problem]:
    """What libvirt's parser and drivers refuse in what is valid of a document."""
    # They need lxml: not for the shallow levels.
    from .rules import Source, filed_driver, judge_filed

    asked = stated(request.libvirt)
    return judge_filed(filed_driver(), Source("", *part), words.all, asked)


def _flagged(found: list[Problem], document: Document, kind: str) -> list[Problem]:
    """The problems, with those marked that libvirt would pass over in silence."""
    refused = _refused_places(document) if found else set()
    reads = kind not in _WRITTEN
    return [
        p._replace(silently_ignored=reads and _dropped(p, document, refused))
        for p in found
    ]


def _dropped(found: Problem, document: Document, refused: set[int]) -> bool:
    of_element = found.check.endswith("-element")
    if of_element and document.offset(found.line, found.column) in refused:
        return False
    return found.silently_ignored or found.check in _DROPPED


def _refused_places(document: Document) -> set[int]:
    """The offsets of elements that libvirt refuses if it does not know them.

    The root alone, and the children of those that it reads one by one.
    """
    roots = document.root.elements
    found = {root.offset for root in roots if len(roots) == 1}
    todo = [document.root]
    while todo:
        parent = todo.pop()
        todo += parent.elements
        if parent.name in _STRICT:
            found.update(child.offset for child in parent.elements)
    return found


def too_new(
    document: Document, model: relaxng.Grammar, request: Request
) -> list[Problem]:
    """What a valid document uses that not all versions asked for have."""
    asked = stated(request.libvirt)
    return _least(
        document, model, request, lambda m, way: _newer(document, m, way, asked)
    )


def _untrimmed(
    document: Document, model: relaxng.Grammar, request: Request
) -> list[Problem]:
    """Blanks that the schema drops and libvirt does not."""
    from .relaxng.untrimmed import untrimmed  # few guests have such blanks

    return _least(document, model, request, lambda m, way: untrimmed(document, m, way))


def _least(
    document: Document,
    model: relaxng.Grammar,
    request: Request,
    judge: Callable[[Matcher, Reading], Iterable[Problem]],
) -> list[Problem]:
    """The problems of the way to read a valid document that has the fewest.

    A fragment that may stand at several places gets the benefit of the doubt.
    """
    # A new one: the nodes have changed since the grammar was asked.
    matcher = Matcher(example=document.example)
    readings = Fragments(document, model, request.inside).readings(matcher)
    ways = [list(judge(matcher, way)) for way in readings]
    return min(ways, key=len, default=[])


def _newer(
    document: Document,
    matcher: Matcher,
    way: Reading,
    asked: Versions,
) -> Iterator[Problem]:
    from .relaxng.trace import trace

    told: list[tuple[Use, Versions]] = []
    for use in (u for node, e in way for u in trace(matcher, node, (e,))):
        life = _life(use)
        if asked.within(life) or not use.node.name:
            continue  # the parent of a fragment is not in the text
        while told and told[-1][0].node.end <= use.node.offset:
            told.pop()  # it is over: nothing more is inside it
        if not any(_implied(use, life, *outer) for outer in told):
            told.append((use, life))
            yield from _absent(document, matcher, use, life, asked)


def _implied(use: Use, life: Versions, outer: Use, newer: Versions) -> bool:
    """Whether the outer use, told already, says it all: one problem for what is inside.

    Also one for an attribute and its value.
    """
    if use.node is outer.node:
        return outer.name in ("", use.name)
    inside = outer.node.offset < use.node.offset < outer.node.end
    return inside and newer.within(life)


def _life(use: Use) -> Versions:
    """The versions that have the use: by the oldest of the ways that it matched."""
    found = [atom.notes.since for atom in use.atoms]  # type: ignore[attr-defined]
    # Of several ways to match, one suffices: it is there since the oldest.
    return min(map(lifetime, found or [""]))


def _absent(
    document: Document, matcher: Matcher, use: Use, life: Versions, asked: Versions
) -> Iterator[Problem]:
    where = document.position(use.node.offset)
    what = f"<{local(use.node.name)}>"
    if use.name:
        where = document.attribute_position(use.node, use.name)
        value = clipped(use.node.attributes[use.name])
        what = f"{local(use.name)}='{value}' of {what}"
    elif use.value is not None:
        what = f"'{clipped(use.value)}' in {what}"
    else:
        what = _form(what, use, matcher, asked)
    for check, message in absences(what, life, asked):
        yield problem(check, *where, message)


def _form(what: str, use: Use, matcher: Matcher, asked: Versions) -> str:
    """What of an element is new, where each of the releases knows one of its name."""
    from .relaxng.lookup import elements

    forms = elements(use.within, use.node.name) if use.within is not None else ()
    older = [e for e in forms if asked.within(lifetime(e.notes.since))]
    if not older:
        return what
    if not any(matcher.matches(use.node, form) for form in older):
        return f"this form of {what}"
    # They would take it alone.
    return f"a further {what}" if use.again else what
