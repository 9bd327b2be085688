"""Cases of settings: daemons start with them if, and only if, we say so."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from live.generation import Place, places
from live.test_settings import (
    READ,
    STAGE,
    Example,
    complaint,
    placed,
    staged,
)
from pages import is_meant
from rule_cases import EXPECTED, OPTION
from test_cases import BAD, GOOD, kind_of

LATER = {
    "qemu-lockd.conf-relative-dir.conf": "a guest finds no lockspace",
    "qemu-sanlock.conf-host-id-large.conf": "sanlock refuses the host",
    "qemu.conf-core-size.conf": "libvirt 9.0.0 counts on from 0",
    "qemu.conf-driver-dac.conf": "no stand-in has SELinux beside it",
}
"""What we call an error, and no daemon fails for when it starts."""


def case_of(path: Path, place: Place) -> Example:
    text = path.read_text("utf-8")
    options = dict(OPTION.findall(text)) | {"expect": EXPECTED.findall(text)}
    name = f"{path.parent.name}/{path.name}"
    return Example(name, kind_of(path), text, options, place)


@cache
def read() -> list[Example]:
    found = [
        case_of(path, place)
        for place in places()
        for path in [*GOOD, *BAD]
        if kind_of(path) in READ and path.name not in LATER
    ]
    return [one for one in found if is_meant(one._asdict(), one.place.version)]


@cache
def said(place: Place) -> dict[str, str]:
    """What the reader of each case says against it; '' if it starts."""
    found = [one for one in read() if one.place == place]
    lines, files = [STAGE], {}
    for number, one in enumerate(found):
        lines += staged(one, number)
        files |= placed(one, number)
    out = place.run("\n".join([*lines, "exit 0"]), files)
    return {one.name: complaint(out, one, number) for number, one in enumerate(found)}


@pytest.mark.parametrize("example", read(), ids=lambda one: one.id)
def test_what_reads_it_starts_unless_we_call_it_fatal(example: Example) -> None:
    example.place.needs("virsh", "virtlockd", "libvirtd")
    if example.plugin:
        example.place.needs(f"lock-driver/{example.plugin}.so")
    told = said(example.place)[example.name]
    assert bool(told) == example.is_fatal(), told
