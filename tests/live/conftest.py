"""What the live suite needs: the real software, and one private libvirt."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run(*command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A command's end: its status, and what it printed."""
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, timeout=120
    )


def needs(program: str, package: str) -> None:
    """Skip where a program is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (Debian package {package})")


@pytest.fixture(scope="session")
def installed() -> str:
    """The version of the libvirt that is installed."""
    needs("virsh", "libvirt-clients")
    return run("virsh", "--version").stdout.strip()


@pytest.fixture(scope="session")
def embedded(installed: str) -> Iterator[str]:
    """The URI of a QEMU driver of our own: no daemon, nothing of the host's."""
    needs("qemu-system-x86_64", "qemu-system-x86")
    with TemporaryDirectory(prefix="kb") as folder:  # its sockets need a short path
        # As another user QEMU cannot open /dev/kvm on some hosts, and libvirt then
        # asks it for its capabilities again at each start.
        conf = Path(folder) / "etc" / "qemu.conf"
        conf.parent.mkdir()
        conf.write_text('user = "root"\ngroup = "root"\n', encoding="utf-8")
        uri = f"qemu:///embed?root={folder}"
        started = run("virsh", "-c", uri, "uri")
        if started.returncode:
            pytest.skip(f"no embedded QEMU driver here: {started.stderr.strip()}")
        yield uri


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Writes a text to a file, and tells its path."""

    def write(text: str) -> str:
        path = tmp_path / "document.xml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write
