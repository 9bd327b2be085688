"""The tables of settings against the software of this host, where it is installed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from drift.host import described, installed, judge, needs, printed
from kbcheck import Request, check
from kbcheck.modelfile import model_path
from kbcheck.settings import load_table
from kbcheck.settings.unit import SECTIONS

SYSTEMD = Path("/usr/lib/systemd/systemd")


def tell(program: str, software: str, table: str, differences: Iterable[str]) -> None:
    """Judge the differences of a program from a table."""
    source = tomllib.loads(model_path("settings", f"{table}.toml").read_text("utf-8"))[
        "source"
    ]
    judge(installed(program), described(source, software), differences)


@pytest.mark.skipif(not SYSTEMD.is_file(), reason="systemd is not installed")
def test_every_directive_of_systemd_is_known() -> None:
    section, unknown, total = "", [], 0
    for line in printed(str(SYSTEMD), "--dump-configuration-items").split("\n"):
        if match := re.fullmatch(r"\[(\w+)\]", line):
            section = match[1]
        elif "=" in line and section in SECTIONS:
            total += 1
            name = line.partition("=")[0]
            if load_table("systemd-unit").find(name, *SECTIONS[section]) is None:
                unknown.append(f"{section}.{name} is missing")
    assert total > 500
    tell("systemctl", "systemd", "systemd-unit", unknown)


UNITS = {
    "MemoryMax=8G": "outside of section",
    "[Slice]\nMemoryMax=8GB": "Invalid memory limit",
    "[Slice]\nCPUWeight=20000": "Invalid CPU weight",
    "[Slice]\nCPUQuota=20": "Invalid CPU quota",
    "[Slice]\nMemoryMaxx=8G": "Unknown key",
    "[Slize]\nMemoryMax=8G": "Unknown section",
    "[Slice\nMemoryMax=8G": "Invalid section header",
    "[Slice]\nMemoryMax=8G\nMemoryHigh=75%\nTasksMax=10%\nCPUWeight=idle": "",
}


@pytest.mark.parametrize("text", UNITS)
def test_systemd_says_the_same_of_a_unit(text: str, tmp_path: Path) -> None:
    analyze = needs("systemd-analyze", "systemd")
    unit = tmp_path / "own.slice"
    unit.write_text(text + "\n")
    said = printed(analyze, "verify", "--man=no", str(unit))
    lines = [int(n) for n in re.findall(rf"{re.escape(str(unit))}:(\d+): ", said)]
    ours = [
        p.line for p in check(Request(text, "systemd-unit", file=str(unit))).problems
    ]
    same = UNITS[text] in said and ours == lines
    told = [] if same else [f"{text!r}: systemd says {said!r}, we tell lines {ours}"]
    tell("systemctl", "systemd", "systemd-unit", told)


def test_every_option_of_qemu_is_known() -> None:
    text = printed(needs("qemu-system-x86_64", "qemu-system-x86"), "-help")
    names = set(re.findall(r"^(-[\w-]+)", text, re.MULTILINE)) - {"-fda/-fdb"}
    known = load_table("qemu-argv").groups["option"]
    assert len(names) > 80
    missing = sorted({f"-{name.lstrip('-')}" for name in names} - set(known))
    told = [f"{name} is missing" for name in missing]
    tell("qemu-system-x86_64", "QEMU", "qemu-argv", told)


@pytest.mark.parametrize("name", ["-no-kqemu", "-no-kvm", "-soundhw", "-watchdog"])
def test_qemu_refuses_what_the_table_calls_gone(name: str) -> None:
    """The installed QEMU is 7.2 or newer wherever libvirt's versions here are."""
    said = printed(needs("qemu-system-x86_64", "qemu-system-x86"), name)
    (problem,) = check(Request(f"kvm {name} 1\n", "qemu-argv")).problems
    assert problem.check == "removed"
    told = [] if "invalid option" in said else [f"{name}: QEMU says {said!r}"]
    tell("qemu-system-x86_64", "QEMU", "qemu-argv", told)


URIS = {
    "qemu+foo://h/system": "transport in URL not recognised",
    "qemu+unix://h/system": "not supported",
    "qemu+ext:///system": "command is required",
    "qemu+unix:///system?mode=bad": "Unknown remote mode",
    "qemu:///system extra": "Unable to parse URI",
    "test:///": "supply a path",
    "openvz:///x": "unexpected OpenVZ URI path",
    "esx:///": "missing the server part",
}


@pytest.mark.parametrize("uri", URIS)
def test_libvirt_refuses_the_same_uris(uri: str) -> None:
    said = printed(needs("virsh", "libvirt-clients"), "-c", uri, "uri")
    if "was built without" in said:
        pytest.skip("this libvirt has no such driver")
    assert len(check(Request(uri, "uri")).problems) == 1
    told = [] if URIS[uri] in said else [f"{uri}: libvirt says {said!r}"]
    tell("virsh", "libvirt", "uri", told)
