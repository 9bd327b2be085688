"""The daemons and guests of a host."""

from __future__ import annotations

import re

from live.hosts import Host
from live.stand_ins import GUESTS, replaced

IMAGES = "/var/lib/libvirt/images"
SYSTEM = "qemu:///system"


def ready(host: Host) -> None:
    """Wait until libvirtd answers; its socket starts it."""
    host.must(f"virsh -c {SYSTEM} uri || {{ journalctl -u libvirtd; exit 1; }}")


def restart(host: Host, *services: str) -> None:
    """Start services anew."""
    names = " ".join(services)
    # systemd allows a few starts in ten seconds, unless it is told to forget them.
    host.must(f"systemctl reset-failed {names}; systemctl restart {names}")


def configure(host: Host, path: str, *lines: str) -> None:
    """Add lines to a file below /etc/libvirt."""
    host.must(f"mkdir -p /etc/libvirt; cat >>/etc/libvirt/{path} <<'END'\n"
              + "\n".join(lines) + "\nEND")  # fmt: skip


def disk(path: str, target: str = "vda", more: str = "", kind: str = "raw") -> str:
    """The XML of a disk that is a file, with more elements."""
    return f"""<disk type='file' device='disk'>
      <driver name='qemu' type='{kind}'/>
      <source file='{path}'/>
      <target dev='{target}' bus='virtio'/>{more}
    </disk>"""


def guest(name: str, *devices: str, more: str = "", machine: str = "pc") -> str:
    """The XML of a small guest that needs no KVM; `more` stands behind its devices."""
    return f"""<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='{machine}'>hvm</type></os>
  <features><acpi/></features>
  <devices>{"".join(devices)}</devices>{more}
</domain>
"""


def define(host: Host, text: str, *, small: bool = False) -> str:
    """Define a guest, make its disks where they are missing, and return its name.

    An example of a page gets stand-ins for what is not there, which `host.without`
    names.  `small` takes its memory down to what a test needs.
    """
    text, without = replaced(text, GUESTS)
    host.without.update(filter(None, without.removeprefix("without ").split(", ")))
    if small:
        text = re.sub(r"<memory unit='\w+'>\d+", "<memory unit='MiB'>64", text)
    for kind, path in re.findall(
        r"<driver name='qemu' type='(\w+)'[^>]*/>\s*<source file='(.*?)'", text
    ):
        make = f"qemu-img create -q -f {kind} {path} 1M"
        host.must(f"mkdir -p $(dirname {path}); test -e {path} || {make}")
    named = re.search("<name>(.*?)</name>", text)
    assert named is not None, "the guest has no name"
    host.write(f"/root/{named[1]}.xml", text)
    host.must(f"virsh define {named[1]}.xml")
    return named[1]


def locks(host: Host) -> list[tuple[str, str]]:
    """Mode and path of each lock of virtlockd, without that of its own pid file."""
    found = host.run("lslocks -rn -o COMMAND,MODE,PATH").output
    rows = [line.split() for line in found.splitlines()]
    return sorted((row[1], row[2]) for row in rows
                  if row[0] == "virtlockd" and not row[2].endswith(".pid"))  # fmt: skip
