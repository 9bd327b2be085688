"""Folders of /dev that do not exist: /dev/disks/by-path is no device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .position import Lines
from .problem import Problem, problem
from .suggest import listing, nearest

DISK = ("by-id", "by-path", "by-uuid", "by-label", "by-partuuid", "by-partlabel",
        "by-diskseq", "by-dname", "by-loop-ref", "by-loop-inode")  # fmt: skip
"""The folders that udev makes below /dev/disk."""

_WITH_NAMES = ("disk", "dri", "input", "v4l", "serial", "snd", "dma_heap")
_PATH = re.compile(r"(?<![\w/.-])/dev/([\w.-]+)/((?:by-)?[A-Za-z][\w-]*)")


def check_device_paths(text: str) -> Iterator[Problem]:
    """Paths of /dev whose folders udev does not make, in a text of any kind."""
    if "/dev/" not in text:
        return
    lines = Lines(text)
    for match in _PATH.finditer(text):
        folder, name = match.groups()
        if folder == "disk" and name not in DISK and not name.isupper():
            near = nearest(name, DISK)
            hint = f"did you mean '{near}'?" if near else f"it has {listing(DISK)}"
            yield _fault(lines, match, f"/dev/disk has no folder '{name}'", hint)
        elif folder not in _WITH_NAMES and name.startswith("by-"):
            hint = f"did you mean '/dev/disk/{nearest(name, DISK) or name}'?"
            yield _fault(lines, match, f"there is no folder /dev/{folder}/{name}", hint)


def _fault(lines: Lines, match: re.Match[str], message: str, hint: str) -> Problem:
    line, column = lines.position(match.start())
    return problem("bad-value", line, column, message, hint)
