"""Commands run in the libvirts of several generations, and leave nothing behind."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from kbcheck.versions import parse_versions, version
from live import roots

ENTER = Path(__file__).with_name("enter.sh")
UNSHARE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
EMBED = "qemu:///embed?root=/tmp/e"
"""A QEMU driver of a job's own, without a daemon."""
AS_ROOT = {"stage/tmp/e/etc/qemu.conf": 'user = "root"\ngroup = "root"\n'}
"""For EMBED: without it, libvirt asks QEMU for its capabilities for each document."""

EACH = """
each() {  # FILE COMMAND: the commands of a file, those after a crash with another virsh
  local file=$1 done
  shift
  while [ -s $file ]; do
    "$@" <$file >/dev/null 2>$file.part
    cat $file.part >>$file.err
    done=$(grep -c @@ $file.part) || break
    tail -n +$((2 * done + 1)) $file >$file.rest
    mv $file.rest $file
  done
}
"""
"""Shell: libvirt 9.0.0 ends with some of what it should refuse."""

_MARK = re.compile(r"^(?:error: )?@@(.*)\n", re.MULTILINE)


class Place(NamedTuple):
    """A libvirt, in a root folder or on the host (`/`); `lack` says why it is not."""

    version: str
    root: Path
    lack: str = ""

    def within(self, stated: str) -> bool:
        """Whether this libvirt is one of those that '>=9.0, <12' names."""
        return parse_versions(self.version).within(parse_versions(stated))

    def needs(self, *programs: str) -> None:
        """Skip where this libvirt, a program, or the right to enter it is missing."""
        lack = self.lack or unable_to_enter() or self._lacks(programs)
        if lack:
            pytest.skip(f"libvirt {self.version}: {lack}")

    def _lacks(self, programs: Iterable[str]) -> str:
        folders = [self.root / "usr" / f for f in ("bin", "sbin", "lib/*/libvirt")]
        for program in programs:
            if not any(next(self.root.glob(str(f.relative_to(self.root) / program)),
                            None) for f in folders):  # fmt: skip
                return f"{program} is not installed there"
        return ""

    def programs(self) -> dict[str, str]:
        """The versions of what is there beside libvirt, by name."""
        asked = {"qemu": "qemu-system-x86_64 --version", "sanlock": "sanlock --version"}
        job = "".join(f"{c} >{name} 2>/dev/null\n" for name, c in asked.items())
        found = self.run(f"{job}exit 0\n", {})
        numbers = {name: re.search(r"\d+(\.\d+)+", found[name]) for name in asked}
        return {name: match[0] for name, match in numbers.items() if match}

    def run(self, script: str, files: Mapping[str, str]) -> dict[str, str]:
        """What is in the job's folder, and its subfolders, when the script has run.

        The files are there before; the script runs in the folder, which is `/job`.
        """
        with TemporaryDirectory(prefix="kb") as name:
            folder = Path(name)
            for path, text in {**files, "job.sh": script}.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8")
            done = entered(self.root, folder)
            assert done.returncode == 0, done.stderr
            return {
                path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
                for path in folder.rglob("*")
                if path.is_file()
            }


def entered(root: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The end of a job in a system."""
    return subprocess.run(
        [*UNSHARE, "bash", str(ENTER), str(root), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@cache
def unable_to_enter() -> str:
    """Why no job can run on this machine; '' if one can."""
    with TemporaryDirectory(prefix="kb") as folder:
        Path(folder, "job.sh").write_text("exit 0\n", encoding="utf-8")
        told = entered(roots.HOST, Path(folder)).stderr.strip()
    return f"no namespaces here: {told.splitlines()[-1]}" if told else ""


@cache
def places() -> tuple[Place, ...]:
    """The libvirts of the table, and that of the host if it is another; newest last."""
    found = []
    for generation in roots.generations().values():
        root = roots.place_of(generation) or Path()
        found.append(Place(generation.libvirt, root, roots.lack_of(generation)))
    host = roots.version_of(roots.HOST)
    if host and host not in [place.version for place in found]:
        found.append(Place(host, roots.HOST))
    return tuple(sorted(found, key=lambda place: version(place.version)))


def marked(commands: Iterable[tuple[str, str]]) -> str:
    """Commands for the input of virsh, which goes on after those that fail."""
    return "".join(f"echo --err @@{key}\n{command}\n" for key, command in commands)


def told(errors: str) -> dict[str, str]:
    """What virsh said on stderr after each mark; '' of a command that succeeded."""
    parts = _MARK.split(errors)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    return {key: text.strip() for key, text in pairs}
