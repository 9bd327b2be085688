"""The directives `message` and `symptom`: what goes wrong, why, and what to do.

An entry is known by the words that a reader meets, and has an id that comes from them:
so it can be linked, found and kept apart from others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxTranslator

from ..kept.complaint import Complaint
from ..kept.mark import MarkDirective, entry_mark, for_html
from ..kept.place import locate
from ..kept.store import PageRecord, session, store
from ..kept.wordings import MessageEntry, Wording
from .answer import Part, answer_faults, number
from .phrase import PhraseFault, entry_id, name_faults, repeated, text_faults, wordings

BESIDE = (nodes.comment, nodes.system_message, nodes.target)
"""What may stand between the fields: it is not shown, or tells of itself."""


class permalink(nodes.General, nodes.Inline, nodes.Element):
    """The link of an entry to itself, in HTML."""


class EntryDirective(MarkDirective):
    """An entry: its text, further wordings, and fields with causes and cures."""

    kind: ClassVar[str]
    required_arguments = 0
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "also": directives.unchanged_required,
        "versions": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Keep the entry in the environment, and show it with a mark a wording."""
        path, line = self.place()
        name = self.options.get("name", "")
        found = tuple(
            wordings(
                " ".join(self.arguments),
                self.options.get("also", ""),
                self.options.get("versions", ""),
            )
        )
        if faults := list(self.faults(name, found)):
            self.tell((self.line_of(words), *told) for words, *told in faults)
            return []
        page, anchor = self.env.docname, entry_id(name, found[0])
        entry = MessageEntry(page, anchor, self.kind, found, path, line, name)
        self._record.entries.append(entry)
        return [self.box(entry)]

    @property
    def _record(self) -> PageRecord:
        return store(self.env).pages[self.env.docname]

    def place(self) -> tuple[str, int]:
        """The file, and the line of the text."""
        path, line = self.get_source_info()
        wanted = self.arguments or [self.kind]
        return path, locate(path, wanted[0].split("\n"), line)

    def line_of(self, words: str) -> int:
        """The line of the directive that has these words."""
        path, line = self.place()
        return locate(path, [words], line)

    def faults(self, name: str, found: tuple[Wording, ...]) -> Iterator[PhraseFault]:
        """What is wrong with the texts and the name."""
        yield from name_faults(name)
        told = list(text_faults(self.kind, found))
        # Of what cannot be, nothing need be said but that.
        yield from told or repeated(found, self._record.entries, self.place()[1])
        if not told and not entry_id(name, found[0]):
            message = "no letter of it can stand in an id; give it a ':name:'"
            yield found[0].text, "bad-value", message

    def tell(self, faults: Iterable[Iterable[Any]]) -> None:
        """Keep what is wrong (line, check id, message), to be told on each build."""
        path, _ = self.get_source_info()
        self._record.complaints += [Complaint(path, *fault) for fault in faults]

    # --- how it looks -----------------------------------------------------------------

    def box(self, entry: MessageEntry) -> nodes.container:
        """Its texts, then its fields."""
        box = nodes.container("", classes=["kb-entry"])
        box["ids"].append(entry.id)
        for index, wording in enumerate(entry.wordings):
            line = nodes.paragraph(wording.text, "", classes=["kb-wording"])
            line.source, line.line = entry.path, self.line_of(wording.text)
            line += self.text_nodes(wording)
            line += entry_mark("", page=entry.page, entry=entry.id, wording=index)
            if not index:
                line += permalink()
            box += line
        box += self.answer(entry)
        return box

    def text_nodes(self, wording: Wording) -> list[nodes.Node]:
        """A wording: as it is printed, or as markup says."""
        if self.kind == "message":
            return [nodes.literal(wording.text, wording.text)]
        return list(self.parse_inline(wording.text)[0])

    def answer(self, entry: MessageEntry) -> list[nodes.Node]:
        """The fields, in a single list."""
        fields, others = nodes.field_list(), list[nodes.Node]()
        for node in self.parse_content_to_nodes():
            if isinstance(node, nodes.field_list):
                fields += node.children
                continue
            if not isinstance(node, BESIDE):
                told = "this is in none of the fields, such as ':Cause:' and ':Cure:'"
                line = locate(entry.path, node.astext().split("\n"), entry.line)
                self.tell([(line, "syntax", told)])
            others.append(node)
        parts = list(self.parts(fields, entry))
        self.tell(answer_faults(parts, entry.line))
        number(parts)
        return [fields, *others] if parts else others

    def parts(self, fields: nodes.field_list, entry: MessageEntry) -> Iterator[Part]:
        """Each field with its line."""
        line = entry.line
        for field in fields.findall(nodes.field):
            # Not those of lists within a field.
            if field.parent is fields:
                name = field[0].astext()
                line = locate(entry.path, [f":{name}:"], line + 1)
                yield Part(name, field, line)


class MessageDirective(EntryDirective):
    """A message to the letter, `…` for what differs: `.. message:: TEXT`."""

    kind = "message"


class SymptomDirective(EntryDirective):
    """What a reader sees that is no message, in words: `.. symptom:: TEXT`."""

    kind = "symptom"


def drop_labels(_app: Sphinx, env: BuildEnvironment, _pages: list[str]) -> None:
    """Forget what led to entries, before pages are read.

    So it does not matter what an earlier build has given to whom.
    """
    tables = env.domains.standard_domain
    for entry in store(env).all_entries():
        if tables.anonlabels.get(entry.label) == (entry.page, entry.id):
            del tables.anonlabels[entry.label], tables.labels[entry.label]


def note_labels(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have `:ref:` lead to each entry; complain of names that something else has too.

    Sections come first, then entries by page and line.
    """
    tables = env.domains.standard_domain
    for entry in store(env).all_entries():
        here = entry.page, entry.id
        there = tables.anonlabels.setdefault(entry.label, here)
        if there == here:
            tables.labels[entry.label] = *here, entry.title
        else:
            leads = f"the label '{entry.label}' leads to {'#'.join(there)}"
            told = f"{leads}; give one of them another name"
            clash = Complaint(entry.path, entry.line, "duplicate-key", told)
            session(env).clashes.append(clash)
    return []


def _write(translator: SphinxTranslator, node: permalink) -> None:
    box = node.parent.parent
    translator.add_permalink_ref(box, "Link to this entry")  # type: ignore[attr-defined]
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Add the directives, and what writes the link of an entry."""
    app.add_node(permalink, **for_html(_write))
    app.add_node(entry_mark)
    app.add_directive("message", MessageDirective)
    app.add_directive("symptom", SymptomDirective)
    app.connect("env-before-read-docs", drop_labels)
    # Before telling.py tells them.
    app.connect("env-updated", note_labels, priority=400)
