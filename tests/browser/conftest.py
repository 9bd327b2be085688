"""A browser for the tests; without one they skip, and say why."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ownfiles import PAGE, WIDE

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    why = "playwright is not installed: make browser"
    playwright = pytest.importorskip("playwright.sync_api", reason=why)
    pytest.importorskip("axe_playwright_python", reason=why)
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser: install one of {', '.join(NAMES)}")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=FLAGS, chromium_sandbox=False
        )
        yield browser
        browser.close()


class Opened:
    """A page of the site in the browser, what it asked for and complained of."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda r: self.requests.append(r.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda e: self.errors.append(str(e)))

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def open(self, name: str) -> Any:
        """Go to a page of the site; the browser's page."""
        self.page.goto((self.folder / f"{name}.html").as_uri())
        return self.page


Open = Callable[..., Opened]


@pytest.fixture
def site(chromium: Any, html_site: Path) -> Iterator[Open]:
    """Makes a window onto the site; arguments are those of playwright's contexts."""
    contexts = []

    def window(**options: Any) -> Opened:
        context = chromium.new_context(**options)
        contexts.append(context)
        return Opened(context.new_page(), html_site)

    yield window
    for context in contexts:
        context.close()


@pytest.fixture
def checker(site: Any) -> Callable[..., Any]:
    """Opens the page; arguments are what its address asks for, and of the window."""

    def opened(asked: str = "", **options: Any) -> Any:
        page = site(**{"viewport": WIDE, **options}).open(PAGE)
        if asked:
            page.goto(f"{page.url}#{asked}")
        return page

    return opened
