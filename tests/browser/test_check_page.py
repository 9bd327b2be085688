"""The page that checks files: who leads there, what it keeps, and for whom it is."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from barriers import barriers
from ownfiles import (
    NARROW,
    PAGE,
    RIGHT,
    SLIPS,
    WIDE,
    give,
    selected,
    status,
    text,
    write,
)

MARKUP = (
    "<domain type='kvm'><b id='evil'><img src='x' onerror='window.evil=1'/></b>"
    "</domain>"
)
SMALLEST = 24  # px: a target for a finger

Opener = Callable[..., Any]


# --- links to it --------------------------------------------------------------------


def test_an_address_chooses_guides_and_a_version(checker: Opener) -> None:
    page = checker("guide=sev&guide=secure-usage&libvirt=9.0.0")
    chosen = page.locator(".kb-own-against input:checked")
    assert [c.input_value() for c in chosen.all()] == ["sev", "secure-usage"]
    assert page.locator(".kb-own-version").input_value() == "9.0.0"
    assert "libvirt 9.0.0, AMD SEV and SEV-ES and Untrusted" in text(page, "chosen")


def test_a_checklist_opens_it_with_its_guide(site: Any) -> None:
    page = site(viewport=WIDE).open("kbase/locking-sanlock")
    page.get_by_role("link", name="in this browser").click()
    page.wait_for_url(re.compile(r"check\.html#guide=sanlock$"))
    assert page.locator("input[value=sanlock]").is_checked()


def test_an_example_of_a_page_opens_in_it(site: Any, html_site: Path) -> None:
    page = site(viewport=WIDE).open("kbase/launch_security_sev")
    page.goto(f"{page.url}#snippet-es")  # which opens the tab that it is in
    box = page.locator("[id='snippet-es']")
    shown = (html_site / "snippets/kbase/launch_security_sev/es.xml").read_text("utf-8")
    box.get_by_role("link", name="Open in the checker").click()
    status(page, "payroll.xml (domain): nothing found")
    assert page.locator("textarea:visible").input_value() == shown
    assert page.locator("input[value=sev]").is_checked()


def test_an_example_to_try_has_findings(checker: Opener) -> None:
    page = checker()
    page.get_by_role("link", name="Open in the checker").click()
    status(page, "payroll.xml (domain): 3 errors")


def test_an_example_that_is_not_there_is_told(checker: Opener) -> None:
    status(checker("example=kbase/none/none"), "no such example")


# --- what it keeps, and sends -------------------------------------------------------


def test_nothing_can_be_sent(site: Any) -> None:
    """Not even to the site itself; and nothing is asked for while a text is checked."""
    window = site(viewport=WIDE)
    page = window.open(PAGE)
    write(page, RIGHT, "nothing found")
    first = len(window.requests)
    write(page, SLIPS, "2 errors")
    page.locator(".kb-own-found dt", has_text="Look up").first.wait_for()
    # What can be looked up is fetched with the first finding.
    fetched = [url.rpartition("/")[2].partition("?")[0] for url in window.requests]
    assert sorted(fetched[first:]) == ["find-index.js", "find-names.js"]
    write(page, RIGHT, "nothing found")
    write(page, SLIPS, "2 errors")
    assert len(window.requests) == len(fetched)
    assert all(url.startswith("file:") for url in window.requests)
    for address in ("https://kb.example.org/", "check.html"):
        refused = "url => fetch(url).then(() => false, () => true)"
        assert page.evaluate(refused, address)
    beacon = "navigator.sendBeacon('https://kb.example.org/', 'text')"
    page.evaluate(beacon)
    assert sum("Content Security Policy" in told for told in window.errors) >= 3
    policy = page.locator("meta[http-equiv=Content-Security-Policy]")
    assert "connect-src" not in policy.get_attribute("content")
    assert "default-src 'none'" in policy.get_attribute("content")


class Silent(SimpleHTTPRequestHandler):
    """A server that writes no log."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def served(html_site: Path) -> Iterator[str]:
    """The address of the site on a server."""
    handler = partial(Silent, directory=str(html_site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_from_a_server_it_does_the_same_and_sends_it_nothing(
    site: Any, served: str
) -> None:
    window = site(viewport=WIDE)
    page = window.page
    page.goto(f"{served}/{PAGE}.html#guide=sev")
    write(page, SLIPS, "2 errors")
    page.locator(".kb-own-found dt", has_text="Look up").first.wait_for()
    before = list(window.requests)
    assert all(url.startswith(served) for url in before)
    write(page, RIGHT, "(domain)")
    refused = "() => fetch('check.html').then(() => false, () => true)"
    assert page.evaluate(refused)
    assert window.requests == before
    assert not [url for url in before if "ledger" in url]  # a word of the text


def kept(page: Any) -> Any:
    return page.evaluate("[localStorage.length, sessionStorage.length]")


def test_nothing_is_kept_until_the_reader_asks(checker: Opener) -> None:
    page = checker()
    write(page, SLIPS, "2 errors")
    assert kept(page) == [0, 0]
    page.reload()
    assert page.locator("textarea:visible").input_value() == ""
    write(page, SLIPS, "2 errors")
    keep = page.get_by_label("Keep these texts in this browser")
    keep.check()
    page.reload()
    status(page, "2 errors")
    assert page.locator("textarea:visible").input_value() == SLIPS
    assert keep.is_checked()
    keep.uncheck()
    assert kept(page) == [0, 0]
    page.reload()
    assert page.locator("textarea:visible").input_value() == ""


def test_a_text_is_never_taken_for_markup(checker: Opener) -> None:
    page = checker()
    write(page, MARKUP, "error")
    page.get_by_label("Name").locator("visible=true").fill(
        "<img src=x onerror=alert(1)>"
    )
    status(page, "<img src=x")
    assert page.locator("#evil, .kb-own img, .kb-own b#evil").count() == 0
    assert page.evaluate("window.evil") is None
    assert "<b>" in text(page, "found")


# --- for everyone -------------------------------------------------------------------


def test_without_scripts_it_names_the_command(checker: Opener) -> None:
    page = checker(java_script_enabled=False)
    assert not page.locator(".kb-own").is_visible()
    instead = page.locator(".kb-own-instead")
    assert "kbcheck payroll.xml" in instead.inner_text()
    assert (
        instead.get_by_role("link").first.get_attribute("href")
        == "kbcheck.html#kbcheck-quick"
    )


def test_with_scripts_it_does_not(checker: Opener) -> None:
    assert not checker().locator(".kb-own-instead").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_findings_keep_nobody_out(checker: Opener, scheme: str, size: Any) -> None:
    page = checker("guide=lockd", viewport=size, color_scheme=scheme)
    give(page, guest_xml=SLIPS, qemu_conf="usre = 1\n", what="x = 1\n")
    status(page, "3 files")
    page.locator(".kb-own details").evaluate_all("all => all.map(e => e.open = true)")
    page.get_by_role("tab").first.click()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_each_target_is_large_enough(checker: Opener, size: Any) -> None:
    page = checker(viewport=size)
    give(page, guest_xml=SLIPS, qemu_conf="usre = 1\n")
    status(page, "2 files")
    page.locator(".kb-own-against").evaluate("fold => fold.open = true")
    targets = page.locator(
        ".kb-own :is(button, select, summary, label, fieldset a):visible"
    )
    assert targets.count() > 15
    for target in targets.all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= SMALLEST - 0.5, target.inner_text()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_it_is_checked_against_does_not_push_the_field_away(
    checker: Opener, size: Any
) -> None:
    page = checker(viewport=size)
    assert not page.locator(".kb-own-against fieldset").is_visible()
    fold = page.locator(".kb-own-against").bounding_box()
    assert fold["height"] < 80


def test_the_keyboard_alone_does(checker: Opener) -> None:
    page = checker()
    page.get_by_role("tab").focus()
    page.keyboard.press("Tab")
    assert page.locator("textarea:focus").count() == 1
    page.keyboard.insert_text(SLIPS)
    page.keyboard.press("Control+Enter")
    status(page, "2 errors")
    assert page.locator("textarea:focus").input_value() == SLIPS
    while page.evaluate("document.activeElement.textContent") != "Line 3, column 11":
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement !== document.body")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("Enter")
    assert selected(page).startswith("unti")


def test_a_key_leads_from_finding_to_finding(checker: Opener) -> None:
    page = checker()
    write(page, SLIPS, "2 errors")
    page.locator("textarea:visible").focus()
    page.keyboard.press("Control+Home")
    for words in ("unti", "hmv", "unti"):
        page.keyboard.press("F8")
        assert selected(page) == words


def test_arrows_lead_from_tab_to_tab(checker: Opener) -> None:
    page = checker()
    give(page, one_xml=SLIPS, two_xml=RIGHT)
    status(page, "2 files")
    page.get_by_role("tab", selected=True).focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[role=tab]:focus").inner_text() == "two.xml"
    assert page.locator("textarea:visible").input_value() == RIGHT
    page.keyboard.press("ArrowRight")
    assert page.locator("[role=tab]:focus").inner_text() == "one.xml (2)"


def test_a_screen_reader_finds_files_texts_and_findings_by_name(
    checker: Opener,
) -> None:
    page = checker()
    give(page, guest_xml=SLIPS)
    status(page, "2 errors")
    tree = page.locator(".kb-own").aria_snapshot().replace("''", "'")
    for line in (
        'heading "Your files" [level=2]',
        'tab "guest.xml (2)" [selected]',
        'textbox "Text of guest.xml"',
        'heading "Findings" [level=2]',
        "status",
        "heading \"error: <memory> has no attribute 'unti'",
        'button "Line 3, column 11"',
    ):
        assert line in tree, tree


def test_findings_are_printed_without_the_form(checker: Opener) -> None:
    page = checker()
    write(page, SLIPS, "2 errors")
    page.emulate_media(media="print")
    assert not page.locator("textarea").first.is_visible()
    assert not page.get_by_role("button", name="Open files").is_visible()
    assert "unti='GiB'" in page.locator(".kb-own-found li pre").first.inner_text()


def test_marks_are_seen_in_forced_colours(checker: Opener) -> None:
    page = checker(forced_colors="active")
    write(page, SLIPS, "2 errors")
    mark = page.locator(".kb-own-lines [data-line]").first
    assert mark.evaluate("e => getComputedStyle(e).borderInlineStartWidth") == "4px"
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    words, back = page.locator(".kb-own-found mark").first.evaluate(colours)
    assert words != back


def test_a_checker_that_cannot_be_loaded_is_told(checker: Opener) -> None:
    page = checker()
    page.evaluate("() => { PARTS[0] = 'no-such-file'; }")
    write(page, SLIPS, "cannot be loaded")
    assert text(page, "found") == ""
