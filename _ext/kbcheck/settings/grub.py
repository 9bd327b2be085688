"""/etc/default/grub: GRUB's variables, and the kernel command lines in them."""

from __future__ import annotations

from ..request import Request
from ..suggest import clipped, did_you_mean
from ..tree import Node
from .assign import Assignment, check_line_ends, scan_assignments
from .cmdline import add_parameters, check_parameters
from .conf import BadSyntax
from .elements import add_text
from .filename import check_ending
from .findings import Findings
from .table import Table, load_table

_PREFIX = "GRUB_"
_NEAR = 0.85


def check_grub(request: Request, findings: Findings) -> None:
    """Syntax, GRUB's variables, and each kernel command line."""
    table = load_table("grub-default")
    seen: dict[str, int] = {}
    check_ending(request.file, "grub.d", ".cfg", "grub-mkconfig", findings)
    check_line_ends(request.text, findings)
    for item in scan_assignments(request.text, example=request.example, shell=True):
        if isinstance(item, BadSyntax):
            findings.add("syntax", item.offset, item.message, item.hint)
        elif item.name in seen and not item.adds:
            findings.twice(f"'{item.name}'", item.offset, seen[item.name])
        else:
            seen[item.name] = item.offset
            _variable(item, table, findings)


def _variable(item: Assignment, table: Table, findings: Findings) -> None:
    setting = table.find(item.name, "grub")
    if setting is None:
        tails = {n.removeprefix(_PREFIX): n for n in table.names("grub")}
        near = findings.near(item.name.removeprefix(_PREFIX), tails, _NEAR, item.offset)
        if near:
            message = f"'{clipped(item.name)}' is not a variable that GRUB reads"
            hint = did_you_mean(tails[near])
            findings.add("unknown-key", item.offset, message, hint)
    elif item.name in table.lists["command_lines"]:
        check_parameters(item.value, item.value_offset, findings)
    elif item.value:
        findings.value(setting, item.value, item.value_offset)


def grub_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with the variables; command lines hold their parameters."""
    command_lines = load_table("grub-default").lists["command_lines"]
    for item in scan_assignments(text, example=example, shell=True):
        if not isinstance(item, Assignment):
            continue
        if item.name in command_lines:
            node = add_text(top, item.name, "", item.offset)
            if node is not None:
                add_parameters(item.value, item.value_offset, node)
        else:
            add_text(top, item.name, item.value, item.offset)
