"""What a page shows beside each snippet: caption, badge, messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from kbcheck import CHECKS, Problem
from kbcheck.guides import guides
from kbcheck.problem import IGNORED

from ..kept.mark import snippet_mark
from ..kept.runs import LiveRun, run_words
from ..kept.snippet import Snippet
from ..kept.store import session, store
from ..kept.verdicts import Judged
from .handover import open_example
from .link import has_label, to_label
from .outputs import has_downloads
from .stale import PAGE_FACTS
from .unrun import CONSOLE
from .wrong import put_messages, told

LEVEL_WORDS = {
    "syntax": "syntax",
    "grammar": "format",
    "driver": "driver rules",
    "guide": "guide",
}
EXPLAINED = {"unchecked": "checked-open", "wrong": "checked-wrong",
             "against": "checked-against"}  # fmt: skip
"""State -> the label of what explains it.

What all is well with is no stop for those who go from link to link.
"""
_LACKS = re.compile(r"(?<=\(without )([^(),]+,[^()]+)(?=\))")
"""More than one thing that a test host lacked, in the words of `run_words`."""
READ_BY_OTHERS = {CONSOLE, "fstab", "modprobe.d", "qemu-argv", "systemd-unit"}
"""Kinds of which no libvirt says that they are wrong, whatever version was there."""
WRONG = "Wrong"
"""What stands first above an example that is wrong on purpose."""
CHECKS_LABEL = "checked-checks"
"""Labels of the page that explains; without such a page there are no links."""


class RenderSnippets(SphinxPostTransform):
    """Puts a caption above each snippet, and the validator's words below it."""

    default_priority = 8  # before references are resolved

    def run(self, **_: Any) -> None:
        """Replace the marks of the page that is written."""
        verdicts = session(self.env).verdicts
        known = {s.id: s for s in store(self.env).all_snippets()}
        for mark in list(self.document.findall(snippet_mark)):
            snippet = known.get(mark["snippet"])
            if snippet is None:
                mark.parent.remove(mark)
                continue
            judged = verdicts(snippet)
            made = (
                [self.head(snippet, judged)]
                if mark["part"] == "head"
                else self.foot(snippet, judged, _block(mark))
            )
            mark.replace_self(made)

    def head(self, snippet: Snippet, judged: Judged) -> nodes.Node:
        """The caption: what it is, which versions, the label, the download, a link."""
        line = nodes.container("", classes=["kb-caption"])
        parts: list[nodes.Node] = []
        if snippet.expect:
            parts.append(nodes.inline("", WRONG, classes=["kb-wrong"]))
        parts.append(nodes.inline("", snippet.title, classes=["kb-title"]))
        if snippet.libvirt:
            words = f"libvirt {snippet.libvirt}"
            parts.append(nodes.inline("", words, classes=["kb-version"]))
        parts.append(self.badge(snippet, judged, line))
        if snippet.download and has_downloads(session(self.env).builder):
            parts.append(self.download(snippet))
        if opened := open_example(self.env, snippet):
            parts.append(opened)
        if session(self.env).builder.format == "html":
            parts.append(_anchor(snippet))
        text = nodes.paragraph()
        for number, part in enumerate(parts):
            # Apart for those who hear the page, or read it without its style.
            text += [nodes.Text(" "), part] if number else [part]
        line += text
        return line

    def download(self, snippet: Snippet) -> nodes.Node:
        """A link to the file that holds the example."""
        # Where all pages are in one file, their addresses are ids in it.
        page = session(self.env).builder.get_target_uri(self.env.docname)
        uri = relative_uri(page.partition("#")[0], snippet.download)
        return nodes.reference(
            "", "Download", refuri=uri, internal=True, classes=["kb-download"]
        )

    def badge(self, snippet: Snippet, judged: Judged, place: nodes.Node) -> nodes.Node:
        """What was checked, in words, with a link to what they mean."""
        runs = session(self.env).runs.of(snippet)
        state, words = badge_words(snippet, judged, runs)
        classes = ["kb-badge", f"kb-badge-{state}"]
        # Not every site has the page that explains: a dead link would warn there.
        label = EXPLAINED.get(state, "")
        if not has_label(self.env, label):
            return nodes.inline("", "", *with_lacks(words), classes=classes)
        why, dot, ran = words.partition(" · ")
        link = to_label(label, why, self.env.docname, place)
        return nodes.inline("", "", link, *with_lacks(dot + ran), classes=classes)

    def foot(
        self, snippet: Snippet, judged: Judged, block: nodes.literal_block | None
    ) -> list[nodes.Node]:
        """The validator's own messages under a deliberately wrong example.

        In a web page they stand in the text, each below the line that it is about.
        """
        if not snippet.expect:
            return []
        if block is None or session(self.env).builder.format != "html":
            lines = [nodes.paragraph("", "", *self.message(p, numbered=True),
                                     classes=["kb-problem"])
                     for p in judged.found]  # fmt: skip
            return [nodes.container("", *lines, classes=["kb-expected"])]
        messages: dict[int, told] = {}
        for found in judged.found:
            line = min(found.line, block.astext().count("\n") + 1)
            parts = self.message(found, numbered=False)
            there = messages.setdefault(line, told("", line=line))
            there += nodes.inline("", "", *parts, classes=["kb-problem"])
        put_messages(block, [messages[line] for line in sorted(messages)])
        return []

    def message(self, found: Problem, *, numbered: bool) -> list[nodes.Node]:
        """One problem, as the command would print it."""
        text = f"line {found.line}: {found.message}" if numbered else found.message
        check = nodes.inline("", "", *self.check(found.check), classes=["kb-check"])
        parts = [nodes.inline("", text, classes=["kb-message"]), nodes.Text(" "), check]
        for more in (found.hint, _dropped(found)):
            if more:
                parts += [nodes.Text(" "), nodes.inline("", more, classes=["kb-hint"])]
        return parts

    def check(self, name: str) -> list[nodes.Node]:
        """The name of a check in brackets, with a link to what explains it."""
        label = rule_sections().get(name, CHECKS_LABEL if name in CHECKS else "")
        if not has_label(self.env, label):
            return [nodes.Text(f"[{name}]")]
        link = to_label(label, name, self.env.docname, self.document)
        return [nodes.Text("["), link, nodes.Text("]")]


