"""The files that packages of this host install are right to us.

Those of libvirt are compared by `make upstream`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from drift.host import needs
from drift.test_settings import tell
from kbcheck import Request, check
from kbcheck.sniff import find_kind

DULL = ("removed", "obsolete", "duplicate-key")


def found(text: str, kind: str, path: Path) -> list[str]:
    """What we say of a file, but for what is out of date in it."""
    problems = check(Request(text, kind, file=str(path))).problems
    return [f"{path}:{p}" for p in problems if p.check not in DULL]


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
