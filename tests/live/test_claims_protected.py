"""Claims about guests that IBM's ultravisor protects."""

from __future__ import annotations

from live.claims import claim
from live.confidential import arguments, believe_pv, defined, ibm, protected, shown
from live.hosts import Stage

RNG = "<rng model='virtio'>{}<backend model='random'>/dev/urandom</backend></rng>"


@claim("pv-launch", without=("s390x", "KVM"))
def test_launch_security_of_s390_adds_an_object(stage: Stage) -> None:
    """`<launchSecurity>` of s390-pv adds an object, and no option to virtio devices."""
    host = stage.host("alpha")
    believe_pv(host)
    found = arguments(host, protected("demo", RNG.format("")))
    assert "confidential-guest-support=lsec0" in found
    assert '"qom-type":"s390-pv-guest","id":"lsec0"' in found
    assert "iommu_platform" not in found


@claim("pv-io", without=("s390x", "KVM"))
def test_by_hand_each_device_is_told(stage: Stage) -> None:
    """Without `<launchSecurity>`, only `iommu='on'` gives a device `iommu_platform`."""
    host = stage.host("alpha")
    believe_pv(host)
    rng = [RNG.format("<driver iommu='on'/>"), "<memballoon model='virtio'/>"]
    found = arguments(host, protected("demo", *rng, launch=False))
    assert found.count('"iommu_platform":true') == 1
    assert "s390-pv-guest" not in found


@claim("pv-balloon", without=("s390x", "KVM"))
def test_a_balloon_that_is_left_out_is_added(stage: Stage) -> None:
    """A protected guest without `<memballoon>` gets one, though it cannot work."""
    host = stage.host("alpha")
    believe_pv(host)
    assert "virtio-balloon-ccw" in arguments(host, protected("demo"))
    none = protected("demo", "<memballoon model='none'/>")
    assert "balloon" not in arguments(host, none)


@claim("pv-devices", without=("s390x", "KVM"))
def test_libvirt_takes_huge_pages_and_vfio_for_a_protected_guest(stage: Stage) -> None:
    """A protected guest with huge pages, or with a crypto adapter, can be defined."""
    host = stage.host("alpha")
    believe_pv(host)
    huge = "<memoryBacking><hugepages/></memoryBacking><os>"
    adapter = """<hostdev mode='subsystem' type='mdev' model='vfio-ap'><source>
      <address uuid='3f0d5d52-8a1c-4d6b-9c58-7f1f0a6d2b11'/></source></hostdev>"""
    for text in (protected("huge").replace("<os>", huge), protected("ap", adapter)):
        assert "defined" in defined(host, text, "--validate")


@claim("pv-launch", without=("s390x", "KVM"))
def test_what_is_inside_launch_security_of_s390_is_dropped(stage: Stage) -> None:
    """Unvalidated, a `<policy>` in type s390-pv has no effect, and nobody says so."""
    host = stage.host("alpha")
    believe_pv(host)
    policy = "-pv'><policy>1</policy></launchSecurity>"
    text = protected("demo").replace("-pv'/>", policy)
    assert defined(host, text).strip() == "Domain 'demo' defined from given.xml"
    assert "policy" not in host.must("virsh dumpxml demo")


@claim("pv-host", without=("s390x",))
def test_the_check_passes_if_any_prot_virt_is_on(stage: Stage) -> None:
    """`virt-host-validate` passes if any `prot_virt=` is on, the last or not."""
    host = stage.host("alpha")
    ibm(host)
    for words, passes in (
        ("prot_virt=0", False),
        ("prot_virt=1 prot_virt=0", True),
        ("prot_virt=0 prot_virt=1", True),
    ):
        shown(host, "/proc/cmdline", f"echo root=/dev/dasda1 {words}")
        said = host.run("virt-host-validate qemu").output
        assert (": PASS" in said.split("secure guest support")[1]) == passes


@claim("pv-trouble")
def test_the_check_of_an_amd_processor_without_sev(stage: Stage) -> None:
    """On AMD without SEV, `virt-host-validate` finds no secure guest support."""
    host = stage.host("alpha")
    flags = r"vendor_id\t: AuthenticAMD\nflags\t\t: fpu svm\n"
    shown(host, "/proc/cpuinfo", f"printf '{flags}'")
    said = host.run("virt-host-validate qemu").output.split("secure guest support")[1]
    unknown = "Unknown if this platform has Secure Guest support"
    assert unknown in said or "None of SEV, SEV-ES, SEV-SNP, TDX available" in said
