"""JSON that is costly to make, kept between runs.

A file is named by the hash of all that its content comes from.  One that is damaged,
or that another user could have written, is never read: it is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def kept_json(name: str, sources: Iterable[Path], make: Callable[[], Any]) -> Any:
    """What `make` returns (JSON values), from the user's cache folder if it is there.

    It is made anew when the content of a source has changed.  A cache that cannot be
    read or written costs only time.
    """
    key = _key(sources)
    file = _folder() / f"{name}-{key[:32]}.json"
    found = _read(file, key)
    if found is None:
        found = make()
        _write(file, name, key, found)
    return found


def _key(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.name.encode() + b"\0")
        digest.update(source.read_bytes() + b"\0")
    return digest.hexdigest()


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "kbcheck"


def _read(file: Path, key: str) -> Any:
    """What the file holds; None unless it is ours, whole, and of this key."""
    try:
        with file.open("rb") as stream:
            state = os.fstat(stream.fileno())
            others = stat.S_IWGRP | stat.S_IWOTH
            if state.st_uid != os.getuid() or state.st_mode & others:
                return None
            head, _, body = stream.read().partition(b"\n")
        if head.decode() != f"{key} {hashlib.sha256(body).hexdigest()}":
            return None
        return json.loads(body)
    except (OSError, ValueError):
        return None


def _write(file: Path, name: str, key: str, found: Any) -> None:
    """Keep the data, whole or not at all, and drop what it replaces."""
    import tempfile

    body = json.dumps(found, separators=(",", ":")).encode()
    head = f"{key} {hashlib.sha256(body).hexdigest()}\n".encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, part = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(head + body)
        Path(part).replace(file)
        for old in file.parent.glob(f"{name}-{'?' * 32}.json"):
            if old != file:
                old.unlink()
    except OSError:
        return
