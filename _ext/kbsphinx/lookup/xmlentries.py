"""The grammars as subjects of the reference: elements and attributes by their paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePath
from typing import NamedTuple, cast

from kbcheck.modelfile import model_path
from kbcheck.relaxng.cached import cached_grammar
from kbcheck.relaxng.names import names
from kbcheck.relaxng.patterns import Attribute, Element, Notes, Op, Pattern
from kbcheck.tree import KNOWN_NAMESPACES

from .subject import Lookup, Subject, given, page_called, placed
from .valuewords import about, about_choice, oldest, values

PARTS = "Parts of a guest"
DEVICES = "Devices of a guest"
OTHERS = "Other documents"
_TITLES = {"bootloader": "Boot loader", "events": "What follows an event",
           "iothreads": "I/O threads", "memory": "Memory of the guest",
           "metadata": "Names and notes", "namespaces": "What drivers add",
           "vcpu": "Virtual CPUs"}  # fmt: skip
"""File of the model that holds several parts -> what they are about."""
_PREFIXES = {uri: prefix for prefix, uri in KNOWN_NAMESPACES.items()}


class ElementPlace(NamedTuple):
    """An element by its path, with all patterns that the grammar has for it there."""

    path: str
    patterns: tuple[Element, ...]

    @property
    def name(self) -> str:
        """The last of the path."""
        return self.path.rpartition("/")[2]

    @property
    def children(self) -> list[ElementPlace]:
        """The elements in it."""
        return [ElementPlace(f"{self.path}/{name}", cast(tuple[Element, ...], found))
                for name, found in self._atoms(Op.ELEMENT).items()]  # fmt: skip

    @property
    def attributes(self) -> dict[str, tuple[Attribute, ...]]:
        """Its attributes by name."""
        return cast(dict[str, tuple[Attribute, ...]], self._atoms(Op.ATTRIBUTE))

    @property
    def texts(self) -> list[Pattern]:
        """What its text may be."""
        found = (a for p in self.patterns for a in p.content.atoms)
        return [a for a in found if a.op in (Op.DATA, Op.TEXT)]

    def _atoms(self, op: Op) -> dict[str, tuple[Pattern, ...]]:
        atoms = {a for p in self.patterns for a in p.content.atoms if a.op == op}
        return by_name(atoms)


def by_name(atoms: Iterable[Pattern]) -> dict[str, tuple[Pattern, ...]]:
    """Name -> the patterns of that name, in the order of the model.

    Not in that in which they were made: it hangs on what was read before.
    """
    found: dict[str, list[Element]] = {}
    for atom in sorted(cast(Iterable[Element], atoms), key=_order):
        for name in names(atom.name_class):
            found.setdefault(prefixed(name), []).append(atom)
    return {name: tuple(patterns) for name, patterns in found.items()}


def _order(atom: Element) -> tuple[str, int, int]:
    return atom.notes.file, atom.notes.line, atom.serial


def prefixed(name: str) -> str:
    """A name as a document has it: 'qemu:arg'."""
    space, closed, local = name.rpartition("}")
    prefix = _PREFIXES.get(space[1:], "") if closed else ""
    return f"{prefix}:{local}" if prefix else local


def xml_subjects() -> Iterator[Subject]:
    """The parts of a guest, its devices, and the other documents."""
    (domain,) = _roots("domain")
    (devices,) = [child for child in domain.children if child.name == "devices"]
    yield _subject("domain", PARTS, "<domain>", [domain, devices], whole=False)
    rest = [child for child in domain.children if child is not devices]
    parts = groupby(sorted(_without(rest, "devices"), key=_file), key=_file)
    for file, sites in parts:
        found = list(sites)
        stem = PurePath(file).stem
        own = f"<{found[0].name}>" if len(found) == 1 else stem.title()
        title = _TITLES.get(stem, own)
        yield _subject(f"domain-{stem}", PARTS, title, found)
    for device in sorted(devices.children, key=lambda site: site.name):
        yield _subject(device.name, DEVICES, f"<{device.name}>", [device])
    for kind in ("pool", "domaincapabilities"):
        for root in _roots(kind):
            yield _subject(kind, OTHERS, f"<{root.name}>", [root])


def _without(sites: list[ElementPlace], name: str) -> list[ElementPlace]:
    return [site for site in sites if site.name != name]


def _file(site: ElementPlace) -> str:
    return site.patterns[0].notes.file


def _roots(kind: str) -> list[ElementPlace]:
    atoms = cached_grammar(model_path(f"{kind}.rnc")).start.atoms
    roots = by_name(a for a in atoms if a.op == Op.ELEMENT)
    return [
        ElementPlace(name, cast(tuple[Element, ...], p)) for name, p in roots.items()
    ]


def _subject(
    page: str, area: str, title: str, sites: list[ElementPlace], *, whole: bool = True
) -> Subject:
    first = _first_places(sites) if whole else {}
    entries = []
    for site in sites:
        cut = len(site.path) - len(site.name)
        entries += list(_entries(site, cut, 2, first, whole=whole))
    lead = about(site.patterns[0].notes for site in sites[:1])
    if len(sites) > 1 and whole:
        lead = ", ".join(f"`<{site.name}>`" for site in sites) + "."
    return Subject(page_called(page), area, title, lead, placed(entries))


def _first_places(sites: list[ElementPlace]) -> dict[frozenset[Element], str]:
    """Patterns -> the path of the least depth that has them; the rest refer to it."""
    found: dict[frozenset[Element], str] = {}
    todo = list(sites)
    for site in todo:
        key = frozenset(site.patterns)
        if key not in found:
            found[key] = site.path
            todo += site.children
    return found


def _entries(
    site: ElementPlace,
    cut: int,
    depth: int,
    first: dict[frozenset[Element], str],
    *,
    whole: bool,
) -> Iterator[Lookup]:
    """An element, its attributes, and the elements in it; `cut` of a path is known."""
    same = first.get(frozenset(site.patterns), site.path)
    yield _element(site, cut, depth, "" if same == site.path else same)
    if same != site.path:
        return
    for name, patterns in site.attributes.items():
        yield _attribute(site, name, patterns, cut, min(depth + 1, 4))
    for child in site.children if whole else ():
        yield from _entries(child, cut, min(depth + 1, 4), first, whole=whole)


def _element(site: ElementPlace, cut: int, depth: int, same: str) -> Lookup:
    notes = [pattern.notes for pattern in site.patterns]
    inside = site.path.rpartition("/")[0]
    facts = given(
        ("Stands in", f"`{inside}`" if inside else ""),
        ("Text", values(site.texts)),
        ("Since", oldest(notes)),
        ("Holds", f"what `{same}` holds" if same else ""),
    )
    shown = site.path[cut:]
    return Lookup("elem", site.path, shown, shown.replace("/", "-"), about(notes),
                  facts, depth, _see(notes), same)  # fmt: skip


def _attribute(
    site: ElementPlace, name: str, patterns: tuple[Attribute, ...], cut: int, depth: int
) -> Lookup:
    notes = [pattern.notes for pattern in patterns]
    meaning, told = about_choice(patterns) or (
        about(notes),
        values(atom for pattern in patterns for atom in pattern.value.atoms),
    )
    facts = given(("Values", told), ("Since", oldest(notes)))
    full = f"{site.path}@{name}"
    shown = full[cut:]
    anchor = shown.replace("/", "-").replace("@", "-")
    return Lookup("attr", full, shown, anchor, meaning, facts, depth, _see(notes))


def _see(notes: Iterable[Notes]) -> str:
    return next((note.see for note in notes if note.see), "")
