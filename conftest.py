"""Lets pytest run the root page alone; `pytest kbase` runs it with the others."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    """The root page, if it is asked for by its name."""
    if file_path not in (ROOT / "index.rst", ROOT / "index.md"):
        return None
    folder, words = parent.config.invocation_params.dir, parent.config.args
    if file_path not in [(folder / w.partition("::")[0]).resolve() for w in words]:
        return None
    from kbase.conftest import pytest_collect_file as collect

    return collect(ROOT / "kbase" / "conftest.py", parent)
