"""What a whole zipl.conf needs: what its sections hold together, and name.

After `scan_check_defaultboot`, `scan_check_section_data`, `scan_check_target_data` and
`scan_build_automenu` of zipl in s390-tools 2.43.
"""

from __future__ import annotations

from typing import NamedTuple

from ..suggest import clipped, did_you_mean, listing
from .findings import Findings

DEFAULT = "defaultboot"
_DEVICE = ("targettype", "targetblocksize", "targetoffset")
"""What `targetbase`, a device below others, needs beside it."""
_TARGETS = frozenset(("target", "targetbase", "targetgeometry", *_DEVICE))
_IMAGE = frozenset(("image", "ramdisk", "parameters", "parmfile"))
_BOOTED = _IMAGE | _TARGETS | {"kdump", "secure", "optional"}
_AUTO = frozenset(("default", "defaultauto", "prompt", "timeout", "secure")) | _TARGETS
_SECURE = frozenset(("secure",))
_DASD = ("CDL", "LDL")
"""Types of a device that has a geometry."""


class Header(NamedTuple):
    """The header of a section or a menu; its group is that of the table."""

    name: str
    group: str
    offset: int


class ZiplKey(NamedTuple):
    """A key and its value, without quotes; None if there is no `=`."""

    key: str
    value: str | None
    offset: int
    value_offset: int


class ZiplBlock(NamedTuple):
    """A section or a menu, with its keys."""

    header: Header
    pairs: dict[str, ZiplKey]


class _Sort(NamedTuple):
    """A sort of section: the key that makes it, what it needs, and what it takes."""

    key: str
    needs: frozenset[str]
    takes: frozenset[str]


def _sort(
    key: str, needs: tuple[str, ...] = (), takes: frozenset[str] = frozenset()
) -> _Sort:
    return _Sort(key, frozenset(needs), takes.union((key, *needs)))


# In zipl's order: the first of these keys says what the section is.
_SORTS = {
    DEFAULT: (
        _sort("defaultauto", ("target",), _AUTO),
        _sort("target", (), _AUTO),
        _sort("defaultmenu", (), _SECURE),
        _sort("default", (), _SECURE),
    ),
    "section": (
        _sort("tape", ("image",), _IMAGE),
        _sort("image", ("target",), _BOOTED),
        _sort("segment", ("target",)),
        _sort("dumpto", (), frozenset(("target",))),
        _sort("mvdump"),
    ),
}


def check_whole(blocks: list[ZiplBlock], findings: Findings) -> None:
    """What each section needs and takes, and whether there is what it names."""
    names = {g: {b.header.name for b in blocks if b.header.group == g}
             for g in ("section", "menu")}  # fmt: skip
    # It lends its target to each image that has none, as zipl makes a menu of them.
    lends = any(b.header.group == DEFAULT and "target" in b.pairs for b in blocks)
    for block in blocks:
        header, pairs = block
        if header.group == "menu":
            if "target" not in pairs:
                _lacks(header, "target", findings)
        else:
            _section(block, lends, findings)
        _device(pairs, findings)
        for key, group in _references(block):
            _named(pairs[key], names[group], group, findings)


def _section(block: ZiplBlock, lends: bool, findings: Findings) -> None:
    """The keys of a section, by its sort."""
    header, pairs = block
    sorts = _SORTS[header.group]
    sort = next((s for s in sorts if s.key in pairs), None)
    if sort is None:
        # Few start from tape, though zipl looks for that first.
        keys = sorted((s.key for s in sorts), key=lambda key: key == "tape")
        _lacks(header, " or ".join(keys), findings)
        return
    borrows = lends and sort.key == "image" and not pairs.keys() & _TARGETS
    for key in sort.needs - pairs.keys() - ({"target"} if borrows else set()):
        _lacks(header, key, findings)
    for key in pairs.keys() - sort.takes:
        message = f"'{key}' may not stand beside '{sort.key}'; zipl refuses the file"
        findings.add("conflict", pairs[key].offset, message)


def _device(pairs: dict[str, ZiplKey], findings: Findings) -> None:
    """The description of a device below others: whole, or not there."""
    base, kind = pairs.get("targetbase"), pairs.get("targettype")
    geometry = pairs.get("targetgeometry")
    if base is None:
        for key in pairs.keys() & {"targetgeometry", *_DEVICE}:
            message = f"'{key}' lacks 'targetbase' beside it; zipl refuses the file"
            findings.add("missing-key", pairs[key].offset, message)
        return
    needed = [key for key in _DEVICE if key not in pairs]
    if kind and kind.value and not findings.elided(kind.value):
        has_geometry = kind.value.upper() in _DASD
        if has_geometry and geometry is None:
            needed.append("targetgeometry")
        elif geometry and not has_geometry:
            message = f"a device of type {clipped(kind.value)} has no geometry"
            findings.add("conflict", geometry.offset, f"{message}; zipl refuses it")
    if needed:
        message = f"'targetbase' lacks {listing(needed, last=' and ')} beside it"
        findings.add("missing-key", base.offset, f"{message}; zipl refuses the file")


def _references(block: ZiplBlock) -> list[tuple[str, str]]:
    """The keys that name another section, and what they name."""
    group = block.header.group
    if group == "menu":
        return [(key, "section") for key in block.pairs if key.isdigit()]
    both = (("default", "section"), ("defaultmenu", "menu"))
    return [(k, g) for k, g in both if group == DEFAULT and k in block.pairs]


def _lacks(header: Header, wanted: str, findings: Findings) -> None:
    message = f"'{clipped(header.name)}' lacks {wanted}; zipl refuses the file"
    findings.add("missing-key", header.offset, message)


def _named(pair: ZiplKey, names: set[str], group: str, findings: Findings) -> None:
    name = pair.value or ""
    if name in names or findings.elided(name):
        return
    near = findings.near(name, names)
    hint = did_you_mean(near, f"there are: {listing(sorted(names))}")
    message = f"there is no {group} '{clipped(name)}'"
    findings.add("dangling-reference", pair.value_offset, message, hint)
