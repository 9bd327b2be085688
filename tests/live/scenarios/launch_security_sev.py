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
from live.ramdisk import OPENED, ramdisk, unlock
from live.services import configure, guest
from live.stand_ins import GUESTS, replaced
from live.transcripts import USER, Scenario
from live.waiting import become, log
from pages import snippets, text_of

PAGE = "kbase/launch_security_sev"
HARDWARE = "only a host with AMD's SEV, or a guest on it, prints it"
NO_TOOL = "no distribution of the hosts has snpguest"
UNPROVOKED = {
    "SNP: IOMMU disabled": HARDWARE,
    "SNP: IOMMU SNP feature": HARDWARE,
    "failed to INIT": HARDWARE,
    "pflash with kvm": HARDWARE,
    "SEV-SNP does not support SMM": HARDWARE,
    "vm-type SEV-SNP": HARDWARE,
    "Could not open '/dev/sev'": HARDWARE,
    "CPUID validation failed": HARDWARE,
    "fw_error=7": HARDWARE,
    "fw_error=11": HARDWARE,
    "fw_error=21": HARDWARE,
    "hashes table area is invalid": HARDWARE,
    "kernel_hashes_data": HARDWARE,
    "guest policy requires SEV-ES": HARDWARE,
    "failed to register region": HARDWARE,
    "does not find its boot disk": HARDWARE,
    "No certificates were loaded": NO_TOOL,
    "Expected 48 characters": NO_TOOL,
    "Measurement did not match:": NO_TOOL,
    "could be either Milan or Genoa": NO_TOOL,
    "Hardware ID is 0s": NO_TOOL,
    "Error creating KVM guest_memfd": "there is no SELinux here",
    "is killed after a while": "the hosts have no memory controller",
}
NO_KVM = {"virt-host-validate qemu": 1}
MEASURED = "zYGUVy9VJgnQ4CR+FLgwUS8XnElW3c4xPE0zZLpFLgkAESIzRFVmd4iZqrvM3e7/"
"""Over files and a key that are made up; the tool computes the same."""
LIMITS = "<memtune><hard_limit unit='KiB'>4096</hard_limit></memtune>"
LOCKED = "<memoryBacking><locked/></memoryBacking>"


def play(scenario: Scenario) -> None:
    host = scenario.stage.host("alpha")
    before(scenario, host)
    plain = scenario.stage.host("beta")
    quick(scenario, host, plain)
    prepared(scenario, host)
    refused(scenario, host)
    memory(scenario, plain)
    rebooted(scenario, plain)
    kept(scenario, host)
    reported(scenario, host)
    lifted(scenario, plain)
    attested(scenario, plain)
    at_start(scenario, plain)


def before(scenario: Scenario, host: Host) -> None:
    """What is said of a host before all is there."""
    ask = "virt-host-validate qemu"
    said = host.run(ask).output
    unknown = "Unknown if this platform has Secure Guest support"
    newer = "None of SEV, SEV-ES, SEV-SNP, TDX available"
    scenario.message(unknown if unknown in said else newer, said)
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
    said = host.run(ask).output
    if "SEV-ES is not supported" in said:
        scenario.message("AMD SEV-ES is not supported", said, ["SEV"])
    assert "<sev supported='no'/>" in host.must("virsh domcapabilities")
    scenario.symptom("<sev supported='no'/>", ["SEV"])


def quick(scenario: Scenario, host: Host, plain: Host) -> None:
    """The quick path: a host that pretends, and one that starts the guest plainly."""
    scenario.show(f"cat {PARAMETERS}/sev_snp", host)
    believe_sev(host)
    scenario.show("virsh domcapabilities", host)
    text, without = replaced(example("domain", "notary.xml"), GUESTS)
    # Debian describes no stateless firmware; it is as the page has it for such a host.
    named = f"<os><type arch='x86_64' machine='q35'>hvm</type>{loader()}</os>"
    text = re.sub("(?s)<os .*?</os>", named, text)
    if not plain.place.within(">=9.8.0"):
        # It knows no newer model; the reader names that of the host anyhow.
        text = text.replace("EPYC-Genoa", "EPYC-Milan")
    text = re.sub(r"(<(?:currentM|m)emory unit='KiB'>)\d+", r"\g<1>65536", text)
    plain.write("/root/notary.xml", text)
    plain.must("qemu-img create -q -f qcow2 /var/lib/libvirt/images/notary.qcow2 1M")
    lacks = without.removeprefix("without ").split(", ")
    scenario.show("virsh define --validate", plain, without=[*lacks, "memory limits"])
    plain.must("virsh destroy notary")


