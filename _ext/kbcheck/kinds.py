"""The table of kinds: what a text can be."""

from __future__ import annotations

from typing import Literal, NamedTuple

ETC = "/etc/libvirt/"

Form = Literal["xml", "settings", "console"]


class Kind(NamedTuple):
    """One kind of text: name, caption, lexer of colours, suffix, form.

    The form says who checks it.  `roots` are the root elements that tell an XML kind,
    `files` patterns of file names, or of the ends of paths.
    """

    name: str
    title: str
    lexer: str
    suffix: str
    form: Form
    roots: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


_VARIABLES = tuple(
    f"etc/{folder}/{name}"
    for folder in ("sysconfig", "default", "conf.d")
    for name in ("libvirt*", "virt*", "sanlock", "wdmd")
)
_COMMAND_LINES = (
    "proc/cmdline", "kernel/cmdline", "cmdline.d/*.conf", "boot/cmdline.txt",
    "boot/firmware/cmdline.txt",
)  # fmt: skip
_UNITS = tuple(
    f"*.{unit}{ending}"
    for unit in ("service", "socket", "slice", "mount", "scope", "timer", "path")
    for ending in ("", ".d/*.conf")
)


def _settings(name: str, *aliases: str) -> Kind:
    """A file in libvirt's configuration syntax; its table has the kind's name."""
    return Kind(
        name, f"{ETC}{name}", "ini", ".conf", "settings", files=(name, *aliases)
    )


def _xml(name: str, title: str, root: str) -> Kind:
    return Kind(name, title, "xml", ".xml", "xml", roots=(root,))


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _xml("domain", "Domain XML", "domain"),
        _xml("domaincapabilities", "Domain capabilities XML", "domainCapabilities"),
        _xml("pool", "Storage pool XML", "pool"),
        Kind("console", "Console", "transcript", ".txt", "console"),
        _settings("qemu.conf"),
        _settings("qemu-lockd.conf", "libxl-lockd.conf"),
        _settings("qemu-sanlock.conf", "libxl-sanlock.conf"),
        _settings("virtlockd.conf"),
        _settings("libvirtd.conf", "virtqemud.conf", "virtproxyd.conf"),
        Kind("auth.conf", f"{ETC}auth.conf", "ini", ".conf", "settings",
             files=("auth.conf",)),
        Kind("grub-default", "/etc/default/grub", "bash", ".txt", "settings",
             files=("etc/default/grub", "etc/default/grub.d/*")),
        Kind("boot-entry", "Boot loader entry", "text", ".conf", "settings",
             files=("loader/entries/*",)),
        Kind("sysconfig", "Variables of a service", "bash", ".txt", "settings",
             files=_VARIABLES),
        Kind("modprobe.d", "/etc/modprobe.d", "text", ".conf", "settings",
             files=("modprobe.d/*",)),
        Kind("modules-load.d", "/etc/modules-load.d", "text", ".conf", "settings",
             files=("modules-load.d/*", "etc/modules")),
        Kind("kernel-cmdline", "Kernel command line", "text", ".txt", "settings",
             files=_COMMAND_LINES),
        Kind("limits.conf", "/etc/security/limits.conf", "text", ".conf", "settings",
             files=("security/limits.conf", "limits.d/*")),
        Kind("bridge.conf", "/etc/qemu/bridge.conf", "text", ".conf", "settings",
             files=("bridge.conf",)),
        Kind("fstab", "/etc/fstab", "text", ".txt", "settings", files=("fstab",)),
        Kind("systemd-unit", "systemd unit", "systemd", ".conf", "settings",
             files=_UNITS),
        Kind("uri", "Connection URI", "text", ".txt", "settings"),
        Kind("qemu-argv", "QEMU command line", "bash", ".args", "settings",
             files=("*.args",)),
        Kind("device-list", "Device nodes", "text", ".txt", "settings"),
    )
}  # fmt: skip

_NO_FILES = ("systemd-unit", "uri", "device-list", "qemu-argv")
MARK_IS_TEXT = frozenset(
    kind.name
    for kind in KINDS.values()
    if kind.form == "settings" and kind.name not in _NO_FILES
)
"""Kinds whose reader takes a byte order mark for text, as seen of bash, modprobe and
findmnt; systemd drops one in a unit."""
