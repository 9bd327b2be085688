"""The site enlarged, and on paper."""

from __future__ import annotations

from typing import Any

import pytest

PAGES = ("index", "kbase/launch_security_sev", "kbase/locking-lockd", "reference/disk",
         "reference/virsh", "kbase/what-is-checked")  # fmt: skip
"""A page of each type, and the longest."""
ZOOMED = {"width": 640, "height": 450}  # what 200 % leaves of 1280 x 900
PAPER = 700  # px between the margins of A4


def overflow(page: Any) -> float:
    """How much wider the page is than its window."""
    width = (
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return float(page.evaluate(width))


@pytest.mark.parametrize("name", PAGES)
def test_at_two_hundred_percent_nothing_scrolls_sideways(site: Any, name: str) -> None:
    page = site(viewport=ZOOMED, device_scale_factor=2).open(name)
    assert overflow(page) == 0
    page.keyboard.press("/")
    assert overflow(page) == 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_on_paper_and_is_whole(site: Any, name: str) -> None:
    page = site(viewport={"width": PAPER, "height": 1000}).open(name)
    page.emulate_media(media="print")
    assert overflow(page) == 0
    hidden = page.locator(".sphinx-tabs-panel").evaluate_all(
        "all => all.filter(e => !e.getBoundingClientRect().height).map(e => e.id)"
    )
    assert hidden == []
    wide = page.locator("article .highlight pre").evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    assert wide == []
    assert page.pdf(format="A4")[:5] == b"%PDF-"
