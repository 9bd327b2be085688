"""The command tables against what installed programs say of themselves.

Those of libvirt are compared by `make upstream`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from drift.host import described, installed, judge, needs, printed
from kbcheck.console.tables import commands

HELP = re.compile(r"^ +(?:(-[\w?#])\b,? ?)?(--[\w-]+)(\[?=)?", re.MULTILINE)
PROGRAMS = {
    "util-linux": ("mount", "umount", "findmnt", "lsblk", "lslocks", "dmesg", "blkid"),
    "coreutils": ("ls", "cp", "rm", "mkdir", "chmod", "chown", "touch", "stat",
                  "sha256sum"),
    "systemctl": ("systemctl",),
    "augtool": ("augtool",),
    "cryptsetup": ("cryptsetup",),
}  # fmt: skip


def tell(program: str, software: str, differences: Iterable[str]) -> None:
    """Judge the differences of a program from its table."""
    of = described(commands()[program].source, software)
    judge(installed(program), of, differences)


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


def test_each_subcommand_of_cryptsetup_is_known() -> None:
    needs("cryptsetup", "cryptsetup-bin")
    listed = re.findall(r"^\t(\w+) .*- ", printed("cryptsetup", "--help"), re.MULTILINE)
    assert len(listed) > 20
    missing = set(listed) - set(commands()["cryptsetup"].subcommands)
    tell("cryptsetup", "cryptsetup", [f"{name} is missing" for name in sorted(missing)])


def test_each_subcommand_and_option_of_openssl_is_known() -> None:
    """The options of those alone that have any in the table."""
    needs("openssl", "openssl")
    table = commands()["openssl"].subcommands
    names = printed("openssl", "list", "-commands").split()
    missing = [f"{name} is missing" for name in names if name not in table]
    for name in (n for n in names if n in table and table[n].options):
        text = printed("openssl", name, "-help")
        options = set(re.findall(r"^ (-[A-Za-z0-9][\w-]*)", text, re.MULTILINE))
        assert options
        unknown = sorted(options - set(table[name].option_names))
        missing += [f"{name}: {option} is missing" for option in unknown]
    found = re.search(r"\d+\.\d+", printed("openssl", "version"))
    assert found
    judge(found[0], described(commands()["openssl"].source, "openssl"), missing)
