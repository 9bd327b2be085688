"""The field that finds, as a reader uses it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from lxml import html

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}

RIGHT = tomllib.loads(Path(__file__).with_name("right_places.toml").read_text("utf-8"))
MOST_MISSED = {"typed": 2, "pasted": 0}


def first(page: Any) -> str:
    """Where the first of what is found leads."""
    link = page.locator(".kb-found:visible a").first
    return str(link.get_attribute("href")).rpartition("/")[2]


def ask(page: Any, words: str) -> None:
    """Type or paste into the field that is open."""
    field = page.locator("input[name=q]:focus")
    field.fill(words)
    page.wait_for_function(
        "words => [...document.querySelectorAll('.kb-status')]"
        ".some(s => s.dataset.query === words)", arg=words,
    )  # fmt: skip


@pytest.mark.parametrize("how", RIGHT)
def test_the_right_place_comes_first(site: Any, how: str) -> None:
    page = site(viewport=WIDE).open("index")
    asked = list(RIGHT[how])
    found = page.evaluate(
        "async asked => { const index = await loaded();"
        " return asked.map(words => index.find(words)[0]?.place ?? ''); }",
        asked,
    )
    missed = {
        words: place
        for words, place in zip(asked, found, strict=True)
        if place.rpartition("/")[2] not in RIGHT[how][words]
    }
    assert len(asked) >= 10
    assert len(missed) <= MOST_MISSED[how], missed


@pytest.mark.parametrize("words", ["hard_limit", "is locked", "SEV-003"])
def test_what_is_typed_is_found_at_its_section(site: Any, words: str) -> None:
    page = site(viewport=WIDE).open("index")
    page.keyboard.press("/")
    ask(page, words)
    assert first(page) in RIGHT["typed"][words]


def test_each_message_that_is_pasted_is_found(site: Any) -> None:
    """By each of its wordings; two pages may have the same."""
    page = site(viewport=WIDE).open("index")
    page.keyboard.press("/")
    ask(page, "lock")
    lost = page.evaluate(
        """async fill => {
          const index = await loaded(), lost = [];
          const asked = index.entries.flatMap(e => e.wordings.map(w => [w, e]));
          for (const [words, entry] of asked) {
            const paste = fill[0] + words.replaceAll("…", fill[1]);
            const [best] = index.find(paste);
            if (!best?.wordings.includes(words)) lost.push([words, best?.title]);
          }
          return [asked.length, lost];
        }""",
        ["error: Failed to start domain 'web01'\nerror: ", "/srv/x-1.qcow2"],
    )
    count, missed = lost
    assert count > 20
    assert missed == []


def test_each_entry_leads_to_something(site: Any, html_site: Path) -> None:
    """As the browser reads the index, in which most ids are left out."""
    page = site(viewport=WIDE).open("index")
    places = page.evaluate(
        "async () => (await loaded()).entries.map(e => [e.place, e.kind, e.wordings])"
    )
    ids: dict[str, set[str]] = {}
    for place, *_ in places:
        file, _, anchor = place.partition("#")
        if file not in ids:
            ids[file] = {"", *html.parse(html_site / file).xpath("//@id")}
        assert anchor in ids[file]
    texts = [text for _, kind, all_ in places for text in all_ if kind == "message"]
    told = json.loads((html_site / "messages.json").read_text("utf-8"))
    wanted = [w["text"] for m in told if m["kind"] == "message" for w in m["wordings"]]
    assert sorted(texts) == sorted(wanted)


def test_an_index_that_is_not_there_is_told(site: Any) -> None:
    page = site(viewport=WIDE).open("index")
    page.evaluate("() => { loading = scriptOf('no-such-file', 'kbNothing'); }")
    page.keyboard.press("/")
    page.keyboard.type("lock")
    page.locator(".kb-status", has_text="cannot be loaded").first.wait_for()


def test_nothing_that_fits_is_said_so(site: Any) -> None:
    page = site(viewport=WIDE).open("index")
    page.keyboard.press("/")
    ask(page, "xyzzyplugh")
    assert "Nothing matches" in page.locator(".kb-status:visible").inner_text()
    assert page.locator(".kb-found:visible").count() == 0


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_the_field_opens_over_any_page(site: Any, key: str) -> None:
    window = site(viewport=WIDE)
    page = window.open("kbase/locking")
    page.keyboard.press(key)
    ask(page, "watchdog")
    page.keyboard.press("ArrowDown")
    assert page.locator(".kb-found a").first.evaluate(
        "a => a === document.activeElement"
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("locking-sanlock"))
    assert window.errors == []


def test_escape_leads_back(site: Any) -> None:
    page = site(viewport=WIDE).open("kbase/locking")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    # A slash that is typed into a field is a slash.
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    assert page.locator("dialog input").input_value() == "a/b"


def test_a_small_screen_has_a_button(site: Any) -> None:
    page = site(viewport=NARROW).open("kbase/locking")
    page.get_by_role("button", name="Find").click()
    ask(page, "virtlockd")
    assert page.locator(".kb-found li").count() > 1
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_search_page_answers_its_address(site: Any, html_site: Path) -> None:
    page = site(viewport=WIDE).open("index")
    page.goto((html_site / "search.html").as_uri() + "?q=swiotlb")
    page.locator(".kb-found a").first.wait_for()
    assert first(page) == "s390_protected_virt.html#pv-swiotlb"


def test_without_scripts_the_field_leads_to_the_search_page(site: Any) -> None:
    page = site(viewport=WIDE, java_script_enabled=False).open("index")
    page.locator(".kb-door input").fill("swiotlb")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"search\.html\?q=swiotlb"))
    assert page.locator("noscript").count() or "JavaScript" in page.content()


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("rawio", "disk.html#disk-rawio"),
        ("memlock", "limits.conf.html#memlock"),
        ("virsh attach-disk", "virsh.html#virsh-attach-disk"),
    ],
)
def test_a_name_of_the_reference_is_found(site: Any, words: str, place: str) -> None:
    page = site(viewport=WIDE).open("index")
    page.keyboard.press("/")
    ask(page, words)
    found = page.locator(".kb-found:visible a")
    leads = [str(link.get_attribute("href")) for link in found.all()]
    assert f"./reference/{place}" in leads
