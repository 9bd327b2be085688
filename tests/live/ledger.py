"""The ledger: what ran on which libvirt, and what it showed.

`kbase/live.json` keeps it, and the build reads it there, see `kbsphinx/kept/runs.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pages import Snippet

PATH = Path(__file__).parents[2] / "kbase" / "live.json"
PROPERTY = "proof"
PARTS = ("claims", "messages", "snippets")
Contents = dict[str, Any]
Lacks = dict[str, set[str]]
"""By page, or '' for all: what a stand-in was there for."""


class Proof(NamedTuple):
    """What one test has shown of one libvirt: of an example, a claim or a message.

    `part` is 'snippets', 'claims' or 'messages'; `key` a hash, or a name; `facts` what
    does not depend on the libvirt; `without` what a stand-in was there for, on the
    stage of a `page` if it was one's.
    """

    part: str
    key: str
    version: str
    done: str
    without: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    page: str = ""

    @classmethod
    def read(cls, given: Iterable[Any]) -> Proof:
        """A proof that JSON has held, which knows no tuples."""
        *words, without, facts, page = given
        return cls(*words, tuple(without), tuple((k, v) for k, v in facts), page)


Prove = Callable[[Proof], None]
"""What the fixture `prove` gives a test."""


def proof_of(
    key: str, version: str, done: str, without: str = "", page: str = ""
) -> Proof:
    """That something was done with an example; `without` as stand-ins tell it."""
    lacks = tuple(filter(None, without.removeprefix("without ").split(", ")))
    return Proof("snippets", key, version, done, lacks, page=page)


def key_of(snippet: Snippet) -> str:
    """The name of an example in the ledger."""
    # With it comes Sphinx, for which a process of pytest would wait as it begins.
    from kbsphinx.kept.runs import KEY_LENGTH

    return str(snippet["hash"][:KEY_LENGTH])


def contents(proofs: Iterable[Proof], programs: Mapping[str, Any]) -> Contents:
    """What the ledger holds when these are all its proofs.

    `programs` names the versions of the programs beside each libvirt.
    """
    found: Contents = {"programs": dict(programs)}
    for part in PARTS:
        found[part] = {}
    lacks: dict[tuple[str, ...], Lacks] = {}
    for proof in sorted(set(proofs)):
        entry = found[proof.part].setdefault(proof.key, {**dict(proof.facts), "on": {}})
        seen = entry["on"].setdefault(proof.version, {"done": []})
        seen["done"] = _in_order({*seen["done"], proof.done})
        mine = lacks.setdefault(proof[:3], {})
        mine[proof.page] = mine.get(proof.page, set()) | {*proof.without}
    for (part, key, version), mine in lacks.items():
        _note(found[part][key]["on"][version], mine)
    return found


def _note(seen: Contents, lacks: Lacks) -> None:
    """Write down what was lacking: once if it was the same on all pages.

    An example may stand on several, each with a stage of its own.
    """
    each = {page: sorted(lacks[page]) for page in sorted(lacks)}
    every = list(each.values())
    same = all(one == every[0] for one in every)
    if without := every[0] if same else each:
        seen["without"] = without


def _lacks(seen: Contents) -> Lacks:
    """What was lacking, as it is written down."""
    found = seen.get("without", [])
    each = found if isinstance(found, dict) else {"": found}
    return {page: set(names) for page, names in each.items()}


def kept(old: Contents, new: Contents, versions: Iterable[str]) -> Contents:
    """The new ledger with what the old one holds of libvirts that did not run."""
    ran = set(versions)
    for part in PARTS:
        for key, entry in old.get(part, {}).items():
            others = {v: seen for v, seen in entry["on"].items() if v not in ran}
            if others:
                mine = new[part].setdefault(key, {**entry, "on": {}})
                mine["on"] = _joined(others, mine["on"])
    missing = {v: p for v, p in old.get("programs", {}).items() if v not in ran}
    new["programs"] |= missing
    return new


def _joined(old: Contents, new: Contents) -> Contents:
    """What either has, by version: several pages may hold one example."""
    found = old | new
    for version in set(old) & set(new):
        both = (old[version], new[version])
        done = {deed for seen in both for deed in seen["done"]}
        found[version] = {"done": _in_order(done)}
        first, second = map(_lacks, both)
        pages = first.keys() | second.keys()
        lacks = {p: first.get(p, set()) | second.get(p, set()) for p in pages}
        _note(found[version], lacks)
    return found


def _in_order(deeds: Iterable[str]) -> list[str]:
    from kbsphinx.kept.runs import DEEDS

    return sorted(deeds, key=list(DEEDS).index)


def settled(
    old: Contents, new: Contents, ran: Iterable[str], keys: Iterable[str]
) -> tuple[Contents, list[str]]:
    """The ledger to keep, and the keys of the examples that it must lose.

    `old` is what is kept, `new` what these versions have shown now, `keys` those of the
    examples that the pages hold.
    """
    gone = sorted(set(old.get("snippets", {})) - set(keys))
    found = kept(old, new, ran)
    for key in gone:
        found["snippets"].pop(key, None)
    return found, gone


def _deeds(found: Contents) -> set[tuple[str, ...]]:
    """What was done with what, and where: what a host lacks is no matter."""
    return {
        (part, key, version, *seen["done"])
        for part in PARTS
        for key, entry in found.get(part, {}).items()
        for version, seen in entry["on"].items()
    }


def fault(old: Contents, new: Contents, gone: list[str], *, strict: bool) -> str:
    """Why the ledger, as it was kept, is wrong; '' if it is right.

    Where it is `strict`, it must be what the run has shown; else it may learn.
    """
    if gone:
        told = f"no page holds the examples {', '.join(gone)}"
        return f"{told}: 'make live' strikes them out"
    if strict and (differ := sorted(_deeds(old) ^ _deeds(new))):
        told = "\n".join(" ".join(one) for one in differ[:9])
        return f"not what ran; run 'make live', and commit it; they differ in\n{told}"
    return ""


def read() -> Contents:
    """The ledger as it is kept; nothing if there is none."""
    return json.loads(PATH.read_text("utf-8")) if PATH.is_file() else {}


def written(found: Contents) -> str:
    """The text of a ledger: equal ones have equal texts."""
    return json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
