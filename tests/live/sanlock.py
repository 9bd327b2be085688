"""A sanlock on a host that has no watchdog, and may not lock memory.

A library that stands before libc makes both daemons believe that they have them: limits
are granted, and `/dev/watchdog` is a file whose time of change is when it was fed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from live.hosts import Host, Stage
from live.services import IMAGES, configure, define, disk, guest, ready, restart
from live.waiting import become, log, waited
from pages import snippets, text_of

LEASES = "/var/lib/libvirt/sanlock"
LOCKSPACE = "__LIBVIRT__DISKS__"
IMAGE = f"{IMAGES}/demo.img"
WITHOUT = ("locked memory", "watchdog")
"""What the library is there for."""
VOLUME = "/dev/san/leases"
OWN = f"vault:1:{VOLUME}:0"
"""The lockspace of a host whose leases are its own."""
UNITS = "/etc/systemd/system"
MODPROBE = """#!/bin/sh
[ "$1" != softdog ] || touch /dev/watchdog
"""

_LIBRARY = r"""
#include <linux/watchdog.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int setrlimit(__rlimit_resource_t which, const struct rlimit *limits) { return 0; }

int ioctl(int file, unsigned long request, ...)
{
  va_list arguments;
  va_start(arguments, request);
  void *given = va_arg(arguments, void *);
  va_end(arguments);
  if (_IOC_TYPE(request) != WATCHDOG_IOCTL_BASE)
    return syscall(SYS_ioctl, file, request, given);
  if (request == WDIOC_GETSUPPORT)
    memset(given, 0, sizeof(struct watchdog_info));
  if (request == WDIOC_GETTIMEOUT)
    *(int *)given = 60;
  if (request == WDIOC_KEEPALIVE)
    futimens(file, NULL);
  return 0;
}
"""


@cache
def _library() -> bytes:
    if not shutil.which("cc"):
        pytest.skip("sanlock needs a library that cc makes, and there is none")
    with TemporaryDirectory(prefix="kb") as folder:
        source, made = Path(folder, "a.c"), Path(folder, "a.so")
        source.write_text(_LIBRARY, "utf-8")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", made, source], check=True)
        return made.read_bytes()


def prepare(host: Host) -> None:
    """Let sanlock run there with its watchdog, and share the folder of the leases."""
    equip(host)
    # Debian 12 ships "-w 0", which the page tells to leave out.
    host.must("sed -i s/-w.0// /etc/default/sanlock")


def install(host: Host) -> None:
    """Leave the host as the package does: sanlock runs, with the options shipped."""
    equip(host)
    host.must("systemctl start sanlock")
    listening(host)


def equip(host: Host) -> None:
    """Let sanlock and wdmd believe in this host, and share the folder of the leases."""
    host.place.needs("sanlock", "wdmd")
    host.beneath.update(WITHOUT)
    (host.folder / "before.so").write_bytes(_library())
    drop_in = f"[Service]\nEnvironment=LD_PRELOAD=/job/{host.name}/before.so\n"
    for unit in ("sanlock", "wdmd"):
        host.write(f"/etc/systemd/system/{unit}.service.d/kb.conf", drop_in)
    host.must("touch /dev/watchdog; systemctl daemon-reload")
    host.share(LEASES)


def unit_of_page(host: Host, name: str, path: str) -> None:
    """Put a unit of the page there."""
    [found] = [
        text_of(s)
        for s in snippets("systemd-unit")
        if s["id"] == f"kbase/locking-sanlock/{name}"
    ]
    host.write(f"{UNITS}/{path}", found)


def softdog(host: Host, *, drop_in: bool = True) -> None:
    """A host without a watchdog, on which `modprobe softdog` makes one."""
    equip(host)
    host.write("/sbin/modprobe", MODPROBE)
    host.must("chmod 755 /sbin/modprobe; rm -f /dev/watchdog")
    if drop_in:
        unit_of_page(host, "softdog", "wdmd.service.d/50-softdog.conf")
        host.must("systemctl reset-failed wdmd; systemctl daemon-reload")


def volume(host: Host) -> None:
    """A file that stands for a volume, and the page's unit that joins in it."""
    host.must("mkdir -p /dev/san /srv/san; truncate -s 64M /srv/san/leases")
    host.must(f"chown sanlock /srv/san/leases; ln -s /srv/san/leases {VOLUME}")
    # Nothing here tells systemd of devices: it would wait for 90 s.
    late = "[Unit]\nJobRunningTimeoutSec=1\n"
    host.write(f"{UNITS}/dev-san-leases.device.d/kb.conf", late)
    unit_of_page(host, "join", "vault.service")


