"""Root folders with libvirts of other versions than the one that is installed.

`python tests/live/roots.py` makes those of `roots.toml` that are not there yet, below
the user's cache, or below KB_ROOTS: whole systems, from the mirror that this machine
installs its own packages from.  It needs root, for they are entered with chroot.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("roots.toml")
HOST = Path("/")
KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_LIBRARY = re.compile(r"libvirt\.so\.0\.(\d+)\.(\d+)")


class Generation(NamedTuple):
    """A libvirt that the table names."""

    name: str
    libvirt: str
    suite: str
    packages: tuple[str, ...]
    also: str = ""

    @property
    def folder(self) -> Path:
        """Where its root is, once it is made."""
        return roots_folder() / self.name

    @property
    def stamp(self) -> Path:
        """A file that says what the root was made from."""
        return roots_folder() / f"{self.name}.stamp"

    def is_made(self) -> bool:
        """Whether the root is there, and made from the table as it is now."""
        made = self.folder.is_dir() and self.stamp.is_file()
        return made and self.stamp.read_text("utf-8") == self.recipe()

    def recipe(self) -> str:
        """What says whether a root is still the one that would be made."""
        return hashlib.sha256(repr(tuple(self)).encode()).hexdigest()


def generations() -> dict[str, Generation]:
    """The libvirts of the table, by name."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return {
        name: Generation(
            name,
            entry["libvirt"],
            entry["suite"],
            (*table["packages"], *entry["packages"]),
            entry.get("also", ""),
        )
        for name, entry in table["root"].items()
    }


def roots_folder() -> Path:
    """Where roots are made."""
    if given := os.environ.get("KB_ROOTS"):
        return Path(given)
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (cache if cache.is_absolute() else Path.home() / ".cache") / "kbcheck-roots"


def version_of(root: Path) -> str:
    """The version of the libvirt in a root folder; '' if it has none."""
    folders = ("usr/lib", "usr/lib64", "usr/lib/*")
    for library in sorted(p for f in folders for p in root.glob(f"{f}/libvirt.so.0.*")):
        if match := _LIBRARY.fullmatch(library.name):
            number, micro = int(match[1]), int(match[2])
            return f"{number // 1000}.{number % 1000}.{micro}"
    return ""


def place_of(generation: Generation) -> Path | None:
    """The root folder of a generation, `/` if it is the host; None if it is nowhere."""
    if generation.is_made():
        return generation.folder
    # Not in place of a root that is out of date: it would pass for that.
    is_of_host = version_of(HOST) == generation.libvirt
    return HOST if is_of_host and not generation.folder.exists() else None


def lack_of(generation: Generation) -> str:
    """Why a generation is nowhere; '' if it is somewhere."""
    if place_of(generation):
        return ""
    if generation.folder.exists():
        hint = hindrance() or "run `make live-roots`"
        return f"{generation.folder} is not what {TABLE.name} describes: {hint}"
    return hindrance() or "`make live-roots` has not been run"


def hindrance() -> str:
    """Why no root can be made here; '' if nothing speaks against it."""
    if os.geteuid() != 0:
        return "only root can make roots and run what is in them"
    if shutil.which("mmdebstrap") is None:
        return "mmdebstrap is not installed (Debian package mmdebstrap)"
    return "" if mirror() else "apt has no source of Debian packages here"


def mirror() -> str:
    """The URI that this machine has its packages from; '' if it has none."""
    if shutil.which("apt-get") is None:
        return ""
    release = Path("/etc/os-release").read_text("utf-8")
    codename = re.search(r"^VERSION_CODENAME=(.*)$", release, re.MULTILINE)
    asked = ["Created-By: Packages", "Component: main",
             f"Codename: {codename[1] if codename else ''}"]  # fmt: skip
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", *asked],
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout.split() or [""])[0]


def command(generation: Generation, folder: Path, uri: str) -> list[str]:
    """The command that makes a root in a new folder."""
    suites = [generation.suite, *filter(None, [generation.also])]
    options = {
        "APT::Install-Recommends": "false",
        # A mirror may be a snapshot of a day long ago.
        "Acquire::Check-Valid-Until": "false",
        **({"APT::Default-Release": generation.also} if generation.also else {}),
    }
    return [
        "mmdebstrap",
        "--quiet",
        "--variant=minbase",
        f"--include={','.join(generation.packages)}",
        *(f'--aptopt={name} "{value}"' for name, value in options.items()),
        f"--keyring={KEYS}",
        generation.suite,
        str(folder),
        *(f"deb {uri} {suite} main" for suite in suites),
    ]


def make(generation: Generation, uri: str) -> str:
    """Make a root in place of an older one; what went wrong, '' if nothing."""
    new = generation.folder.with_suffix(".new")
    _remove(new)
    new.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        command(generation, new, uri), capture_output=True, text=True, check=False
    )
    found = version_of(new)
    if done.returncode or found != generation.libvirt:
        _remove(new)
        other = f"{generation.suite} has libvirt {found}: change {TABLE.name}"
        return done.stderr.strip() or "mmdebstrap failed" if done.returncode else other
    _remove(generation.folder)
    new.rename(generation.folder)
    generation.stamp.write_text(generation.recipe(), "utf-8")
    return ""


def _remove(folder: Path) -> None:
    # Never into what somebody mounted there.
    subprocess.run(["rm", "-rf", "--one-file-system", str(folder)], check=True)


def main() -> int:
    """Make what is missing; 1 if that was possible, and failed."""
    failed = 0
    for name, generation in generations().items():
        if generation.is_made():
            print(f"{name}: libvirt {generation.libvirt} is in {generation.folder}")
        elif why := hindrance():
            print(f"{name}: not made: {why}")
        elif told := make(generation, mirror()):
            failed = 1
            print(f"{name}: not made: {told}", file=sys.stderr)
        else:
            print(f"{name}: libvirt {generation.libvirt} is in {generation.folder}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
