"""What several tests need."""

from __future__ import annotations

import fcntl
import gc
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest

ROOT = Path(__file__).parents[1]


def pytest_collection_finish() -> None:
    """Let the collector pass over what lives as long as the session: 4 % of the CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
    logging.disable(logging.DEBUG)  # Sphinx makes 700 records a build that nobody reads


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """Compile each of the theme's templates once, not in each build of a small site.

    That was most of the time of such a build.
    """
    known: dict[Any, Any] = {}
    real = jinja2.Environment.compile

    def compiled(self: jinja2.Environment, *given: Any, **named: Any) -> Any:
        key = (tuple(sorted(self.extensions)), given, tuple(sorted(named.items())))
        if key not in known:
            known[key] = real(self, *given, **named)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compiled)
        yield


@pytest.fixture(scope="session")
def html_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site's HTML, built once from the real pages.

    The workers of pytest-xdist share it: the folders of all stand in one.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    site = shared / "html"
    with (shared / "html.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.exists():
            built(tmp_path_factory.mktemp("site")).rename(site)
    return site


def built(out: Path) -> Path:
    """The HTML of a build into a new folder."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-W", "--keep-going",
               "-d", str(out / "doctrees"), str(ROOT), str(out / "html")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out / "html"
