"""The site as a reader's browser shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from barriers import barriers

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix()
    for path in [ROOT / "index.rst", *(ROOT / "kbase").glob("*.*")]
    if path.suffix in (".rst", ".md")
)
REFERENCE = [f"reference/{name}" for name in ("disk", "domain-memory", "pool", "virsh",
                                              "qemu.conf", "modprobe.d")]  # fmt: skip
"""A page of each type."""
MADE = ["search", "genindex"]
"""Pages that Sphinx makes."""
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": NARROW, "color_scheme": "light"},
}
TABBED = [
    page
    for page in PAGES
    for source in ROOT.glob(f"{page}.*")
    if page != "index" and "group-tab" in source.read_text("utf-8")
]

WITH_ENTRIES = [
    page
    for page in PAGES
    for source in ROOT.glob(f"{page}.*")
    if re.search(
        r"(?m)^(\.\. |[`:]{3,}\{)(message|symptom)(::|\})", source.read_text("utf-8")
    )
]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", [*PAGES, *REFERENCE, *MADE])
def test_a_page_keeps_nobody_out_and_loads_nothing_remote(
    site: Any, name: str, look: str
) -> None:
    """No barrier of weight, no request that leaves the folder, no error."""
    window = site(**LOOKS[look])
    page = window.open(name)
    assert barriers(page) == []
    assert {urlsplit(url).scheme for url in window.requests} <= {"file", "data"}
    assert window.errors == []


def test_a_barrier_is_found(site: Any) -> None:
    """The guard above can fail."""
    page = site(viewport=WIDE).open("index")
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=x.png>'")
    page.evaluate("document.querySelector('article p').style.color = '#ddd'")
    found = " ".join(barriers(page))
    assert "image-alt" in found
    assert "color-contrast" in found


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("name", [*PAGES, *REFERENCE, *MADE])
def test_a_narrow_page_does_not_scroll_sideways(
    site: Any, name: str, script: bool
) -> None:
    page = site(viewport=NARROW, java_script_enabled=script).open(name)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]
    # What the theme lets run out of sight.
    beyond = "all => all.map(e => e.getBoundingClientRect().right)"
    links = page.locator("table.indextable a").evaluate_all(beyond)
    assert max(links, default=0) <= NARROW["width"]
    assert links or name != "genindex"


def test_a_narrow_table_names_the_column_in_each_cell(site: Any) -> None:
    page = site(viewport=NARROW).open("kbase/locking-lockd")
    cell = page.locator("#before-you-start td").nth(1)
    told = "(cell) => getComputedStyle(cell, '::before').content"
    assert cell.evaluate(told) == '"How to check: "'
    assert cell.bounding_box()["width"] > NARROW["width"] / 2


@pytest.mark.parametrize("name", ["kbase/locking", "kbase/locking-lockd"])
def test_both_hosts_are_on_a_small_screen(site: Any, name: str) -> None:
    page = site(viewport=NARROW).open(name)
    box = page.locator(".kb-drawing > div")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert not page.locator(".kb-wider").is_visible()
    assert box.get_by_text("Host 2", exact=True).bounding_box()["width"] > 40


def test_a_label_tells_what_was_lacking_when_it_is_pressed(site: Any) -> None:
    """By keyboard, by touch, on paper; its buttons stay beside the title."""
    page = site(viewport=WIDE).open("kbase/launch_security_sev")
    caption = page.locator(
        ".kb-caption:has(.kb-lacking):has(.kb-download):visible"
    ).first
    lacks, button = caption.locator(".kb-lacks"), caption.locator(".kb-lacking")
    assert button.inner_text() == f"{lacks.text_content().count(',') + 1} things"
    assert not lacks.is_visible()
    page.emulate_media(media="print")
    assert lacks.is_visible()
    page.emulate_media(media="screen")
    button.press("Enter")
    assert lacks.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    middles = caption.evaluate(
        "p => ['.kb-title', '.kb-download', '.copybtn'].map((name) => {"
        " const box = p.querySelector(name).getBoundingClientRect();"
        " return box.top + box.height / 2; })"
    )
    assert max(middles) - min(middles) < 10


BROKEN = """cells => cells.filter(cell => cell.offsetParent).flatMap(cell => {
  const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node; (node = walk.nextNode()); ) {
    for (const word of node.data.matchAll(/[\\w<>./]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = [...range.getClientRects()].map((rect) => Math.round(rect.top));
      if (new Set(tops).size > 1) found.push(word[0]);
    }
  }
  return found;
})"""
"""The names in cells that stand on more than one line."""


@pytest.mark.parametrize("name", PAGES)
def test_no_name_breaks_in_the_first_column_of_a_narrow_table(
    site: Any, name: str
) -> None:
    page = site(viewport=NARROW).open(name)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    cells = page.locator("table.docutils tbody tr > :first-child:has(code)")
    longest = NARROW["width"] // 10  # what no screen of that width can hold
    broken = [name for name in cells.evaluate_all(BROKEN) if len(name) < longest]
    assert broken == []
    # Also in what was folded when the page was loaded.
    unnamed = "cells => cells.filter((cell) => !cell.dataset.column).length"
    behind = page.locator("table.kb-foldable tbody tr > :not(:first-child)")
    assert behind.evaluate_all(unnamed) == 0


def background(page: Any) -> list[int]:
    """Red, green and blue behind the text."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return [int(part) for part in colour[4:-1].split(",")]


def test_the_dark_look_follows_the_system(site: Any) -> None:
    dark = background(site(color_scheme="dark").open("index"))
    light = background(site(color_scheme="light").open("index"))
    assert max(dark) < 60
    assert min(light) > 200


