"""The names of the reference for the site's search: a compact list of their own.

There are thousands, and a reader loads them all.  So meanings are left to the
pages, ids to what makes them of names again, and names of programs that are not about
guests to the reference itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sphinx.application import Sphinx

from ..show.find import NAMES
from .catalogue import subjects
from .leaves import is_on
from .subject import Lookup, Subject

FOREIGN = (
    "apt", "apt-cache", "apt-get", "augtool", "boot-entry", "cryptsetup", "device-list",
    "dnf", "docker", "driverctl", "fstab", "grub-default", "kernel-cmdline", "mdevctl",
    "modules-load.d", "openssl", "podman", "semanage", "sysconfig", "systemctl",
    "systemd-unit", "yum", "zypper", "modprobe.d", "qemu-argv", "domaincapabilities",
)  # fmt: skip
"""Subjects whose names are found in the reference alone."""


def names(app: Sphinx) -> list[list[Any]]:
    """Kind, page, title and names of each subject."""
    if not is_on(app.builder):
        return []
    seen: set[tuple[str, ...]] = set()
    return [
        [*_head(subject), " ".join(_names(subject, seen))] for subject in subjects()
    ]


def _head(subject: Subject) -> tuple[str, str, str]:
    """Kind, page and title; '' for a title that the page's name tells."""
    kind = next((e.kind for e in subject.entries if e.kind != "group"), "")
    page = subject.page.partition("/")[2]
    usual = f"<{page}>" if kind == "elem" else page
    return kind, page, "" if subject.title == usual else subject.title


def _names(subject: Subject, seen: set[tuple[str, ...]]) -> Iterator[str]:
    kind, page, _ = _head(subject)
    if page in FOREIGN or page.startswith("commands-"):
        return
    if kind == "elem":
        yield from _of_xml(subject.entries, seen)
        return
    for entry in subject.entries:
        if entry.kind == "conf" and entry.meaning:
            yield entry.anchor
        elif entry.kind == "cmd":
            # 'virsh list' on the page of virsh is 'list'; '=virt-xml' is all of it.
            below = entry.name.removeprefix(f"{page} ")
            yield below.replace(" ", "/") if below != entry.name else f"={below}"


def _of_xml(entries: Iterable[Lookup], seen: set[tuple[str, ...]]) -> Iterator[str]:
    """'2driver' is an element two levels below the first, '@cache' an attribute.

    What many elements of a name have, such as <address>, the first of them has.
    """
    places = [
        (path, tuple(e.title.rpartition("@")[2] for e in found if "@" in e.title))
        for path, found in groupby(entries, lambda e: e.title.partition("@")[0])
    ]
    keys = [(path.rpartition("/")[2], *attributes) for path, attributes in places]
    for at, (path, attributes) in enumerate(places):
        below = [k for k, (p, _) in enumerate(places) if p.startswith(f"{path}/")]
        if "/" in path and all(keys[k] in seen for k in (at, *below)):
            continue
        # One that was seen is a stop on the way to what it holds.
        new = keys[at] not in seen or "/" not in path
        yield f"{path.count('/')}{keys[at][0]}"
        yield from (f"@{name}" for name in attributes if new)
    seen.update(keys)


def setup(app: Sphinx) -> None:
    """Have the names found."""
    app.connect(NAMES, names)
