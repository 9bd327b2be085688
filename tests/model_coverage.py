"""What of the model nothing proves: run by `make coverage`.

Lists the elements, attributes and values that no accepted document uses (the good
cases, and the corpus where it is beside this checkout), and
the rules that lack a good or a bad case.  Exits with 1 if anything lacks.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "_ext"), str(ROOT / "tests")]

from kbcheck import Problem  # noqa: E402
from kbcheck.guides import guides  # noqa: E402
from kbcheck.relaxng.grammar import Grammar  # noqa: E402
from kbcheck.relaxng.names import local, names  # noqa: E402
from kbcheck.relaxng.patterns import (  # noqa: E402
    ATTRIBUTE_OP,
    DATA_OP,
    Attribute,
    Data,
    Element,
    Pattern,
)
from kbcheck.relaxng.trace import uses  # noqa: E402
from kbcheck.relaxng.validate import Matcher  # noqa: E402
from kbcheck.rules import load_driver  # noqa: E402
from kbcheck.tree import XmlError, decode, parse  # noqa: E402
from kbcheck.xmldocument import grammar  # noqa: E402
from newcomer import XML  # noqa: E402
from rule_cases import cases, judged_by  # noqa: E402

CASES = ROOT / "tests" / "cases"
CORPUS = ROOT.parent / "shared" / "corpus" / "dev"


def documents(kind: str, *, corpus: bool) -> Iterator[str]:
    """The accepted documents of a kind."""
    for path in sorted((CASES / "good").glob(f"{kind}-*.xml")):
        yield path.read_text("utf-8")
    if corpus and CORPUS.is_dir():
        with (CORPUS / "manifest.tsv").open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["class"].endswith("valid") and row["root"].lower() == kind:
                    text = decode((CORPUS / row["path"]).read_bytes())
                    if not isinstance(text, Problem) and "invalid" not in row["class"]:
                        yield text


def used(model: Grammar, texts: Iterator[str]) -> set[Pattern]:
    """All atoms that the documents match."""
    found: set[Pattern] = set()
    for text in texts:
        try:
            document = parse(text)
        except XmlError:
            continue
        for use in uses(document, Matcher(), model.start):
            found.update(use.atoms)
    return found


def items(model: Grammar) -> Iterator[tuple[Pattern, str]]:
    """Each element, attribute and fixed value of a model, with its name and place."""
    for element in model.all_elements:
        yield element, _told(element, names(element.name_class))
        for atom in sorted(element.content.atoms):
            if atom.op == ATTRIBUTE_OP:
                attribute = cast(Attribute, atom)
                parent = "/".join(local(n) for n in names(element.name_class))
                shown = [f"{parent}/@{n}" for n in names(attribute.name_class)]
                yield attribute, _told(attribute, shown)
                yield from _values(attribute.value, shown)
            elif atom.op == DATA_OP:
                yield from _values(atom, names(element.name_class))


def _values(p: Pattern, owner: object) -> Iterator[tuple[Pattern, str]]:
    for atom in sorted(p.atoms):
        if atom.op == DATA_OP and cast(Data, atom).value:
            yield atom, _told(cast(Data, atom), owner) + f" = {cast(Data, atom).value}"


def _told(atom: Element | Attribute | Data, shown: object) -> str:
    words = shown if isinstance(shown, (list, tuple)) else [str(shown)]
    return f"{atom.notes.file}:{atom.notes.line} {'|'.join(map(local, words)) or '*'}"


def gaps(kind: str, *, corpus: bool) -> list[str]:
    """What of a model no accepted document uses."""
    model = grammar(kind)
    proven = used(model, documents(kind, corpus=corpus))
    return sorted({told for atom, told in items(model) if atom not in proven})


def rule_gaps() -> list[str]:
    """The rules without a case that they judge good, or one that they judge bad."""
    sets = [load_driver(), *guides().values()]
    rules = [rule for found in sets for rule in found.rules if rule.must]
    bad = {check for case in cases("bad") for check in case.expected}
    missing = [f"{r.id}: no bad case" for r in rules if r.id not in bad]
    without = (r.id for r in rules if not judged_by(r, "good"))
    return missing + [f"{name}: no good case" for name in without]


def main() -> int:
    """Print the gaps; 0 if there are none."""
    lacking = 0
    corpus = CORPUS.is_dir()
    by = "cases and corpus" if corpus else "cases"
    for kind in XML:
        found = gaps(kind, corpus=corpus)
        lacking += len(found)
        total = len({told for _, told in items(grammar(kind))})
        print(f"{kind}: {len(found)} of {total} items unproven by {by}")
        print("".join(f"  {told}\n" for told in found), end="")
    found = rule_gaps()
    lacking += len(found)
    print(f"rules: {len(found)} lack a case")
    print("".join(f"  {told}\n" for told in found), end="")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
