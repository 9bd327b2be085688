"""What a page shows beside each snippet: caption, badge, messages."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from kbcheck import CHECKS, Problem
from kbcheck.guides import guides

from ..kept.mark import snippet_mark
from ..kept.runs import LiveRun, run_words
from ..kept.snippet import Snippet
from ..kept.store import session, store
from ..kept.verdicts import Judged
from .link import has_label, to_label
from .outputs import has_downloads
from .stale import PAGE_FACTS
from .tally import CONSOLE

LEVEL_WORDS = {
    "syntax": "syntax",
    "grammar": "format",
    "driver": "driver rules",
    "guide": "guide",
}
EXPLAINED = {"checked": "checked-levels", "form": "checked-levels",
             "unchecked": "checked-open", "wrong": "checked-wrong",
             "against": "checked-against"}  # fmt: skip
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
                else self.foot(snippet, judged)
            )
            mark.replace_self(made)

    def head(self, snippet: Snippet, judged: Judged) -> nodes.Node:
        """The caption: what it is, which versions, the badge, the download."""
        line = nodes.container("", classes=["kb-caption"])
        text = nodes.paragraph()
        line += text
        text += nodes.inline("", snippet.title, classes=["kb-title"])
        if snippet.libvirt:
            text += nodes.Text(" ")
            text += nodes.inline(
                "", f"libvirt {snippet.libvirt}", classes=["kb-version"]
            )
        text += nodes.Text(" ")
        text += self.badge(snippet, judged, line)
        builder = session(self.env).builder
        if snippet.download and has_downloads(builder):
            text += nodes.Text(" ")
            # Where all pages are in one file, their addresses are ids in it.
            page = builder.get_target_uri(self.env.docname).partition("#")[0]
            uri = relative_uri(page, snippet.download)
            name = nodes.Text("Download")
            text += nodes.reference(
                "", "", name, refuri=uri, internal=True, classes=["kb-download"]
            )
        return line

    def badge(self, snippet: Snippet, judged: Judged, place: nodes.Node) -> nodes.Node:
        """What was checked, in words, with a link to what they mean."""
        runs = session(self.env).runs.of(snippet)
        state, words = badge_words(snippet, judged, runs)
        classes = ["kb-badge", f"kb-badge-{state}"]
        # Not every site has the page that explains, and a dead link would warn there.
        if not has_label(self.env, EXPLAINED[state]):
            return nodes.inline("", words, classes=classes)
        link = to_label(EXPLAINED[state], words, self.env.docname, place)
        return nodes.inline("", "", link, classes=classes)

    def foot(self, snippet: Snippet, judged: Judged) -> list[nodes.Node]:
        """The validator's own messages under a deliberately wrong example."""
        if not snippet.expect:
            return []
        box = nodes.container("", classes=["kb-expected"])
        box += [self.message(found) for found in judged.found]
        return [box]

    def message(self, found: Problem) -> nodes.paragraph:
        """One problem, as the command would print it."""
        line = nodes.paragraph("", "", classes=["kb-problem"])
        text = f"line {found.line}: {found.message}"
        line += nodes.inline("", text, classes=["kb-message"])
        line += nodes.Text(" ")
        line += nodes.inline("", "", *self.check(found.check), classes=["kb-check"])
        for more in (found.hint, _dropped(found)):
            if more:
                line += nodes.Text(" ")
                line += nodes.inline("", more, classes=["kb-hint"])
        return line

    def check(self, name: str) -> list[nodes.Node]:
        """The name of a check in brackets, with a link to what explains it."""
        label = rule_sections().get(name, CHECKS_LABEL if name in CHECKS else "")
        if not has_label(self.env, label):
            return [nodes.Text(f"[{name}]")]
        link = to_label(label, name, self.env.docname, self.document)
        return [nodes.Text("["), link, nodes.Text("]")]


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
        return "wrong", " · ".join(["wrong on purpose", *ran])
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


def rule_sections() -> dict[str, str]:
    """Id of a rule -> the label of the section that explains it."""
    return {rule.id: rule.see for guide in guides().values() for rule in guide.rules}


def _dropped(found: Problem) -> str:
    return "libvirt drops this without a word" if found.silently_ignored else ""


def snippet_facts(app: Sphinx, page: str) -> list[Any]:
    """All that stands beside the snippets of a page, as plain data."""
    env, sections = app.env, rule_sections()
    verdicts = session(env).verdicts
    judged = [
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
    # A label that another page gains or loses makes or ends links of this one.
    linked = [has_label(env, label) for label in (*EXPLAINED.values(), CHECKS_LABEL)]
    return [judged, linked]


def setup(app: Sphinx) -> None:
    """Fill the marks around the snippets."""
    app.add_post_transform(RenderSnippets)
    app.connect(PAGE_FACTS, snippet_facts)
