"""Our lists of names in the values of virt-install against what it prints of each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kbcheck.console import tables
from kbcheck.console.words import expand_braces
from kbcheck.modelfile import model_path
from upstream import helps
from upstream.difference import Difference
from upstream.libvirt import Libvirt

PROGRAMS = ("virt-install", "virt-xml")
"""Those that print the names of a list: `--disk help`."""

NUMBERS = ("--wait",)  # refuses any other word, and then nothing is printed
_LIST = re.compile(r"^--(\S+) options:\n((?: +\S+\n)*)", re.MULTILINE)


class Names(NamedTuple):
    """What a list of ours has: names, those of one thing together, and bare words."""

    things: list[set[str]]
    words: set[str]

    def all(self) -> set[str]:
        """Whatever may stand there."""
        return self.words.union(*self.things)


@cache
def ours() -> dict[str, Names]:
    """The names of each option that has a list."""
    path = model_path("lists", "virt-install.toml")
    table = tomllib.loads(path.read_text("utf-8"))
    found = {}
    for option, fields in table["option"].items():
        entries = [fields, *(table["part"][part] for part in fields.get("parts", ()))]
        texts = [text for entry in entries for text in entry.get("names", ())]
        things = [thing for text in texts for thing in _things(text)]
        found[option] = Names(things, set(fields.get("words", ())))
    return found


def _things(text: str) -> list[set[str]]:
    """`a|b` are two names of one thing, `{a,b}` those of two."""
    name = text.partition(":")[0].removesuffix("...")
    return [set(name.split("|"))] if "|" in name else [{n} for n in expand_braces(name)]


def printed(libvirt: Libvirt, program: str) -> dict[str, set[str]]:
    """The names of each option that the program prints a list of."""
    takes = helps.long_options(libvirt.printed(program, "--help"))
    asked = [n for n, value in takes.items() if value and n not in NUMBERS]
    text = libvirt.printed(program, *(w for n in asked for w in (n, "help")))
    return {
        option: set(lines.replace("[0-9]*", "#").split())
        for option, lines in _LIST.findall(text)
    }


def differences(libvirt: Libvirt, program: str) -> Iterator[Difference]:
    """What a list of the program has and ours has not, and the other way."""
    listed = printed(libvirt, program)
    if not listed:
        yield _told(f"no list is read from the help of {program}")
    for option, names in listed.items():
        spelled = _names(program, option)
        known = next((ours()[n] for n in spelled if n in ours()), None)
        if known is None:
            yield _told(f"[option.{option}] is missing", f"names = {sorted(names)}")
            continue
        for name in sorted(names - known.all()):
            yield _told(f'[option.{option}] lacks "{name}"')
        # Of older names the help has the newest one alone.
        for thing in known.things:
            if names.isdisjoint(thing):
                said = "|".join(sorted(thing))
                yield _told(f'[option.{option}] has "{said}", and the help has not')


def _names(program: str, option: str) -> list[str]:
    """An option by all its names: the help of `--osinfo` calls it os-variant."""
    usage = tables.commands()[program].option(f"--{option}")
    return [name.removeprefix("--") for name in usage.names] if usage else [option]


def _told(what: str, entry: str = "") -> Difference:
    return Difference(what, "model/lists/virt-install.toml", entry)
