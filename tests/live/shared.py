"""What is made once in a run, by whichever worker of pytest needs it first."""

from __future__ import annotations

import atexit
import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

NAME = "KB_LIVE_SHARED"
"""What names the folder to other processes."""

Made = TypeVar("Made")


def begin() -> None:
    """Make the folder, for this process and those that it starts."""
    folder = mkdtemp(prefix="kb")
    os.environ[NAME] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def folder() -> Path:
    """A folder that the workers have in common, and that ends with the run."""
    if NAME not in os.environ:
        begin()
    return Path(os.environ[NAME])


def once(name: str, make: Callable[[], Made]) -> Made:
    """What `make` returns, which one process does; the others wait for it.

    What it raises is not kept.
    """
    kept = folder() / f"{name.replace('/', ' ')}.made"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = pickle.dumps(make())
            kept.write_bytes(made)
    found: Made = pickle.loads(kept.read_bytes())
    return found
