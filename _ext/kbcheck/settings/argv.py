"""Command lines of QEMU: words, options, those that are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean
from ..tree import Node, is_hole
from .findings import Findings
from .setting import Setting
from .split import QuoteError, shell_words
from .table import load_table

_VARIABLE = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_PROGRAM = re.compile(r"(.*/)?(qemu[\w.-]*|kvm)")


class QemuOption(NamedTuple):
    """An option with its value; `value` is None where none follows."""

    name: Span
    value: Span | None
    setting: Setting | None


def scan_argv(words: list[Span], at: int = 0) -> Iterator[QemuOption | Span]:
    """The options from a word on, and the words that are none: a disk image."""
    known = load_table("qemu-argv").groups["option"]
    while at < len(words):
        word = words[at]
        at += 1
        if not word.text.startswith("-") or word.text == "-":
            yield word
            continue
        setting = known.get(option_name(word.text))
        following = words[at] if at < len(words) else None
        value = following if _has_value(setting, following) else None
        at += value is not None
        yield QemuOption(word, value, setting)


def option_name(text: str) -> str:
    """An option as the table has it: `--m` is `-m`."""
    return "-" + text.lstrip("-")


def _first(words: list[Span]) -> int:
    """Where the options begin: after variables and the program."""
    at = 0
    while at < len(words) and _VARIABLE.fullmatch(words[at].text):
        at += 1
    # Behind variables any word is a program, whatever it is called.
    if at < len(words) and (at or _PROGRAM.fullmatch(words[at].text)):
        at += not words[at].text.startswith("-")
    return at


def _has_value(setting: Setting | None, word: Span | None) -> bool:
    if word is None:
        return False
    if setting is None:  # unknown: a word that looks like one is its value
        return not word.text.startswith("-")
    return "flag" not in setting.types and not _is_option(word)


def _is_option(word: Span) -> bool:
    known = load_table("qemu-argv").groups["option"]
    return word.text.startswith("-") and option_name(word.text) in known


def check_argv(request: Request, findings: Findings) -> None:
    """The words of a command line, split as the shell does."""
    try:
        words = list(shell_words(request.text))
    except QuoteError as err:
        findings.add("syntax", err.offset, str(err))
        return
    check_argv_words(words, findings, _first(words))


def check_argv_words(words: list[Span], findings: Findings, start: int = 0) -> None:
    """The words of a command line, from one on."""
    images, open_before = 0, False
    for item in scan_argv(words, start):
        if isinstance(item, QemuOption):
            _option(item, findings)
            open_before = item.value is not None and findings.elided(item.value.text)
            continue
        if findings.elided(item.text):
            open_before = True  # it may end in an option that wants the next word
            continue
        # Behind what is left out, a word may be the value of an option.
        images += not open_before
        open_before = False
        if images > 1:
            message = f"'{clipped(item.text)}' belongs to no option"
            hint = "QEMU takes one disk image without an option"
            findings.add("syntax", item.offset, message, hint)


def _option(option: QemuOption, findings: Findings) -> None:
    name, value, setting = option
    if setting is None:
        known = load_table("qemu-argv").groups["option"]
        near = findings.near(option_name(name.text), known)
        hint = did_you_mean(near)
        message = f"QEMU has no option {clipped(name.text)}"
        findings.add("unknown-option", name.offset, message, hint)
    elif setting.removed:
        message = f"{setting.name} is gone since QEMU {setting.removed}"
        findings.add("removed", name.offset, message, setting.instead)
    elif setting.obsolete:
        message = f"{setting.name} is out of date: {setting.obsolete}"
        findings.add("obsolete", name.offset, message, setting.instead)
    elif value is None or value.text or "text" not in setting.types:
        findings.value(setting, value.text if value else None, (value or name).offset)


def argv_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with <option name='-…'> and its value as text."""
    try:
        words = list(shell_words(text))
    except QuoteError:
        return
    for item in scan_argv(words, _first(words)):
        if isinstance(item, QemuOption):
            attributes = {"name": option_name(item.name.text)}
            node = Node("option", attributes, item.name.offset)
            node.children = [item.value.text] if item.value else []
            top.children.append(node)
        elif example and is_hole(item.text):
            top.hole = True
