"""Claims about guests whose memory AMD's processors encrypt."""

from __future__ import annotations

import re
import uuid

import pytest

from live.claims import claim
from live.confidential import (
    CACHE,
    CHOSEN,
    PARAMETERS,
    PFLASH,
    SNP,
    amd,
    arguments,
    believe_sev,
    defined,
    encrypted,
)
from live.hosts import Host, Stage
from live.services import define, guest
from live.waiting import log

RNG = "<rng model='virtio'>{}<backend model='random'>/dev/urandom</backend></rng>"
LIMIT = "<memtune><hard_limit unit='KiB'>4096</hard_limit></memtune>"
LOCKED = "<memoryBacking><locked/></memoryBacking>"
GUEST = encrypted("demo")
ASKS = "<launchSecurity type='sev'><policy>0x0003</policy></launchSecurity>"
# Where the file of OVMF says where hashes, and a secret, go: each is a base, a size,
# the length of the entry, and this GUID.
HASHES = uuid.UUID("7255371f-3a3b-4b04-927b-1da6efa8d454").bytes_le
SECRET = uuid.UUID("4c2eb361-7d9b-4cc3-8081-127c90d3d294").bytes_le


def with_limit(host: Host, name: str, more: str) -> str:
    """Start a guest whose libvirtd may lock 1 MiB, or 8 MiB if it wants to."""
    host.write(
        "/etc/systemd/system/libvirtd.service.d/limit.conf",
        "[Service]\nLimitMEMLOCK=1M:8M\n",
    )
    host.must("systemctl daemon-reload && systemctl restart libvirtd")
    define(host, guest(name).replace("<os>", f"{more}<os>"))
    told = host.run(f"virsh start {name}")
    return told.output if told.status == 0 else told.output + log(host, name)


def locked_memory(host: Host, name: str) -> tuple[str, str]:
    """How much a guest's QEMU may lock, in bytes: the soft and the hard limit."""
    limits = host.must(f"cat /proc/$(cat /run/libvirt/qemu/{name}.pid)/limits")
    soft, hard = re.findall(r"Max locked memory +(\d+) +(\d+)", limits)[0]
    return soft, hard


def profile_of(host: Host, text: str) -> str:
    """The command that shows what AppArmor would let a guest's QEMU open."""
    own = "94c6f05d-3be7-48a2-9f1c-1d82e5a7b340"
    host.write("/root/given.xml", text.replace("</name>", f"</name><uuid>{own}</uuid>"))
    helper = "/usr/lib/libvirt/virt-aa-helper"
    return f"{helper} --dryrun -r -u libvirt-{own} </root/given.xml"


@claim("sev-memory")
def test_without_hard_limit_qemu_keeps_the_limit_of_the_daemon(stage: Stage) -> None:
    """Without `hard_limit` and `locked`, QEMU may lock what libvirt's daemon may."""
    host = stage.host("alpha")
    with_limit(host, "demo", "")
    assert locked_memory(host, "demo") == ("1048576", "8388608")


@claim("sev-memory")
def test_hard_limit_is_the_limit_of_locked_memory(stage: Stage) -> None:
    """With `<hard_limit>`, QEMU may lock as much memory as that says, and no more."""
    host = stage.host("alpha")
    with_limit(host, "demo", LIMIT)
    assert locked_memory(host, "demo") == ("4194304", "4194304")


@claim("sev-memory")
def test_locked_lifts_the_limit_unless_there_is_a_hard_limit(stage: Stage) -> None:
    """`<locked/>` lifts the limit of locked memory, unless `<hard_limit>` is there."""
    host = stage.host("alpha")
    unlimited = re.compile(
        "cannot limit locked memory of process .* to 9007199254740991"
    )
    # The hosts may not lift it, so that libvirt says what it tried.
    assert unlimited.search(with_limit(host, "lifted", LOCKED))
    both = with_limit(host, "both", LOCKED + LIMIT)
    assert "mlockall: Cannot allocate memory" in both
    assert not unlimited.search(both)


@claim("sev-boot", without=("SEV", "KVM"))
def test_firmware_that_is_not_stateless_has_state_on_the_host(stage: Stage) -> None:
    """A guest with SEV, not `stateless`, gets a Secure Boot build, SMM and NVRAM."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    found = arguments(host, encrypted("demo", loader=""))
    assert "/OVMF_CODE_4M.ms.fd" in found
    assert "smm=on" in found
    assert "/var/lib/libvirt/qemu/nvram/demo_VARS.fd" in found


@pytest.mark.parametrize("machine", ["q35", "pc"])
@claim("sev-boot", without=("SEV", "KVM"))
def test_debian_describes_no_stateless_firmware(stage: Stage, machine: str) -> None:
    """Debian 12 and 13 describe no stateless firmware; one that you name works."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    said = defined(host, encrypted("found", CHOSEN, machine=machine))
    at_define = stage.place.within(">=10")
    assert ("Unable to find 'efi' firmware" in said) == at_define
    assert "Unable to find any" in host.run("virsh start found").output or at_define
    named = arguments(host, encrypted("named", machine=machine))
    assert "-bios /usr/share/ovmf/OVMF.fd" in named