def _block(mark: snippet_mark) -> nodes.literal_block | None:
    """The text that a mark belongs to."""
    return next(iter(mark.parent.findall(nodes.literal_block)), None)


def _anchor(snippet: Snippet) -> nodes.Node:
    """A link to the example itself, to hand on."""
    words = nodes.inline("", "#", classes=["kb-hash"])
    link = nodes.reference("", "", words, refid=snippet.anchor, internal=True)
    link["classes"].append("kb-anchor")
    link["reftitle"] = "Link to this example"
    return link


def badge_words(
    snippet: Snippet, judged: Judged, runs: list[LiveRun]
) -> tuple[str, str]:
    """The state of a snippet, and the words that say what was checked, and no more."""
    ran = run_words(runs)
    if snippet.unchecked:
        return "unchecked", f"not checked: {snippet.unchecked}"
    if not judged.done:
        return "wrong", "not judged"
    if judged.problems:
        return "wrong", "wrong"
    if snippet.not_advised:
        return "against", " · ".join([f"not advised: {snippet.not_advised}", *ran])
    if snippet.expect:
        told = () if snippet.kind in READ_BY_OTHERS else ran
        return "wrong", " · ".join(["on purpose", *told])
    # Of a transcript the checker knows the commands, and nothing of what they do.
    if snippet.kind == CONSOLE:
        return ("checked", ran[0]) if ran else ("form", "commands exist")
    # The guides that the directive names count only if their rules were looked at.
    met = ", ".join(snippet.guide)
    # What has the right format is well-formed, too.
    words = [LEVEL_WORDS[level] for level in judged.levels[1:] or judged.levels]
    if "guide" in judged.levels:
        words[-1] = f"guide {met}".rstrip()
    return "checked", " · ".join([*words, *ran])


def with_lacks(words: str) -> Iterator[nodes.Node]:
    """A label in which a list of what a test host lacked can be folded away.

    `kb.js` does so: in full it pushes the buttons of most captions into a second line.
    """
    for number, part in enumerate(_LACKS.split(words)):
        if number % 2:
            yield nodes.inline("", part, classes=["kb-lacks"])
        elif part:
            yield nodes.Text(part)


def rule_sections() -> dict[str, str]:
    """Id of a rule -> the label of the section that explains it."""
    return {rule.id: rule.see for guide in guides().values() for rule in guide.rules}


def _dropped(found: Problem) -> str:
    return IGNORED if found.silently_ignored else ""


def snippet_facts(app: Sphinx, page: str) -> list[Any]:
    """All that stands beside the snippets of a page, as plain data."""
    env, sections = app.env, rule_sections()
    verdicts = session(env).verdicts
    return [
        [
            s.id,
            s.line,
            list(v.levels),
            [list(p) for p in (*v.found, *v.problems)],
            [sections.get(p.check) for p in v.found],
            run_words(session(env).runs.of(s)),
        ]
        for s in store(env).pages[page].snippets
        for v in (verdicts(s),)
    ]


def setup(app: Sphinx) -> None:
    """Fill the marks around the snippets."""
    app.add_post_transform(RenderSnippets)
    app.connect(PAGE_FACTS, snippet_facts)
