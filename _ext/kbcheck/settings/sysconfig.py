"""Variables of services: files of /etc/sysconfig (RPM) and /etc/default (Debian).

Those of OpenRC and of Arch are in /etc/conf.d.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from ..position import Span
from ..request import Request
from ..suggest import clipped, did_you_mean, listing
from ..tree import Node
from .assign import Assignment, check_line_ends, scan_assignments
from .conf import BadSyntax
from .elements import add_text
from .findings import Findings
from .forms import forms
from .listening import DAEMONS, check_listening
from .setting import Setting
from .split import QuoteError, shell_words
from .table import Table, load_table
from .uri import check_one

_NEAR = 0.75
_OF_THE_SHELL = ("libvirt-guests",)  # systemd reads the others, and drops a CR
_LISTENING = {f"{daemon.upper()}_ARGS": daemon for daemon in DAEMONS}
_OF_SYSTEMD = ("sysconfig", "default")
FOLDERS = ("/etc/default", "/etc/sysconfig", "/etc/conf.d")
_OPENRC = "conf.d"  # the script of each service may read any variable there
# What libvirt's own scripts for OpenRC name otherwise; they know no sockets of systemd.
_OPENRC_OPTIONS, _OPTIONS, _OPENRC_TIMEOUT = "_OPTS", "_ARGS", "_TERMTIMEOUT"


def check_sysconfig(request: Request, findings: Findings) -> None:
    """Syntax, the variables of the service that the file is for, their values."""
    table = load_table("sysconfig")
    path = PurePath(request.file)
    groups = (path.name,) if path.name in table.groups else tuple(table.groups)
    seen: dict[str, int] = {}
    if path.name in _OF_THE_SHELL:
        check_line_ends(request.text, findings)
    for item in scan_assignments(request.text, example=request.example):
        if isinstance(item, BadSyntax):
            findings.add("syntax", item.offset, item.message, item.hint)
        elif _is_exported(request.text, item, path):
            message = "systemd, which reads the file, knows no 'export'"
            findings.add("syntax", item.offset, message, f"write {item.name}=…")
        elif item.name in seen:
            findings.twice(f"'{item.name}'", item.offset, seen[item.name])
        else:
            seen[item.name] = item.offset
            _variable(item, table, groups, path, findings)


def _is_exported(text: str, item: Assignment, path: PurePath) -> bool:
    """Whether a word of the shell stands in a file that no shell reads."""
    of_systemd = path.parent.name in _OF_SYSTEMD and path.name not in _OF_THE_SHELL
    return (
        of_systemd
        and text.startswith("export", item.offset)
        and (not item.name.startswith("export"))
    )


def _variable(
    item: Assignment,
    table: Table,
    groups: tuple[str, ...],
    path: PurePath,
    findings: Findings,
) -> None:
    setting = table.find(item.name, *groups)
    if setting is None and path.parent.name == _OPENRC:
        if item.name.endswith(_OPENRC_TIMEOUT):
            return
        same = item.name.replace(_OPENRC_OPTIONS, _OPTIONS)
        setting = table.find(same, *groups)
    if setting is None:
        _unknown(item, table, groups, path, findings)
        return
    folder = "/" + "/".join(path.parts[-3:-1])  # in the tree of an image, too
    if setting.where and folder in FOLDERS and folder not in setting.where:
        # Nobody shall move it to a file that is not read either.
        why = f": {setting.obsolete}" if setting.obsolete else ""
        rest = why or f", which {listing(setting.where)} has"
        message = f"{path} does not know '{item.name}'{rest}"
        findings.add("unknown-key", item.offset, message, setting.instead)
        return
    findings.age(setting, item.offset)
    if setting.obsolete:
        message = f"'{item.name}' has no effect: {setting.obsolete}"
        findings.add("obsolete", item.offset, message, setting.instead)
    _value(item, setting, findings)


def _unknown(
    item: Assignment,
    table: Table,
    groups: tuple[str, ...],
    path: PurePath,
    findings: Findings,
) -> None:
    """A variable that is not in the table: an error, unless the program may read it."""
    known = table.names(*groups)
    near = findings.near(item.name, known, _NEAR, item.offset)
    elsewhere = [g for g, found in table.groups.items() if item.name in found]
    is_open = path.name not in table.groups or path.name in table.lists["environment"]
    if (is_open or path.parent.name == _OPENRC) and not (near or elsewhere):
        return
    hint = did_you_mean(near, f"known: {listing(known)}")
    if elsewhere:
        hint = f"it belongs in the file {listing(elsewhere)}"
    where = str(path) if path.name in table.groups else "these files"
    message = f"'{clipped(item.name)}' is not a variable of {where}"
    findings.add("unknown-key", item.offset, message, hint)


def _value(item: Assignment, setting: Setting, findings: Findings) -> None:
    if "options" in setting.types:
        _options(item, setting, findings)
    elif item.value:
        findings.value(setting, item.value, item.value_offset)
        if "uris" in setting.types and forms()["uris"].pattern.fullmatch(item.value):
            _connections(item, findings)


def _connections(item: Assignment, findings: Findings) -> None:
    for word in re.finditer(r"\S+", item.value):
        if word[0] != "default":
            check_one(Span(word[0], item.value_offset + word.start()), findings)


def _options(item: Assignment, setting: Setting, findings: Findings) -> None:
    """Each option of a program must be one that it has; `values` lists them."""
    try:
        words = list(shell_words(item.value, item.value_offset))
    except QuoteError as err:
        findings.add("syntax", err.offset, f"in the value of '{item.name}', {err}")
        return
    if daemon := _LISTENING.get(item.name):
        check_listening(daemon, words, findings)
    for word in words:
        name = word.text.partition("=")[0]
        if name.startswith("-") and setting.values and name not in setting.values:
            near = findings.near(name, setting.values)
            hint = did_you_mean(near)
            known = listing(setting.values)
            message = (
                f"'{clipped(name)}' is not an option for '{item.name}'; known: {known}"
            )
            findings.add("unknown-option", word.offset, message, hint)


def sysconfig_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with an element for each variable."""
    for item in scan_assignments(text, example=example):
        if isinstance(item, Assignment):
            add_text(top, item.name, item.value, item.offset)
