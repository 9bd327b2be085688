"""The table of kinds: what a text can be."""

from __future__ import annotations

from typing import Literal, NamedTuple

ETC = "/etc/libvirt/"

Form = Literal["xml", "settings", "console"]


class Kind(NamedTuple):
    """One kind of text: name, caption, lexer of colours, suffix, form.

    The form says who checks it.  `roots` are the root elements that tell an XML kind,
    `files` names of files, or patterns of the ends of paths.
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


# Those whose file has most of the settings of libvirtd.conf; `where` says which.
_DAEMONS = tuple(
    f"virt{part}d.conf"
    for part in (
        "qemu", "proxy", "network", "storage", "secret", "nodedev", "interface",
        "nwfilter", "lxc", "xen", "vbox", "ch", "bhyve",
    )
)  # fmt: skip


def _settings(name: str, *files: str) -> Kind:
    """A file in libvirt's configuration syntax; its table has the kind's name."""
    return Kind(name, f"{ETC}{name}", "ini", ".conf", "settings", files=(name, *files))


def _of_driver(name: str) -> Kind:
    """The same, where other programs have files of that name in their folders."""
    return _settings(name)._replace(files=(f"libvirt/{name}",))


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
        _settings("virtlogd.conf"),
        _settings("libvirtd.conf", *_DAEMONS),
        _settings("libvirt.conf"),
        _settings("libvirt-admin.conf"),
        _settings("libxl.conf"),
        _settings("virt-login-shell.conf"),
        _of_driver("lxc.conf"),
        _of_driver("bhyve.conf"),
        _of_driver("ch.conf"),
        _of_driver("network.conf"),
        _of_driver("nwfilter.conf"),
        _of_driver("secret.conf"),
        Kind("sanlock.conf", "/etc/sanlock/sanlock.conf", "ini", ".conf", "settings",
             files=("sanlock.conf",)),
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
        Kind("zipl.conf", "/etc/zipl.conf", "ini", ".conf", "settings",
             files=("zipl.conf",)),
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
"""Kinds whose reader takes a byte order mark for text, as seen of bash, libvirt 9.0.0,
modprobe and findmnt; systemd drops one in a unit."""


def is_name(pattern: str) -> bool:
    """Whether an entry of `files` is the name of a file, in any folder."""
    return "/" not in pattern and "*" not in pattern


NAMES = (*KINDS, *(f for k in KINDS.values() for f in k.files if is_name(f)))
"""What a kind may be called: by its name, or by that of one of its files."""


def has_files(kind: Kind) -> bool:
    """Whether a file tells that it is of this kind, by its root element or its name."""
    return bool(kind.roots or kind.files)


def kind_called(name: str) -> Kind | None:
    """The kind of a name; None if there is none."""
    # `--kind virtqemud.conf` is the kind libvirtd.conf, for that daemon.
    others = (k for k in KINDS.values() if name in k.files and is_name(name))
    return KINDS.get(name) or next(others, None)
