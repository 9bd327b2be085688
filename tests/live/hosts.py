"""Hosts: libvirts in which commands run one after the other, and which may share files.

A host has processes, mounts, a name and a network of its own.  What it changes is gone
when it ends, and so is all that runs in it.
"""

from __future__ import annotations

import os
import select
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import NamedTuple

import pytest

from live import shared
from live.generation import Place, unable_to_enter

BOOT = Path(__file__).with_name("boot.sh")
SHARED = "shared"
LONGEST = 120.0
"""Seconds that a command may take."""

KNOWN = "/var/cache/libvirt/qemu/capabilities"

_LOOP = """
hostname {name}
[ ! -d /job/{name}/known ] || cp -rT /job/{name}/known {known}
exec 3<>/job/{name}/asked 4<>/job/{name}/answered
while read -r number <&3; do
  [ "$number" != end ] || exit 0
  HOME=/root bash /job/{name}/$number.sh >/job/{name}/$number.out 2>&1 </dev/null
  echo $? >&4
done
"""


def unable_to_boot() -> str:
    """Why no host can be made on this machine; '' if one can."""
    if " cgroup2 " not in Path("/proc/mounts").read_text("utf-8"):
        return "systemd needs a cgroup2 filesystem"
    return unable_to_enter()


class Done(NamedTuple):
    """How a command ended, and what it printed on both of its streams."""

    status: int
    output: str


class Host:
    """A machine with a libvirt; a folder of its own is `/job/NAME` there."""

    def __init__(
        self, place: Place, folder: Path, name: str, known: Path | None = None
    ) -> None:
        self.place = place
        self.name = name
        self.folder = folder / name
        self.variables: dict[str, str] = {}
        self.without: set[str] = set()
        """What stand-ins are there for, such as KVM."""
        self.beneath: set[str] = set()
        """What they are there for beneath daemons, whose messages hang on it."""
        self.folder.mkdir()
        (folder / SHARED).mkdir(exist_ok=True)
        if known:
            shutil.copytree(known, self.folder / "known")
        loop = _LOOP.format(name=name, known=KNOWN)
        (self.folder / "loop.sh").write_text(loop, "utf-8")
        self._asked, self._answered = (
            self._pipe(name) for name in ("asked", "answered")
        )
        self._count = 0
        self._process = subprocess.Popen(
            ["bash", BOOT, place.root, folder, f"{name}/loop.sh"],
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.run("true")

    def _pipe(self, name: str) -> int:
        path = self.folder / name
        os.mkfifo(path)
        # Read and write: it opens without anybody at the other end.
        return os.open(path, os.O_RDWR)

    def run(
        self, command: str, *, user: str = "root", longest: float = LONGEST
    ) -> Done:
        """What a command of the shell does; it runs in the home folder of the user.

        `longest` is in seconds; TimeoutError if it takes more, and the host ends.
        """
        self._count += 1
        path = self.folder / f"{self._count}.sh"
        given = "".join(
            f"export {name}={shlex.quote(value)}\n"
            for name, value in self.variables.items()
        )
        path.write_text(f"{given}cd\n{command}\n", "utf-8")
        if user != "root":
            path.rename(path.with_suffix(".user"))
            inner = f"bash /job/{self.name}/{self._count}.user"
            path.write_text(f"exec su - {user} -c {shlex.quote(inner)}\n", "utf-8")
        status = self._wait(longest, command)
        return Done(status, path.with_suffix(".out").read_text("utf-8", "replace"))

    def must(
        self, command: str, *, user: str = "root", longest: float = LONGEST
    ) -> str:
        """What a command prints; AssertionError if it fails."""
        done = self.run(command, user=user, longest=longest)
        assert done.status == 0, f"{self.name}: {command}\n{done.output}"
        return done.output

    def write(self, path: str, text: str) -> None:
        """Put a file there."""
        self._count += 1
        own = self.folder / f"{self._count}.file"
        own.write_text(text, "utf-8")
        self.must(f"install -D -m 644 /job/{self.name}/{own.name} {shlex.quote(path)}")

    def share(self, *paths: str) -> None:
        """Mount folders that all hosts of the stage have in common."""
        for path in paths:
            self.must(
                f"mkdir -p {path} /job/{SHARED}{path} && "
                f"mount --bind /job/{SHARED}{path} {path}"
            )

    def end(self) -> None:
        """End all that runs there."""
        os.write(self._asked, b"end\n")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            # The script that boots it then ends the rest.
            self._process.terminate()
        self._process.communicate()
        os.close(self._asked)
        os.close(self._answered)

    def _wait(self, longest: float, command: str) -> int:
        os.write(self._asked, f"{self._count}\n".encode())
        end = time.monotonic() + longest
        while not select.select([self._answered], [], [], 0.5)[0]:
            if self._process.poll() is not None:
                said = self._process.communicate()[1]
                raise ConnectionError(f"{self.name} has ended: {command}\n{said}")
            if time.monotonic() > end:
                self._process.terminate()
                raise TimeoutError(f"{self.name}: after {longest} s: {command}")
        return int(os.read(self._answered, 20))


@cache
def known(place: Place) -> Path:
    """A folder with what a libvirt finds out of its QEMUs.

    To ask them takes seconds, and each host would do it anew.
    """

    def asked() -> Path:
        folder = shared.folder() / f"known {place.version}"
        folder.mkdir()
        host = Host(place, folder, "first")
        host.must(
            f"virsh -c qemu:///system capabilities && cp -r {KNOWN} /job/first/found"
        )
        host.end()
        return folder / "first" / "found"

    return shared.once(f"known {place.version}", asked)


class Stage:
    """Hosts of one libvirt that share a folder; they end with it."""

    def __init__(self, place: Place) -> None:
        place.needs("systemctl", "virsh", "qemu-system-x86_64")
        if lack := unable_to_boot():
            pytest.skip(f"libvirt {place.version}: {lack}")
        self.place = place
        self.hosts: list[Host] = []
        self._open = ExitStack()
        name = self._open.enter_context(TemporaryDirectory(prefix="kb"))
        self._folder = Path(name)
        # Commands of other users are in it.
        self._folder.chmod(0o711)

    def host(self, name: str, files: Mapping[str, str] | None = None) -> Host:
        """One more host, with these files."""
        host = Host(self.place, self._folder, name, known(self.place))
        self._open.callback(host.end)
        self.hosts.append(host)
        for path, text in (files or {}).items():
            host.write(path, text)
        return host

    @property
    def beneath(self) -> frozenset[str]:
        """What stand-ins are beneath the daemons of any of its hosts."""
        return frozenset(lack for host in self.hosts for lack in host.beneath)

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()
