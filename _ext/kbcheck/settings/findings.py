"""What is found in a text of settings, with places counted from offsets."""

from __future__ import annotations

from ..position import Lines
from ..problem import Problem, problem

MOST_PROBLEMS = 100


class Findings:
    """The problems of one text."""

    def __init__(self, text: str) -> None:
        self.lines = Lines(text)
        self.found: list[Problem] = []

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

    def twice(self, what: str, offset: int, first: int, hint: str = "") -> None:
        """Keep that `what` is set a second time; `first` is where it was before."""
        line = self.lines.position(first)[0]
        message = f"{what} is set twice; line {line} has it"
        self.add(
            "duplicate-key", offset, message, hint or "keep one of them", related=line
        )

    def ordered(self) -> tuple[Problem, ...]:
        """The problems in the order of the text."""
        ordered = sorted(self.found, key=lambda p: (p.line, p.column))
        return tuple(ordered[:MOST_PROBLEMS])