@claim("sev-boot")
def test_debians_firmware_has_no_room_for_hashes_and_secrets(stage: Stage) -> None:
    """The firmware of Debian 12 and 13 has no area for kernel hashes or for secrets."""
    code = stage.place.root / "usr/share/OVMF/OVMF_CODE_4M.fd"
    told = code.read_bytes()
    for name in (HASHES, SECRET):
        end = told.rindex(name)
        assert told[end - 10 : end - 2] == bytes(8)


@claim("sev-kernel", without=("SEV", "KVM"))
def test_kernel_hashes_are_asked_of_qemu_and_of_nobody_else(stage: Stage) -> None:
    """`kernelHashes='yes'` reaches QEMU, also where there is no kernel to hash."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    text = encrypted("demo").replace("type='sev'", "type='sev' kernelHashes='yes'")
    assert '"kernel-hashes":true' in arguments(host, text)
    assert "Domain 'demo' defined" in defined(host, text, "--validate")
    assert "kernel-hashes" not in arguments(host, encrypted("demo"))


@claim("sev-launch", without=("SEV", "KVM"))
def test_policy_and_c_bit_reach_qemu_as_numbers(stage: Stage) -> None:
    """QEMU gets the `<policy>` as it is, and the C-bit that the host's CPU has."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    found = arguments(host, encrypted("demo", policy="<policy>0x0007</policy>"))
    assert '"cbitpos":51,"reduced-phys-bits":1,"policy":7}' in found
    assert "confidential-guest-support=lsec0" in found


@claim("sev-boot", libvirt=">=10.5.0", without=("SEV", "KVM"))
def test_libvirt_takes_snp_guests_that_qemu_refuses(stage: Stage) -> None:
    """An SEV-SNP guest with SMM, with pflash, or with a bad policy can be defined."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    good = encrypted("smm", policy="<policy>0x30000</policy>", kind="sev-snp")
    smm = good.replace("<acpi/>", "<acpi/><smm state='on'/>")
    assert "defined" in defined(host, smm, "--validate")
    assert '"sev-snp-guest","id":"lsec0","cbitpos":51' in arguments(host, smm)
    pflash = encrypted("pflash", PFLASH, "<policy>0x3</policy>", "sev-snp")
    assert "defined" in defined(host, pflash, "--validate")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (GUEST.replace("launchSecurity", "launchsecurity"), "sev-guest"),
        (GUEST.replace(ASKS, "").replace("</devices>", f"{ASKS}</devices>"),
         "sev-guest"),
        (GUEST.replace("type='sev'", "type='sev' kernelhashes='yes'"),
         "kernel-hashes"),
    ],
    ids=["lower case", "in devices", "attribute"],
)  # fmt: skip
@claim("sev-check", without=("SEV", "KVM"))
def test_a_misspelt_launch_security_is_dropped_in_silence(
    stage: Stage, text: str, lost: str
) -> None:
    """Unvalidated, what is misspelt or misplaced of `<launchSecurity>` is dropped."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    assert "failed to validate" in defined(host, text, "--validate")
    assert defined(host, text).strip() == "Domain 'demo' defined from given.xml"
    assert lost not in arguments(host, text)


@claim("sev-check", without=("SEV", "KVM"))
def test_of_two_launch_securities_the_first_holds(stage: Stage) -> None:
    """Unvalidated, the second of two `<launchSecurity>` is dropped, untold."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    second = "<launchSecurity type='sev'><policy>0x0007</policy></launchSecurity>"
    text = encrypted("demo").replace("</domain>", f"{second}</domain>")
    assert "failed to validate" in defined(host, text, "--validate")
    assert defined(host, text).strip() == "Domain 'demo' defined from given.xml"
    assert '"policy":3}' in arguments(host, text)


@claim("sev-boot", without=("SEV", "KVM"))
def test_a_guest_without_firmware_gets_a_bios(stage: Stage) -> None:
    """A guest with SEV and no firmware is taken, and gets the BIOS of QEMU."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    text = encrypted("demo", loader="").replace(" firmware='efi'", "")
    assert defined(host, text).strip() == "Domain 'demo' defined from given.xml"
    found = arguments(host, text)
    assert "sev-guest" in found
    assert "-bios" not in found
    assert "pflash" not in found


