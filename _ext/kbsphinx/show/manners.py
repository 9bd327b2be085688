"""What a well-kept site has beside its pages: descriptions, a site map, a page for 404.

Addresses in full stand in the pages only where the site says where it will be, with
`html_baseurl`.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from docutils import nodes
from sphinx.application import Sphinx

from ..kept.store import session
from .outputs import has_downloads
from .stale import PAGE_FACTS

LOST_PAGE = "404"
_RELATIVE = re.compile(
    r'(\b(?:href|src|action|data-content_root)=)"(?![#/]|\w+:)([^"]*)"'
)
MORE_PAGES = "kb-more-pages"
"""An event of ours: the app -> names of pages that are not made of sources."""
MOST_DESCRIPTION = 160  # characters: search engines show no more


def describe(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], tree: Any
) -> None:
    """Give a page its description, and the day on which its source changed last."""
    if not has_downloads(app.builder) or tree is None:
        return
    words = {
        "og:site_name": app.config.html_title,
        "og:type": "article",
        "og:title": app.env.titles[page].astext(),
        "og:description": _description(tree),
    }
    if app.config.html_baseurl:
        words["og:url"] = address(app, page)
    tags = [f'<meta name="description" content="{escape(words["og:description"])}">']
    tags += [f'<meta property="{k}" content="{escape(v)}">' for k, v in words.items()]
    context["metatags"] = "\n    ".join([context.get("metatags", ""), *tags])
    if changed := last_change(app, page):
        context["last_updated"] = changed


def _description(tree: nodes.document) -> str:
    """The first paragraph, cut at a word."""
    first = next((p.astext() for p in tree.findall(nodes.paragraph)), "")
    flat = " ".join(first.split())
    if len(flat) <= MOST_DESCRIPTION:
        return flat
    return flat[:MOST_DESCRIPTION].rpartition(" ")[0] + " …"


def address(app: Sphinx, page: str) -> str:
    """Where a page will be: `html_baseurl` and its name."""
    base: str = app.config.html_baseurl.rstrip("/") + "/"
    return urljoin(base, app.builder.get_target_uri(page))


def last_change(app: Sphinx, page: str) -> str:
    """The day of the last commit that touched a page; '' where git does not tell."""
    source = Path(app.env.doc2path(page))
    days: dict[str, str] = changes(str(app.srcdir))
    return days.get(source.relative_to(app.srcdir).as_posix(), "")


@cache
def changes(folder: str) -> dict[str, str]:
    """File -> day of its last commit, of all in the folder."""
    command = ["git", "-C", folder, "log", "--format=%x00%cs", "--name-only",
               "--relative", "--", "."]  # fmt: skip
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}  # no git, or no repository
    found: dict[str, str] = {}
    for commit in told.stdout.split("\0")[1:]:
        day, *files = filter(None, commit.split("\n"))
        for file in files:
            found.setdefault(file, day)  # the newest comes first
    return found


def lost_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page that a server shows for an address that does not exist.

    It may be shown at any depth, so all its links are made absolute: below the path of
    `html_baseurl`, or of the server's root.
    """
    if has_downloads(app.builder):
        title = "This page does not exist"
        body = (
            f"<h1>{title}</h1><p>It may have moved: look for it on the first page, or"
            " in the contents.</p>"
        )
        yield LOST_PAGE, {"title": title, "body": body}, "page.html"


def with_absolute_links(app: Sphinx, html: str) -> str:
    """A page with links that lead to the same from wherever it is shown."""
    root = urlsplit(app.config.html_baseurl).path.rstrip("/") + "/"
    return _RELATIVE.sub(lambda link: f'{link[1]}"{urljoin(root, link[2])}"', html)


def site_map(app: Sphinx, exception: Exception | None) -> None:
    """Write the map of the site for search engines, which wants full addresses."""
    if exception or not app.config.html_baseurl or not has_downloads(app.builder):
        return
    pages = {*app.env.all_docs, *(p for found in app.emit(MORE_PAGES) for p in found)}
    lines = [
        f"<url><loc>{escape(address(app, page))}</loc>{_day(app, page)}</url>"
        for page in sorted(pages)
    ]
    head = '<?xml version="1.0" encoding="utf-8"?>'
    names = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = "\n".join([head, f'<urlset xmlns="{names}">', *lines, "</urlset>", ""])
    (session(app.env).sealed.output / "sitemap.xml").write_text(text, "utf-8")


def _day(app: Sphinx, page: str) -> str:
    changed = last_change(app, page) if page in app.env.all_docs else ""
    return f"<lastmod>{changed}</lastmod>" if changed else ""


def manners_facts(app: Sphinx, page: str) -> list[Any]:
    """What stands on a page of all this, and in no file of it."""
    return [last_change(app, page), app.config.html_baseurl]


def setup(app: Sphinx) -> None:
    """Add what a browser, a search engine and a lost reader want."""
    app.add_event(MORE_PAGES)
    app.connect("html-page-context", describe)
    app.connect("html-collect-pages", lost_page)
    app.connect("build-finished", site_map)
    app.connect(PAGE_FACTS, manners_facts)
