"""Examples in the browser: their buttons and links, what is wrong, what is folded."""

from __future__ import annotations

from typing import Any

import pytest

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
PAGE = "kbase/locking-lockd"
SMALLEST = 24  # px: a target for a finger


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_what_stands_in_a_caption_is_seen_and_can_be_hit(site: Any, size: Any) -> None:
    page = site(viewport=size, has_touch=True).open(PAGE)
    kinds = "button, .kb-anchor, .kb-download, .kb-to-checker"
    targets = page.locator(f".kb-caption:visible :is({kinds})")
    assert targets.count() > 20
    for target in targets.all():
        assert target.evaluate("e => +getComputedStyle(e).opacity") == 1
        box = target.bounding_box()
        assert box["width"] >= SMALLEST
        assert box["height"] >= SMALLEST


def test_each_example_says_what_is_copied(site: Any) -> None:
    page = site(viewport=WIDE).open("kbase/secureusage")
    words = "e => e.innerText + getComputedStyle(e, '::after').content"
    for kind, told in (
        (".kb-kind-console:not(:has(.kb-wrong))", 'Copy" commands"'),
        (".kb-snippet:has(.kb-wrong)", 'Copy" the wrong text"'),
        (".kb-kind-domain:not(:has(.kb-wrong))", "Copynone"),
    ):
        label = page.locator(f"{kind} .copybtn > span").first
        assert label.evaluate(words) == told


def test_that_it_is_copied_is_told(site: Any) -> None:
    page = site(viewport=WIDE).open(PAGE)
    page.locator(".kb-snippet .copybtn:visible").first.click()
    page.locator(".kb-spoken[role=status]", has_text="Copied").wait_for()


def lightness(page: Any, selector: str) -> float:
    """How light the first element of a kind is, from 0 to 255."""
    colour = page.locator(selector).first.evaluate("e => getComputedStyle(e).color")
    parts = [float(p) for p in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    return sum(parts) / 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_command_stands_out_from_what_comes_back(site: Any, scheme: str) -> None:
    page = site(viewport=WIDE, color_scheme=scheme).open(PAGE)
    weight = "e => getComputedStyle(e).fontWeight"
    line = page.locator(".kb-kind-console span[id*=-line-]:has(.gp)").first
    output = page.locator(".kb-kind-console .go").first
    prompt = page.locator(".kb-kind-console .gp").first
    assert line.evaluate(weight) == "600"
    assert output.evaluate(weight) == prompt.evaluate(weight) == "400"
    apart = lightness(page, ".kb-kind-console .go") - lightness(
        page, ".kb-kind-console span[id*=-line-]:has(.gp)"
    )
    assert apart > 30 if scheme == "light" else apart < -30


def closed_examples(page: Any) -> list[str]:
    """Ids of examples in tabs that are closed."""
    found: list[str] = page.locator(
        ".sphinx-tabs-panel[hidden] .kb-snippet"
    ).evaluate_all("all => all.map(e => e.id)")
    return found


def test_a_link_opens_the_tab_that_an_example_is_in(site: Any) -> None:
    window = site(viewport=WIDE)
    page = window.open(PAGE)
    hidden = closed_examples(page)
    assert hidden
    name = hidden[0]
    page.goto(page.url.partition("#")[0] + f"#{name}")
    page.locator(f"[id='{name}']").wait_for(state="visible")
    page.reload()
    page.locator(f"[id='{name}']").wait_for(state="visible")


def test_what_is_in_a_closed_tab_is_found_by_the_browser(site: Any) -> None:
    page = site(viewport=WIDE).open(PAGE)
    closed = page.locator(".sphinx-tabs-panel[hidden]")
    kinds = closed.evaluate_all("all => all.map(e => e.getAttribute('hidden'))")
    assert set(kinds) == {"until-found"}
    panel = closed.first
    name = panel.get_attribute("id")
    panel.evaluate("e => e.dispatchEvent(new Event('beforematch', {bubbles: true}))")
    page.locator(f"[id='{name}']:not([hidden])").wait_for()
    # The one that was open before can be found now.
    kinds = page.locator(".sphinx-tabs-panel[hidden]").evaluate_all(
        "all => all.map(e => e.getAttribute('hidden'))"
    )
    assert set(kinds) == {"until-found"}


def test_a_link_to_a_rule_lands_on_it(site: Any) -> None:
    page = site(viewport=WIDE).open(PAGE)
    page.goto(page.url + "#LKD-002")
    page.wait_for_function(
        """() => {
          const { top } = document.getElementById("LKD-002").getBoundingClientRect();
          return 0 <= top && top < innerHeight;
        }"""
    )
    fold = page.locator("[id='LKD-002'] details")
    assert not fold.evaluate("e => e.open")
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "Why:" in fold.inner_text()


def test_what_is_wider_says_so_until_its_end(site: Any) -> None:
    page = site(viewport=NARROW).open(PAGE)
    block = page.locator(".highlight pre.kb-more:visible").first.element_handle()
    assert block.evaluate("e => getComputedStyle(e).boxShadow") != "none"
    block.evaluate("e => e.scrollLeft = e.scrollWidth")
    page.wait_for_function("e => !e.classList.contains('kb-more')", arg=block)


def test_the_keyboard_opens_the_contents_of_a_small_screen(site: Any) -> None:
    page = site(viewport={"width": 768, "height": 900}).open(PAGE)
    button = page.get_by_role("button", name="Contents").locator("visible=true").first
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("#__navigation").is_checked()


def test_nothing_lies_over_the_text_on_paper(site: Any) -> None:
    page = site(viewport=WIDE).open(PAGE)
    page.emulate_media(media="print")
    for part in (".skip-to-content", ".back-to-top", ".mobile-header"):
        assert not page.locator(part).first.is_visible(), part
    after = "a => getComputedStyle(a, '::after').content"
    link = page.locator("article a.external").first
    assert str(link.get_attribute("href")) in link.evaluate(after)


def test_the_policy_is_in_force(site: Any) -> None:
    window = site(viewport=WIDE)
    page = window.open(PAGE)
    refused = page.evaluate(
        "fetch('https://kb.example.org/').then(() => false, () => true)"
    )
    assert refused
    assert any("Content Security Policy" in told for told in window.errors)
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'window.broken = true'}))"
    )
    assert page.evaluate("window.broken") is None


