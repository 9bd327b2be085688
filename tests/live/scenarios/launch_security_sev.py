"""A host that pretends to have SEV, one that runs guests without it, and an owner."""

from __future__ import annotations

import re

from live.confidential import (
    CHOSEN,
    PARAMETERS,
    PFLASH,
    amd,
    believe_sev,
    defined,
    encrypted,
)
from live.hosts import Host
from live.services import configure, guest
from live.stand_ins import GUESTS, replaced
from live.transcripts import USER, Scenario
from pages import snippets, text_of

PAGE = "kbase/launch_security_sev"
HARDWARE = "only a host with AMD's SEV, or a guest on it, prints it"
UNPROVOKED = {
    "pflash with kvm": HARDWARE,
    "SEV-SNP does not support SMM": HARDWARE,
    "SNP: IOMMU disabled": HARDWARE,
    "vm-type SEV-SNP": HARDWARE,
    "guest policy requires SEV-ES": HARDWARE,
    "failed to register region": HARDWARE,
    "does not find its boot disk": HARDWARE,
    "kvm_create_guest_memfd": "there is no SELinux here",
    "on a host with SELinux": "there is no SELinux here",
    "on a host with AppArmor": "there is no AppArmor here",
    "is killed after a while": "the hosts have no memory controller",
}
NO_KVM = {"virt-host-validate qemu": 1}
MEASURED = "XiCYFBy/Q9MjObmEGngRh4nupC2BWldMb1Ij6QGwj5kAESIzRFVmd4iZqrvM3e7/"
"""That of the page's Python, over a firmware and a key that are made up."""
LIMITS = "<memtune><hard_limit unit='KiB'>4096</hard_limit></memtune>"
LOCKED = "<memoryBacking><locked/></memoryBacking>"


def play(scenario: Scenario) -> None:
    host = scenario.stage.host("alpha")
    validate(scenario, host)
    capabilities(scenario, host)
    refused(scenario, host)
    plain = scenario.stage.host("beta")
    memory(scenario, plain)
    started(scenario, plain)
    attested(scenario, plain)
    at_start(scenario, plain)


def validate(scenario: Scenario, host: Host) -> None:
    """The checks of the host, and what they say before all is there."""
    ask = "virt-host-validate qemu"
    said = host.run(ask).output
    unknown = "Unknown if this platform has Secure Guest support"
    newer = "None of SEV, SEV-ES, SEV-SNP, TDX available"
    scenario.message(unknown if unknown in said else newer, said)
    scenario.message(
        "libvirt-host-validate: command not found",
        host.run("libvirt-host-validate").output,
    )
    amd(host)
    sev = "AMD Secure Encrypted Virtualization"
    for change, text in (
        (f"rm {PARAMETERS}/sev", "not supported by the currently used kernel"),
        (f"echo N >{PARAMETERS}/sev", "appears to be disabled in kernel. Add kvm_amd."
         "sev=1 to the kernel cmdline arguments"),
        (f"echo Y >{PARAMETERS}/sev; rm /dev/sev", "appears to be disabled in"
         " firmware."),
    ):  # fmt: skip
        host.must(change)
        scenario.message(f"{sev} {text}", host.run(ask).output, ["SEV"])
    host.must("touch /dev/sev")
    scenario.show("grep -m 1 -w -o sev", host)
    scenario.show("virt-host-validate", host, status=NO_KVM, without=["KVM"])
    scenario.show(f"cat {PARAMETERS}/sev", host)


def capabilities(scenario: Scenario, host: Host) -> None:
    """What libvirt says that it can do, and how to have it look again."""
    assert "<sev supported='no'/>" in host.must("virsh domcapabilities")
    scenario.symptom("<sev supported='no'/>", ["SEV"])
    believe_sev(host)
    scenario.show("virsh domcapabilities --virttype kvm", host)
    scenario.show("systemctl stop libvirtd.service", host)
    believe_sev(host)


def refused(scenario: Scenario, host: Host) -> None:
    """What libvirt does not define."""
    rng = "<devices><rng model='virtio'><driver iommu='on'/></rng>"
    nvram = "<nvram>/var/lib/libvirt/qemu/nvram/x.fd</nvram>"
    said = {
        "UEFI requires ACPI": encrypted("a", PFLASH).replace("<acpi/>", ""),
        "only one RNG backend is": encrypted("a").replace("<devices>", rng),
        "failed to get launch security policy": encrypted("a", policy=""),
    }
    for text, document in said.items():
        scenario.message(text, defined(host, document), ["SEV"])
    scenario.message(
        "XML document failed to validate against schema",
        defined(host, encrypted("a").replace("<devices>", rng), "--validate"),
    )
    either(
        scenario,
        defined(host, encrypted("a", PFLASH).replace("</os>", f"{nvram}</os>")),
        "NVRAM is not permitted when loader is stateless",
        "Variable storage (NVRAM/varstore) is not permitted when loader is stateless",
    )
    either(
        scenario,
        defined(host, encrypted("a", CHOSEN)) + host.run("virsh start a").output,
        "Unable to find any firmware to satisfy 'efi'",
        "Unable to find 'efi' firmware that is compatible with the current"
        " configuration",
    )
    snp = defined(host, encrypted("a", kind="sev-snp"))
    if "error:" in snp:
        scenario.message(
            "Invalid value for attribute 'type' in element 'launchSecurity': 'sev-snp'",
            snp,
        )


