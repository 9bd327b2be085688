"""Files, read in bounds and judged: each by itself, then together by guides.

The command does no more than this and print it; others can call it, too.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .kinds import KINDS, MARK_IS_TEXT
from .problem import MAX_BYTES, Problem, problem, with_guides
from .request import Request
from .sniff import find_kind, is_fragment
from .tree import decode
from .verdict import check

STDIN = "-"
MARK = "\ufeff"


class UsageError(Exception):
    """The command line, or a file, cannot be used; the text says why."""


class UncheckedError(UsageError):
    """There is no check for such a file, which is no fault; the text says why."""


class FolderError(UncheckedError):
    """It is a folder, and nothing in it is read."""


class Checked(NamedTuple):
    """A file that was read: its path, kind, text, and what was found in it."""

    path: str
    kind: str
    text: str
    problems: tuple[Problem, ...]


class Asked(NamedTuple):
    """What is asked of files; `kind` is '' where each tells its own.

    `file` is the name that counts instead of their own, where several share a kind.
    """

    kind: str = ""
    file: str = ""
    level: str = "driver"
    libvirt: str = ""
    guides: tuple[str, ...] = ()


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


def check_file(path: str, asked: Asked) -> Checked:
    """Check one file by itself.  UsageError if it cannot be read, or has no kind."""
    return check_bytes(path, _read(path), asked)


def check_bytes(path: str, data: bytes, asked: Asked) -> Checked:
    """Check what a file holds by itself.  UsageError if it has no kind."""
    # By its bytes, as libvirt gets it: the encoding is a part of what is checked.
    text = decode(data)
    if isinstance(text, Problem):
        why = None if asked.kind else _why_no_kind(path, "")
        if isinstance(why, UncheckedError):
            raise why
        return Checked(path, asked.kind, "", (text._replace(path=path),))
    return _judged(path, text, asked, marked=data.startswith(codecs.BOM_UTF8))


def check_text(path: str, text: str, asked: Asked) -> Checked:
    """Check a text that is no bytes yet, whatever encoding its declaration names.

    UsageError if it has no kind.
    """
    marked = text.startswith(MARK)
    return _judged(path, text.removeprefix(MARK), asked, marked=marked)


def _judged(path: str, text: str, asked: Asked, *, marked: bool) -> Checked:
    kind = asked.kind or find_kind(path, text)
    if not kind:
        raise _why_no_kind(path, text)
    request = Request(
        text,
        kind,
        example=is_fragment(kind, text),
        level=asked.level,
        libvirt=asked.libvirt,
        file=asked.file or ("" if path == STDIN else str(Path(path).absolute())),
    )
    problems = (*_mark(kind, marked=marked), *check(request).problems)
    return Checked(path, kind, text, tuple(p._replace(path=path) for p in problems))


def _why_no_kind(path: str, text: str) -> UsageError:
    from .unclear import unchecked, why_unclear  # all syntaxes of settings: only here

    told = unchecked(path, text)
    return UncheckedError(told) if told else UsageError(why_unclear(path, text))


def _mark(kind: str, *, marked: bool) -> Iterator[Problem]:
    """A byte order mark, which most readers of settings take for text."""
    if marked and kind in MARK_IS_TEXT:
        message = "a byte order mark begins the file, and counts as text of its line"
        yield problem("syntax", 1, 1, message, "write the file without it")


def check_together(files: Sequence[Checked], asked: Asked) -> list[Checked]:
    """The files with what the guides find in them, too, taken together."""
    from .guides import check_guides, source  # rules need lxml

    sources = [
        source(
            file.path,
            file.text,
            file.kind,
            example=is_fragment(file.kind, file.text),
            problems=file.problems,
        )
        for file in files
        if file.kind in KINDS
    ]
    # One file that cannot be read as nodes must not keep the others from being judged.
    readable = [source for source in sources if source is not None]
    found = check_guides(asked.guides, readable, asked.libvirt)
    return [
        file._replace(
            problems=with_guides(
                file.problems, (p for p in found if p.path == file.path)
            )
        )
        for file in files
    ]


class Coverage(NamedTuple):
    """What the guides make of files: which they read, and what else they would.

    `unread` are files of a kind that they cannot judge; `more`, kinds that they judge
    and that no file has; `useless`, whether they read none of the files.
    """

    reads: list[str]
    unread: list[Checked]
    more: list[str]
    useless: bool


def coverage(files: Sequence[Checked], guides: Iterable[str]) -> Coverage:
    """What the guides make of the files.  A file without a kind counts as read."""
    from .guides import kinds_of

    reads, given = kinds_of(guides), {file.kind for file in files}
    unread = [file for file in files if file.kind and file.kind not in reads]
    more = [kind for kind in reads if kind not in given]
    return Coverage(reads, unread, more, len(unread) == len(files))


def _read(path: str) -> bytes:
    """A file's bytes, one more than may be judged at most: a device has no end."""
    try:
        if path != STDIN:
            with Path(path).open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except IsADirectoryError as err:
        raise FolderError("is a folder; name the files in it") from err
    except OSError as err:
        raise UsageError(err.strerror or str(err)) from err
