"""Each setting of each table, broken in every way that fits it, is told by name.

The rates are printed (pytest -s), and none may fall below what is stated here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from kbcheck import Request, check
from kbcheck.settings import SYNTAXES, Setting, load_table
from kbcheck.settings.forms import forms
from kbcheck.settings.unit import SECTIONS
from newcomer import forgotten, line_with, model_of, nothing_forgotten

SAMPLES = (
    "on", "1", "16", "5", "yes", "64M", "1G", "80%", "infinity", "2min", "/srv/x",
    "0640", "0-3", "a.service", "machine.slice", "SIGTERM", "word",
    "9b7f0e3c-6d1a-4c58-8f02-1a3b5c7d9e0f", "qemu:///system", "10de:1db4", "sys", "off",
    "agent", "+acquire", "all", "0123456789abcdef0123456789abcdef", "zstd:3", "enable",
    "local", "3339,15,12", "3.4",
)  # fmt: skip

OTHERS = [kind for kind in SYNTAXES if not load_table(kind).settings]
"""The kinds that are not in libvirt's own syntax, which test_settings.py covers."""


class Place(NamedTuple):
    """How a setting stands in a file: the text around it, and the line it is on."""

    write: Callable[[str, str | None], str]
    line: int
    file: str = ""


def joined(name: str, value: str | None) -> str:
    return name if value is None else f"{name}={value}"


def auth(group: str) -> Place:
    rest = "\n[credentials-a]\n" if group == "auth" else "\n"
    return Place(lambda n, v: f"[{group}-ssh-h]\n{joined(n, v)}{rest}", 2)


def sysconfig(group: str, setting: Setting) -> Place:
    folder = (setting.where or ("/etc/default",))[0]
    return Place(lambda n, v: f'{n}="{v or ""}"\n', 1, f"{folder}/{group}")


def unit(group: str) -> Place:
    section = next(s for s, groups in SECTIONS.items() if group in groups)
    return Place(lambda n, v: f"[{section}]\n{n}={v}\n", 2)


ZIPL = {"section": {"target": "/boot", "image": "/a"}, "menu": {"target": "/boot"},
        "defaultboot": {"target": "/boot"}, "segment": {"target": "/boot"},
        "tape": {"image": "/a"}, "dumpto": {}, "mvdump": {},
        "defaultmenu": {}}  # fmt: skip
"""Group, or a setting that makes another sort of section -> what stands beside."""
DEVICE = {"targetbase": "/dev/dm-0", "targettype": "cdl", "targetgeometry": "9,15,12",
          "targetblocksize": "512", "targetoffset": "0"}  # fmt: skip


def zipl(group: str) -> Place:
    head = {"section": "[a]", "menu": ":a"}.get(group, f"[{group}]")

    def write(name: str, value: str | None) -> str:
        whole = ZIPL.get(name, ZIPL[group]) | (DEVICE if name in DEVICE else {})
        if value and value.upper() in ("FBA", "SCSI"):
            del whole["targetgeometry"]
        rest = "".join(f"{k}={v}\n" for k, v in whole.items() if k != name)
        others = "[on]\nimage=/a\ntarget=/b\n:on\ntarget=/b\n"
        return f"{head}\n{joined(name, value)}\n{rest}{others}"

    return Place(write, 2)


def uri(setting: Setting) -> Place:
    place = setting.where[0]
    bases = {"embed": "qemu:///embed?", "unix": "qemu+unix:///system?",
             "ext": "qemu+ext:///system?command=/x&"}  # fmt: skip
    base = bases.get(place, f"qemu+{place}://h/system?")
    if place in load_table("uri").groups["driver"]:
        base = f"{place}://h/?"
    return Place(lambda n, v: f"{base}{joined(n, v)}\n", 1)


def places() -> Iterator[tuple[str, Setting, Place]]:
    """(kind, setting, place) for every described setting that a name introduces."""
    for kind in OTHERS:
        for group, found in load_table(kind).groups.items():
            for setting in found.values():
                if "=" in setting.name:  # with a value that it alone may have
                    continue
                if setting.meaning and (place := place_of(kind, group, setting)):
                    yield kind, setting, place


def place_of(kind: str, group: str, setting: Setting) -> Place | None:
    remote = {"cifs": "//s/a /b cifs", "nfs": "s:/a /b nfs", "option": "s:/a /b nfs"}
    mount = remote.get(group, f"/dev/a /b {'ext4' if group == 'x' else group}")
    line: dict[str, Callable[[str, str | None], str]] = {
        "kernel-cmdline": lambda n, v: f"ro {joined(n, v)} my_own=1\n",
        "modprobe.d": lambda n, v: f"options {group} {joined(n, v)}\n",
        "grub-default": lambda n, v: f'{n}="{v or ""}"\n',
        "qemu-argv": lambda n, v: f"kvm {n}" + (f" '{v}'\n" if v else "\n"),
        "fstab": lambda n, v: f"{mount} {joined(n, v)} 0 0\n",
        "sanlock.conf": lambda n, v: f"{joined(n, v)}\n",
        "modules-load.d": lambda n, v: f"{n}\n",
        "limits.conf": lambda n, v: f"@kvm hard {n} {v}\n",
        "bridge.conf": lambda n, v: f"{n} br0\n",
        "boot-entry": lambda n, v: f"{n} {v}\nuki /l\n",
    }
    if kind in line and group not in ("type", "elsewhere"):
        return Place(line[kind], 1)
    if kind == "auth.conf":
        return auth(group)
    if kind == "sysconfig":
        return sysconfig(group, setting)
    if kind == "systemd-unit":
        return unit(group)
    if kind == "zipl.conf":
        return zipl(group)
    if kind == "uri" and group == "parameter":
        return uri(setting)
    return None  # a whole line of its own (a device, a driver): see the cases


