"""Files on the page that checks a reader's own: what goes in, and what is found.

That its verdicts are those of the command is shown elsewhere: here it is the page.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ownfiles import RIGHT, SLIPS, give, selected, status, text, write

from kbcheck.guides import guides

CASES = Path(__file__).parents[1] / "cases"

Opener = Callable[..., Any]


# --- what is found ------------------------------------------------------------------


def test_what_is_written_is_checked_as_one_writes(checker: Opener) -> None:
    page = checker()
    status(page, "Paste a text or open a file")
    write(page, SLIPS, "Text 1 (domain): 2 errors.")
    told = page.locator(".kb-own-found li").all_inner_texts()
    assert "<memory> has no attribute 'unti'" in told[0]
    assert "did you mean 'unit'?" in told[0]
    assert "libvirt ignores this and says nothing" in told[0]
    assert "'hmv' is not allowed for <type>" in told[1]
    write(page, RIGHT, "nothing found")
    assert page.locator(".kb-own-found li h4").count() == 0


def test_the_status_is_announced(checker: Opener) -> None:
    assert checker().locator(".kb-own-status").get_attribute("role") == "status"


def test_a_finding_leads_to_its_place_in_the_text(checker: Opener) -> None:
    page = checker()
    write(page, "\n" * 200 + SLIPS, "2 errors")
    page.get_by_role("button", name="Line 203, column 11").click()
    area = page.locator("textarea:visible")
    assert area.evaluate("a => a === document.activeElement")
    assert selected(page).startswith("unti")
    assert area.evaluate("a => a.scrollTop") > 3000
    assert page.locator(".kb-own-lines [data-line='203']").is_visible()


def test_a_character_beyond_the_basic_plane_shifts_nothing(checker: Opener) -> None:
    page = checker()
    line = "<memory dumpCore='on' unti='&#x1F600;\U0001f600'>4</memory>"
    write(page, SLIPS.replace("<memory unti='GiB'>4</memory>", line), "2 errors")
    page.locator(".kb-own-place button").first.click()
    assert selected(page).startswith("unti")


def test_lines_with_findings_are_marked(checker: Opener) -> None:
    page = checker()
    write(page, SLIPS, "2 errors")
    marks = page.locator(".kb-own-lines [data-line]")
    assert [m.get_attribute("data-line") for m in marks.all()] == ["3", "5"]
    assert marks.first.inner_text().startswith("\u2717")
    write(page, RIGHT, "nothing found")
    assert marks.count() == 0


def test_a_mark_leads_to_its_finding(checker: Opener) -> None:
    page = checker()
    write(page, SLIPS, "2 errors")
    mark = page.locator(".kb-own-lines [data-line='5']")
    mark.click(position={"x": 30, "y": 10})  # beside the text
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "Line 5, column 39"


def test_a_finding_links_to_what_explains_it(checker: Opener, html_site: Path) -> None:
    page = checker("guide=sev")
    write(page, SLIPS.replace("hmv", "hvm").replace("q35", "pc"), "1 error")
    page.locator(".kb-own-found dt", has_text="Look up").first.wait_for()
    leads = page.locator(".kb-own-found li a").evaluate_all(
        "all => all.map(a => a.href)"
    )
    assert len(leads) > 2
    names = [lead.partition("/out/")[2] for lead in leads]
    assert "kbase/what-is-checked.html#check-unknown-attribute" in names
    assert any(name.startswith("reference/domain-memory.html#") for name in names)
    assert any(name.startswith("kbase/launch_security_sev.html#SEV-") for name in names)
    for name in names:
        file, _, anchor = name.partition("#")
        assert f'id="{anchor}"' in (html_site / file).read_text("utf-8"), name


def test_what_was_checked_and_what_not_is_said_where_nothing_is_found(
    checker: Opener,
) -> None:
    page = checker()
    write(page, RIGHT, "nothing found")
    scope = page.locator(".kb-own-scope")
    assert scope.get_attribute("open") is not None
    assert "none is chosen" in scope.inner_text()
    assert "running host" in scope.inner_text()
    write(page, SLIPS, "2 errors")
    assert scope.get_attribute("open") is None


def test_a_version_counts_and_a_wrong_one_is_told(checker: Opener) -> None:
    page = checker()
    pstore = (
        "<devices><pstore backend='acpi-erst'><path>/p</path><size unit='KiB'>8</size>"
        "</pstore></devices>"
    )
    newer = RIGHT.replace("</domain>", f"{pstore}</domain>")
    write(page, newer, "nothing found")
    page.locator(".kb-own-against summary").click()
    field = page.get_by_role("textbox", name="libvirt")
    field.fill("9.0.0")
    status(page, "error")
    assert "not in 9.0.0" in text(page, "found")
    field.fill("nine")
    status(page, "'nine' is not a version")
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("")
    status(page, "nothing found")
    assert field.get_attribute("aria-invalid") == "false"


# --- files --------------------------------------------------------------------------


def test_files_of_a_guest_and_its_host_are_judged_together(checker: Opener) -> None:
    page = checker("guide=lockd")
    folder = CASES / "bad/together-lockd-clients"
    files = {p.name.replace(".", "_"): p.read_text("utf-8") for p in folder.iterdir()}
    give(page, **files)
    status(page, f"{len(files)} files")
    tabs = page.get_by_role("tab").all_inner_texts()
    assert [tab.partition(" (")[0] for tab in tabs] == [
        p.name for p in folder.iterdir()
    ]
    heads = page.locator(".kb-own-of h3").all_inner_texts()
    assert len(heads) == len(files)
    found = page.locator(".kb-own-of li")
    assert found.count()
    # A finding of a file that is not open opens it.
    page.locator(".kb-own-place button").first.click()
    assert page.locator("textarea:visible").evaluate(
        "a => a === document.activeElement"
    )


def test_what_else_to_give_is_offered(checker: Opener) -> None:
    page = checker("guide=lockd")
    give(page, guest_xml=RIGHT)
    status(page, "guest.xml (domain)")
    page.get_by_role("button", name="+ /etc/libvirt/qemu.conf").click()
    assert (
        page.get_by_role("tab", selected=True).inner_text() == "/etc/libvirt/qemu.conf"
    )
    write(page, "lock_manager = 1\n", "2 files")
    assert page.get_by_role("button", name="+ /etc/libvirt/qemu.conf").count() == 0


def test_what_a_person_must_look_up_is_listed(checker: Opener) -> None:
    page = checker("guide=lockd")
    write(page, RIGHT, "(domain)")
    fold = page.locator(".kb-own-host")
    rules = [rule for rule in guides()["lockd"].rules if rule.command]
    assert fold.locator("li").count() == len(rules)
    fold.locator("summary").click()
    assert rules[0].command in fold.inner_text()


def test_a_file_that_no_kind_fits_asks_for_one(checker: Opener) -> None:
    page = checker()
    give(page, own_conf='user = "root"\ngroup = "root"\nlock_manager = "lockd"\n')
    status(page, "not checked")
    page.get_by_role("button", name="Check it as qemu.conf").click()
    status(page, "own.conf (qemu.conf)")
    assert page.locator("select:focus").count() == 1
    assert page.get_by_label("Kind").input_value() == "qemu.conf"


def test_what_is_not_checked_here_is_said(checker: Opener) -> None:
    page = checker()
    give(page, net_xml="<network><name>n</name></network>")
    status(page, "not checked")
    assert "<network> documents are not checked" in text(page, "of")
    assert "Choose its kind" not in text(page, "of")


def test_damaged_files_are_told_and_stop_nothing(checker: Opener) -> None:
    """Bytes that are no text, half a document, a mark at the start, nothing."""
    page = checker()
    give(page, a_xml=b"\xff\xfe\x00\xd8<", b_xml=SLIPS[:90], c_conf=b"\xef\xbb\xbfuser",
         d_xml=b"", e_xml=b"<domain>\xff</domain>")  # fmt: skip
    status(page, "files:")
    page.get_by_role("tab").nth(1).click()
    write(page, RIGHT, "error")
    assert "a.xml" in text(page, "found")


def test_what_was_read_is_checked_by_its_bytes(checker: Opener) -> None:
    """As libvirt gets it: an editor of a page knows neither CR nor encodings."""
    page = checker()
    give(page, qemu_conf=b'\xef\xbb\xbfuser = "root"\n')
    status(page, "qemu.conf (qemu.conf): 1 error")
    assert "byte order mark" in text(page, "found")


def test_files_may_be_dropped(checker: Opener) -> None:
    page = checker()
    page.evaluate(
        """text => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], "dropped.xml"));
          const how = { dataTransfer, bubbles: true, cancelable: true };
          const drop = new DragEvent("drop", how);
          document.querySelector("h1").dispatchEvent(drop);
        }""",
        SLIPS,
    )
    status(page, "dropped.xml (domain): 2 errors")


def test_a_file_that_is_too_large_is_not_opened(checker: Opener) -> None:
    page = checker()
    give(page, small_xml=SLIPS)
    status(page, "2 errors")
    most = page.evaluate("kbcheck.MAX")
    give(page, big_xml=b"<" * (most + 1))
    status(page, f"big.xml is larger than {most // 1024} KiB")
    assert page.get_by_role("tab").all_inner_texts() == ["small.xml (2)"]


def test_a_long_text_waits_to_be_asked_for(checker: Opener) -> None:
    page = checker()
    page.locator("textarea:visible").fill(" " * 200 * 1024 + SLIPS)
    status(page, "press Check")
    page.get_by_role("button", name="Check", exact=True).click()
    status(page, "2 errors")


def test_a_check_that_takes_a_while_says_so_first(checker: Opener) -> None:
    """Words that a reader cannot see would be no help: the page is painted first."""
    page = checker()
    page.evaluate(
        """() => {
          window.seen = [];
          const status = document.querySelector(".kb-own-status");
          const look = () => {
            const words = status.textContent;
            if (window.seen.at(-1) !== words) window.seen.push(words);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    give(page, qemu_conf="usre = 1\n" * 10_000)
    status(page, "errors")
    assert "Checking\u2026" in page.evaluate("window.seen")


def test_many_findings_are_shown_in_parts(checker: Opener) -> None:
    page = checker()
    give(page, qemu_conf="usre = 1\n" * 150)
    status(page, "qemu.conf (qemu.conf)")
    shown = page.locator(".kb-own-found ol > li")
    assert shown.count() == 100
    page.get_by_role("button", name="Show more").click()
    assert shown.count() > 100


def test_a_file_can_be_removed(checker: Opener) -> None:
    page = checker()
    give(page, one_xml=SLIPS, two_xml=RIGHT)
    status(page, "2 files")
    page.get_by_role("button", name="Remove").locator("visible=true").click()
    status(page, "two.xml (domain): nothing found")
    page.get_by_role("button", name="Remove").locator("visible=true").click()
    status(page, "Paste a text")
    assert page.get_by_role("tab").count() == 1
