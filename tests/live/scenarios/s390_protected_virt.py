"""A machine of IBM's that is pretended, and one that emulates s390x."""

from __future__ import annotations

import re

from live.confidential import (
    believe_pv,
    defined,
    ibm,
    protected,
)
from live.hosts import Host
from live.services import configure, guest
from live.stand_ins import GUESTS, StandIn, replaced
from live.transcripts import Scenario
from pages import snippets, text_of

PAGE = "kbase/s390_protected_virt"
HARDWARE = "only a guest on IBM Z that enters protected mode has it"
UNPROVOKED = {
    "Protected VMs can currently not be backed with huge pages": HARDWARE,
    "The guest starts, and ``prot_virt_guest`` is ``0``": HARDWARE,
    "Protected boot has failed": HARDWARE,
    "KVM PV command 2": HARDWARE,
    "KVM PV command 4": HARDWARE,
    "protected VMs are currently not migratable": HARDWARE,
    "The guest hangs": HARDWARE,
    "/sys/firmware/uv/prot_virt_host`` is ``0``": "the kernel of an IBM Z shows it",
    "Host-key verification failed": "Debian has none of the tools that say it",
    "missing keyword 'target' in section": "zipl is for IBM Z, and reads its disks",
    "The protected guest does not come up": HARDWARE,
}
ASK = "virt-host-validate qemu"
HERE = (
    StandIn("s390x", r"\s*<cpu mode='host-model'/>"),
    StandIn("interfaces", r"(?s)\s*<interface\b.*?</interface>"),
)
"""What a host lacks that pretends to be able to do all else."""


def play(scenario: Scenario) -> None:
    host = scenario.stage.host("alpha")
    unsupported(scenario, host)
    validate(scenario, host)
    refused(scenario, host)
    plain = scenario.stage.host("beta")
    boot_files(scenario, plain)
    started(scenario, plain)
    believe_pv(host)
    text, without = replaced(example(), HERE)
    assert "Domain 'vault' defined" in defined(host, text)
    lacks = without.removeprefix("without ").split(", ")
    scenario.show("virsh domxml-to-native", host, without=lacks)
    at_run(scenario, plain)


def example() -> str:
    """The page's guest."""
    return next(text_of(s) for s in snippets("domain") if s["id"] == f"{PAGE}/guest")


def unsupported(scenario: Scenario, host: Host) -> None:
    """What a host says that is no IBM Z, or one without its ultravisor."""
    said = host.run(ASK).output
    unknown = "Unknown if this platform has Secure Guest support"
    newer = "None of SEV, SEV-ES, SEV-SNP, TDX available"
    scenario.message(unknown if unknown in said else newer, said)
    assert "unpack" not in host.must("virsh domcapabilities")
    scenario.symptom("``unpack`` does not show")
    scenario.message(
        "Emulator '/usr/bin/qemu-system-s390x' does not support virt type 'kvm'",
        defined(host, protected("a")),
    )
    said = defined(host, protected("a").replace("'kvm'", "'qemu'"))
    older = "S390 PV launch security is not supported with this QEMU binary"
    newer = "'s390-pv' launch security is not supported with this QEMU binary"
    scenario.message(older if older in said else newer, said)


def validate(scenario: Scenario, host: Host) -> None:
    """The checks of the host, and what they say before all is there."""
    ibm(host)
    for change, text in (
        ("umount /proc/cpuinfo", "Hardware or firmware does not provide support for"
         " IBM Secure Execution"),
        ("rmdir /sys/firmware/uv", "IBM Secure Execution not supported by the currently"
         " used kernel"),
        ("echo prot_virt=0 >/proc/cmdline", "IBM Secure Execution appears to be"
         " disabled in kernel. Add prot_virt=1 to kernel cmdline arguments"),
    ):  # fmt: skip
        host.must(change)
        scenario.message(text, host.run(ASK).output, ["s390x"])
        ibm(host)
    scenario.show("ls -d /sys", host)
    scenario.show("virt-host-validate", host, status={ASK: 1}, without=["KVM"])


def refused(scenario: Scenario, host: Host) -> None:
    """What libvirt does not define where QEMU could do it."""
    believe_pv(host, guarded="")
    rng = "<rng model='virtio'><driver iommu='on'/></rng>"
    policy = protected("a").replace(
        "-pv'/>", "-pv'><policy>1</policy></launchSecurity>"
    )
    for text, document, option in (
        ("S390 PV launch security is not supported by this host or kernel",
         protected("a"), ""),
        ("Element launchSecurity has extra content: policy", policy, "--validate"),
        ("only one RNG backend is supported", protected("a", rng), ""),
    ):  # fmt: skip
        scenario.message(text, defined(host, document, option), ["s390x"])


def boot_files(scenario: Scenario, host: Host) -> None:
    """They move, from what is mounted for them, into the root of a guest."""
    host.must(
        "mkdir /srv/disk && echo linux >/srv/disk/vmlinuz &&"
        "mount --bind /srv/disk /boot &&"
        "echo '/srv/disk /boot none bind 0 0' >/etc/fstab"
    )
    scenario.show("cp -a /boot", host, without=["partitions"])
    mounted = host.must("findmnt -n -o TARGET --source /srv/disk || findmnt -n")
    assert "/boot-se" in mounted
    assert " /boot\n" not in mounted
    host.must("grep linux /boot/vmlinuz /boot-se/vmlinuz; test ! -e /boot.new")
    names = ["id-6.1.conf", "rescue.conf"]
    entries = "/boot/loader/entries"
    host.must(f"mkdir -p {entries} && cd {entries} && touch {' '.join(names)}")
    scenario.show("for f in /boot/loader", host)
    assert host.must(f"ls {entries}").split() == [f"{name}.old" for name in names]


def started(scenario: Scenario, host: Host) -> None:
    """The page's guest, emulated and without protection."""
    text, without = replaced(example(), GUESTS)
    text = re.sub(r"(emory unit='GiB'>)\d+", r"\g<1>1", text)
    host.write("/root/vault.xml", text)
    host.must("qemu-img create -q -f qcow2 /var/lib/libvirt/images/vault.qcow2 1M")
    lacks = without.removeprefix("without ").split(", ")
    scenario.show("virsh define --validate", host, without=lacks)


def at_run(scenario: Scenario, host: Host) -> None:
    """What a guest meets that starts, or should."""
    none = "<memballoon model='none'/>"
    defined(host, guest("plain", none))
    scenario.message(
        "Unable to change memory of active domain without the balloon device and guest"
        " OS balloon driver",
        host.run("virsh start --paused plain; virsh setmem plain 16M --live").output,
    )
    configure(host, "qemu.conf", "namespaces = []")
    believe_pv(host)
    defined(host, protected("a", none).replace("'kvm'", "'qemu'"))
    said = host.run("virsh start a").output
    scenario.message("invalid object type: s390-pv-guest", said, ["s390x"])
