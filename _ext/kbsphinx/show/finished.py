"""What becomes of the HTML of a page when it is written: its policy, its links.

So a page that is not written again costs nothing, and processes that write beside one
another share the work.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from .manners import LOST_PAGE, with_absolute_links
from .outputs import has_downloads
from .policy import with_policy


def finish_pages(app: Sphinx) -> None:
    """Have each page finished; in a book the reader's program sets the limits."""
    if app.builder.format != "html" or not has_downloads(app.builder):
        return
    templates = app.builder.templates
    render = templates.render

    def finished(template: str, context: dict[str, Any]) -> str:
        html = with_policy(render(template, context))
        is_lost = context.get("pagename") == LOST_PAGE
        return with_absolute_links(app, html) if is_lost else html

    # Sphinx has no event behind it.
    templates.render = finished


def setup(app: Sphinx) -> None:
    """Finish each page."""
    app.connect("builder-inited", finish_pages)
