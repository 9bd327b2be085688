"""Kernel command lines: parameters of the kernel and of its modules."""

from __future__ import annotations

import re

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean
from ..tree import Node, is_hole
from .elements import add_text
from .findings import Findings
from .lines import lines
from .modules import check_module
from .setting import Setting
from .split import kernel_words, plain
from .table import load_table

_NEAR = 0.8
_END = "--"  # what follows is for the first process


def check_cmdline(request: Request, findings: Findings) -> None:
    """Each line is a command line."""
    for line in lines(request.text, example=request.example):
        check_parameters(line.text, line.offset, findings)


def check_parameters(
    text: str, base: int, findings: Findings, seen: dict[str, int] | None = None
) -> None:
    """The parameters of one command line, which begins at offset `base`.

    `seen` holds those of the parts before it, where a command line has several.
    """
    seen = {} if seen is None else seen
    if text.count('"') % 2:
        at = base + text.rindex('"')
        findings.add("syntax", at, 'the " is not closed')
    for word in kernel_words(text, base):
        if word.text == _END:
            return
        # A variable, in /etc/default/grub: what it holds is not known here.
        if not findings.elided(word.text) and "$" not in word.text:
            _parameter(word, seen, findings)


def split_parameter(word: Span) -> tuple[str, str | None, int]:
    """Name, value (None if there is no '=') and the offset of the value."""
    name, equals, value = word.text.partition("=")
    return name, value if equals else None, word.offset + len(name) + len(equals)


def find_parameter(text: str) -> Setting | None:
    """The parameter of the kernel or, as MODULE.NAME, of a module.

    The table may have one with its value, where that value differs from the others.
    """
    name = text.partition("=")[0]
    module, _, parameter = plain(name).partition(".")
    known = load_table("kernel-cmdline").groups["parameter"]
    # An entry with this value counts before one without, and the name as it is written
    # before the one that the kernel compares.
    found = known.get(text) or known.get(name) or known.get(kernel_name(name))
    if found or not parameter:
        return found
    return load_table("modprobe.d").groups.get(module, {}).get(parameter)


def kernel_name(name: str) -> str:
    """The name by which the kernel knows a parameter, if it does.

    '-' and '_' are the same to parameqn() of its kernel/params.c; what it needs before
    that is there, it looks up as it is written (strcmp, cmdline_find_option).
    """
    setting = load_table("kernel-cmdline").groups["parameter"].get(plain(name))
    return name if setting and setting.exact else plain(name)


def near_parameter(name: str, at: int, findings: Findings) -> str:
    """The parameter that a name is a slip of; '' if it is none.

    Only those with a meaning count: there are many more than the table lists.
    """
    known = load_table("kernel-cmdline").groups["parameter"].values()
    near = findings.near(
        name, [s.name for s in known if s.meaning and "=" not in s.name], _NEAR, at
    )
    module, dot, parameter = plain(name).partition(".")
    if near or not dot:
        return near or _dotted(module)
    modules = load_table("modprobe.d").groups
    if module in modules:
        near = findings.near(parameter, modules[module], _NEAR, at)
        owner = module if near else next(
            (other for other, found in modules.items() if parameter in found), ""
        )  # fmt: skip
        return f"{owner}.{near or parameter}" if owner else ""
    near = findings.near(module, modules, _NEAR, at)
    return f"{near}.{parameter}" if near and parameter in modules[near] else ""


def _dotted(name: str) -> str:
    """MODULE.PARAMETER for a name that has '_' between them: kvm_ignore_msrs."""
    modules = load_table("modprobe.d").groups
    for module, parameters in modules.items():
        parameter = name.removeprefix(f"{module}_")
        if parameter != name and parameter in parameters:
            return f"{module}.{parameter}"
    return ""


def _parameter(word: Span, seen: dict[str, int], findings: Findings) -> None:
    name, value, value_at = split_parameter(word)
    setting = find_parameter(word.text)
    if setting is None:
        before, comma, after = name.rpartition(",")
        if comma and find_parameter(after):
            message = "a comma joins two parameters, and the kernel knows neither"
            hint = f"write a blank: {clipped(before)} {clipped(after)}"
            findings.add("syntax", word.offset + len(before), message, hint)
            return
        near = near_parameter(name, word.offset, findings)
        # No near name, no fault: the kernel hands what it does not know to the first
        # process, and modules that the table lacks have parameters, too.
        if near:
            message = f"'{clipped(name)}' is not a parameter that the kernel knows"
            hint = did_you_mean(near)
            findings.add("unknown-key", word.offset, message, hint)
        return
    key = kernel_name(name)
    # Only of those that the table describes is it known whether they repeat.
    if key in seen and not setting.repeats and setting.meaning:
        findings.twice(f"'{name}'", word.offset, seen[key])
        return
    seen.setdefault(key, word.offset)
    report_parameter(setting, word, value, value_at, findings)


def report_parameter(
    setting: Setting, word: Span, value: str | None, value_at: int, findings: Findings
) -> None:
    """What is wrong with a known parameter: it is obsolete, or its value is wrong."""
    if setting.obsolete:
        message = f"'{setting.name}' is not advised: {setting.obsolete}"
        findings.add("obsolete", word.offset, message, setting.instead)
    else:
        findings.value(setting, value, word.offset if value is None else value_at)
        if setting.name in load_table("kernel-cmdline").lists["modules"]:
            for name in re.finditer(r"[^,\s]+", value or ""):
                check_module(Span(name[0], value_at + name.start()), findings)


def cmdline_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with an element for each parameter, its text the value."""
    for line in lines(text, example=example):
        add_parameters(line.text, line.offset, top)


def add_parameters(text: str, base: int, parent: Node) -> None:
    """An element for each parameter of a command line; <variable> for GRUB's $NAME."""
    for word in kernel_words(text, base):
        if word.text == _END:
            return
        name, value, _ = split_parameter(word)
        # A word that is left out may be any parameter.
        if is_hole(word.text):
            parent.hole = True
        elif word.text.startswith("$"):
            add_text(parent, "variable", word.text, word.offset)
        else:
            add_text(parent, kernel_name(name), value or "", word.offset)