def either(scenario: Scenario, printed: str, *texts: str) -> None:
    """Note that one of the wordings of a message was printed, on a host with SEV."""
    text = next((text for text in texts if text in printed), texts[0])
    scenario.message(text, printed, ["SEV"])


def memory(scenario: Scenario, host: Host) -> None:
    """The cap of all guests, and what becomes of a guest that may lock no more."""
    scenario.show("systemctl set-property", host)
    host.must("systemctl revert machine.slice")
    host.write(
        "/etc/systemd/system/machine.slice.d/90-memory.conf",
        example("systemd-unit", "90-memory.conf"),
    )
    scenario.show("systemctl daemon-reload", host)
    assert "MemoryHigh=60129542144" in host.must("systemctl show machine.slice")
    for name, added, text in (
        ("locked", LOCKED, "cannot limit locked memory of process … to …: Operation"
         " not permitted"),
        ("both", LOCKED + LIMITS, "mlockall: Cannot allocate memory"),
    ):  # fmt: skip
        defined(host, guest(name).replace("<os>", f"{added}<os>"))
        # The error of virsh sometimes ends before it.
        said = host.run(f"virsh start {name}; cat /var/log/libvirt/qemu/{name}.log")
        scenario.message(text, said.output)


def example(kind: str, file: str) -> str:
    """The page's example of a file."""
    return next(
        text_of(s)
        for s in snippets(kind)
        if s["page"] == PAGE and s["options"].get("file", "").endswith(file)
    )


def started(scenario: Scenario, host: Host) -> None:
    """The page's guest, without what is not here."""
    text, without = replaced(example("domain", "ledger.xml"), GUESTS)
    # Debian describes no stateless firmware; it and the limit of memory are as the
    # page has them for such a host.
    text = re.sub("(?s)<os .*?</os>", host_os(), text)
    text = re.sub(r"(?s)<memtune>.*?</memtune>", "", text)
    text = re.sub(r"(<(?:currentM|m)emory unit='KiB'>)\d+", r"\g<1>65536", text)
    host.write("/root/ledger.xml", text)
    host.must("qemu-img create -q -f qcow2 /var/lib/libvirt/images/ledger.qcow2 1M")
    lacks = without.removeprefix("without ").split(", ")
    scenario.show("virsh define --validate", host, without=[*lacks, "memory limits"])
    host.must("virsh destroy ledger")
    scenario.show("virsh start --paused", host, without=[*lacks, "memory limits"])
    host.must("virsh destroy ledger")


def host_os() -> str:
    """The page's `<os>` for Debian."""
    own = (text_of(s) for s in snippets("domain") if s["page"] == PAGE)
    text = next(text for text in own if "OVMF_CODE_4M.fd" in text)
    found = re.search("(?s)<os>.*?</os>", text)
    assert found is not None
    return found[0]


def attested(scenario: Scenario, host: Host) -> None:
    """The owner's steps, on figures that are made up."""
    host.must(f"useradd -m -s /bin/bash {USER}")
    host.must(
        f'cd /home/{USER} && python3 -c \'open("OVMF.sev.fd", "wb").write('
        'b"OVMF" * 1024); open("ledger_tik.bin", "wb").write(bytes(range(16)))\''
        "&& head -c 16 /dev/urandom >ledger_tek.bin"
        f"&& head -c 32 /dev/urandom >disk-key.bin && chown {USER}: *"
    )
    host.variables["MEASUREMENT"] = MEASURED
    scenario.show("virt-qemu-sev-validate", host)
    scenario.show("virt-qemu-sev-validate", host)
    asked = (
        f"cd /home/{USER}; virt-qemu-sev-validate --measurement {MEASURED} --api-major"
        " 0 --api-minor 24 --build-id 15 --firmware OVMF.sev.fd --tek ledger_tek.bin"
    )
    host.must(f"printf 12345 >/home/{USER}/short.bin")
    for more, text in (
        ("--policy 1 --tik ledger_tik.bin", "Measurement does not match, VM is not"),
        ("--policy 7 --tik ledger_tik.bin", "Number of virtual CPUs must be specified"),
        ("--policy 3 --tik short.bin", "Expected 16 bytes in TIK file, but got 5"),
    ):
        scenario.message(text, host.run(f"{asked} {more}").output)
    scenario.show("apt install", host)
    scenario.show("head -c 64", host)
    host.must("dpkg --remove --force-depends python3-cryptography")
    scenario.message(
        "ModuleNotFoundError: No module named 'cryptography'",
        host.run(f"{asked} --policy 3").output,
    )


def at_start(scenario: Scenario, host: Host) -> None:
    """What QEMU refuses, and libvirt for what it knows of QEMU."""
    either(
        scenario,
        defined(host, encrypted("a").replace("'kvm'", "'qemu'")),
        "SEV launch security is not supported with this QEMU binary",
        "'sev' launch security is not supported with this QEMU binary",
    )
    configure(host, "qemu.conf", "namespaces = []")
    believe_sev(host, guarded="")
    for kind, *texts in (
        ("sev", "accelerator does not support confidential guest sev-guest",
         "Assertion `machine->cgs->ready' failed"),
        ("sev-snp", "cannot set up private guest memory for sev-snp-guest: KVM"),
    ):  # fmt: skip
        said = defined(host, encrypted(kind, kind=kind).replace("'kvm'", "'qemu'"))
        if "error:" not in said:
            either(scenario, host.run(f"virsh start {kind}").output, *texts)
