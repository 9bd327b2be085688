"""Reads the help texts of virsh and virt-admin."""

from __future__ import annotations

import re
from typing import NamedTuple

_SUBCOMMAND = re.compile(r"^ {4}(\S+) {2}", re.MULTILINE)
_PART = re.compile(r"^ {2}NAME\n {4}(\S+) - .*$", re.MULTILINE)
_OPTION = re.compile(
    r"^ {4}(?P<bracket>\[)?(?:-\w, )?--(?P<name>[\w-]+)\]?"
    r" ?(?P<value><(?:string|number)>)?(?P<more>\.\.\.)?"
)
_OLD_ARGUMENT = re.compile(r"^ {4}<(\w+)>")  # of 9.0, where it has no option
_COLUMN = re.compile(r"^ {1,6}(-\S.*?)(?: {2,}|$)", re.MULTILINE)
_LONG = re.compile(r"(?<![\w-])(--[\w-]+)(?:[ =]\[?([A-Z_]+))?")
_ALONE = re.compile(r"^ +(?:(-\w)(?: \| )?)?\s*(--[\w-]+)?(.*)$")


class Listed(NamedTuple):
    """An option as the help lists it: `value` is what it takes, '' if nothing.

    `bare` says that the value may stand without the option's name.
    """

    name: str
    value: str
    bare: bool = False
    repeated: bool = False

    def __str__(self) -> str:
        if self.bare:
            number = ":NUMBER" if self.value == "NUMBER" else ""
            return f"{self.name.upper()}{number}{'...' if self.repeated else ''}"
        return f"--{self.name} {self.value}".rstrip()


def subcommands(text: str) -> list[str]:
    """The subcommands that `help` lists."""
    return list(dict.fromkeys(_SUBCOMMAND.findall(text)))


def parts(text: str) -> dict[str, str]:
    """The help of several subcommands by the name of each."""
    found = _PART.split(text)
    return dict(zip(found[1::2], found[2::2], strict=True))


def options(text: str) -> list[Listed]:
    """What the help of a subcommand lists below OPTIONS."""
    found = []
    for line in text.partition("OPTIONS")[2].split("\n"):
        if match := _OPTION.match(line):
            number = match["value"] == "<number>"
            word = "NUMBER" if number else match["name"].upper()
            value = word if match["value"] else ""
            bare = bool(match["bracket"]) and bool(value)
            found.append(Listed(match["name"], value, bare, bool(match["more"])))
        elif match := _OLD_ARGUMENT.match(line):
            found.append(Listed(match[1], match[1].upper(), bare=True, repeated=True))
    return found


def long_options(text: str) -> dict[str, str]:
    """The long options that a `--help` lists, with what each takes, '' if nothing."""
    found: dict[str, str] = {}
    for column in _COLUMN.findall(text):
        for name, value in _LONG.findall(column):
            found[name] = found.get(name) or value
    return found


def own_options(text: str) -> list[str]:
    """The options of the program itself, as its `--help` lists them."""
    head = text.partition("options:")[2].partition("commands (")[0]
    found: list[str] = []
    for line in head.split("\n"):
        if (match := _ALONE.match(line)) and (match[1] or match[2]):
            found += [name for name in (match[1], match[2]) if name]
    return found