def test_the_policy_decoder_agrees_with_itself(site: Any) -> None:
    page = site(viewport=WIDE).open("kbase/launch_security_sev")
    box = page.locator(".kb-decoder[data-type=sev]")
    field = box.get_by_label("Policy, in hexadecimal")
    ticks = box.locator("xpath=preceding-sibling::*[1]").locator("input[type=checkbox]")
    assert field.input_value() == "0x0003"
    assert box.locator(".kb-fails").count() == 0
    ticks.nth(0).uncheck()
    assert field.input_value() == "0x0002"
    assert "<policy>0x0002</policy>" in box.locator("pre").inner_text()
    assert "SEV-013" in box.locator(".kb-fails").inner_text()
    field.fill("7")
    assert [tick.is_checked() for tick in ticks.all()[:4]] == [True] * 3 + [False]
    assert box.locator(".kb-fails").count() == 0
    field.fill("0x1g")
    assert field.get_attribute("aria-invalid") == "true"
    assert ticks.nth(2).is_checked()  # what was right stays


def test_a_policy_decoder_needs_no_table(site: Any) -> None:
    """One that stands first in its section has the number, the XML and the rules."""
    window = site(viewport=WIDE)
    page = window.open("kbase/launch_security_sev")
    told = page.evaluate(
        """() => {
          const box = document.querySelector(".kb-decoder[data-type=sev]");
          const alone = document.createElement("div");
          Object.assign(alone.dataset, box.dataset);
          document.body.replaceChildren(alone);
          new Decoder(alone);
          return [alone.querySelector("input").value, alone.innerText];
        }"""
    )
    assert told[0] == "0x0003"
    assert "<policy>0x0003</policy>" in told[1]
    assert "SEV-013" in told[1]
    assert window.errors == []


def test_without_scripts_the_table_is_all(site: Any) -> None:
    page = site(java_script_enabled=False).open("kbase/launch_security_sev")
    assert not page.locator(".kb-decoder").first.is_visible()
