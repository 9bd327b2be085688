"""The command tables: well written, and complete where the commands are installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from kbcheck.console.tables import Usage, commands
from kbcheck.kinds import KINDS
from kbcheck.versions import version

OPTION = re.compile(r"^ {4}\[?(?:-\w, )?--([\w-]+)\]? ?(<(?:string|number)>)?")
HELP = re.compile(r"^ +(?:(-[\w?#])\b,? ?)?(--[\w-]+)(\[?=)?", re.MULTILINE)
UTIL_LINUX = ("mount", "umount", "findmnt", "lsblk", "lslocks", "dmesg", "blkid")
COREUTILS = ("ls", "cp", "rm", "mkdir", "chmod", "chown", "touch", "stat", "sha256sum")


def usages() -> Iterator[Usage]:
    """Every command and subcommand."""
    todo = list(commands().values())
    while todo:
        usage = todo.pop()
        yield usage
        todo.extend(usage.subcommands.values())


def printed(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def needs(command: str) -> None:
    if not shutil.which(command):
        pytest.skip(f"{command} is not installed here")


def test_each_command_has_a_meaning_and_a_source() -> None:
    """One line, a sentence; and a source."""
    found = list(usages())
    assert len(found) > 800
    sentence = re.compile(r"[A-Z][^\n]{3,88}\.")
    wrong = [u.name for u in found if not sentence.fullmatch(u.meaning)]
    assert wrong == []
    assert [u.name for u in found if not u.source] == []


def test_versions_kinds_and_options_are_well_written() -> None:
    """An option has one meaning; what is gone says what to do instead."""
    for usage in usages():
        names = usage.option_names
        assert len(names) == len(set(names)), usage.name
        assert all(n.startswith("-") for n in names), usage.name
        assert usage.output in {"", *KINDS}, usage.name
        assert bool(usage.removed) == bool(usage.instead), usage.name
        for since in (usage.since, usage.removed, *(o.since for o in usage.options)):
            assert not since or version(since) >= (0, 1, 0), usage.name


@pytest.mark.parametrize("program", ["virsh", "virt-admin"])
def test_each_subcommand_that_is_installed_is_known(program: str) -> None:
    """With each of its options, and whether an option takes a value."""
    needs(program)
    names = re.findall(r"^ {4}(\S+) {2}", printed(program, "help"), re.MULTILINE)
    assert len(names) >= 20
    table = commands()[program].subcommands
    assert set(names) <= set(table)
    helps = printed(program, "; ".join(f"help {name}" for name in names))
    parts = re.split(r"^ {2}NAME\n {4}(\S+) - .*$", helps, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert set(found) == set(names)
    wrong = [w for name in names for w in _differences(table[name], found[name])]
    assert wrong == []


def _differences(usage: Usage, text: str) -> Iterator[str]:
    arguments = {a.partition(":")[0].rstrip("?.").lower() for a in usage.arguments}
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
    newer = {n for o in usage.options if o.since for n in o.names}
    known = {n[2:].lower() for n in usage.option_names if n not in newer}
    if "<string>" not in text.partition("OPTIONS")[2] or seen:
        yield from (f"{usage.name}: no option {n}" for n in sorted(known - seen))


@pytest.mark.parametrize("program", [*UTIL_LINUX, *COREUTILS, "systemctl", "augtool"])
def test_each_option_that_the_help_lists_is_known(program: str) -> None:
    needs(program)
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
    assert listed - known == set()


def test_qemu_img_knows_what_the_installed_one_does() -> None:
    needs("qemu-img")
    text = printed("qemu-img", "--help")
    table = commands()["qemu-img"].subcommands
    lines = re.findall(r"^ {2}(\w+) (.*filename.*|.*if=input.*)$", text, re.MULTILINE)
    assert len(lines) >= 14
    for name, rest in lines:
        options = set(re.findall(r"(?<![\w-])(--?[A-Za-z][\w-]*)", rest))
        assert options <= {*table[name].option_names}, name


@pytest.mark.parametrize("name", ["dom-fd-associate", "await", "net-desc", "migrate"])
def test_virsh_is_known_to_its_newest_commands(name: str) -> None:
    assert name in commands()["virsh"].subcommands
