"""Which worker of pytest runs what of the live suite."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from live import shared

TESTS = Path(__file__).parent
CONFTEST = """
from live.conftest import (
    pytest_collection_modifyitems, pytest_configure, pytest_xdist_make_scheduler
)
"""
SUITE = """
import pytest
from pathlib import Path
from live.generation import Place

EACH = [(page, Place(v, Path())) for v in "12" for page in "abc"]

@pytest.mark.parametrize("page", "abc")
def test_union(page): pass

@pytest.mark.claim("x", (), ())
@pytest.mark.parametrize("place", [Place(v, Path()) for v in "1234"])
def test_claim(place): pass

@pytest.mark.parametrize("n", range(5))
@pytest.mark.parametrize(("page", "place"), EACH)
def test_page(page, place, n): pass
"""


def run(folder: Path, workers: int) -> list[tuple[str, str, str]]:
    """The worker, the test and the parameters of each line, in their order."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_suite.py").write_text(SUITE)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "xdist", "-v", "-n", str(workers),
         "--dist", "loadgroup", "-p", "no:cacheprovider", folder],
        cwd=folder,
        env={"PYTHONPATH": str(TESTS), "PATH": "/usr/bin",
             "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    line = re.compile(r"(?m)^\[(gw\d)\].*PASSED \S+::(\w+)\[(.*?)\]")
    return line.findall(done.stdout)


def test_a_scenario_is_played_by_one_worker(tmp_path: Path) -> None:
    workers: dict[str, set[str]] = {}
    for worker, name, given in run(tmp_path, 2):
        if name == "test_page":
            workers.setdefault(given.rpartition("-")[0], set()).add(worker)
    assert len(workers) == 6
    assert all(len(found) == 1 for found in workers.values())
    assert len(set.union(*workers.values())) > 1


def test_what_waits_for_all_scenarios_comes_last(tmp_path: Path) -> None:
    # By one worker, for of several nobody knows which one ends last.
    names = [name for _, name, _ in run(tmp_path, 1)]
    order = ["test_page"] * 30 + ["test_claim"] * 4 + ["test_union"] * 3
    assert names == order


def test_a_thing_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shared.NAME, str(tmp_path))
    made = iter("ab")
    assert shared.once("a/b", lambda: next(made)) == "a"
    assert shared.once("a/b", lambda: next(made)) == "a"
    assert shared.once("other", lambda: next(made)) == "b"


def test_what_could_not_be_made_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(shared.NAME, str(tmp_path))

    def fail() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        shared.once("it", fail)
    assert shared.once("it", lambda: "now") == "now"
