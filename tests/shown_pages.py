"""The HTML of a small site that uses our directives, as `cases/shown` keeps it."""

from __future__ import annotations

import re
from pathlib import Path

from sites import Site

SHOWN = Path(__file__).parent / "cases" / "shown"
PAGES = ("index", "examples", "entries", "counts")
OUTPUT = "output.txt"


def built(folder: Path) -> dict[str, str]:
    """File of `cases/shown` -> what stands in it now, of a site built in `folder`."""
    site = Site("shown", folder)
    site.build()
    told = site.output.replace(f"{site.source}/", "")
    return {OUTPUT: told} | {f"{page}.html": _in_lines(site, page) for page in PAGES}


def _in_lines(site: Site, page: str) -> str:
    """What stands between the theme's frames, an element a line."""
    text = (site.out / f"{page}.html").read_text("utf-8")
    body = text.partition('<div class="body" role="main">')[2]
    assert body, page
    return re.sub(r"(?=<(?!/))", "\n", body.partition('<div class="clearer">')[0])
