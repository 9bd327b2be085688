"""Lists of device nodes, one path a line, as `cgroup_device_acl` holds them."""

from __future__ import annotations

import re

from ..request import Request
from ..suggest import clipped, did_you_mean
from ..tree import Node
from .elements import add_text
from .findings import Findings
from .lines import lines
from .table import load_table

_PATH = re.compile(r"/dev/[^\s,\"']+")
_DRESS = "\"', \t\r\f\v"  # of an item in a list of a configuration file
_NEAR = 0.85


def check_devices(request: Request, findings: Findings) -> None:
    """Each line is the path of a node; those that are gone are told."""
    seen: dict[str, int] = {}
    for line in lines(request.text, example=request.example):
        if not _PATH.fullmatch(line.text):
            message = f"'{clipped(line.text)}' is not the path of a device: /dev/…"
            plain = line.text.strip(_DRESS)
            hint = f"write {clipped(plain)}" if _PATH.fullmatch(plain) else ""
            findings.add("syntax", line.offset, message, hint)
        elif line.text in seen:
            findings.twice(line.text, line.offset, seen[line.text])
        else:
            seen[line.text] = line.offset
            _node(line.text, line.offset, findings)


def _node(path: str, at: int, findings: Findings) -> None:
    known = load_table("device-list").groups["device"]
    setting = known.get(path)
    if setting is None:
        near = findings.near(
            path.removeprefix("/dev/"), [k[5:] for k in known], _NEAR, at
        )
        if near:
            message = f"no device is known as {clipped(path)}"
            findings.add("bad-value", at, message, did_you_mean(f"/dev/{near}"))
    elif setting.obsolete:
        message = f"{path} is out of date: {setting.obsolete}"
        findings.add("obsolete", at, message, setting.instead)


def devices_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with a <device> for each path."""
    for line in lines(text, example=example):
        add_text(top, "device", line.text, line.offset)
