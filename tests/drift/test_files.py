"""The files that packages of this host install are right to us."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest

from drift.host import VERSION, installed, is_release, judge, needs
from drift.test_settings import tell
from kbcheck import KINDS, Request, check
from kbcheck.sniff import find_kind
from newcomer import CONF, model_of

SAMPLES = [PurePath(file).name for kind in CONF for file in KINDS[kind].files]
FOLDER = Path("/etc/libvirt")
DULL = ("removed", "obsolete", "duplicate-key")
_SETTING = re.compile(
    r"^# ?([a-z][a-z0-9_]* *= *(?:\[\n.*?^# *\]|[-\[\"0-9][^\n]*))",
    re.MULTILINE | re.DOTALL,
)


def found(text: str, kind: str, path: Path, libvirt: str = "") -> list[str]:
    """What we say of a file, but for what is out of date in it."""
    problems = check(Request(text, kind, file=str(path), libvirt=libvirt)).problems
    return [f"{path}:{p}" for p in problems if p.check not in DULL]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_sample_is_right_with_each_of_its_settings_switched_on(name: str) -> None:
    """For the newest libvirt, and for the one that is installed."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{path} is not installed (Debian package libvirt-daemon-system)")
    needs("virsh", "libvirt-clients")
    here, kind = installed("virsh"), find_kind(str(path), "")
    told = [
        problem
        for text in switched_on(path.read_text("utf-8"))
        for libvirt in ("", here)
        for problem in found(text, kind, path, libvirt)
    ]
    source = tomllib.loads(model_of(kind).read_text("utf-8"))["source"]
    described = re.findall(rf"\b{VERSION}\b", source)
    same = [version for version in described if is_release(here, version)]
    judge(here, (same or described)[-1], told)


def switched_on(sample: str) -> Iterator[str]:
    """A sample file, then with each of the settings in its comments as a setting."""
    yield sample
    for match in _SETTING.finditer(sample):
        setting = match[1].replace("\n#", "\n")
        yield f"{sample[: match.start()]}{setting}{sample[match.end() :]}"


OWN = """# Where the display listens.
#vnc_listen = "192.0.2.1"

# Nodes that guests may use; type = address says nothing.
#cgroup_device_acl = [
#    "/dev/null", "/dev/zero",
#    "/dev/kvm"
#]
#max_core = "unlimited"
"""


def test_a_sample_of_our_own() -> None:
    texts = list(switched_on(OWN))
    assert [text.count("#") for text in texts] == [8, 7, 4, 7]
    assert [found(text, "qemu.conf", Path("a")) for text in texts] == [[]] * 4
    wrong = OWN.replace("listen", "lisen")
    told = [found(text, "qemu.conf", Path("a")) for text in switched_on(wrong)]
    assert [len(problems) for problems in told] == [0, 1, 0, 0]


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
