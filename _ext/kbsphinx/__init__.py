"""The adapter to Sphinx: finds the examples of the pages, shows their verdicts."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from .kept import noise, sealed, session, store
from .kept.mark import checklist_mark, ledger_mark, snippet_mark
from .read import changes, encoding, ids, pythonblocks
from .read.anchor import OldAnchorDirective
from .read.example import SnippetDirective
from .show import build, stale, telling, tidy
from .show.checklist import ChecklistDirective, RenderChecklists
from .show.frame import RenderSnippets
from .show.ledger import LedgerDirective, RenderLedgers
from .show.lexer import TranscriptLexer
from .show.tidy import TidyTables


def setup(app: Sphinx) -> dict[str, Any]:
    """What the extension adds, in the order in which a build meets it."""
    app.require_sphinx("8.1")  # older ones lack what reads the labels of a site
    app.add_config_value(pythonblocks.RUNS_PYTHON, False, "env", (bool,))
    app.add_node(snippet_mark)
    app.add_node(checklist_mark)
    app.add_node(ledger_mark)
    app.add_directive("snippet", SnippetDirective)
    app.add_directive("checklist", ChecklistDirective)
    app.add_directive("ledger", LedgerDirective)
    app.add_directive("old-anchor", OldAnchorDirective)
    app.add_lexer("transcript", TranscriptLexer)
    app.connect("config-inited", telling.unsilence)
    app.connect("config-inited", sealed.open_kept, priority=900)
    app.connect("builder-inited", sealed.show_out, priority=100)
    app.connect("builder-inited", encoding.use)
    app.connect("builder-inited", session.start)
    app.connect("builder-inited", noise.listen)
    app.connect("env-get-outdated", build.noisy_pages)
    app.connect("env-get-outdated", changes.outdated)
    app.connect("env-purge-doc", store.purge)
    app.connect("env-merge-info", store.merge)
    app.connect("source-read", changes.begin, priority=100)
    app.connect("source-read", encoding.tell)
    app.connect("doctree-read", changes.note_content)
    app.connect("doctree-read", build.note_blocks)
    app.connect("doctree-read", ids.note_ids)
    app.connect("env-updated", noise.remember, priority=400)
    app.connect("env-updated", build.judge_all)
    app.connect("doctree-resolved", stale.note_written)
    app.add_post_transform(RenderSnippets)
    app.add_post_transform(RenderChecklists)
    app.add_post_transform(RenderLedgers)
    app.add_post_transform(TidyTables)
    app.connect("html-page-context", tidy.level_captions, priority=900)
    # After those of others: furo writes its colours at the end.
    app.connect("build-finished", build.finish, priority=900)
    return {
        "version": "0.1.0",
        "env_version": 5,  # origin.py tells of any other code too
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


__all__ = ["setup"]
