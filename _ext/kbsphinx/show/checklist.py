"""The directive `checklist`: the rules of guides, each linked to its section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from kbcheck import KINDS, Kind
from kbcheck.guides import guides
from kbcheck.kinds import has_files
from kbcheck.pairs import pairs
from kbcheck.rules import Rule, RuleSet, missing_documents
from kbcheck.suggest import no_such

from ..kept.mark import MarkDirective, fold
from ..kept.store import store
from ..kept.verdicts import core_digest
from .handover import to_checker
from .link import to_label
from .literals import with_literals
from .rulepair import show_pair
from .stale import PAGE_FACTS

GROUPS = {"must": "Must", "should": "Should", "info": "Good to know"}
BY_PROGRAM = "kbcheck tests this"
ON_HOST = "look on the host"
BOTH = f"{BY_PROGRAM}; look on the host, too"
EXAMPLES = (
    ". Of each rule that it tests, the fold holds a wrong and a right example, cut down"
    " to what the rule looks at: kbcheck has judged both when this page was built."
)
_FILES = {
    "domain": "guest.xml",
    "domaincapabilities": "domcaps.xml",
    "boot-entry": "/boot/loader/entries/*.conf",
}


class checklist_mark(nodes.General, nodes.Element):
    """Replaced by the rules of `guides`, when a page is written."""


class ChecklistDirective(MarkDirective):
    """What a guide asks for: `.. checklist:: GUIDE…`."""

    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """A mark: the rules are filled in when the page is written."""
        names = self.arguments[0].split()
        for name in names:
            if name not in guides():
                self.complain("unknown-option", no_such("guide", name, guides()))
        known = tuple(name for name in names if name in guides())
        self.note("checklist", *known)
        return self.put(checklist_mark("", guides=known))


def checklist_facts(app: Sphinx, page: str) -> list[Any]:
    """All that the checklists of a page show, as plain data."""
    shown = [
        [
            [guide.title, command_for(guide), [_shown(rule) for rule in guide.rules]]
            for guide in (guides()[name] for name in names)
        ]
        for names in store(app.env).pages[page].given("checklist")
    ]
    # An edit of the core may make a wrong example right.
    return [shown, core_digest()] if shown else []


def _shown(rule: Rule) -> list[str]:
    return [rule.id, rule.severity, rule.title, rule.see, rule.libvirt, rule.command,
            rule.shows, rule.reason, rule.fix, rule.source, _who(rule)]  # fmt: skip


class RenderChecklists(SphinxPostTransform):
    """Fills the checklists of a page."""

    default_priority = 8  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace the marks of the page that is written."""
        # A list: the walk would not survive that its nodes are replaced.
        for mark in list(self.document.findall(checklist_mark)):
            box = nodes.container("", classes=["kb-checklist"])
            shown = [guides()[name] for name in mark["guides"]]
            for guide in shown:
                # The section says what one guide is about; several must be told apart.
                if len(shown) > 1:
                    box += nodes.rubric("", guide.title)
                box += list(_guide(guide, self.env.docname, mark))
                box += self.files(guide)
            mark.replace_self(box)

    def files(self, guide: RuleSet) -> nodes.paragraph:
        """How readers check files of theirs against a guide."""
        line = nodes.paragraph("", "Check your own files: ")
        line += nodes.literal("", command_for(guide))
        words = nodes.Text("in this browser")
        if link := to_checker(self.env, f"guide={guide.name}", words):
            line += [nodes.Text(", or "), link]
        if pairs(guide.name):
            line += nodes.Text(EXAMPLES)
        return line


def _guide(guide: RuleSet, page: str, mark: nodes.Node) -> Iterator[nodes.Node]:
    for severity, title in GROUPS.items():
        rules = [rule for rule in guide.rules if rule.severity == severity]
        if rules:
            head = nodes.rubric("", title, classes=["kb-severity"])
            head["heading-level"] = 3
            yield head
            items = [_item(guide, rule, page, mark) for rule in rules]
            yield nodes.bullet_list("", *items, bullet="-")


def _item(guide: RuleSet, rule: Rule, page: str, mark: nodes.Node) -> nodes.list_item:
    """A rule: what it asks for, who sees whether it holds, and more on demand."""
    line = nodes.paragraph()
    line += (
        to_label(rule.see, rule.title, page, mark)
        if rule.see
        else nodes.Text(rule.title)
    )
    words = [(rule.id, "kb-rule"), (_who(rule), "kb-who")]
    if rule.libvirt:
        words.append((f"libvirt {rule.libvirt}", "kb-version"))
    for text, name in words:
        line += [nodes.Text(" "), nodes.inline("", text, classes=[name])]
    more: list[nodes.Node] = [
        nodes.paragraph("", "", nodes.strong("", f"{name}: "), *with_literals(text))
        for name, text in (("Why", rule.reason), ("How", rule.fix),
                           ("Source", rule.source))
        if text
    ]  # fmt: skip
    if pair := pairs(guide.name).get(rule.id):
        more.insert(2, show_pair(rule, pair, mark))
    item = nodes.list_item("", line, ids=[rule.id])
    if rule.command:
        item += _host(rule)
    if more:
        item += fold("", *more, summary="Why, and how", about=rule.id)
    return item


def _who(rule: Rule) -> str:
    """Who sees whether a rule holds: a program may see a part of it in the files."""
    if rule.command:
        return BOTH if rule.is_tested else ON_HOST
    return BY_PROGRAM


def _host(rule: Rule) -> nodes.paragraph:
    line = nodes.paragraph("", "", classes=["kb-host"])
    line += nodes.literal("", rule.command)
    if rule.shows:
        line += nodes.Text(" shows ")
        line += list(with_literals(rule.shows))
    return line


def command_for(guide: RuleSet) -> str:
    """The command that checks a reader's own files against a guide."""
    # Given no document, all that the rules read is missing.
    asked = missing_documents(guide.rules, ())
    kinds = [kind for kind in KINDS.values() if asked & {kind.name, *kind.roots}]
    # What is in no file of its own, as an address, has no name that tells its kind.
    files = [_file(kind) for kind in kinds if has_files(kind)]
    return " ".join(["kbcheck", "--guide", guide.name, *files])


def _file(kind: Kind) -> str:
    """Where a reader has a file of a kind."""
    if kind.roots or kind.name in _FILES:
        return _FILES.get(kind.name, f"{kind.name}.xml")
    if kind.title.startswith("/"):
        return kind.title + ("/*.conf" if "*" in kind.files[0] else "")
    return "/" + next(name for name in kind.files if "*" not in name)


def setup(app: Sphinx) -> None:
    """Add the directive, and what fills its marks."""
    app.add_node(checklist_mark)
    app.add_directive("checklist", ChecklistDirective)
    app.add_post_transform(RenderChecklists)
    app.connect(PAGE_FACTS, checklist_facts)
