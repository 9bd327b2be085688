"""What tests of the page that checks a reader's files do on it."""

from __future__ import annotations

from typing import Any

WIDE = {"width": 1400, "height": 900}
NARROW = {"width": 360, "height": 740}
PAGE = "kbase/check"
SLIPS = """<domain type='kvm'>
  <name>ledger</name>
  <memory unti='GiB'>4</memory>
  <os>
    <type arch='x86_64' machine='q35'>hmv</type>
  </os>
</domain>
"""
RIGHT = SLIPS.replace("unti", "unit").replace("hmv", "hvm")


def status(page: Any, words: str) -> None:
    """Wait until the status says this."""
    page.locator(".kb-own-status", has_text=words).wait_for()


def text(page: Any, part: str) -> str:
    """What stands in a part of the form."""
    found: str = page.locator(f".kb-own-{part}").inner_text()
    return found


def write(page: Any, text: str, told: str) -> None:
    """Write a text, and wait for what is found."""
    page.locator("textarea:visible").fill(text)
    status(page, told)


def give(page: Any, **files: str | bytes) -> None:
    """Pick files, whose names have '_' for a dot."""
    page.locator(".kb-own-pick").set_input_files([
        {"name": name.replace("_", "."), "mimeType": "text/plain",
         "buffer": text.encode() if isinstance(text, str) else text}
        for name, text in files.items()
    ])  # fmt: skip


def selected(page: Any) -> str:
    """What is selected in the text that is open."""
    found: str = page.locator("textarea:visible").evaluate(
        "a => a.value.slice(a.selectionStart, a.selectionEnd)"
    )
    return found
