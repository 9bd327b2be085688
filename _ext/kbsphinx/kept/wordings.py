"""A message entry: what goes wrong, by the words that a reader meets, and its cure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kbcheck.suggest import no_such
from kbcheck.versions import VersionError, parse_versions

PROGRAMS = ("libvirt", "QEMU", "sanlock", "Linux", "s390-tools")
"""Whose versions a wording may state; without a name they are those of libvirt."""
_STATED = re.compile(r"(?:([A-Za-z]\S*)\s+)?(.*)", re.DOTALL)
_MARKED = re.compile(r"(`+)(.*?[^`])\1(?!`)")
_RELEASE = re.compile(r"\d+\.\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Wording:
    """One of the texts by which a reader knows an entry, as its source has it.

    `versions` says which have this wording: a range, or a list of single ones.
    """

    text: str
    versions: str = ""

    @property
    def plain(self) -> str:
        """The text without its markup: what is compared with what was printed."""
        return plain(self.text)


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """One entry: its texts, and where it stands.  Plain data only: it is pickled."""

    page: str
    id: str
    kind: str
    """'message', to the letter, or 'symptom', in words."""
    wordings: tuple[Wording, ...]
    path: str
    line: int
    name: str = ""

    @property
    def label(self) -> str:
        """What `:ref:` leads to it by; without a name of its own, the page tells."""
        return self.name or f"{self.page}#{self.id}".lower()

    @property
    def title(self) -> str:
        """What links to it show."""
        return self.wordings[0].plain

    def facts(self, path: str) -> dict[str, Any]:
        """What the list of messages says of it; `path` as the site shows it."""
        return {
            "id": self.id,
            "page": self.page,
            "label": self.label,
            "kind": self.kind,
            "path": path,
            "line": self.line,
            "wordings": [
                {"text": w.plain, "source": w.text, "versions": w.versions}
                for w in self.wordings
            ],
        }


def plain(text: str) -> str:
    """A text of an entry without the marks of literals, with single blanks."""
    # A single one is the message's own: GNU programs quote `so'.
    return " ".join(_MARKED.sub(r"\2", text).split())


def version_fault(stated: str) -> str:
    """What is wrong with the versions of a wording; '' if nothing is."""
    program, versions = _parts(stated)
    if program not in PROGRAMS:
        return no_such("program", program, PROGRAMS)
    try:
        if _is_range(versions):
            parse_versions(versions)
        for one in [] if _is_range(versions) else versions.split(","):
            parse_versions(one)
            if not _RELEASE.fullmatch(one.strip()):
                return f"'{one.strip()}' is not a whole version; write 9.0.0 or >=9.0"
    except VersionError as err:
        return str(err)
    return ""


def version_words(stated: str) -> str:
    """The versions of a wording in words: 'libvirt 11.3 and newer'."""
    program, versions = _parts(stated)
    short = ", ".join(_short(one.strip()) for one in versions.split(","))
    match = re.fullmatch(r"(>=|<)\s*([\d.]+)", versions)
    if match and match[1] == ">=":
        return f"{program} {_short(match[2])} and newer"
    return f"{program} before {_short(match[2])}" if match else f"{program} {short}"


def has_wording(stated: str, version: str) -> bool:
    """Whether a libvirt has a wording, as far as it states its versions."""
    program, versions = _parts(stated)
    if not versions or program != PROGRAMS[0]:
        return True
    ranges = [versions] if _is_range(versions) else versions.split(",")
    return any(parse_versions(version).within(parse_versions(one)) for one in ranges)


def is_list(stated: str, versions: Iterable[str]) -> bool:
    """Whether a wording states just these versions of libvirt, one by one."""
    program, given = _parts(stated)
    listed = {one.strip() for one in given.split(",")}
    return program == PROGRAMS[0] and listed == set(versions)


def _parts(stated: str) -> tuple[str, str]:
    """The program, and its versions."""
    match = _STATED.fullmatch(stated.strip())
    assert match is not None
    return match[1] or PROGRAMS[0], match[2].strip()


def _is_range(versions: str) -> bool:
    return any(sign in versions for sign in "<>=")


def _short(version: str) -> str:
    return version.removesuffix(".0") if _RELEASE.fullmatch(version) else version
