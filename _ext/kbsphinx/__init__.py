"""The adapter to Sphinx: finds the examples of the pages, shows their verdicts."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from .kept import noise, sealed, store
from .lookup import findnames, indexpage, leaves, listing, roles
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
    checklist,
    decoder,
    entries,
    find,
    fold,
    frame,
    ledger,
    lexer,
    manners,
    messagelist,
    stale,
    telling,
    tidy,
    wrong,
)


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
    door.setup(app)
    message.setup(app)
    proof.setup(app)
    blocks.setup(app)
    ids.setup(app)
    sections.setup(app)
    strays.setup(app)

    # What is told, and shown
    telling.setup(app)
    stale.setup(app)
    frame.setup(app)
    wrong.setup(app)
    fold.setup(app)
    entries.setup(app)
    checklist.setup(app)
    decoder.setup(app)
    ledger.setup(app)
    lexer.setup(app)
    manners.setup(app)
    messagelist.setup(app)
    tidy.setup(app)
    find.setup(app)

    # The reference
    listing.setup(app)
    leaves.setup(app)
    roles.setup(app)
    indexpage.setup(app)
    findnames.setup(app)

    # The end
    build.setup(app)

    return {
        "version": "0.1.0",
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


__all__ = ["setup"]
