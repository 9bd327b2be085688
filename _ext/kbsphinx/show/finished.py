"""What becomes of a page's HTML when it is written: its size, its policy, its links.

So a page that is not written again costs nothing, and processes that write beside one
another share the work.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

from .manners import LOST_PAGE, with_absolute_links
from .outputs import has_downloads
from .policy import with_policy

_IDLE = [
    (re.compile(r'<span class="(?:pre|w)">([^<]*)</span>'), r"\1"),
    (re.compile(r'<span class="std std-(?:ref|doc)">((?:[^<]|<(?!/?span\b))*)</span>'),
     r"\1"),
    (re.compile(r'<code class="docutils literal '), '<code class="literal '),
    (re.compile(r"<pre><span></span>"), "<pre>"),
    (re.compile(r'<tr class="row-(?:odd|even)">'), "<tr>"),
    (re.compile(r'(class="kb-[^"]*?) reference internal"'), r'\1"'),
]  # fmt: skip
"""Marks of words, blanks, links and rows that change nothing to see on the site."""


_LINK = '<a class="reference internal" href='
_INDENT = re.compile(r"(<(pre|textarea|script)\b.*?</\2>)|\n\s+", re.DOTALL)
"""Blanks at the begin of a line, or an element whose text keeps them."""
_ARTICLE = re.compile("<article.*</article>", re.DOTALL)


def slim(html: str) -> str:
    """The page without marks that nothing uses: of some pages they are 4 %."""
    for pattern, plain in _IDLE:
        html = pattern.sub(plain, html)
    # In its lists of pages and sections the theme goes by the class of a link.
    html = _ARTICLE.sub(lambda found: found[0].replace(_LINK, "<a href="), html)
    return _INDENT.sub(lambda found: found[1] or "\n", html)


# Pygments writes no element around an end of line alone.
_GAP = re.compile(
    r'(<span id="[^"]*-line-\d+")(?=>\n</span><span id="[^"]*"><span class="gp">)'
)


def mark_gaps(html: str) -> str:
    """The page with each blank line above a prompt marked as output, so not copied."""
    return _GAP.sub(r'\1 class="go"', html)


def finish_pages(app: Sphinx) -> None:
    """Have each page finished; in a book the reader's program sets the limits."""
    if app.builder.format != "html" or not has_downloads(app.builder):
        return
    templates = app.builder.templates
    render = templates.render

    def finished(template: str, context: dict[str, Any]) -> str:
        html = with_policy(mark_gaps(slim(render(template, context))))
        is_lost = context.get("pagename") == LOST_PAGE
        return with_absolute_links(app, html) if is_lost else html

    # Sphinx has no event behind it.
    templates.render = finished


def setup(app: Sphinx) -> None:
    """Finish each page."""
    app.connect("builder-inited", finish_pages)
