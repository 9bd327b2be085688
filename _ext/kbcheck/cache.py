"""JSON that is costly to make, kept between runs.

A file is named by the hash of all that its content comes from.  One that is damaged,
or that another user could have written, is never read: it is made anew.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .modelfile import model_bytes

try:  # hashlib loads OpenSSL for it, 3 of the 70 ms that a guest takes
    from _blake2 import blake2b
except ImportError:  # no part of Python's documented library
    from hashlib import blake2b

MOST_KEPT = 8
"""Files of one name that stay: versions of kbcheck side by side each have their own."""

_DAY = 24 * 60 * 60
_PART = "part-"


def kept_json(
    name: str,
    sources: Iterable[Path],
    make: Callable[[], Any],
    fits: Callable[[Any], bool] = lambda found: True,
) -> Any:
    """What `make` returns (JSON values), from the user's cache folder if it is there.

    It is made anew when the content of a source has changed, or the Python, and where
    what was kept does not have the shape that `fits` asks for.  A cache that cannot be
    read or written costs only time.  ModelError for a source that cannot be read.
    """
    key = _key(sources)
    folder = _folder()
    file = folder / f"{name}-{key[:32]}.json" if folder else None
    found = _read(file, key) if file else None
    if found is None or not fits(found):
        found = make()
        if file:
            _write(file, name, key, found)
    return found


def _key(sources: Iterable[Path]) -> str:
    """The hash of the sources, with their places below the folder that holds all."""
    # By their texts: to compare a hundred paths as such takes a millisecond.
    files = sorted((str(file), file) for file in sources)
    # What the first and the last have in common, those between them have.
    base = os.path.commonpath([files[at][1].parent for at in (0, -1)])
    # An expression of the model that this Python compiles, another may refuse.
    digest = blake2b(f"{sys.version}\0".encode())
    for name, file in files:
        data = model_bytes(file)
        # Where the folder lies does not count, so that copies of a tree share their
        # files.
        place = name.removeprefix(base)
        digest.update(f"{place}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return digest.hexdigest()


def _folder() -> Path | None:
    """The user's folder; None for a user without a home."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if base.is_absolute():  # others are to be ignored, says the XDG specification
        return base / "kbcheck"
    try:
        return Path("~/.cache/kbcheck").expanduser()
    except RuntimeError:
        return None


def _read(file: Path, key: str) -> Any:
    """What the file holds; None unless it is ours, whole, and of this key."""
    # A FIFO must not be waited for, and a link leads to what others may change.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(file, flags), "rb") as stream:
            state = os.fstat(stream.fileno())
            if not _is_ours(state):
                return None
            head, _, body = stream.read().partition(b"\n")
        if head.decode() != f"{key} {blake2b(body).hexdigest()}":
            return None
        if time.time() - state.st_mtime > _DAY:
            with suppress(OSError):
                os.utime(file)  # what is used stays
        return json.loads(body)
    except (OSError, ValueError, RecursionError):
        return None


def _is_ours(state: os.stat_result) -> bool:
    others = stat.S_IWGRP | stat.S_IWOTH
    mine = state.st_uid == os.getuid() and not state.st_mode & others
    return mine and stat.S_ISREG(state.st_mode)


def _write(file: Path, name: str, key: str, found: Any) -> None:
    """Keep the data, whole or not at all, and drop what was not used for longest."""
    import tempfile

    body = json.dumps(found, separators=(",", ":")).encode()
    head = f"{key} {blake2b(body).hexdigest()}\n".encode()
    part = None
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, part = tempfile.mkstemp(prefix=_PART, dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(head + body)
        Path(part).replace(file)
        _tidy(file.parent, name)
    except OSError:  # read-only, full, no folder: the next run makes it again
        if part:
            Path(part).unlink(missing_ok=True)


def _tidy(folder: Path, name: str) -> None:
    """Remove all but the newest files of a name, and what a killed run left behind."""
    kept = sorted(folder.glob(f"{name}-{'?' * 32}.json"), key=_used, reverse=True)
    left = [p for p in folder.glob(f"{_PART}*") if time.time() - _used(p) > _DAY]
    for old in (*kept[MOST_KEPT:], *left):
        with suppress(OSError):  # another run was faster
            old.unlink()


def _used(file: Path) -> float:
    try:
        return file.lstat().st_mtime
    except OSError:
        return 0