# --- tabs ---------------------------------------------------------------------------


def panel_of(page: Any, tab: Any) -> Any:
    return page.locator(f"[id='{tab.get_attribute('aria-controls')}']")


def test_some_pages_have_tabs() -> None:
    assert TABBED


@pytest.mark.parametrize("name", TABBED)
def test_tabs_switch_and_those_of_a_name_together(site: Any, name: str) -> None:
    page = site(viewport=WIDE).open(name)
    lists = page.locator("[role=tablist]")
    for number in range(lists.count()):
        for tab in lists.nth(number).locator("[role=tab]").all():
            tab.click()
            words = tab.inner_text()
            every = page.locator("[role=tab]", has_text=words).all()
            for other in [t for t in every if t.inner_text() == words]:
                assert other.get_attribute("aria-selected") == "true"
                assert panel_of(page, other).is_visible()


@pytest.mark.parametrize("name", TABBED)
def test_tabs_obey_the_arrow_keys(site: Any, name: str) -> None:
    page = site(viewport=WIDE).open(name)
    first, second = page.locator("[role=tablist]").first.locator("[role=tab]").all()[:2]
    first.focus()
    page.keyboard.press("ArrowRight")
    assert second.evaluate("tab => tab === document.activeElement")


@pytest.mark.parametrize("name", TABBED)
def test_without_scripts_each_panel_is_read_under_its_title(
    site: Any, name: str
) -> None:
    page = site(viewport=WIDE, java_script_enabled=False).open(name)
    for tab in page.locator("[role=tab]").all():
        panel = panel_of(page, tab)
        assert panel.is_visible()
        title, text = tab.bounding_box(), panel.bounding_box()
        assert title["y"] + title["height"] <= text["y"] + 1
        assert text["height"] > 20


# --- messages -----------------------------------------------------------------------


@pytest.mark.parametrize("name", WITH_ENTRIES)
def test_the_link_of_a_message_shows_on_hover_and_on_focus(
    site: Any, name: str
) -> None:
    page = site(viewport=WIDE).open(name)
    box = page.locator(".kb-entry").first
    link = box.locator(".headerlink")
    shown = "link => getComputedStyle(link).opacity"
    assert link.evaluate(shown) == "0"
    box.hover()
    assert link.evaluate(shown) == "1"
    page.mouse.move(0, 0)
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert link.evaluate(shown) == "1"
    size = link.bounding_box()
    assert min(size["width"], size["height"]) >= 24
    page.keyboard.press("Enter")
    assert box.evaluate("box => box.matches(':target')")


@pytest.mark.parametrize("name", WITH_ENTRIES)
def test_messages_of_a_narrow_page_are_whole(site: Any, name: str) -> None:
    page = site(viewport=NARROW).open(name)
    for box in page.locator(".kb-wording").all():
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


# --- copying ------------------------------------------------------------------------


def has_transcripts(name: str, folder: Path) -> bool:
    found = json.loads((folder / "snippets.json").read_text("utf-8"))
    return any(s["page"] == name and s["kind"] == "console" for s in found)


def commands(text: str) -> list[str]:
    """The commands of a transcript, by eye: after a prompt, and what belongs to them.

    That is what follows a backslash or a '> ', or stands in a here-document, a loop or
    quotes.
    """
    found: list[str] = []
    end = ""  # the word that ends the here-document
    more = loop = False
    start = 0  # of the command that goes on
    for line in text.split("\n"):
        if end:
            found.append(line)
            end = "" if line == end else end
        elif line[:2] in ("# ", "$ ") or (more and line[:2] == "> "):
            start = start if more else len(found)
            found.append(line[2:])
        elif more:
            found.append(line)
        else:
            continue
        quoted = "\n".join(found[start:]).count("'") % 2 == 1
        loop = (loop or line.endswith("; do")) and line.strip() != "done"
        more = line.endswith("\\") or line[:2] == "> " or quoted or loop
        here = re.search(r"<< ?'(\w+)'$", line)
        end = here[1] if here else end
    return found


@pytest.mark.parametrize("name", [p for p in PAGES if p.startswith("kbase/")])
def test_a_transcript_is_copied_as_its_commands(
    site: Any, name: str, html_site: Path
) -> None:
    window = site(viewport=WIDE)
    page = window.open(name)
    boxes = page.locator(".kb-kind-console:visible").all()
    assert bool(boxes) == has_transcripts(name, html_site)
    page.evaluate(COPIED)
    for box in boxes:
        box.locator("button.copybtn").click(force=True)
        copied = page.evaluate("window.copied")
        text = box.locator("pre").evaluate(WRITTEN)
        assert copied.rstrip("\n").split("\n") == commands(text), text


@pytest.mark.parametrize("name", [p for p in PAGES if p.startswith("kbase/")])
def test_any_other_example_is_copied_as_it_stands(site: Any, name: str) -> None:
    page = site(viewport=WIDE).open(name)
    page.evaluate(COPIED)
    for box in page.locator(".kb-snippet:not(.kb-kind-console):visible").all():
        box.locator("button.copybtn").click(force=True)
        copied = page.evaluate("window.copied")
        assert copied.rstrip("\n") == box.locator("pre").evaluate(WRITTEN)


# The text of a block, without what the checker says in it.
WRITTEN = """block => {
  const copy = block.cloneNode(true);
  for (const told of copy.querySelectorAll(".kb-told")) told.remove();
  return copy.textContent.trimEnd();
}"""

# The clipboard itself is closed to tests that read it from a file.
COPIED = """document.addEventListener("copy", event => {
  window.copied = event.clipboardData.getData("text/plain")
    || document.getSelection().toString() || document.activeElement.value;
}, true)"""
