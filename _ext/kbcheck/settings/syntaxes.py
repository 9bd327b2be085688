"""The syntaxes of configuration files: how each is checked, and how rules see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..kinds import KINDS
from ..problem import Verdict
from ..request import Request
from ..tree import Node
from ..versions import stated
from .argv import argv_nodes, check_argv
from .auth import auth_nodes, check_auth
from .bootentry import check_entry, entry_nodes
from .bridge import bridge_nodes, check_bridge
from .cmdline import check_cmdline, cmdline_nodes
from .conffile import check_conf, conf_nodes
from .devices import check_devices, devices_nodes
from .findings import Findings
from .fstab import check_fstab, fstab_nodes
from .grub import check_grub, grub_nodes
from .limits import check_limits, limits_nodes
from .modprobe import check_modprobe, modprobe_nodes
from .modules import check_modules, modules_nodes
from .sanlockconf import check_sanlock, sanlock_nodes
from .sysconfig import check_sysconfig, sysconfig_nodes
from .unit import check_unit, unit_nodes
from .uri import check_uri, uri_nodes
from .ziplconf import check_zipl, zipl_nodes


class Syntax(NamedTuple):
    """How a kind is checked, and how it becomes nodes (text, parent, example)."""

    check: Callable[[Request, Findings], None]
    nodes: Callable[[str, Node, bool], None]


_CONF = Syntax(check_conf, conf_nodes)
_OTHERS = {
    "auth.conf": Syntax(check_auth, auth_nodes),
    "boot-entry": Syntax(check_entry, entry_nodes),
    "bridge.conf": Syntax(check_bridge, bridge_nodes),
    "device-list": Syntax(check_devices, devices_nodes),
    "fstab": Syntax(check_fstab, fstab_nodes),
    "grub-default": Syntax(check_grub, grub_nodes),
    "kernel-cmdline": Syntax(check_cmdline, cmdline_nodes),
    "limits.conf": Syntax(check_limits, limits_nodes),
    "modprobe.d": Syntax(check_modprobe, modprobe_nodes),
    "modules-load.d": Syntax(check_modules, modules_nodes),
    "qemu-argv": Syntax(check_argv, argv_nodes),
    "sanlock.conf": Syntax(check_sanlock, sanlock_nodes),
    "sysconfig": Syntax(check_sysconfig, sysconfig_nodes),
    "systemd-unit": Syntax(check_unit, unit_nodes),
    "uri": Syntax(check_uri, uri_nodes),
    "zipl.conf": Syntax(check_zipl, zipl_nodes),
}


SYNTAXES: dict[str, Syntax] = {
    kind.name: _OTHERS.get(kind.name, _CONF)
    for kind in KINDS.values()
    if kind.form == "settings"
}
"""Kind -> its syntax: libvirt's own, but for those that have another."""


def check_settings(request: Request) -> Verdict:
    """The verdict on a text of one of these kinds."""
    versions = stated(request.libvirt)
    findings = Findings(request.text, example=request.example, versions=versions)
    SYNTAXES[request.kind].check(request, findings)
    found = findings.ordered()
    if request.level == "syntax":
        return Verdict(("syntax",), tuple(p for p in found if p.check == "syntax"))
    return Verdict(("syntax", "grammar"), found)
