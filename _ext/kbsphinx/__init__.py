"""The adapter to Sphinx: finds the examples of the pages, shows their verdicts."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from .kept import noise, sealed, store
from .lookup import findnames, indexpage, lasting, leaves, listing, named, roles
from .read import (
    anchor,
    blocks,
    changes,
    door,
    drawing,
    encoding,
    example,
    ids,
    message,
    proof,
    sections,
    strays,
)
from .show import (
    build,
    checker,
    checklist,
    decoder,
    entries,
    filechecker,
    find,
    finished,
    fold,
    frame,
    handover,
    ledger,
    lexer,
    literals,
    manners,
    messagelist,
    rulepair,
    stale,
    telling,
    tidy,
    wrong,
)

PARTS = (
    # What one build keeps for the next
    sealed,
    store,
    noise,
    # What happens while Sphinx reads a page
    changes,
    encoding,
    example,
    anchor,
    drawing,
    door,
    message,
    proof,
    blocks,
    ids,
    sections,
    strays,
    # What is told, and shown
    telling,
    stale,
    frame,
    wrong,
    fold,
    entries,
    checklist,
    rulepair,
    decoder,
    handover,
    filechecker,
    ledger,
    lexer,
    literals,
    manners,
    messagelist,
    tidy,
    find,
    checker,
    finished,
    # The reference
    listing,
    leaves,
    named,
    roles,
    indexpage,
    findnames,
    lasting,
    # The end
    build,
)
"""What adds something to Sphinx; at one event, in this order."""


def setup(app: Sphinx) -> dict[str, Any]:
    """What the extension adds, part by part."""
    app.require_sphinx("8.1")  # older ones lack what reads the labels of a site
    for part in PARTS:
        part.setup(app)
    return {
        "version": "0.1.0",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


__all__ = ["setup"]
