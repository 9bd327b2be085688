"""Rows that are joined fail as they would alone, each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from same import differences, outcomes
from test_sybil import run_pytest

HOOK = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import joined
joined.FOLDER = Path(__file__).parent
from joined import pytest_collection_modifyitems
"""
ROWS = """
import pytest

@pytest.mark.parametrize("n", range(45))
def test_rows(n):
    if n == 41:
        pytest.fail("told")
    assert n not in (3, 4)

@pytest.mark.parametrize("n", range(3))
def test_with_a_fixture(n, tmp_path):
    pass

@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.xfail), 2])
def test_with_a_mark(n):
    assert n != 1

@pytest.mark.parametrize("n", [5])
def test_one(n):
    pytest.skip("why")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    hook = HOOK.format(tests=str(Path(__file__).parent))
    (tmp_path / "conftest.py").write_text(hook, "utf-8")
    (tmp_path / "test_it.py").write_text(ROWS, "utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> tuple[list[str], str]:
    """What each item came to, and all that was printed."""
    options = ["-p", "no:cacheprovider", "-v", "--rootdir", str(folder)]
    output = run_pytest(folder, [*options, *words])[1]
    found = re.findall(r"^test_it\.py::(.+) ([A-Z]+) ", output, re.MULTILINE)
    return [" ".join(item) for item in found], output


def test_twenty_rows_are_an_item_which_tells_all_that_fail(folder: Path) -> None:
    found, output = run(folder)
    assert found == [
        "test_rows[0 … 19] FAILED", "test_rows[20 … 39] PASSED",
        "test_rows[40 … 44] FAILED",
        *(f"test_with_a_fixture[{n}] PASSED" for n in range(3)),
        "test_with_a_mark[1] XFAIL", "test_with_a_mark[2] PASSED",
        "test_one[5] SKIPPED (why)".partition(" (")[0],
    ]  # fmt: skip
    assert "2 of 20 rows fail" in output
    assert "1 of 5 rows fail" in output
    for row in (3, 4, 41):
        assert f"\ntest_it.py::test_rows[{row}]\n" in output
    for told in (
        ">       assert n not in (3, 4)",
        "E       assert 3 not in (3, 4)",
        "told",
    ):
        assert told in output


@pytest.mark.parametrize(
    "words",
    [["test_it.py::test_rows[17]"], ["-k", "test_rows and 17"]],
)
def test_a_row_that_is_asked_for_is_an_item(folder: Path, words: list[str]) -> None:
    assert run(folder, *words)[0] == ["test_rows[17] PASSED"]


def test_runs_that_differ_are_told(tmp_path: Path) -> None:
    cases = {
        "one": "<testcase classname='m' name='a'/>"
        "<testcase classname='m' name='b'><skipped/></testcase>",
        "other": "<testcase classname='m' name='a'><failure/></testcase>"
        "<testcase classname='m' name='b'><skipped/></testcase>",
    }
    for name, text in cases.items():
        (tmp_path / name).write_text(f"<testsuites>{text}</testsuites>", "utf-8")
    one, other = (outcomes(tmp_path / name) for name in cases)
    assert differences(one, one) == []
    assert differences(one, other) == [
        "m::a: passed, in the first run only",
        "m::a: failure, in the second run only",
    ]