def loader() -> str:
    """The page's `<loader>` for Debian."""
    own = (text_of(s) for s in snippets("domain") if s["page"] == PAGE)
    return next(text for text in own if text.startswith("<loader type='rom'"))


def prepared(scenario: Scenario, host: Host) -> None:
    """The checks of the host, what libvirt says, and how to have it look again."""
    scenario.show("virt-host-validate", host, status=NO_KVM, without=["KVM"])
    scenario.show("virsh domcapabilities --virttype kvm --arch", host)


def reported(scenario: Scenario, host: Host) -> None:
    """What owner and guest do beside the report: the guest's key opens the secret."""
    home = f"/home/{USER}"
    ramdisk(host)
    scenario.show("cat >", host)
    unlock(host)
    scenario.show("head -c 64", host, without=["SEV"])
    said = host.must(
        f"cd {home}; tail -c +81 report.bin | head -c 64 | od -A n -v -t x1"
    )
    asked = host.must(f"cd {home}; cat nonce.bin guest-key.pub | sha512sum")
    assert "".join(said.split()) == asked.split()[0]
    host.must(f"head -c 64 /dev/urandom >{home}/disk-key.bin")
    scenario.show("openssl pkeyutl -encrypt", host, without=["SEV"])
    become(lambda: host.run("cat /root/opened").output, OPENED)
    host.must(f"cmp /root/key {home}/disk-key.bin")
    become(lambda: host.run("ls /run/disk-key.bin").status, 2)
    assert host.must("stat -c %a /run/guest-key.pem").strip() == "600"
    scenario.show("openssl ecparam", host)
    assert "secp384r1" in host.must(f"openssl ec -in {home}/id-key.pem -noout -text")


def lifted(scenario: Scenario, host: Host) -> None:
    """The cap of all guests is gone."""
    scenario.show("systemctl set-property", host)
    told = host.must("systemctl show machine.slice -p MemoryHigh -p MemoryMax")
    assert told.split() == ["MemoryHigh=infinity", "MemoryMax=infinity"]


def kept(scenario: Scenario, host: Host) -> None:
    """What libvirt kept of a guest's request."""
    policy = "<policy>0x30000</policy>"
    defined(host, encrypted("notary", policy=policy, kind="sev-snp"))
    scenario.show("virsh dumpxml notary", host)


