"""Our grammars against the schemas of a libvirt, by documents of either.

Schemas are read where they are installed, and nothing of them is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from kbcheck.relaxng.grammar import Grammar
from kbcheck.relaxng.names import local
from kbcheck.versions import lifetime, parse_versions
from kbcheck.xmldocument import grammar
from upstream import rng
from upstream.cover import Cover, Target, Tree
from upstream.difference import Difference
from upstream.entry import entry, place
from upstream.judges import Ours, Theirs
from upstream.libvirt import Libvirt
from upstream.trial import Fault, Outcome, outcomes

FILES = {"domain": "domain", "pool": "storagepool", "domaincapabilities": "domaincaps"}
HOWS = {"swapped": "in any order", "twice": "several times"}
ABSENT = ("unknown-element", "misplaced-element")


def schema_of(kind: str) -> str:
    """The path of libvirt's schema of a kind."""
    return f"/usr/share/libvirt/schemas/{FILES[kind]}.rng"


def differences(libvirt: Libvirt, kind: str) -> Iterator[Difference]:
    """What either takes and the other refuses."""
    schema = libvirt.file(schema_of(kind))
    theirs, jing = Grammar(rng.definitions(schema)), Theirs(schema)
    cover = Cover(theirs)
    documents = list(cover.documents())
    wrong = [o for o in outcomes(documents, cover.strings, jing) if o.fault]
    assert not wrong, f"not a document of {schema}: {wrong[0]}"
    ours = Cover(grammar(kind), known_in(libvirt.version))
    by_us = outcomes(documents, cover.strings, Ours(kind, libvirt.version))
    # In our grammar order means less: libvirt looks children up by their names.
    inside = (d for d in ours.documents() if d[0].how != "swapped")
    by_them = outcomes(inside, ours.strings, jing)
    yield from _refused_by_us(kind, _alone(by_us, by_them), theirs)
    yield from _refused_by_them(kind, _alone(by_them, by_us))


def known_in(version: str) -> Callable[[Tree], bool]:
    """Whether a version has a part of our grammar."""
    asked = parse_versions(version)

    @cache
    def within(since: str) -> bool:
        return asked.within(lifetime(since))

    def there(tree: Tree) -> bool:
        dated = tree[0] in ("element", "attribute", "value", "data")
        return not dated or not tree[-1][1] or within(tree[-1][1])

    return there


def _alone(judged: list[Outcome], others: list[Outcome]) -> Iterator[Outcome]:
    """The refusals that the other documents do not make up for.

    What both take in some document is known to both, though they may differ on what
    else must stand beside it.  That it must is told: it refuses what is sound.
    """
    taken = [(o.target, o.word) for o in others if o.fault is None]
    shared = {_key(t, word) for t, word in taken} | {_key(t, None) for t, _ in taken}
    for outcome in judged:
        if outcome.fault is None:
            continue
        target, missing = outcome.target, _is_lack(outcome.fault)
        if target.how:
            known = _key(Target(outcome.path), None) in shared
            told = known and _is_misplaced(outcome.fault)
        elif _key(target, _only(target)) in shared:
            told = missing and outcome.path == target.path
        else:
            told = True
        if told:
            yield outcome


def _key(target: Target, word: str | None) -> tuple[object, ...]:
    return target.path, target.attribute, word, target.how


def _only(target: Target) -> str | None:
    """The one word that a target can be; None where any would do."""
    return target.strings[0] if len(target.strings) == 1 else None


def _is_lack(fault: Fault) -> bool:
    """Whether something is not there that must be."""
    return fault.check.startswith("missing-") or "missing required" in fault.message


def _is_misplaced(fault: Fault) -> bool:
    """Whether an element that is known is at a place that is not its own."""
    said = fault.message
    theirs = said.startswith("element ") and "not allowed here" in said
    return fault.check == "misplaced-element" or theirs


def _refused_by_us(
    kind: str, refused: Iterable[Outcome], theirs: Grammar
) -> Iterator[Difference]:
    for what, found in _by(_ours_of, refused).items():
        first = found[0]
        name = first.path[-1]
        holder, tree = first.path, ""
        if first.fault and first.fault.check in ABSENT and not first.target.how:
            holder = first.path[:-1]
            tree = entry(theirs, holder, "element", name)
        elif first.fault and first.fault.check == "unknown-attribute":
            tree = entry(theirs, holder, "attribute", first.fault.attribute or "")
        yield Difference(f"{kind}: {what}", place(kind, holder), tree, _paths(found))


def _ours_of(outcome: Outcome) -> str:
    """The sentence on a refusal of ours: the same for all of one cause."""
    assert outcome.fault is not None
    name = local(outcome.path[-1])
    if outcome.target.how:
        return f"<{local(outcome.path[-2])}> takes <{name}> {HOWS[outcome.target.how]}"
    if outcome.fault.check in ABSENT:
        return f"<{local(outcome.path[-2])}> lacks <{name}>"
    if outcome.fault.check == "unknown-attribute":
        return f"<{name}> lacks the attribute {outcome.fault.attribute}"
    return f"we say: {outcome.fault.message}"


def _refused_by_them(kind: str, refused: Iterable[Outcome]) -> Iterator[Difference]:
    for what, found in _by(_theirs_of, refused).items():
        target = found[0].target
        more = "/".join(map(local, target.path[1:]))
        if target.how:
            more += f" with its children {target.how}"
        elif target.attribute is not None:
            more += f" {target.attribute}={found[0].word!r}"
        more = f"{_paths(found)}; we take {more}"
        yield Difference(f"{kind}: {what}", place(kind, found[0].path), "", more)


def _theirs_of(outcome: Outcome) -> str:
    assert outcome.fault is not None
    said = outcome.fault.message.partition("; expected")[0]
    return f"<{local(outcome.path[-1])}>, the schema says: {said}"


def _by(
    sentence: Callable[[Outcome], str], refused: Iterable[Outcome]
) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in refused:
        found.setdefault(sentence(outcome), []).append(outcome)
    return found


def _paths(found: list[Outcome]) -> str:
    paths = dict.fromkeys("/".join(map(local, o.path[1:])) or "root" for o in found)
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return f"{next(iter(paths))}{more}"
