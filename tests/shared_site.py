"""The site, built once for all workers of pytest: what kbsybil reads, then the HTML.

A process of its own builds both.  Where there are workers, it begins before they do;
who needs a part waits for its lock, which the process holds until the part is made.
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
from contextlib import ExitStack
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "_ext"))  # what stands beside these tests, as in conf.py

from kbsybil.site import Site, build_site  # noqa: E402

NAME = "KB_SHARED_SITE"
"""What names the folder of the build to other processes."""

PARTS = ("dummy", "html")
"""The builders, in their order: the second takes the pages that the first has read."""

_begun: list[subprocess.Popen[bytes]] = []


def begin() -> None:
    """Start the builds."""
    found = Path(tempfile.mkdtemp(prefix="kb-site-"))
    os.environ[NAME] = str(found)
    with ExitStack() as stack:
        locks = [stack.enter_context((found / f"{p}.lock").open("w")) for p in PARTS]
        for lock in locks:
            fcntl.flock(lock, fcntl.LOCK_EX)
        held = [lock.fileno() for lock in locks]
        command = [sys.executable, __file__, str(found), *map(str, held)]
        _begun.append(subprocess.Popen(command, pass_fds=held))


@cache
def built(builder: str) -> Site:
    """What the build found, when it is complete."""
    if NAME not in os.environ:
        begin()
    with (folder() / f"{builder}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    found: Site = pickle.loads((folder() / f"{builder}.site").read_bytes())
    return found


def folder() -> Path:
    """Where the site is or will be, below `out`."""
    return Path(os.environ[NAME])


def read(root: Path, out: Path) -> Site:
    """In the place of build_site: the site is shared, another one is built."""
    return built("dummy") if root == ROOT else build_site(root, out)


def end() -> None:
    """Stop the build, if this process began it, and remove what it made."""
    for process in _begun:
        process.kill()
        process.wait()
        shutil.rmtree(os.environ.pop(NAME))
    _begun.clear()


if __name__ == "__main__":
    gc.disable()  # a fifth of the time, in a process that ends with the builds
    made = Path(sys.argv[1])
    for part, held in zip(PARTS, sys.argv[2:], strict=True):
        site = build_site(ROOT, made, part)
        (made / f"{part}.site").write_bytes(pickle.dumps(site))
        os.close(int(held))
