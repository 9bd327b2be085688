"""Differences between the model and libvirt, and those that are meant."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

MEANT = Path(__file__).with_name("meant.toml")


class Difference(NamedTuple):
    """What differs, as a sentence that holds for each version that has it.

    `where` is a file of the model, `entry` what to write there, `more` what else helps.
    """

    what: str
    where: str
    entry: str = ""
    more: str = ""

    def __str__(self) -> str:
        entry = f": {self.entry}" if self.entry else ""
        more = f"  ({self.more})" if self.more else ""
        return f"{self.where}: {self.what}{entry}{more}"


class Meant(NamedTuple):
    """A difference that stays, with the reason; `*` in `what` is any text."""

    what: str
    why: str

    def covers(self, difference: Difference) -> bool:
        """Whether it is this difference."""
        pattern = ".*".join(map(re.escape, self.what.split("*")))
        return re.fullmatch(pattern, difference.what) is not None


@cache
def all_meant() -> tuple[Meant, ...]:
    """The differences that are meant."""
    return tuple(Meant(**e) for e in tomllib.loads(MEANT.read_text("utf-8"))["meant"])


def not_meant(
    found: Iterable[Difference], meant: Iterable[Meant]
) -> tuple[list[Difference], set[Meant]]:
    """The differences that no entry covers, and the entries that cover one."""
    left, used = [], set()
    for difference in dict.fromkeys(found):
        covering = {m for m in meant if m.covers(difference)}
        used |= covering
        if not covering:
            left.append(difference)
    return left, used
