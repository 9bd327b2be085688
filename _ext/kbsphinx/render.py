"""What a page shows beside each snippet: caption, badge, messages."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from kbcheck import KINDS, Problem

from .nodes import snippet_mark
from .session import session
from .snippet import Snippet
from .store import store
from .verdicts import Judged

LEVEL_WORDS = {
    "syntax": "syntax",
    "grammar": "format",
    "driver": "driver rules",
    "guide": "guide",
}


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
                else foot(snippet, judged)
            )
            mark.replace_self(made)

    def head(self, snippet: Snippet, judged: Judged) -> nodes.Node:
        """The caption: what it is, which versions, the badge, the download."""
        line = nodes.container("", classes=["kb-caption"])
        text = nodes.paragraph()
        line += text
        text += nodes.inline("", caption(snippet), classes=["kb-title"])
        if snippet.libvirt:
            text += nodes.Text(" ")
            text += nodes.inline(
                "", f"libvirt {snippet.libvirt}", classes=["kb-version"]
            )
        text += nodes.Text(" ")
        text += badge(snippet, judged)
        builder = session(self.env).builder
        if snippet.download and builder.format == "html":
            text += nodes.Text(" ")
            page = builder.get_target_uri(self.env.docname)
            uri = relative_uri(page, snippet.download)
            name = nodes.Text("Download")
            text += nodes.reference(
                "", "", name, refuri=uri, internal=True, classes=["kb-download"]
            )
        return line


def caption(snippet: Snippet) -> str:
    """The words that say what a snippet is."""
    if snippet.caption:
        return snippet.caption
    if snippet.file:
        return snippet.file
    kind = KINDS.get(snippet.kind)
    return kind.title if kind else snippet.kind


def badge(snippet: Snippet, judged: Judged) -> nodes.inline:
    """The words that say what was checked."""
    if snippet.unchecked:
        state, words = "unchecked", f"not checked: {snippet.unchecked}"
    elif snippet.expect:
        state, words = "wrong", "wrong on purpose"
    else:
        done = [LEVEL_WORDS[level] for level in judged.levels]
        state, words = "checked", f"checked: {', '.join(done)}"
        if snippet.guide:
            words += f" {', '.join(snippet.guide)}"
    if judged.problems:
        state, words = "wrong", "wrong"
    classes = ["kb-badge", f"kb-badge-{state}"]
    return nodes.inline("", words, classes=classes)


def foot(snippet: Snippet, judged: Judged) -> list[nodes.Node]:
    """The validator's own messages under a deliberately wrong example."""
    if not snippet.expect:
        return []
    box = nodes.container("", classes=["kb-expected"])
    for found in judged.found:
        box += message(found)
    return [box]


def message(found: Problem) -> nodes.paragraph:
    """One problem, as the command would print it."""
    text = f"line {found.line}: {found.message}"
    line = nodes.paragraph("", "", classes=["kb-problem"])
    line += nodes.inline("", text, classes=["kb-message"])
    line += nodes.Text(" ")
    line += nodes.inline("", f"[{found.check}]", classes=["kb-check"])
    for more in (found.hint, _dropped(found)):
        if more:
            line += nodes.inline("", more, classes=["kb-hint"])
    return line


def _dropped(found: Problem) -> str:
    return "libvirt drops this without a word" if found.silently_ignored else ""
