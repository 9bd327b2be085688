"""The site, built once for all workers of pytest: what kbsybil reads, and the HTML.

It is built by a process of its own.  Where there are workers, that begins before they
do; who needs the site waits for the lock, which the process holds until it ends.
"""

from __future__ import annotations

import fcntl
import gc
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "_ext"))  # what stands beside these tests, as in conf.py

from kbsybil.site import Site, build_site  # noqa: E402

NAME = "KB_SHARED_SITE"
"""What names the folder of the build to other processes."""

_begun: list[subprocess.Popen[bytes]] = []


def begin() -> None:
    """Start the build."""
    found = Path(tempfile.mkdtemp(prefix="kb-site-"))
    os.environ[NAME] = str(found)
    with (found / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, __file__, str(found)]
        _begun.append(subprocess.Popen(command, pass_fds=[lock.fileno()]))


@cache
def folder() -> Path:
    """Where the site is, when it is complete."""
    if NAME not in os.environ:
        begin()
    found = Path(os.environ[NAME])
    with (found / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    return found


def read(root: Path, out: Path) -> Site:
    """In the place of build_site: the site is shared, another one is built."""
    if root != ROOT:
        return build_site(root, out)
    found: Site = pickle.loads((folder() / "site").read_bytes())
    return found


def end() -> None:
    """Stop the build, if this process began it, and remove what it made."""
    for process in _begun:
        process.kill()
        process.wait()
        shutil.rmtree(os.environ.pop(NAME))
    _begun.clear()


if __name__ == "__main__":
    gc.disable()  # a fifth of the time, in a process that ends with the build
    made = Path(sys.argv[1])
    site = build_site(ROOT, made, "html", jobs=os.cpu_count() or 1)
    (made / "site").write_bytes(pickle.dumps(site))
