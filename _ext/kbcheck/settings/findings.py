"""What is found in a text of settings, with places counted from offsets."""

from __future__ import annotations

from collections.abc import Iterable

from ..position import Lines
from ..problem import Problem, in_order, problem
from ..suggest import clipped
from ..tree import is_hole
from ..versions import NEWEST, Versions, absences, lifetime
from .forms import mistake
from .guesses import MOST_GUESSES, Guesses
from .setting import Setting


class Findings:
    """The problems of one text, which is for the libvirts `versions`.

    `example` says that it may hold elisions.
    """

    def __init__(
        self, text: str, *, example: bool = False, versions: Versions = NEWEST
    ) -> None:
        self.example = example
        self.versions = versions
        self.lines = Lines(text)
        self.found: list[Problem] = []
        self._guesses = Guesses()
        self._gave_up = False

    def add(
        self, check: str, offset: int, message: str, hint: str = "", *,
        silently_ignored: bool = False,
        related: int = 0,
    ) -> None:  # fmt: skip
        """Keep a problem at an offset of the text; `related` is a line it names."""
        line, column = self.lines.position(offset)
        self.found.append(
            problem(check, line, column, message, hint,
                    silently_ignored=silently_ignored, related=related)
        )  # fmt: skip

    def near(
        self, word: str, known: Iterable[str], cutoff: float = 0.6, at: int = -1
    ) -> str:
        """The known word that a word of the text most likely stands for, or ''.

        A word at `at` is wrong only if one is near: it is a problem of its own to
        have had too many words before it.
        """
        found = self._guesses.near(word, known, cutoff)
        if found is None and at >= 0 and not self._gave_up:
            self._gave_up = True
            message = f"more than {MOST_GUESSES} unknown words; the rest is not judged"
            self.add("limit", at, message)
        return found or ""

    def elided(self, text: str) -> bool:
        """Whether a text is an elision."""
        return self.example and is_hole(text)

    def value(
        self, setting: Setting, text: str | None, offset: int, *,
        silently_ignored: bool = False,
    ) -> None:  # fmt: skip
        """Keep what is wrong with the value of a setting; None if there is none."""
        wrong = None if self.elided(text or "") else mistake(setting, text, self.near)
        if wrong:
            self.add("bad-value", offset, *wrong, silently_ignored=silently_ignored)

    def age(
        self, setting: Setting, offset: int, *, silently_ignored: bool = False
    ) -> None:
        """Keep that a setting is not in all of the libvirts that the text is for."""
        life = lifetime(setting.since, setting.removed)
        for check, message in absences(f"'{setting.name}'", life, self.versions):
            why = setting.instead or setting.obsolete if check == "removed" else ""
            self.add(check, offset, message, why, silently_ignored=silently_ignored)

    def ignore_from(self, count: int) -> None:
        """Let what was kept behind the first `count` be what libvirt does not read."""
        self.found[count:] = [
            found._replace(silently_ignored=True) for found in self.found[count:]
        ]

    def twice(self, what: str, offset: int, first: int, hint: str = "") -> None:
        """Keep that `what` is set a second time; `first` is where it was before."""
        line = self.lines.position(first)[0]
        message = f"{clipped(what, 60)} is set twice; line {line} has it"
        self.add(
            "duplicate-key", offset, message, hint or "keep one of them", related=line
        )

    def ordered(self) -> tuple[Problem, ...]:
        """The problems in the order of the text."""
        return in_order(self.found)
