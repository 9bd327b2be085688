"""The index of names: all that the model describes, by letter."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sphinx.application import Sphinx

from .catalogue import subjects
from .leaves import is_on

INDEX = "genindex"
KINDS = {"conf": "setting", "cmd": "command", "elem": "element", "attr": "attribute"}

IndexLine = tuple[str, list[Any]]
"""As Sphinx's template has them: a name, and [its links, lines below it, a letter]."""


def fill(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _: Any
) -> None:
    """Give the page of the index its lines; pages of the sources hold none."""
    if page != INDEX or not is_on(app.builder):
        return
    letters: defaultdict[str, list[IndexLine]] = defaultdict(list)
    for name, links in sorted(_links(app).items(), key=lambda n: n[0].lower()):
        first = name.lstrip("-<")[:1].upper()
        letter = first if first.isalpha() else "Symbols"
        letters[letter].append((name, [links, [], None]))
    found = sorted(letters.items(), key=lambda item: (item[0] != "Symbols", item[0]))
    context["genindexentries"] = found
    context["genindexcounts"] = [len(lines) for _, lines in found]


def _links(app: Sphinx) -> dict[str, list[tuple[str, str]]]:
    """Name -> its links; one that stands in several places has one for each."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for subject in subjects():
        at = app.builder.get_relative_uri(INDEX, subject.page)
        for entry in subject.entries:
            if entry.kind in KINDS and entry.meaning:
                last = entry.title.rpartition("/")[2].rpartition("@")[2]
                name = f"{last} ({KINDS[entry.kind]}, {subject.title})"
                found[name].append(("", f"{at}#{entry.anchor}"))
    return found


def setup(app: Sphinx) -> None:
    """Fill the index."""
    app.connect("html-page-context", fill)
