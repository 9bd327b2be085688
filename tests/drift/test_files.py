"""The files that packages of this host install are right to us."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drift.host import needs
from drift.test_settings import tell
from kbcheck import Request, check
from kbcheck.sniff import find_kind

SAMPLES = ("qemu.conf", "qemu-lockd.conf", "qemu-sanlock.conf", "virtlockd.conf",
           "libvirtd.conf")  # fmt: skip
DULL = ("removed", "obsolete", "duplicate-key")
_SETTING = re.compile(
    r"^#([a-z][a-z0-9_]* *= *(?:\[\n.*?^# *\]|[^\n]*))", re.MULTILINE | re.DOTALL
)


def found(text: str, kind: str, path: Path) -> list[str]:
    """What we say of a file, but for what is out of date in it."""
    problems = check(Request(text, kind, file=str(path))).problems
    return [f"{path}:{p}" for p in problems if p.check not in DULL]


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_sample_is_right_with_its_settings_switched_on(kind: str) -> None:
    path = Path("/etc/libvirt") / kind
    if not path.is_file():
        pytest.skip(f"{path} is not installed (Debian package libvirt-daemon-system)")
    needs("virsh", "libvirt-clients")
    text = switched_on(path.read_text("utf-8"))
    tell("virsh", "libvirt", kind, found(text, kind, path))


def switched_on(sample: str) -> str:
    """A sample file with the settings in its comments as settings."""
    return _SETTING.sub(lambda m: m[1].replace("\n#", "\n"), sample)


OWN = """# Where the display listens.
#vnc_listen = "192.0.2.1"

# Nodes that guests may use.
#cgroup_device_acl = [
#    "/dev/null", "/dev/zero",
#    "/dev/kvm"
#]
#max_core = "unlimited"
"""


def test_a_sample_of_our_own() -> None:
    text = switched_on(OWN)
    assert text.count("\n#") == 1
    assert found(text, "qemu.conf", Path("a")) == []
    assert len(found(text.replace("listen", "lisen"), "qemu.conf", Path("a"))) == 1


def test_the_variables_of_libvirts_services_are_known() -> None:
    """With their comments off."""
    paths = sorted(Path("/etc/default").glob("*"))
    paths = [p for p in paths if find_kind(str(p), "") == "sysconfig"]
    if not paths:
        pytest.skip("no /etc/default/libvirt* is here (libvirt-daemon-system)")
    needs("virsh", "libvirt-clients")
    told = []
    for path in paths:
        text = re.sub(r"(?m)^#(?=[A-Za-z_]+=)", "", path.read_text("utf-8"))
        told += found(text, "sysconfig", path)
    # Their table names Debian's release; that of qemu.conf names the same libvirt.
    tell("virsh", "libvirt", "qemu.conf", told)


def test_the_units_of_this_host_are_right() -> None:
    folders = (Path("/usr/lib/systemd") / name for name in ("system", "user"))
    units = [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and find_kind(str(path), "") == "systemd-unit"
    ]
    if not units:
        pytest.skip("no systemd units are installed (Debian package systemd)")
    needs("systemctl", "systemd")
    told = [p for u in units for p in found(u.read_text("utf-8"), "systemd-unit", u)]
    tell("systemctl", "systemd", "systemd-unit", told)
