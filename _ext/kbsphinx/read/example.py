"""The directive `snippet`: an example of a stated kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from kbcheck import KINDS

from ..kept.complaint import Complaint
from ..kept.mark import snippet_mark
from ..kept.place import file_lines, locate
from ..kept.snippet import Snippet
from ..kept.store import PageRecord, store
from .copying import keep_lines
from .refusal import marked_lines, wrong_options, wrong_request

HOUSE_STYLE = "kb_house_style"
"""The setting of conf.py that says that transcripts keep to one style."""


def _words(argument: str) -> tuple[str, ...]:
    """An option that lists words, apart by blanks or commas."""
    return tuple(directives.unchanged_required(argument).replace(",", " ").split())


class SnippetDirective(SphinxDirective):
    """An example: `.. snippet:: KIND`, options, a blank line, the text."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = False
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "guide": _words,
        "expect": _words,
        "libvirt": directives.unchanged_required,
        "file": directives.unchanged_required,
        "inside": directives.unchanged_required,
        "live": directives.unchanged_required,
        "unchecked": directives.unchanged_required,
        "not-advised": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "emphasize-lines": directives.unchanged_required,
        "class": directives.class_option,
    }

    def run(self) -> list[nodes.Node]:
        """Keep the snippet in the environment, and show it with marks around it."""
        if not self.content:
            self._complain(
                "syntax", "the snippet has no text; is its indentation right?"
            )
            return []
        snippet = self._told(self._snippet())
        self._record.snippets.append(snippet)
        return [self._container(snippet)]

    @property
    def _record(self) -> PageRecord:
        return store(self.env).pages[self.env.docname]

    # --- what it holds ----------------------------------------------------------

    def _snippet(self) -> Snippet:
        path, line = self._place()
        given = self.options
        kind = self.arguments[0]
        return Snippet(
            page=self.env.docname,
            name=given.get("name") or self._free_name(kind),
            named="name" in given,
            kind=kind,
            text="\n".join(self.content) + "\n",
            path=path,
            line=line,
            guide=given.get("guide", ()),
            expect=given.get("expect", ()),
            libvirt=given.get("libvirt", ""),
            file=given.get("file", ""),
            inside=given.get("inside", ""),
            live=given.get("live", ""),
            unchecked=given.get("unchecked", ""),
            not_advised=given.get("not-advised", ""),
            caption=given.get("caption", ""),
            house=getattr(self.config, HOUSE_STYLE),
        )

    def _place(self) -> tuple[str, int]:
        """The file, and the line of the first content line in it."""
        source, reported = self.content.items[0] if self.content else ("", 0)
        own, line = self.get_source_info()
        # Within other directives (tabs, MyST) what is reported may be no file.
        if not source or not str(source).endswith((".rst", ".inc", ".md", ".txt")):
            source = own
        path = str(source)
        # Neither is ever behind the content, so the later one is the nearer.
        guess = max(reported + 1, line)
        return path, locate(path, list(self.content), guess)

    def _free_name(self, kind: str) -> str:
        """KIND-N, for the N-th snippet of the kind on the page, or the next free N."""
        known = self._record.snippets
        names = {snippet.name for snippet in known}
        base, number = kind.replace(".", "-"), sum(s.kind == kind for s in known) + 1
        while f"{base}-{number}" in names:
            number += 1
        return f"{base}-{number}"

    # --- what may be wrong with it ----------------------------------------------

    def _complain(self, check: str, message: str) -> None:
        path, line = self.get_source_info()
        if self.content:
            path, line = self._place()
            line = self._option_line(path, line)
        self._record.complaints.append(Complaint(path, line, check, message))

    def _option_line(self, path: str, content_line: int) -> int:
        """The line of the directive itself: above its options and a blank line."""
        lines = file_lines(path)
        for line in range(min(content_line, len(lines)), 0, -1):
            # In Markdown it is '{snippet}', without colons.
            if "snippet" in lines[line - 1] and "::" in lines[line - 1].replace(
                "{", "::"
            ):
                return line
        return content_line

    def _told(self, snippet: Snippet) -> Snippet:
        """The snippet, refused if its options leave nothing to judge it by."""
        known = [s.name for s in self._record.snippets]
        unfit = wrong_request(snippet)
        for check, message in [*unfit, *wrong_options(snippet, known)]:
            self._complain(check, message)
        same = [s for s in self._record.snippets
                if (s.kind, s.text) == (snippet.kind, snippet.text)]  # fmt: skip
        return replace(snippet, refused=bool(unfit), twin=len(same))

    # --- how it looks -----------------------------------------------------------

    def _container(self, snippet: Snippet) -> nodes.container:
        classes = ["kb-snippet", f"kb-kind-{nodes.make_id(snippet.kind)}"]
        box = nodes.container("", classes=[*classes, *self.options.get("class", [])])
        box["ids"] += dict.fromkeys((snippet.anchor, snippet.old_anchor))
        box += snippet_mark("", snippet=snippet.id, part="head")
        box += self._literal(snippet)
        box += snippet_mark("", snippet=snippet.id, part="foot")
        return box

    def _literal(self, snippet: Snippet) -> nodes.literal_block:
        text = snippet.text.rstrip("\n")
        block = nodes.literal_block(text, text)
        kind = KINDS.get(snippet.kind)
        block["language"] = kind.lexer if kind else "text"
        block["force"] = True  # a hole is no error of the lexer
        block["kb_snippet"] = snippet.id
        lines = self._emphasized()
        if lines:
            block["highlight_args"] = {"hl_lines": lines}
        # The copy button leaves out prompts and output, which are parts of lines.
        if snippet.kind == "console":
            keep_lines(block, snippet.anchor)
        block.source, block.line = snippet.path, snippet.line
        return block

    def _emphasized(self) -> list[int]:
        """The lines to mark, from 1."""
        marked = self.options.get("emphasize-lines")
        try:
            return marked_lines(marked, len(self.content)) if marked else []
        except ValueError as err:
            self._complain("bad-value", f"emphasize-lines: {err}")
            return []


def setup(app: Sphinx) -> None:
    """Add the directive, and the marks that it leaves around an example."""
    app.add_node(snippet_mark)
    app.add_directive("snippet", SnippetDirective)
    app.add_config_value(HOUSE_STYLE, False, "env", (bool,))
