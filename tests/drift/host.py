"""What the host has, and how a difference from it is told.

A table names in its `source` the version that it describes.  If the host has that
version, a difference is a fault of the table.  If it has another, the difference is
news for whoever keeps the table: the test skips, and says what the news is.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable

import pytest

VERSION = r"(\d+(?:\.\d+)*)"


def printed(*words: str) -> str:
    """What a command prints, on both streams, whether it succeeds or not."""
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


def needs(program: str, package: str) -> str:
    """The path of a program; skip where it is not installed."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed (Debian package {package})")
    return path


def installed(program: str) -> str:
    """The version that a program states."""
    match = re.search(VERSION, printed(program, "--version"))
    assert match, f"{program} --version states no version"
    return match[1]


def described(source: str, software: str) -> str:
    """The version of a software that a table's `source` names."""
    match = re.search(rf"{software}\D{{0,60}}{VERSION}", source)
    assert match, f"the source of the table names no version of {software}: {source!r}"
    return match[1]


def is_release(version: str, of: str) -> bool:
    """Whether `version` is `of` or one of its point releases: 2.38.1 of 2.38."""
    return f"{version}.".startswith(f"{of}.")


def judge(version: str, of: str, differences: Iterable[str]) -> None:
    """Fail on differences if the table describes this version; else skip and tell."""
    found = "; ".join(differences)
    if found:
        how = pytest.fail if is_release(version, of) else pytest.skip
        how(f"{version} is here, the table describes {of}: {found}")
