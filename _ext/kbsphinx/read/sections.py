"""What can be found on a page: its sections and messages, each with its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx.application import Sphinx

from ..kept.finding import Findable
from ..kept.store import PageRecord, store

STANDARD = ("background", "before", "check", "checklist", "examples", "next", "quick",
            "seealso", "trouble", "undo", "versions")  # fmt: skip
"""Last words of the labels of sections that each page has."""
MOST_LEAD = 60  # characters of the line below a title


def note_findable(app: Sphinx, doctree: nodes.document) -> None:
    """Note the sections and the messages of a page that was read."""
    record = store(app.env).pages[app.env.docname]
    record.findable += [*sections(doctree), *messages(doctree, record)]


def _kind(number: int, anchor: str) -> str:
    """A page, a section of its subject, or one of those that each page has."""
    if not number:
        return "page"
    return "standard" if anchor.rpartition("-")[2] in STANDARD else "section"


def sections(doctree: nodes.document) -> Iterator[Findable]:
    """Each section, without those inside it; the first is the page itself."""
    for number, section in enumerate(doctree.findall(nodes.section)):
        own = [n for n in section.children if not _stands_alone(n)]
        # The id that stays when the title changes: that of its label.
        anchor = str(section["ids"][-1]) if number else ""
        yield Findable(
            _kind(number, anchor),
            anchor,
            section[0].astext(),
            _lead(own),
            (),
            " ".join(_names(own)),
            " ".join(_text(own[1:])),  # titles are looked up for themselves
        )


def messages(doctree: nodes.document, record: PageRecord) -> Iterator[Findable]:
    """Each entry of a message or a symptom, with the cause below it."""
    boxes = {name: box for box in _entries(doctree) for name in box["ids"]}
    for entry in record.entries:
        box = boxes[entry.id]
        fields = list(box.findall(nodes.field_body))
        yield Findable(
            entry.kind,
            entry.id,
            entry.title,
            _lead(fields),
            tuple(w.plain for w in entry.wordings) if entry.kind == "message" else (),
            " ".join(_names(fields)),
            " ".join(_text(fields)),
        )


def _entries(doctree: nodes.document) -> Iterator[nodes.container]:
    boxes = doctree.findall(nodes.container)
    yield from (box for box in boxes if "kb-entry" in box["classes"])


def _stands_alone(node: nodes.Node) -> bool:
    is_entry = isinstance(node, nodes.container) and "kb-entry" in node["classes"]
    return is_entry or isinstance(node, nodes.section)


def _lead(own: Iterable[nodes.Node]) -> str:
    """The first words."""
    paragraphs = (p for node in own for p in node.findall(nodes.paragraph))
    first = next(paragraphs, nodes.paragraph())
    flat = " ".join(first.astext().split())
    if len(flat) <= MOST_LEAD:
        return flat
    return flat[:MOST_LEAD].rpartition(" ")[0] + " …"


def _names(own: Iterable[nodes.Node]) -> Iterator[str]:
    for node in own:
        yield from (n.astext() for n in node.findall(nodes.literal))
        yield from (n.astext() for n in node.findall(nodes.literal_block))


def _text(own: Iterable[nodes.Node]) -> Iterator[str]:
    for node in own:
        yield from (
            n.astext()
            for n in node.findall(nodes.Text)
            if not isinstance(n.parent, nodes.literal | nodes.literal_block)
        )


def setup(app: Sphinx) -> None:
    """Look at each page when it is read."""
    app.connect("doctree-read", note_findable)