@claim("sev-virtio", without=("SEV", "KVM"))
def test_libvirt_leaves_virtio_to_qemu_unless_told(stage: Stage) -> None:
    """`iommu='on'` becomes `iommu_platform`; a guest with SEV gets none without it."""
    host = stage.host("alpha")
    believe_sev(host, guarded="")
    told = RNG.format("<driver iommu='on'/>")
    for rng, expected in ((told, True), (RNG.format(""), False)):
        text = encrypted("demo").replace("<devices>", f"<devices>{rng}")
        assert ('"iommu_platform":true' in arguments(host, text)) == expected


@claim("sev-virt", without=("SEV", "KVM"))
def test_libvirt_forgets_its_cache_when_the_host_changes(stage: Stage) -> None:
    """When SEV is switched on or off, libvirt asks anew what QEMU can."""
    host = stage.host("alpha")
    amd(host)
    believe_sev(host)
    assert "<sev supported='yes'>" in host.must("virsh domcapabilities")
    host.must(f"echo N >{PARAMETERS}/sev; systemctl restart libvirtd")
    assert "<sev supported='no'/>" in host.must("virsh domcapabilities")
    assert "kvmSupportsSecureGuest" not in host.must(f"cat {CACHE}/*.xml")


@claim("sev-virt", libvirt=">=10.5.0", without=("SEV", "KVM"))
def test_libvirt_lists_snp_where_the_kernel_cannot_run_it(stage: Stage) -> None:
    """The type sev-snp is listed if QEMU knows it, even where sev_snp is N."""
    host = stage.host("alpha")
    amd(host)
    host.must(f"echo N >{PARAMETERS}/sev_snp")
    believe_sev(host)
    assert "<value>sev-snp</value>" in host.must("virsh domcapabilities")


@claim("sev-host", libvirt=SNP, without=("SEV",))
def test_host_validate_passes_where_snp_is_off_in_the_kernel(stage: Stage) -> None:
    """For SEV-SNP, `virt-host-validate` looks at the processor, not at `sev_snp`."""
    host = stage.host("alpha")
    amd(host)
    host.must(f"echo N >{PARAMETERS}/sev_snp")
    said = host.run("virt-host-validate qemu").output
    assert re.search(r"secure guest support +: PASS", said)


@claim("sev-host", without=("SEV", "AppArmor"))
def test_apparmor_profiles_lack_dev_sev_on_debian_12_and_13(stage: Stage) -> None:
    """AppArmor profiles of libvirt 9.0 and 11.3 lack `/dev/sev`; 12.9 puts it in."""
    host = stage.host("alpha")
    for kind in ("sev", "sev-snp") if stage.place.within(SNP) else ("sev",):
        text = encrypted("demo", policy="<policy>0x30000</policy>", kind=kind)
        profile = host.must(profile_of(host, text))
        assert "/demo.log" in profile
        assert ('"/dev/sev" rw,' in profile) == stage.place.within(">=12")


@claim("sev-host", without=("SEV", "AppArmor"))
def test_apparmor_takes_rules_of_your_own_for_all_guests(stage: Stage) -> None:
    """The folder of AppArmor rules for all guests: on Debian 12, not yet on 13."""
    host = stage.host("alpha")
    rules, is_new = "/etc/apparmor.d", stage.place.within(">=9.6.0")
    own = "abstractions/libvirt-qemu.d" if is_new else "local/abstractions/libvirt-qemu"
    host.must(f"grep 'include.*<{own}>' {rules}/abstractions/libvirt-qemu")
    assert (host.run(f"ls {rules}/local/abstractions").status == 0) != is_new
    if is_new:
        assert host.run(f"ls {rules}/{own}").status


@claim("sev-boot", without=("SEV", "AppArmor"))
def test_firmware_that_is_not_readonly_gets_no_apparmor_profile(stage: Stage) -> None:
    """Without `readonly`, libvirt 11.3 makes no AppArmor profile for Debian's OVMF."""
    host = stage.host("alpha")
    assert '"/usr/share/ovmf/OVMF.fd" rk,' in host.must(profile_of(host, GUEST))
    bare = host.run(profile_of(host, GUEST.replace(" readonly='yes'", "")))
    refused = stage.place.within(">=11, <12")
    assert ("skipped restricted file" in bare.output) == refused
    assert bool(bare.status) == refused


@claim("sev-machine", libvirt=SNP)
def test_genoa_is_known_where_snp_is_and_turin_later(stage: Stage) -> None:
    """EPYC-Genoa is offered by libvirt 11.3 and 12.9, EPYC-Turin by 12.9 alone."""
    told = stage.host("alpha").must("virsh domcapabilities --virttype qemu")
    models = set(re.findall(r"<model usable=.*>(EPYC.*)</model>", told))
    assert "EPYC-Genoa" in models
    assert ("EPYC-Turin" in models) == stage.place.within(">=12")
