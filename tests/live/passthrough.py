"""Guests with QEMU's own elements, and what their QEMU is confined to."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

from kbsybil import read_site
from live.hosts import Host
from live.services import IMAGES, define, disk, guest, restart
from live.waiting import log
from pages import ROOT, text_of

PAGE = "kbase/qemu-passthrough-security"
URI = "http://libvirt.org/schemas/domain/qemu/1.0"
MEMORY = {"null": "1 3", "zero": "1 5", "full": "1 7", "random": "1 8",
          "urandom": "1 9", "tty": "5 0"}  # fmt: skip
"""The numbers of nodes that every machine has."""
ROOT_DISK = disk(f"{IMAGES}/demo.img", more="<alias name='ua-root'/>")
FW_CFG = ("-fw_cfg", "name=opt/com.example/site,string=north")


def example(name: str) -> str:
    """The text of an example of the page, by its name."""
    found = [s for s in read_site(ROOT).snippets if s["id"] == f"{PAGE}/{name}"]
    return text_of(found[0])


def elements(name: str) -> str:
    """The QEMU element in an example of the page."""
    found = re.search(r"(?s)<qemu:(\w+)>.*</qemu:\1>", example(name))
    assert found is not None, f"{name} has no QEMU element"
    return found[0]


def arguments(*words: str) -> str:
    """The element that passes words to QEMU."""
    each = "".join(f"<qemu:arg value='{word}'/>" for word in words)
    return f"<qemu:commandline>{each}</qemu:commandline>"


SDR = "/srv/firmware/bmc.sdr"
READ_SDR = arguments("-device", f"ipmi-bmc-sim,id=bmc0,sdrfile={SDR}",
                     "-device", "isa-ipmi-kcs,bmc=bmc0")  # fmt: skip
LOAD_SDR = arguments("-device", f"loader,file={SDR},addr=0x1000")


def overridden(name: str, *, alias: str = "ua-root", **value: str) -> str:
    """The element that overrides a property of a device."""
    given = " ".join(f"{field}='{text}'" for field, text in value.items())
    return (f"<qemu:override><qemu:device alias='{alias}'><qemu:frontend>"
            f"<qemu:property name='{name}' {given}/></qemu:frontend></qemu:device>"
            "</qemu:override>")  # fmt: skip


def owned(text: str, uri: str = URI) -> str:
    """A guest that declares the namespace of QEMU's elements."""
    return text.replace("<domain ", f"<domain xmlns:qemu='{uri}' ", 1)


def passing(host: Host, more: str, *devices: str, name: str = "demo") -> str:
    """Define a small guest with elements of QEMU's, in place of an older one."""
    host.run(f"virsh destroy {name}; virsh undefine {name}")
    text = guest(name, *devices, more=more, machine="q35")
    return define(host, owned(text))


def refusal(host: Host, more: str, *devices: str) -> str:
    """What a start prints that fails, and the guest's log.

    libvirt passes on what it has read of QEMU's words when QEMU ends.
    """
    passing(host, more, *devices)
    done = host.run("virsh start demo")
    assert done.status == 1, done.output
    assert host.must("virsh domstate demo").strip() == "shut off"
    return done.output + log(host, "demo")


def of_qemu(host: Host, file: str, name: str = "demo") -> list[str]:
    """The words, which end in a zero byte, of a file below QEMU's /proc/PID."""
    pid = f"$(cat /run/libvirt/qemu/{name}.pid)"
    return host.must(f"tr '\\0' '\\n' </proc/{pid}/{file}").splitlines()


def status(host: Host, name: str = "demo") -> dict[str, str]:
    """What the kernel says of QEMU: Uid, CapEff, Seccomp and the like."""
    rows = (line.partition(":") for line in of_qemu(host, "status", name))
    return {field: value.strip() for field, _, value in rows}


def devices(host: Host, name: str = "demo") -> set[str]:
    """What QEMU has in its /dev, without the mounts that a host has below its own."""
    found = host.must(f"ls /proc/$(cat /run/libvirt/qemu/{name}.pid)/root/dev")
    return {*found.split()} - {"hugepages", "mqueue", "pts", "shm"}


def device(host: Host, alias: str, name: str = "demo") -> dict[str, Any]:
    """The properties that QEMU was given of a device."""
    words = of_qemu(host, "cmdline", name)
    made = [json.loads(w) for o, w in pairwise(words)
            if o == "-device" and w.startswith("{")]  # fmt: skip
    return next(one for one in made if one["id"] == alias)


def nodes(host: Host) -> None:
    """Have the nodes of a machine; nobody reads or writes those that few have."""
    # Those of a stage are mounts, which each guest would keep.
    for node, number in MEMORY.items():
        place = f"/dev/{node}"
        host.must(f"umount -l {place}; rm -f {place}; mknod -m 666 {place} c {number}")
    for node in ("kvm", "udmabuf", "userfaultfd", "mine"):
        host.must(f"mknod -m 600 /dev/{node} c 1 3")
    host.without.update({"KVM"})


def settings(host: Host, *lines: str) -> None:
    """Have the daemon run with these lines as its qemu.conf."""
    host.write("/etc/libvirt/qemu.conf", "".join(f"{line}\n" for line in lines))
    restart(host, "libvirtd")


def downfall(host: Host, *lines: str) -> str:
    """What libvirtd says as it ends because of a qemu.conf of these lines."""
    units = "libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket libvirtd"
    host.must(f"systemctl stop {units}")
    host.write("/etc/libvirt/qemu.conf", "".join(f"{line}\n" for line in lines))
    done = host.run("LIBVIRT_LOG_OUTPUTS=3:stderr timeout 60 libvirtd")
    assert "Driver state initialization failed" in done.output
    return done.output
