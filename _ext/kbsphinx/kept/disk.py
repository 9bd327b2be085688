"""The files of a build: written whole, removed for good, and their failures told."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.errors import SphinxError


class CannotBuild(SphinxError):
    """Files that the build cannot read or write."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        # The line that Sphinx prints first; the message itself comes last of many.
        self.category = f"Cannot build: {message}"


@contextlib.contextmanager
def told(folder: Path) -> Iterator[None]:
    """Make a failure of the disk one line that says which file, or folder, it was."""
    try:
        yield
    except OSError as err:
        place = err.filename2 or err.filename or folder
        message = f"{place}: {err.strerror or err}; the next build begins from nothing"
        raise CannotBuild(message) from err


def remove(path: Path) -> None:
    """Remove a file, a folder, or a link, but not what a link leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def empty(folder: Path) -> None:
    """Remove all that is in a folder."""
    for path in folder.iterdir():
        remove(path)


def json_bytes(data: Any) -> bytes:
    """The same bytes for the same data."""
    return (json.dumps(data, sort_keys=True) + "\n").encode()


def write_json(path: Path, data: Any) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(json_bytes(data))
    part.replace(path)


def read_json(path: Path) -> Any:
    """What a file holds; None if it cannot be read, or is no file."""
    try:
        return json.loads(path.read_bytes()) if path.is_file() else None
    except (OSError, ValueError):
        return None
