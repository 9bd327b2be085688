"""What a host of the live suite says of itself once sanlock believes in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from live import sanlock
from live.hosts import Stage


class Bare:
    """A host on which nothing runs."""

    name = "alpha"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = self
        self.beneath: set[str] = set()

    def needs(self, *_: str) -> None: ...

    def write(self, *_: str) -> None: ...

    def share(self, *_: str) -> None: ...

    def must(self, *_: str) -> None: ...


def test_what_the_library_pretends_is_named_in_each_message_of_the_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sanlock, "_library", bytes)
    one: Any = Bare(tmp_path)
    other: Any = Bare(tmp_path)
    stage = Stage.__new__(Stage)
    stage.hosts = [one, other]
    assert stage.beneath == frozenset()
    sanlock.equip(other)
    assert stage.beneath == {*sanlock.WITHOUT}
