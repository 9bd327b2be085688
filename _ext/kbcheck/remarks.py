"""What no program reads in a text, as it is for people: comments and descriptions."""

from __future__ import annotations

import re

# In each, `remark` is what is for people; quotes are passed over, as they may hold '#'.
# A part that is not closed goes on to the end: so no text makes a search begin anew.
# Compiled on first use, as most files name no device.
_XML = (
    r"(?s)(?P<remark><!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<(title|description|metadata)(?=[\s>])[^<>]*+(?<!/)>.*?(?:</\2\s*>|\Z))"
)
_CONF = r'(?s)""".*?(?:"""|\Z)|"[^"\n]*+"?|\'[^\'\n]*+\'?|(?P<remark>\#[^\n]*)'
_SHELL = (
    r"(?s)'[^']*+'?|\"(?:[^\"\\]|\\.)*+\"?|\\."
    r"|(?<![^\s;&|()])(?P<remark>\#[^\n]*)"
)
_LINES = r"(?m)^[ \t]*+(?P<remark>\#[^\n]*)"
_LISTED = r"(?m)^[ \t]*+(?P<remark>[#;][^\n]*)"
_ANYWHERE = r"(?P<remark>\#[^\n]*)"
_UNIT = (
    r"(?m)^[ \t]*+(?P<remark>[#;][^\n]*|(?:Description|Documentation)[ \t]*="
    r"(?:[^\n]*\\\n)*+[^\n]*)"
)

_REMARKS = {
    "domain": _XML,
    "domaincapabilities": _XML,
    "pool": _XML,
    "qemu.conf": _CONF,
    "qemu-lockd.conf": _CONF,
    "qemu-sanlock.conf": _CONF,
    "virtlockd.conf": _CONF,
    "libvirtd.conf": _CONF,
    "virtlogd.conf": _CONF,
    "libvirt.conf": _CONF,
    "libvirt-admin.conf": _CONF,
    "libxl.conf": _CONF,
    "lxc.conf": _CONF,
    "network.conf": _CONF,
    "nwfilter.conf": _CONF,
    "secret.conf": _CONF,
    "virt-login-shell.conf": _CONF,
    "bhyve.conf": _CONF,
    "ch.conf": _CONF,
    "sanlock.conf": _LINES,
    "auth.conf": _LINES,
    "grub-default": _SHELL,
    "sysconfig": _SHELL,
    "modprobe.d": _LINES,
    "modules-load.d": _LISTED,
    "limits.conf": _ANYWHERE,
    "bridge.conf": _LINES,
    "boot-entry": _LINES,
    "kernel-cmdline": _LINES,
    "fstab": _LINES,
    "systemd-unit": _UNIT,
    "zipl.conf": _LINES,
    "uri": _LINES,
    "qemu-argv": _SHELL,
    "device-list": _LINES,
    "shell": _SHELL,
}
WITH_REMARKS = frozenset(_REMARKS)
"""The kinds of texts that are values but for their remarks; `shell` is a command."""


def without_remarks(text: str, syntax: str) -> str:
    """The text with blanks for what is for people; all else stays where it is."""
    return re.sub(_REMARKS[syntax], _blanked, text)


def _blanked(match: re.Match[str]) -> str:
    remark = match["remark"] or ""
    return match[0].removesuffix(remark) + re.sub(r"[^\n]", " ", remark)
