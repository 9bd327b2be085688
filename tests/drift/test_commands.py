"""The command tables against what installed programs say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from drift.host import described, installed, judge, needs, printed
from kbcheck.console.entry import Usage
from kbcheck.console.tables import commands

OPTION = re.compile(r"^ {4}\[?(?:-\w, )?--([\w-]+)\]? ?(<(?:string|number)>)?")
HELP = re.compile(r"^ +(?:(-[\w?#])\b,? ?)?(--[\w-]+)(\[?=)?", re.MULTILINE)
UNSHOWN = ("--raw",)
"""An older way to say `--format raw`, which no help shows."""
PROGRAMS = {
    "util-linux": ("mount", "umount", "findmnt", "lsblk", "lslocks", "dmesg", "blkid"),
    "coreutils": ("ls", "cp", "rm", "mkdir", "chmod", "chown", "touch", "stat",
                  "sha256sum"),
    "systemctl": ("systemctl",),
    "augtool": ("augtool",),
}  # fmt: skip


def tell(program: str, software: str, differences: Iterable[str]) -> None:
    """Judge the differences of a program from its table."""
    of = described(commands()[program].source, software)
    judge(installed(program), of, differences)


@pytest.mark.parametrize("program", ["virsh", "virt-admin"])
def test_each_subcommand_is_known(program: str) -> None:
    """With each of its options, and whether an option takes a value."""
    needs(program, "libvirt-clients")
    names = re.findall(r"^ {4}(\S+) {2}", printed(program, "help"), re.MULTILINE)
    assert len(names) >= 20
    helps = printed(program, "; ".join(f"help {name}" for name in names))
    parts = re.split(r"^ {2}NAME\n {4}(\S+) - .*$", helps, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(found) == set(names)
    table = commands()[program].subcommands
    tell(program, "libvirt", _subcommands(table, found))


def _subcommands(table: dict[str, Usage], found: dict[str, str]) -> Iterator[str]:
    for name, text in found.items():
        if name in table:
            yield from _differences(table[name], text)
        else:
            yield f"{name} is missing"


def _differences(usage: Usage, text: str) -> Iterator[str]:
    arguments = {name[2:].lower() for name in usage.named_arguments}
    seen = set()
    for line in text.partition("OPTIONS")[2].split("\n"):
        if match := OPTION.match(line):
            name, value = match.groups()
            seen.add(name.lower())
            option = usage.option(f"--{name}")
            takes = name.lower() in arguments or (option and bool(option.value))
            if option is None and name.lower() not in arguments:
                yield f"{usage.name}: --{name} is missing"
            elif bool(takes) != bool(value):
                yield f"{usage.name}: --{name} and its value"
    if "<string>" not in text.partition("OPTIONS")[2] or seen:
        for option in usage.options:
            names = {name[2:].lower() for name in option.names}
            shown = option.names[0] not in UNSHOWN and not option.since
            if shown and names.isdisjoint(seen):
                yield f"{usage.name}: no option {option.names[0]}"


@pytest.mark.parametrize(
    ("software", "program"), [(s, p) for s, ps in PROGRAMS.items() for p in ps]
)
def test_each_option_that_the_help_lists_is_known(software: str, program: str) -> None:
    """The help leaves out what the manual has: so only what it lists is compared."""
    needs(program, software)
    usage = commands()[program]
    known = set(usage.option_names)
    known |= {n for s in usage.subcommands.values() for n in s.option_names}
    listed = {
        name
        for short, long, _ in HELP.findall(printed(program, "--help"))
        for name in (short, long)
        if name
    }
    assert listed
    missing = sorted(listed - known)
    tell(program, software, [f"{program}: {name} is missing" for name in missing])


def test_each_option_of_qemu_img_is_known() -> None:
    needs("qemu-img", "qemu-utils")
    text = printed("qemu-img", "--help")
    table = commands()["qemu-img"].subcommands
    lines = re.findall(r"^ {2}(\w+) (.*filename.*|.*if=input.*)$", text, re.MULTILINE)
    missing = []
    for name, rest in lines:
        options = set(re.findall(r"(?<![\w-])(--?[A-Za-z][\w-]*)", rest))
        known = set(table[name].option_names) if name in table else set()
        missing += [f"{name}: {o} is missing" for o in sorted(options - known)]
    if len(lines) < 14:
        missing.append("the help has another form")
    tell("qemu-img", "qemu-img", missing)
