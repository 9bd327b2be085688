"""The page that checks files: bytes, texts and addresses that it must not lose."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ownfiles import RIGHT, SLIPS, WIDE, give, status, text, write

LATIN = (
    "<?xml version='1.0' encoding='ISO-8859-1'?>\n"
    + RIGHT.replace("  <memory", "  <title>caf\xe9</title>\n  <memory")
).encode("latin-1")
KEEP = "Keep these texts in this browser"
LONG = " " * 130 * 1024  # more than is checked as one types

Opener = Callable[..., Any]


def area(page: Any) -> Any:
    return page.locator("textarea:visible")


def note(page: Any) -> str:
    return "".join(page.locator(".kb-own-note:visible").all_inner_texts())


def tabs(page: Any) -> list[str]:
    found: list[str] = page.get_by_role("tab").all_inner_texts()
    return found


# --- what is kept -------------------------------------------------------------------


def test_a_second_tab_forgets_nothing_that_the_first_keeps(checker: Opener) -> None:
    page = checker()
    write(page, SLIPS, "2 errors")
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label(KEEP).check()
    write(other, RIGHT, "nothing found")
    assert page.evaluate("localStorage.length") == 1
    page.get_by_label(KEEP).uncheck()
    assert page.evaluate("localStorage.length") == 0


def test_files_are_kept_by_their_bytes(checker: Opener) -> None:
    page = checker()
    give(page, qemu_conf=b'\xef\xbb\xbfuser = "root"\n', a_xml=RIGHT.encode()[:9]
         + b"\xe9" + RIGHT.encode()[9:], b_xml=b"")  # fmt: skip
    status(page, "3 files")
    before = text(page, "status")
    assert "error" in before
    page.get_by_label(KEEP).check()
    page.reload()
    status(page, before)


@pytest.mark.parametrize(
    "damaged",
    [
        {"files": [None, 3, {"name": "a.xml"}], "guides": []},
        {"files": [], "guides": [None, "sev"], "libvirt": 9},
        {"files": [{"name": "a", "kind": "", "bytes": "\xe9"}], "guides": []},
    ],
)
def test_what_was_kept_damaged_is_left_out(site: Any, damaged: Any) -> None:
    window = site(viewport=WIDE)
    page = window.open("kbase/check")
    good = {"name": "good.xml", "kind": "domain", "text": SLIPS}
    kept = json.dumps({**damaged, "files": [*damaged["files"], good]})
    page.evaluate("kept => localStorage.setItem('kb-own', kept)", kept)
    page.reload()
    status(page, "good.xml (domain): ")
    assert tabs(page) == ["good.xml (2)"]
    assert page.locator(".kb-own-version").input_value() == ""
    assert window.errors == []


# --- bytes --------------------------------------------------------------------------


def test_a_declared_encoding_is_read_and_its_end_is_told(checker: Opener) -> None:
    page = checker()
    give(page, a_xml=LATIN)
    status(page, "nothing found")
    assert "<title>caf\xe9</title>" in area(page).input_value()
    assert note(page) == ""
    area(page).press("End")
    area(page).press_sequentially(" ")
    assert "Unicode" in note(page)
    give(page, b_xml=RIGHT)
    status(page, "2 files")
    area(page).press_sequentially("\n")
    assert note(page) == ""  # it was Unicode before


def test_what_cannot_be_shown_without_loss_cannot_be_edited(checker: Opener) -> None:
    page = checker()
    give(page, a_xml=RIGHT.encode().replace(b"ledger", b"l\xe9dger"))
    status(page, "error")
    before = text(page, "status")
    assert "cannot be edited" in note(page)
    area(page).press_sequentially(" ")
    page.get_by_role("button", name="Check", exact=True).click()
    status(page, before)
    page.get_by_role("button", name="Remove").locator("visible=true").click()
    write(page, RIGHT, "nothing found")
    assert note(page) == ""


# --- addresses ----------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["%", "%E0%A4%A"])
def test_an_address_that_names_nothing_is_no_fault(site: Any, asked: str) -> None:
    window = site(viewport=WIDE)
    page = window.open("index")
    page.goto(f"{page.url}#{asked}")
    page.reload()
    assert window.errors == []


def test_guides_that_are_not_there_are_told(checker: Opener) -> None:
    page = checker("guide=nope,nada")
    status(page, "There is no guide nope or nada.")
    page.goto(page.url.replace("nope,nada", "sev,nope"))
    status(page, "There is no guide nope.")
    assert page.locator("input[value=sev]").is_checked()
    page.goto(page.url.replace("sev,nope", "nada"))
    status(page, "There is no guide nada.")
    assert page.locator("input[value=sev]").is_checked()
    page.goto(page.url.replace("guide=nada", "libvirt=9.0.0"))
    page.get_by_text("libvirt 9.0.0, AMD SEV").wait_for()
    assert page.locator(".kb-own-version").input_value() == "9.0.0"
    assert page.locator("input[value=sev]").is_checked()


# --- several files, and long ones ---------------------------------------------------


def test_a_closed_file_and_a_stale_place_lead_nowhere(checker: Opener) -> None:
    page = checker()
    give(page, a_xml=SLIPS, b_xml=SLIPS + LONG)
    status(page, "2 files: 4 errors")
    page.get_by_role("button", name="Remove").locator("visible=true").click()
    status(page, "press Check")
    assert page.locator(".kb-own-of h3").all_inner_texts() == [
        "b.xml domain · 2 errors"
    ]
    assert page.locator(".kb-own-lines [data-line]:visible").count() == 2
    area(page).press("Control+Home")
    area(page).press("Enter")
    places = page.locator(".kb-own-place button")
    assert places.first.is_disabled()
    assert places.last.is_disabled()
    assert page.locator(".kb-own-lines [data-line]").count() == 0
    page.get_by_role("button", name="Check", exact=True).click()
    status(page, "2 errors")
    assert places.first.is_enabled()


def test_files_of_one_name_keep_their_own_findings(checker: Opener) -> None:
    page = checker()
    texts = [SLIPS, RIGHT, SLIPS.replace("unti", "unit")]
    names = ["same.xml", "same.xml", "1/same.xml"]
    for number, (name, written) in enumerate(zip(names, texts, strict=True)):
        if number:
            page.get_by_role("button", name="Add a text").click()
        area(page).fill(written)
        page.get_by_label("Name").locator("visible=true").fill(name)
    status(page, "3 files: 3 errors")
    assert tabs(page) == ["same.xml (2)", "same.xml", "1/same.xml (1)"]


def test_how_many_files_were_left_out_is_told(checker: Opener) -> None:
    page = checker()
    give(page, **{f"a{n}_xml": RIGHT for n in range(19)})
    status(page, "19 files")
    give(page, **{f"b{n}_xml": RIGHT for n in range(3)})
    status(page, "2 files were left out: 20 can be open at once.")
    assert len(tabs(page)) == 20
