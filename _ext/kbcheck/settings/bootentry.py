"""Entries of a boot loader (Boot Loader Specification): a key and its value a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .cmdline import add_parameters, check_parameters
from .elements import add_text
from .filename import check_ending
from .findings import Findings
from .lines import has_hole, lines
from .setting import Setting
from .table import load_table

_NEAR = 0.75
_ONE_PATH = ("linux", "initrd", "efi", "devicetree")
_OPTIONS = "options"
STARTS = ("linux", "efi", "uki", "uki-url", "linux-noinitrd")
"""The keys that name what is started; an entry needs one of them."""


class KeyValue(NamedTuple):
    """A key and its value; the value is empty if there is none."""

    key: Span
    value: Span


def _scan(text: str, example: bool) -> Iterator[KeyValue]:
    for line in lines(text, example=example):
        key, *rest = line.text.split(maxsplit=1)
        value = rest[0] if rest else ""
        at = line.offset + len(line.text) - len(value)
        yield KeyValue(Span(key, line.offset), Span(value, at))


def check_entry(request: Request, findings: Findings) -> None:
    """Keys, what each takes, and the kernel command line of all `options`."""
    check_ending(request.file, "entries", ".conf", "the boot loader", findings)
    seen: dict[str, int] = {}
    parameters: dict[str, int] = {}
    known = load_table("boot-entry").groups["entry"]
    for key, value in _scan(request.text, request.example):
        setting = known.get(key.text)
        if setting is None:
            _unknown(key, findings)
            continue
        if key.text in seen and not setting.repeats:
            findings.twice(f"'{key.text}'", key.offset, seen[key.text])
        seen.setdefault(key.text, key.offset)
        _value(setting, key, value, parameters, findings)
    if seen and not (seen.keys() & set(STARTS) or has_hole(request.text)):
        message = f"the entry starts nothing: it lacks {listing(STARTS[:3])}"
        findings.add("missing-key", 0, message, "write linux /PATH-OF-THE-KERNEL")


def _unknown(key: Span, findings: Findings) -> None:
    """A key that the table lacks: an error if it is a slip, or of another loader."""
    groups = load_table("boot-entry").groups
    known, others = groups["entry"], groups["elsewhere"]
    first, equals, _ = key.text.partition("=")
    if equals and (first in known or first in others):
        message = f"a blank, not '=', stands behind '{clipped(first)}'"
        findings.add("syntax", key.offset, message, f"write {first} …")
        return
    foreign = others.get(key.text.lower())
    near = "" if foreign else findings.near(key.text, known, _NEAR, key.offset)
    if foreign or near:
        message = f"'{clipped(key.text)}' is not a key of an entry"
        hint = foreign.instead if foreign else did_you_mean(near)
        findings.add("unknown-key", key.offset, message, hint)


def _value(
    setting: Setting,
    key: Span,
    value: Span,
    parameters: dict[str, int],
    findings: Findings,
) -> None:
    if key.text == _OPTIONS:
        check_parameters(value.text, value.offset, findings, parameters)
        return
    findings.value(setting, value.text or None, value.offset)
    rest = list(re.finditer(r"(?<=\s)\S+", value.text))
    # Where GRUB reads the entry, a variable may hold a second file.
    if key.text in _ONE_PATH and rest and "$" not in rest[0][0]:
        said = clipped(rest[0][0])
        message = f"'{said}' follows the path; '{key.text}' takes one file"
        hint = "write another line with initrd"
        if key.text != "initrd":
            hint = "parameters of the kernel belong in 'options'"
        findings.add("syntax", value.offset + rest[0].start(), message, hint)


def entry_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with an element for each key; `options` hold their parameters."""
    for key, value in _scan(text, example):
        if key.text != _OPTIONS:
            add_text(top, key.text, value.text, key.offset)
        elif (node := add_text(top, _OPTIONS, "", key.offset)) is not None:
            add_parameters(value.text, value.offset, node)
