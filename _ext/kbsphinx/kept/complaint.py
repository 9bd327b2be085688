"""What is wrong with a directive, a block or a file itself, not with its content."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something to tell on each build: a place, a check id and a message."""

    path: str
    line: int
    check: str
    message: str
