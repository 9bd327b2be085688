"""What one grammar file holds, before includes are followed."""

from __future__ import annotations

from dataclasses import dataclass, field

from .grammar import Tree


@dataclass(slots=True)
class Define:
    """One definition: its combine method, pattern, notes."""

    combine: str
    pattern: Tree
    notes: Tree


@dataclass(slots=True)
class Include:
    """One include: the file, and the definitions that override its own."""

    href: str
    line: int
    overrides: dict[str, list[Define]]


@dataclass(slots=True)
class File:
    """A parsed grammar file."""

    path: str
    definitions: dict[str, list[Define]] = field(default_factory=dict)
    includes: list[Include] = field(default_factory=list)
