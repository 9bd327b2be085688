"""Hardware that guards memory, pretended where there is none: AMD's and IBM's.

libvirt believes what it has cached of QEMU while nothing that it compares has changed,
and virt-host-validate what it reads below /proc and /sys.  No guest can start by this.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from live.hosts import Host
from live.services import guest

SOCKETS = "libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket"
CACHE = "/var/cache/libvirt/qemu/capabilities"
AS_S390X = Path(__file__).with_name("as_s390x.py")
SEV = """  <sev>
    <cbitpos>51</cbitpos>
    <reducedPhysBits>1</reducedPhysBits>
    <pdh>cGRo</pdh>
    <certChain>Y2hhaW4=</certChain>
    <cpu0Id>Y3B1MA==</cpu0Id>
  </sev>
"""
GUARDED = "  <kvmSupportsSecureGuest/>\n"
ROM = (
    "<loader type='rom' readonly='yes' stateless='yes'>/usr/share/ovmf/OVMF.fd</loader>"
)
PFLASH = (
    "<loader type='pflash' readonly='yes' stateless='yes'>"
    "/usr/share/OVMF/OVMF_CODE_4M.fd</loader>"
)
CHOSEN = "<loader stateless='yes'/>"
"""By libvirt, in a guest with firmware='efi'."""
SNP = ">=10.5.0"
PARAMETERS = "/sys/module/kvm_amd/parameters"


def amd(host: Host) -> None:
    """Show a processor with SEV-SNP, and a kernel that has it switched on."""
    flags = "sev sev_es sev_snp"
    shown(host, "/proc/cpuinfo", f"sed 's/^flags.*/& {flags}/' /proc/cpuinfo")
    host.must(
        f"mount -t tmpfs tmpfs /sys/module && mkdir -p {PARAMETERS} &&"
        f"for name in {flags}; do echo Y >{PARAMETERS}/$name; done; touch /dev/sev"
    )
    host.without.add("SEV")


def ibm(host: Host) -> None:
    """Show virt-host-validate a machine of IBM's, with its ultravisor in use."""
    line = r"facilities\t: 0 1 2 158 161\n"
    shown(host, "/proc/cpuinfo", f"echo vendor_id: IBM/S390; printf '{line}'")
    shown(host, "/proc/cmdline", "echo root=/dev/dasda1 prot_virt=1")
    host.must(
        "mountpoint -q /sys/firmware || mount -t tmpfs tmpfs /sys/firmware;"
        "mkdir -p /sys/firmware/uv"
    )
    host.write("/usr/lib/as_s390x.py", AS_S390X.read_text("utf-8"))
    host.must(
        "cat >/usr/local/bin/virt-host-validate <<'END'\n#!/bin/sh\n"
        'exec python3 /usr/lib/as_s390x.py /usr/bin/virt-host-validate "$@"\nEND\n'
        "chmod 755 /usr/local/bin/virt-host-validate"
    )
    host.without.add("s390x")


def shown(host: Host, path: str, command: str) -> None:
    """Have a file of the kernel's show what a command prints."""
    own = f"/run/shown{path.replace('/', '-')}"
    host.must(
        f"{{ {command}; }} >{own}.new && cat {own}.new >{own} &&"
        f"{{ mountpoint -q {path} || mount --bind {own} {path}; }}"
    )


def believe_sev(host: Host, guarded: str = GUARDED) -> None:
    """Have libvirt believe that KVM runs guests with SEV, and SEV-SNP if it knows it.

    `guarded` is empty where it is to know better by the kernel.
    """
    flags = ["kvm", "sev-guest"]
    if host.place.within(SNP):
        flags.append("sev-snp-guest")
    believe(host, "x86_64", flags, SEV + guarded)
    host.without.add("SEV")


def believe_pv(host: Host, guarded: str = GUARDED) -> None:
    """Have libvirt believe that KVM runs protected guests of s390x.

    `guarded` is empty for a host without the ultravisor.
    """
    believe(host, "s390x", ["kvm", "s390-pv-guest"], guarded)
    host.without.add("s390x")


def believe(host: Host, machine: str, flags: list[str], more: str) -> None:
    """Add to what libvirt has cached of the QEMU for a machine."""
    host.must(
        f"virsh domcapabilities --virttype qemu --arch {machine} >/dev/null &&"
        f"systemctl stop libvirtd {SOCKETS} && touch /dev/kvm /dev/sev &&"
        "chmod 666 /dev/kvm /dev/sev"
    )
    path = host.must(f"grep -l '<arch>{machine}</arch>' {CACHE}/*.xml").strip()
    cached = host.must(f"cat {path}")
    emulated = re.findall(
        r"(?ms)^  <(?:cpu|machine) type='tcg'[^>]*/>\n"
        r"|^  <(?:cpu|hostCPU) type='tcg'[^>]*[^/]>\n.*?^  </(?:cpu|hostCPU)>\n",
        cached,
    )
    more += "".join(emulated).replace("type='tcg'", "type='kvm'")
    own = "".join(f"  <flag name='{name}'/>\n" for name in flags) + signature()
    cached = cached.replace("  <arch>", f"{own}  <arch>", 1)
    microcode = str(int(cpu("microcode", "0"), 16))
    cached = re.sub(r"(?<=<microcodeVersion>)0", microcode, cached)
    host.write(path, cached.replace("</qemuCaps>", f"{more}</qemuCaps>"))
    host.must(f"systemctl start {SOCKETS}")
    host.without.add("KVM")


def encrypted(
    name: str,
    loader: str = ROM,
    policy: str = "<policy>0x0003</policy>",
    kind: str = "sev",
    machine: str = "q35",
) -> str:
    """The XML of a small guest with SEV."""
    launch = f"<launchSecurity type='{kind}'>{policy}</launchSecurity>"
    text = guest(name, more=launch, machine=machine).replace("'qemu'", "'kvm'")
    efi = " firmware='efi'" if loader in ("", CHOSEN) else ""
    return text.replace("<os>", f"<os{efi}>").replace("</os>", f"{loader}</os>")


def protected(name: str, *devices: str, launch: bool = True) -> str:
    """The XML of a small guest of s390x, with launchSecurity or without."""
    text = guest(name, *devices, machine="s390-ccw-virtio").replace("'qemu'", "'kvm'")
    text = text.replace("x86_64", "s390x").replace("<features><acpi/></features>", "")
    element = "<launchSecurity type='s390-pv'/>" if launch else ""
    return text.replace("</domain>", f"{element}</domain>")


def defined(host: Host, text: str, option: str = "") -> str:
    """What `virsh define` says to a guest."""
    host.write("/root/given.xml", text)
    return host.run(f"virsh define {option} given.xml").output


def arguments(host: Host, text: str) -> str:
    """The arguments of QEMU for a guest."""
    host.write("/root/given.xml", text)
    return host.must("virsh domxml-to-native qemu-argv --xml given.xml")


def signature() -> str:
    """What libvirt compares with this machine before it believes its cache."""
    kernel = os.uname()
    return (
        f"  <hostCPUSignature>{cpu('vendor_id')}, {cpu('model name')}, "
        f"family: {cpu('cpu family')}, model: {cpu('model')}, "
        f"stepping: {cpu('stepping')}</hostCPUSignature>\n"
        f"  <kernelVersion>{kernel.release} {kernel.version}</kernelVersion>\n"
    )


def cpu(name: str, default: str = "") -> str:
    """A field of this machine's first processor."""
    told = Path("/proc/cpuinfo").read_text("utf-8")
    found = re.search(rf"(?m)^{name}\t*: (.*)$", told)
    return found[1] if found else default
