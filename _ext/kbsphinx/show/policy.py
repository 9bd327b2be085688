"""The Content-Security-Policy of each page: nothing is loaded but the site's own files.

A page states it in a meta tag, so it holds wherever the site is put, from file://, too.
It names the scripts and styles that the theme writes into the page by their hashes, and
allows no style attribute: those that the theme and docutils write become plain ones.
"""

from __future__ import annotations

import base64
import hashlib
import re

SOURCES = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # pictures of the theme's and the copy button's
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
}
"""Directive -> sources; hashes of what stands in the page are added."""

_INLINE = {
    "script-src": re.compile(r"<script>(.*?)</script>", re.DOTALL),
    "style-src": re.compile(r"<style>(.*?)</style>", re.DOTALL),
}
_PLAIN = [
    (re.compile(r'(<col\b[^>]*?)style="width: ([\d.]+%)"'), r'\1width="\2"'),
    (re.compile(r'<table style="width: 100%" class="indextable'),
     '<table width="100%" class="indextable'),
    (re.compile(r'<td style="width: 33%; vertical-align: top;"'),
     '<td width="33%" valign="top"'),
]  # fmt: skip
"""Style attributes of the theme and of docutils -> attributes that say the same."""
_SAID_TWICE = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
"""Sphinx's; the theme has written its own before."""
_HEAD = re.compile(r'<meta charset="utf-8" ?/?>')


def with_policy(html: str) -> str:
    """A page as it is published: without style attributes, and with its policy."""
    for pattern, plain in _PLAIN:
        html = pattern.sub(plain, html)
    html = html.replace(_SAID_TWICE, "", 1)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}">'
    # As early as can be: it says nothing of what stands before it.
    return _HEAD.sub(lambda head: f"{head[0]}\n    {meta}", html, count=1)


def policy(html: str) -> str:
    """The policy that a page needs."""
    return "; ".join(
        " ".join([directive, *sources, *_hashes(directive, html)])
        for directive, sources in SOURCES.items()
    )


def _hashes(directive: str, html: str) -> list[str]:
    found = _INLINE[directive].findall(html) if directive in _INLINE else []
    digests = (hashlib.sha256(text.encode()).digest() for text in found)
    # A dict, as a set would not keep the order.
    return list(
        dict.fromkeys(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)
    )
