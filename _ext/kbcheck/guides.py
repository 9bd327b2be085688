"""Guides: the rules of one task, over one document or several together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from .kinds import KINDS
from .modelfile import model_files, model_path
from .problem import Problem, too_large
from .rules import RuleSet, Source, judge, load_rules, missing_documents
from .sound import sound_part
from .suggest import no_such
from .tree import Document, XmlError, parse
from .versions import stated

FOLDER = model_path("guides")


def guide_names() -> list[str]:
    """The names of the guides, in alphabetical order."""
    return sorted(path.stem for path in model_files(FOLDER))


@cache
def guides() -> dict[str, RuleSet]:
    """Name -> the rules of a guide, in alphabetical order.

    ModelError if the rules of one are not well written.
    """
    return {name: guide(name) for name in guide_names()}


def guide(name: str) -> RuleSet:
    """The rules of a guide.  ValueError, with a did-you-mean, if there is none."""
    check_name(name)
    return load_rules(FOLDER / f"{name}.toml")


def check_name(name: str) -> None:
    """ValueError, with a did-you-mean, if there is no guide of this name."""
    known = guide_names()
    if name not in known:
        raise ValueError(no_such("guide", name, known, 300))


def _xml_view(text: str, _: str, example: bool) -> Document:
    return parse(text, example=example)


def _settings_view(text: str, kind: str, example: bool) -> Document:
    from .settings import settings_document

    whole = text.encode("utf-8", "replace").decode()  # no halves of surrogate pairs
    return settings_document(whole, kind, example=example)


VIEWS: dict[str, Callable[[str, str, bool], Document]] = {
    kind: _xml_view if KINDS[kind].roots else _settings_view
    for kind in KINDS
    if kind != "console"
}
"""Kind -> how its text becomes a document that rules can select in."""


def source(
    path: str,
    text: str,
    kind: str,
    *,
    example: bool,
    problems: Iterable[Problem] = (),
) -> Source | None:
    """A text as a document to judge; None if rules cannot read it.

    What its problems say is at fault is left out.
    """
    view = VIEWS.get(kind)
    if view is None or too_large(text):
        return None
    try:
        document = view(text, kind, example)
    # It is told already, by the file's own check.
    except XmlError:
        return None
    return Source(path, *sound_part(document, problems))


def check_guides(
    names: Iterable[str], sources: Sequence[Source], libvirt: str = ""
) -> list[Problem]:
    """What the guides find in documents that belong together.

    ValueError for the name of a guide that does not exist.
    """
    # Named twice, a guide would tell each problem twice.
    rules = [rule for name in dict.fromkeys(names) for rule in guide(name).rules]
    return judge(rules, sources, stated(libvirt))


def kinds_of(names: Iterable[str]) -> list[str]:
    """The kinds of documents that the rules of the guides read."""
    rules = [rule for name in names for rule in guide(name).rules]
    roots = missing_documents(rules, ())
    return [k.name for k in KINDS.values() if roots & {k.name, *k.roots}]
