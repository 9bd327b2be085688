"""Where the words of a page stand in its file, however they were reported."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kbsphinx.kept.place import column_offset, file_lines, locate, site_path

LINES = [" a", "  b", "a", "", "  - c d", "b", "  a"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "page.rst"
    path.write_text("\n".join(LINES), "utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "reported", "line"),
    [
        (["a"], 1, 1),
        (["a"], 0, 1),  # some count from 0
        (["a"], 2, 3),  # the first from there on
        (["a"], 7, 7),
        (["a"], 8, 7),  # else the last before it
        (["  a  ", "b"], 2, 1),  # all lines, whatever their indent
        (["b", "a"], 1, 2),
        (["b", "a"], 3, 6),
        (["b", "a"], 7, 6),
        (["c d"], 1, 5),  # behind what a list or a table puts before it
        (["x"], 4, 4),
        (["b", "x"], 4, 4),
        (LINES, 3, 1),
        ([*LINES, "a"], 3, 3),
    ],
)
def test_words_are_found_where_they_stand(
    file: Path, content: list[str], reported: int, line: int
) -> None:
    assert locate(str(file), content, reported) == line


def test_what_cannot_be_read_has_no_lines(tmp_path: Path) -> None:
    assert file_lines(str(tmp_path / "absent")) == file_lines(str(tmp_path)) == ()
    assert locate(str(tmp_path), ["a"], 3) == 3
    (tmp_path / "latin").write_bytes(b"\xe9\n")
    assert file_lines(str(tmp_path / "latin")) == ("\ufffd", "")


def test_an_edited_file_is_read_anew(file: Path) -> None:
    assert locate(str(file), ["a"], 1) == 1
    file.write_text("x\na", "utf-8")
    os.utime(file, ns=(1, 1))
    assert locate(str(file), ["a"], 1) == 2


@pytest.mark.parametrize(
    ("line", "text", "offset"),
    [
        (5, "c d", 4),
        (5, "  c d", 2),  # its own indent is part of the example
        (2, "b", 2),
        (2, "    b", 0),
        (7, "a", 2),
        (1, "a", 1),
        (4, "", 0),
        (5, " ", 0),
        (5, "x", 0),
        (0, "a", 0),
        (8, "a", 0),
    ],
)
def test_columns_begin_where_the_example_does(
    file: Path, line: int, text: str, offset: int
) -> None:
    assert column_offset(str(file), line, text) == offset


def test_a_path_is_shown_below_the_root(tmp_path: Path) -> None:
    inside = tmp_path / "kbase" / ".." / "index.rst"
    assert site_path(str(inside), str(tmp_path)) == "index.rst"
    assert site_path("/elsewhere/x", str(tmp_path)) == "/elsewhere/x"
