"""Files that the command is given: read in bounds, and judged one by one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .problem import MAX_BYTES, Problem
from .request import Request
from .sniff import find_kind, is_fragment, why_unclear
from .tree import decode
from .verdict import check

STDIN = "-"


class UsageError(Exception):
    """The command line, or a file, cannot be used; the text says why."""


class Checked(NamedTuple):
    """A file that was read: its path, kind, text, and what was found in it."""

    path: str
    kind: str
    text: str
    problems: tuple[Problem, ...]


def distinct(paths: Iterable[str]) -> list[str]:
    """The paths without those of a file that has been named before.

    Two guests that share a disk are at fault; one guest that is named twice is not.
    """
    named: dict[str, str] = {}
    for path in paths:
        named.setdefault(path if path == STDIN else _identity(path), path)
    return list(named.values())


def _identity(path: str) -> str:
    try:
        return os.path.realpath(path)
    except OSError:  # the working folder is gone
        return path


def check_file(path: str, options: argparse.Namespace) -> Checked:
    """Check one file by itself.  UsageError if it cannot be read, or has no kind."""
    text = decode(_read(path))
    if isinstance(text, Problem):
        found = text._replace(path=path)
        return Checked(path, options.kind or "", "", (found,))
    kind = options.kind or find_kind(path, text)
    if not kind:
        raise UsageError(why_unclear(text))
    request = Request(
        text,
        kind,
        example=is_fragment(kind, text),
        level=options.level,
        libvirt=options.libvirt or "",
        file="" if path == STDIN else str(Path(path).absolute()),
    )
    problems = check(request).problems
    return Checked(path, kind, text, tuple(p._replace(path=path) for p in problems))


def _read(path: str) -> bytes:
    """A file's bytes, one more than may be judged at most: a device has no end."""
    try:
        if path != STDIN:
            with Path(path).open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as err:
        raise UsageError(err.strerror or str(err)) from err
