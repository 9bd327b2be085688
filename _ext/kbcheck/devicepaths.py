"""Folders of /dev that do not exist: /dev/disks/by-path is no device."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .position import Lines
from .problem import Problem, problem
from .remarks import WITH_REMARKS, without_remarks
from .suggest import did_you_mean, listing, nearest

DISK = ("by-id", "by-path", "by-uuid", "by-label", "by-partuuid", "by-partlabel",
        "by-diskseq", "by-dname", "by-loop-ref", "by-loop-inode")  # fmt: skip
"""The folders that udev makes below /dev/disk."""

_WITH_NAMES = ("disk", "dri", "input", "v4l", "serial", "snd", "dma_heap")
_TAILS = {name.removeprefix("by-"): name for name in DISK}
_NEAR = 0.8
# What follows may be more of the name where the shell or the reader fills it in.
_PATH = (
    # Letters first: so the search skips to them.
    r"/dev/(?<![\w/.-]/dev/)([\w.-]+)/((?:by-)?[A-Za-z][\w-]*+)(?![*?\[{$(`]|…|\.\.)"
)


def check_device_paths(text: str, syntax: str) -> Iterator[Problem]:
    """Paths of /dev whose folders udev does not make, where a text has its values.

    `syntax` is a kind, or 'shell' for a command; of others, all may be prose.
    """
    # Most texts name only folders that are there: those need no search for remarks.
    if syntax not in WITH_REMARKS or not any(_odd(text)):
        return
    lines = Lines(text)
    for match in _odd(without_remarks(text, syntax)):
        folder, name = match.groups()
        where = lines.position(match.start())
        if folder == "disk":
            yield from _below_disk(name, *where)
        else:
            yield from _elsewhere(folder, name, *where)


def _odd(text: str) -> Iterator[re.Match[str]]:
    """The paths whose folder may not be there."""
    for match in re.finditer(_PATH, text) if "/dev/" in text else ():
        folder, name = match.groups()
        if folder == "disk":
            if name not in DISK and not name.isupper():
                yield match
        elif folder not in _WITH_NAMES and name.startswith("by-"):
            yield match


def _below_disk(name: str, line: int, column: int) -> Iterator[Problem]:
    near = _near(name)
    if near:
        message = f"/dev/disk has no folder '{name}'"
        yield problem("bad-value", line, column, message, did_you_mean(near))
    else:  # rules of a site may make it
        message = f"udev makes no folder '{name}' in /dev/disk by itself"
        yield _warning(line, column, message, f"it makes {listing(DISK)}")


def _elsewhere(folder: str, name: str, line: int, column: int) -> Iterator[Problem]:
    near = _near(name)
    message = f"there is no folder /dev/{folder}/{name}"
    hint = did_you_mean(f"/dev/disk/{near}")
    if near and nearest(folder, ("disk",), _NEAR):
        yield problem("bad-value", line, column, message, hint)
    elif name in DISK:  # a logical volume may have the name
        yield _warning(line, column, message, hint)


def _near(name: str) -> str:
    """The folder below /dev/disk that a name stands for; '' if none is near."""
    tail = nearest(name.removeprefix("by-"), _TAILS, _NEAR)
    return _TAILS.get(tail, "")


def _warning(line: int, column: int, message: str, hint: str) -> Problem:
    found = problem("bad-value", line, column, message, hint)
    return found._replace(severity="warning")
