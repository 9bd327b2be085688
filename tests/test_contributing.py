"""CONTRIBUTING.md leads to files and sections that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from newcomer import ROOT, forgotten, nothing_forgotten

GUIDE = ROOT / "CONTRIBUTING.md"
TEXT = GUIDE.read_text("utf-8")
NAMED = re.compile(
    r"`((?:_ext|kbase|tests)/[^`*…]+|[a-z][\w./-]*\.(?:rst|toml|py|md))`"
)
STEPS = re.compile(r"['\"](Add an? [\w ]+)['\"]")


def lost_files(text: str) -> Iterator[str]:
    """A message for each file that the guide names and that is not there."""
    for match in NAMED.finditer(text):
        named = re.split(r"(?=[^/]*[A-Z]{3,})", match[1])[0].strip()
        if not (ROOT / named).exists():
            line = text.count("\n", 0, match.start()) + 1
            missing = f"there is no {named}"
            yield forgotten(GUIDE, line, missing, "name where it is now", "Code")


def test_each_file_that_the_guide_names_is_there() -> None:
    assert len(NAMED.findall(TEXT)) > 30
    nothing_forgotten(lost_files(TEXT))


def test_a_file_that_is_gone_is_told_at_its_line() -> None:
    (told,) = lost_files("In\n`_ext/lost.py` and `tests/cases/bad/KIND-a.xml`.\n")
    assert told.startswith("CONTRIBUTING.md:2: there is no _ext/lost.py; ")


def test_each_section_that_a_message_names_is_there() -> None:
    sections = set(re.findall(r"^## (.+)$", TEXT, re.MULTILINE))
    for path in Path(__file__).parent.glob("*.py"):
        assert set(STEPS.findall(path.read_text("utf-8"))) - sections == set(), path
