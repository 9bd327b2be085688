"""What is said of Python's versions agrees, wherever it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")


def supported() -> list[str]:
    """The versions that the package's classifiers name."""
    found = map(CLASSIFIER.fullmatch, PROJECT["project"]["classifiers"])
    return [match[1] for match in found if match]


def oldest() -> str:
    match = re.fullmatch(r">=(3\.\d+)", PROJECT["project"]["requires-python"])
    assert match
    return match[1]


def test_the_classifiers_name_each_version_from_the_oldest_on() -> None:
    minor = int(oldest().removeprefix("3."))
    assert supported() == [f"3.{minor + n}" for n in range(len(supported()))]
    assert len(supported()) >= 4


def test_the_tools_judge_by_the_oldest_version() -> None:
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{oldest().replace('.', '')}"
    assert PROJECT["tool"]["mypy"]["python_version"] == oldest()
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.findall(r"--python-version (\S+)", makefile) == [oldest()]


def test_the_readme_names_the_same_versions() -> None:
    said = re.findall(
        r"Python (3\.\d+)(?: to (3\.\d+))?", (ROOT / "README.md").read_text("utf-8")
    )
    assert said == [(oldest(), supported()[-1])]
