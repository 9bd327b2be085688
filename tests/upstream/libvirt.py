"""A libvirt that the model is compared with: that of the host, or of a root folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from live.roots import HOST, generations, lack_of, place_of, version_of

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


class Libvirt(NamedTuple):
    """A libvirt of one version; its files are below `root`."""

    root: Path
    version: str

    def file(self, path: str) -> Path:
        """A file of it; `path` begins with a slash."""
        return self.root / path.lstrip("/")

    def has(self, program: str) -> bool:
        """Whether a program is there and can be run."""
        # Where packages were unpacked only, nothing runs.
        runs = self.root == HOST or (os.geteuid() == 0 and self.file("bin/sh").exists())
        folders = PATH.split(":")
        return runs and any(self.file(f"{f}/{program}").exists() for f in folders)

    def printed(self, *words: str) -> str:
        """What a command of it prints, on both streams."""
        inside = [] if self.root == HOST else ["chroot", str(self.root)]
        done = subprocess.run(
            [*inside, *words],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={"LC_ALL": "C.UTF-8", "PATH": PATH},
        )
        return done.stdout + done.stderr


def names() -> list[str]:
    """Those to compare with: the folder that KB_ROOT names, or all of the table."""
    return [os.environ["KB_ROOT"]] if os.environ.get("KB_ROOT") else [*generations()]


def find(name: str) -> Libvirt | str:
    """A libvirt by its name in the table, or its folder; why not, if there is none."""
    generation = generations().get(name)
    if generation is None:
        version = version_of(Path(name))
        return Libvirt(Path(name), version) if version else f"no libvirt in {name}"
    place = place_of(generation)
    if place is None:
        return f"{name}: {lack_of(generation)}"
    return Libvirt(place, generation.libvirt)