def refused(scenario: Scenario, host: Host) -> None:
    """What libvirt does not define."""
    rng = "<devices><rng model='virtio'><driver iommu='on'/></rng>"
    nvram = "<nvram>/var/lib/libvirt/qemu/nvram/x.fd</nvram>"
    typed = encrypted("a", CHOSEN).replace("firmware='efi'", "type='efi'")
    said = {
        "UEFI requires ACPI": encrypted("a", PFLASH).replace("<acpi/>", ""),
        "only one RNG backend is": encrypted("a").replace("<devices>", rng),
        "failed to get launch security policy": encrypted("a", policy=""),
        "no loader path specified and firmware auto selection disabled": typed,
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
    unknown(scenario, host)


def unknown(scenario: Scenario, host: Host) -> None:
    """Types that only a newer libvirt knows, and what is too short for one."""
    invalid = "Invalid value for attribute 'type' in element 'launchSecurity'"
    for kind in ("sev-snp", "tdx"):
        told = defined(host, encrypted("a", kind=kind))
        if "Invalid value" in told:
            scenario.message(f"{invalid}: '{kind}'", told)
    for name, size in (("hostData", 32), ("idBlock", 96)):
        short = f"<policy>0x30000</policy><{name}>AAAA</{name}>"
        told = defined(host, encrypted("a", policy=short, kind="sev-snp"))
        if "Invalid value" not in told:
            text = f"Unexpected length of '{name}', expected {size} got"
            scenario.message(text, told, ["SEV"])


def either(scenario: Scenario, printed: str, *texts: str) -> None:
    """Note that one of the wordings of a message was printed, on a host with SEV."""
    text = next((text for text in texts if text in printed), texts[0])
    scenario.message(text, printed, ["SEV"])


def memory(scenario: Scenario, host: Host) -> None:
    """The cap of all guests, and what becomes of a guest that may lock no more."""
    scenario.show("systemctl set-property", host)
    assert "MemoryHigh=60129542144" in host.must("systemctl show machine.slice")
    for name, added, text in (
        ("locked", LOCKED, "cannot limit locked memory of process … to …: Operation"
         " not permitted"),
        ("both", LOCKED + LIMITS, "mlockall: Cannot allocate memory"),
    ):  # fmt: skip
        defined(host, guest(name).replace("<os>", f"{added}<os>"))
        # The error of virsh sometimes ends before it.
        said = host.run(f"virsh start {name}").output + log(host, name)
        scenario.message(text, said)


def rebooted(scenario: Scenario, host: Host) -> None:
    """A guest that ends when it reboots, as those of the page do."""
    ends = "<on_reboot>destroy</on_reboot><devices>"
    defined(host, guest("again").replace("<devices>", ends))
    host.must("virsh start again")
    # QEMU may end before it answers.
    host.run("virsh qemu-monitor-command --hmp again system_reset")
    become(lambda: host.must("virsh domstate again").strip(), "shut off")
    scenario.symptom("is gone after it rebooted")


def example(kind: str, file: str) -> str:
    """The page's example of a file."""
    return next(
        text_of(s)
        for s in snippets(kind)
        if s["page"] == PAGE and s["options"].get("file", "").endswith(file)
    )


def attested(scenario: Scenario, host: Host) -> None:
    """The owner's steps, on figures that are made up."""
    defined(host, guest("ledger"))
    scenario.show("virsh start --paused", host, without=["SEV"])
    host.must("virsh destroy ledger")
    host.must(f"useradd -m -s /bin/bash {USER}")
    host.must(
        f'cd /home/{USER} && python3 -c \'open("OVMF.amdsev.fd", "wb").write('
        'b"OVMF" * 1024); open("ledger_tik.bin", "wb").write(bytes(range(16)))\''
        "&& head -c 16 /dev/urandom >ledger_tek.bin"
        "&& printf kernel >ledger-vmlinuz && printf initrd >ledger-initrd.img"
        f"&& head -c 32 /dev/urandom >disk-key.bin && chown {USER}: *"
    )
    host.variables["MEASUREMENT"] = MEASURED
    scenario.show("virt-qemu-sev-validate", host)
    asked = (
        f"cd /home/{USER}; virt-qemu-sev-validate --measurement {MEASURED} --api-major"
        " 0 --api-minor 24 --build-id 15 --firmware OVMF.amdsev.fd --tek ledger_tek.bin"
    )
    host.must(f"printf 12345 >/home/{USER}/short.bin")
    for more, text in (
        ("--policy 1 --tik ledger_tik.bin", "Measurement does not match, VM is not"),
        ("--policy 7 --tik ledger_tik.bin", "Number of virtual CPUs must be specified"),
        ("--policy 3 --tik short.bin", "Expected 16 bytes in TIK file, but got 5"),
    ):
        scenario.message(text, host.run(f"{asked} {more}").output)
    scenario.show("apt install", host)
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
            # libvirt may read QEMU's words too late; QEMU's log has them in any case.
            told = host.run(f"virsh start {kind}").output
            either(scenario, told + log(host, kind), *texts)