def right(setting: Setting) -> str | None:
    """A value that the setting takes; None if it takes none."""
    if setting.values and "options" not in setting.types:
        return setting.values[0]
    for sample in SAMPLES:
        if setting.pattern and re.fullmatch(setting.pattern, sample):
            return sample
        kinds = [t for t in setting.types if t not in ("flag",)]
        if any(forms()[t].pattern.fullmatch(sample) for t in kinds):
            low, high = setting.min, setting.max
            if not sample.isdigit() or (low or 0) <= int(sample) <= (high or 1 << 40):
                return "a" if setting.name == "credentials" else sample
    return None


def slip(name: str) -> str:
    """The name with two letters in its middle swapped, or one left out."""
    at = len(name) // 2
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return swapped if swapped != name else name[:at] + name[at + 1 :]


def broken(setting: Setting) -> Iterator[tuple[str, str, str | None]]:
    """(fault, name, value) for each way to break a setting."""
    name, value = setting.name, right(setting)
    if len(name.lstrip("-")) > 4:  # shorter ones could mean anything
        yield "slip", slip(name), value
    free = {"text", "word", "command", "options"} & set(setting.types)
    if not free and value is not None:
        yield "value", name, "~wrong~"
    if setting.max is not None:
        yield "range", name, str(setting.max + 1)
    if value is None and setting.types == ("flag",) and setting.name[0] != "-":
        yield "value of a flag", name, "~wrong~"


NAMED = {"unknown-key", "unknown-option", "bad-value", "obsolete", "removed"}
ACCEPTED = {"obsolete", "removed"}
TWICE = (
    "auth.conf",
    "sanlock.conf",
    "sysconfig",
    "grub-default",
    "modprobe.d",
    "kernel-cmdline",
)


def untold(kind: str, name: str, fault: str) -> str:
    path, todo = model_of(kind), f"let the check of {kind} tell it"
    missing = f"a {fault} at {name} is not told"
    return forgotten(path, line_with(path, name), missing, todo, "Add a settings kind")


@pytest.mark.parametrize("kind", [k for k in OTHERS if k != "device-list"])
def test_each_fault_is_told_at_its_line_with_its_name(kind: str) -> None:
    missed, total = [], 0
    for _, setting, place in (p for p in places() if p[0] == kind):
        for fault, name, value in broken(setting):
            total += 1
            text = place.write(name, value)
            problems = check(Request(text, kind, file=place.file)).problems
            told = [p for p in problems if p.check in NAMED and p.line == place.line]
            if not any(name in f"{p.message}" for p in told):
                missed.append(untold(kind, setting.name, fault))
    print(f"\n{kind}: {total - len(missed)} of {total} faults told")
    assert total > 1
    nothing_forgotten(missed)


@pytest.mark.parametrize("kind", [k for k in OTHERS if k != "device-list"])
def test_each_setting_is_accepted(kind: str) -> None:
    wrong = []
    for _, setting, place in (p for p in places() if p[0] == kind):
        text = place.write(setting.name, right(setting))
        found = check(Request(text, kind, file=place.file)).problems
        wrong += [str(p) for p in found if p.check not in ACCEPTED]
    assert wrong == []


@pytest.mark.parametrize("kind", TWICE)
def test_a_setting_that_stands_twice_is_told(kind: str) -> None:
    missed, total = [], 0
    for _, setting, place in (p for p in places() if p[0] == kind):
        if setting.repeats or setting.obsolete:
            continue
        once = joined(setting.name, right(setting))
        text = place.write(setting.name, right(setting))
        if kind in ("kernel-cmdline", "modprobe.d"):
            text = text.replace(once, f"{once} {once}")
        else:
            lines = text.split("\n")
            lines.insert(place.line, lines[place.line - 1])
            text = "\n".join(lines)
        total += 1
        checks = [p.check for p in check(Request(text, kind, file=place.file)).problems]
        if checks != ["duplicate-key"]:
            missed.append((setting.name, checks))
    print(f"\n{kind}: {total - len(missed)} of {total} told")
    assert missed == []


@pytest.mark.parametrize("kind", OTHERS)
def test_tables_say_what_each_setting_is(kind: str) -> None:
    table = load_table(kind)
    for group in table.groups.values():
        for setting in group.values():
            assert not setting.meaning or setting.meaning.endswith(".")
            assert setting.source or not setting.meaning
            assert re.compile(setting.pattern)
            assert not setting.form or setting.pattern