def serve(host: Host, number: int, *settings: str, io_timeout: int = 1) -> None:
    """Share the folder of the leases, and join libvirt's lockspace in it."""
    prepare(host)
    host.must(f"chown sanlock:sanlock {LEASES}")
    enlist(host, number, *settings, io_timeout=io_timeout)


def enlist(host: Host, number: int, *settings: str, io_timeout: int = 1) -> None:
    """Start sanlock, and join libvirt's lockspace with a number.

    `settings` are more lines of qemu-sanlock.conf.  With an `io_timeout` of 1 s rather
    than 10, a host joins in 3 s; but wdmd then takes its leases for expired.
    """
    configure(host, "qemu.conf", 'lock_manager = "sanlock"')
    configure(
        host, "qemu-sanlock.conf", "auto_disk_leases = 1", f"host_id = {number}",
        f'disk_lease_dir = "{LEASES}"', 'user = "sanlock"', 'group = "sanlock"',
        f"io_timeout = {io_timeout}", *settings,
    )  # fmt: skip
    restart(host, "wdmd", "sanlock")
    listening(host)
    restart(host, "libvirtd")
    ready(host)


def listening(host: Host) -> None:
    """Wait until sanlock takes commands: systemd calls it started before."""
    waited(host, "sanlock client status")


def lease(path: str) -> str:
    """The name of the lease of a disk."""
    return hashlib.md5(path.encode(), usedforsecurity=False).hexdigest()


MINE = {lease(IMAGE): "exclusive"}
"""The leases of a guest that has IMAGE alone."""


def joined(host: Host) -> bool:
    """Whether the host is in libvirt's lockspace."""
    return f"s {LOCKSPACE}:" in host.must("sanlock client gets")


def leases(host: Host) -> dict[str, str]:
    """The leases that processes hold there: name to 'exclusive' or 'shared'."""
    found = {}
    for line in host.must("sanlock client status").splitlines():
        if line.startswith("r "):
            _, name, _, _, mode = line.split()[1].split(":")
            found[name] = "shared" if mode == "SH" else "exclusive"
    return found


def destroyed(host: Host, name: str) -> None:
    """End the guest that alone has leases there, and wait until they are free."""
    host.must(f"virsh destroy {name}")
    become(lambda: leases(host), {})


def refused(host: Host, name: str, told: str = "") -> str:
    """What a start in vain prints, with the guest's log: it alone may say why.

    Where QEMU ends before the reason is read, nothing says it: then it is tried again,
    until that is `told`.
    """
    printed = ""
    for _ in range(5):
        done = host.run(f"virsh start {name}")
        assert done.status == 1, done.output
        printed = done.output + log(host, name)
        if told in printed:
            break
    return printed


def lose_leases(host: Host) -> None:
    """Let the lockspace be empty, as if the storage had lost it."""
    space = f"{LEASES}/{LOCKSPACE}"
    host.must(f"cp {space} kept; dd if=/dev/zero of={space} bs=1M count=1 conv=notrunc")


def regain_leases(host: Host) -> None:
    """Let the lockspace hold again what it held."""
    host.must(f"dd if=kept of={LEASES}/{LOCKSPACE} bs=1M conv=notrunc")


def kill(host: Host) -> None:
    """End sanlock and wdmd, which an ordinary stop may not do."""
    host.run("systemctl kill -s KILL sanlock wdmd")
    waited(host, "! pgrep -x 'sanlock|wdmd'")
    # With this, wdmd does not start before the host boots.
    host.must("rm -f /dev/shm/wdmd; systemctl reset-failed")


def serving(stage: Stage, *settings: str, more: str = "", io_timeout: int = 1) -> Host:
    """A host in the lockspace on which the guest demo runs."""
    host = stage.host("alpha")
    serve(host, 1, *settings, io_timeout=io_timeout)
    define(host, guest("demo", disk(IMAGE), more=more))
    host.must("virsh start demo")
    return host
