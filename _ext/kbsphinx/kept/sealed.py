"""The folder that a build keeps for the next one, and why the next one may trust it.

It lies beside the output folder, so that nothing of it is published: what Sphinx
remembers of the pages, the verdicts, the output as it was written.  A build takes the
seal off before it writes and puts one on when all is done.  So what is there is what a
whole build by the same code left, byte for byte; else it is thrown away.  After a
kill, on a full disk, after an edit of the code or of a cache there is one way on: a
build from nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path
from typing import IO

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

from .disk import CannotBuild, read_json, remove, told, write_json
from .origin import origin

logger = logging.getLogger(__name__)

_LOCKS: dict[Path, IO[str]] = {}
"""The locks that this process holds: a build that was interrupted leaves its own."""


class SealedFolder:
    """The kept folder of one output folder."""

    def __init__(self, folder: Path, out: Path, made_by: str) -> None:
        self.folder = folder
        self.out = out
        self.made_by = made_by
        self.doctrees = folder / "doctrees"
        self.output = folder / "output"
        self.verdicts = folder / "verdicts.json"
        self.rendered = folder / "rendered.json"
        self.published = folder / "published.json"  # outlives what a broken seal ends
        self._lock = folder / "lock"
        self._seal = folder / "seal.json"

    def open(self) -> None:
        """Begin a build: shut others out, and keep only what can be trusted."""
        if self.folder.is_symlink():
            raise CannotBuild(f"{self.folder} is a link; remove it")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_lock()
        if self.published.is_symlink() or not self.published.is_file():
            remove(self.published)  # a folder or a link cannot be replaced as a file is
        if not self.is_whole():
            for path in self.folder.iterdir():
                if path not in (self._lock, self.published):
                    remove(path)
        self._seal.unlink(missing_ok=True)
        self.doctrees.mkdir(exist_ok=True)
        self.output.mkdir(exist_ok=True)

    def is_whole(self) -> bool:
        """Whether all is as a whole build by the same code left it."""
        try:
            return bool(read_json(self._seal) == [self.made_by, self._contents()])
        except (OSError, ValueError):
            return False

    def seal(self) -> None:
        """End a build of which all is written."""
        write_json(self._seal, [self.made_by, self._contents()])

    def _contents(self) -> dict[str, str]:
        """File -> a hash of it.  ValueError if something is no file."""
        aside = (self._lock, self._seal, self.published)
        found = {}
        for path in sorted(self.folder.rglob("*")):
            if path in aside:
                continue
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise ValueError(f"{path} is not a file")
            if path.is_file():
                name = path.relative_to(self.folder).as_posix()
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def _take_lock(self) -> None:
        if self._lock in _LOCKS:
            return
        if self._lock.is_symlink() or not self._lock.is_file():
            remove(self._lock)  # to open a pipe would be to wait for its other end
        lock = self._lock.open("a", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            logger.info("another build writes into %s; waiting for its end", self.out)
            fcntl.flock(lock, fcntl.LOCK_EX)
        _LOCKS[self._lock] = lock

    def release(self) -> None:
        """Let others build."""
        lock = _LOCKS.pop(self._lock, None)
        if lock:
            lock.close()


def open_sealed(app: Sphinx, _config: Config) -> None:
    """Have Sphinx remember and write in the kept folder, until all is done."""
    out, doctrees = Path(app.outdir), Path(app.doctreedir)
    # Sphinx's default lies in the output folder, where it would be published.
    beside = out.parent if doctrees.is_relative_to(out) else doctrees
    sealed = SealedFolder(beside / f".{out.name}.kept", out, origin(app))
    with told(sealed.folder):
        sealed.open()
    app.kb_sealed = sealed  # type: ignore[attr-defined]
    app.doctreedir = sealed.doctrees
    app.outdir = sealed.output


def show_out(app: Sphinx) -> None:
    """Name the output folder to all others, now that the builder has its own."""
    app.outdir = app.kb_sealed.out  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Trust the kept folder or empty it, before anything is read from it."""
    # The last to see the settings: others may change them, and they decide on trust.
    app.connect("config-inited", open_sealed, priority=900)
    # The builder has just taken the folder that it writes into; first of all, then,
    # `outdir` is again what others take it for.
    app.connect("builder-inited", show_out, priority=100)
