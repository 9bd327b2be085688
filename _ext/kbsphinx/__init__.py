"""The adapter to Sphinx: finds the examples of the pages, shows their verdicts."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from .kept import noise, sealed, store
from .read import (
    anchor,
    blocks,
    changes,
    drawing,
    encoding,
    example,
    ids,
    message,
    proof,
    strays,
)
from .show import build, checklist, entries, frame, ledger, lexer, stale, telling, tidy


def setup(app: Sphinx) -> dict[str, Any]:
    """What the extension adds, one line a part; at one event, in this order."""
    app.require_sphinx("8.1")  # older ones lack what reads the labels of a site

    # What one build keeps for the next
    sealed.setup(app)
    store.setup(app)
    noise.setup(app)

    # What happens while Sphinx reads a page
    changes.setup(app)
    encoding.setup(app)
    example.setup(app)
    anchor.setup(app)
    drawing.setup(app)
    message.setup(app)
    proof.setup(app)
    blocks.setup(app)
    ids.setup(app)
    strays.setup(app)

    # What is told, and shown
    telling.setup(app)
    stale.setup(app)
    frame.setup(app)
    entries.setup(app)
    checklist.setup(app)
    ledger.setup(app)
    lexer.setup(app)
    tidy.setup(app)
    build.setup(app)

    return {
        "version": "0.1.0",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


__all__ = ["setup"]
