"""The programs with which the examples ran, by libvirt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from ..kept.store import session
from .grid import grid
from .link import Links
from .manners import changes

NAMES = {"qemu": "QEMU"}
"""Programs whose names are written in another way."""


def programs(env: BuildEnvironment) -> list[Any]:
    """The day of the ledger, '' where git does not tell, and version -> programs."""
    runs, folder = session(env).runs, Path(env.srcdir)
    if runs.file is None or not runs.programs:
        return ["", {}]
    name = runs.file.relative_to(folder).as_posix()
    return [changes(str(folder)).get(name, ""), runs.programs]


def programs_shown(rows: list[Any], _: Links) -> list[nodes.Node]:
    """A table of them; below it, the day."""
    day, found = rows
    if not found:
        return [nodes.paragraph("", "There is none.")]
    names = sorted({name for of in found.values() for name in of})
    versions = sorted(found, key=lambda version: [int(n) for n in version.split(".")])
    heads = ["libvirt", *(NAMES.get(name, name) for name in names)]
    table = grid(heads, ([v, *(found[v].get(n, "") for n in names)] for v in versions))
    said = [nodes.paragraph("", f"The record is of {day}.")] if day else []
    return [table, *said]
