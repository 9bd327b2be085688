"""Names in examples: links that stay text, and few stops for the keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

WIDE = {"width": 1280, "height": 900}
PAGE = "kbase/launch_security_sev"
QUIET = ".kb-snippet pre a[tabindex]"
STOP = ".kb-snippet pre a:not([tabindex])[href*=reference]"
REFERENCE = re.compile(r"/reference/")


def visible(page: Any, selector: str) -> Any:
    return page.locator(f"{selector}:visible").first


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_name_leads_to_its_entry(site: Any, script: bool) -> None:
    page = site(viewport=WIDE, java_script_enabled=script).open(PAGE)
    link = visible(page, STOP)
    words, anchor = link.inner_text(), str(link.get_attribute("href")).split("#")[1]
    link.click()
    page.wait_for_url(REFERENCE)
    entry = page.locator(f"[id='{anchor}']")
    entry.wait_for(state="visible")
    assert words in entry.inner_text()


def test_a_name_is_followed_by_the_keyboard_and_not_by_two_clicks(site: Any) -> None:
    page = site(viewport=WIDE).open(PAGE)
    here = page.url
    link = visible(page, QUIET)
    link.dblclick()
    assert page.evaluate("getSelection().toString().trim()") == link.inner_text()
    page.wait_for_timeout(400)  # longer than a second click is waited for
    assert page.url == here
    stop = visible(page, STOP)
    stop.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(REFERENCE)


def test_text_is_selected_over_names(site: Any) -> None:
    page = site(viewport=WIDE).open(PAGE)
    here = page.url
    link = visible(page, ".kb-kind-domain pre a[tabindex]")
    link.evaluate("e => e.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = link.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, middle, steps=5)
    page.mouse.up()
    assert page.evaluate("getSelection().toString()") == link.inner_text()
    page.wait_for_timeout(400)
    assert page.url == here


def test_names_look_like_the_text_that_they_are(site: Any) -> None:
    """But for those that the step is about, and under a pointer."""
    page = site(viewport=WIDE).open(PAGE)
    page.mouse.move(0, 0)
    under = "e => getComputedStyle(e).textDecorationColor"
    same = "e => getComputedStyle(e).color === getComputedStyle(e.parentElement).color"
    quiet, stop = visible(page, QUIET), visible(page, STOP)
    unseen = "rgba(0, 0, 0, 0)"
    assert quiet.evaluate(under) == unseen != stop.evaluate(under)
    assert quiet.evaluate(same)
    assert stop.evaluate(same)
    quiet.locator("xpath=ancestor::pre").hover(position={"x": 5, "y": 5})
    assert quiet.evaluate(under) != unseen


def test_the_keyboard_passes_by_most_names(site: Any) -> None:
    page = site(viewport=WIDE).open(PAGE)
    stops = page.evaluate(
        "[...document.querySelectorAll('.kb-snippet pre a')]"
        ".filter(a => a.tabIndex >= 0).length"
    )
    every = page.locator(".kb-snippet pre a").count()
    assert 0 < stops < every / 10
