"""One host: guests with arguments, variables and overrides, then its settings."""

from __future__ import annotations

from live.hosts import Host
from live.passthrough import (
    READ_SDR,
    SDR,
    elements,
    example,
    nodes,
    of_qemu,
    passing,
    settings,
)
from live.scenarios.qemu_passthrough_security.trouble import (
    refused_definitions,
    refused_settings,
    refused_starts,
    without_effect,
)
from live.services import define
from live.transcripts import Likeness, Scenario
from live.waiting import log

PAGE = "kbase/qemu-passthrough-security"
UNPROVOKED: dict[str, str] = {}
DEFAULT = Likeness(r"\(default: (on|true)\)", "QEMU 7.2 prints true")
TAINTED = Likeness(r"\S+ \S+ Domain id=\d+", "each start has its time and number")


def play(scenario: Scenario) -> None:
    host = scenario.stage.host("alpha")
    host.must(f"mkdir -p /srv/firmware /srv/inventory; >{SDR}; chmod 600 {SDR}")
    host.must("chmod 700 /srv/firmware; touch /srv/inventory/state.img")
    host.must("useradd -r qemu")
    elements_of_qemu(scenario, host)
    files(scenario, host)
    nodes_and_mounts(scenario, host)
    checks(scenario, host)
    refused_definitions(scenario, host)
    refused_starts(scenario, host)
    without_effect(scenario, host)
    refused_settings(scenario, host)


def elements_of_qemu(scenario: Scenario, host: Host) -> None:
    """Arguments, environment, namespace, override and taint."""
    inventory(host, "prefixed")
    scenario.show("virsh dumpxml", host)
    scenario.show("virsh start inventory", host)
    mistyped(scenario, host)
    scenario.show("tr ", host)
    scenario.show("qemu-system-x86_64", host, like=[DEFAULT])
    inventory(host, "override")
    scenario.show("virsh start inventory", host)
    inventory(host, "prefixed")
    host.must("virsh start inventory")
    scenario.show("virsh dominfo", host, like=[TAINTED])


def mistyped(scenario: Scenario, host: Host) -> None:
    """A namespace with a wrong digit, which only a validated definition tells."""
    sound = host.must("cat inventory.xml")
    host.write("/root/inventory.xml", sound.replace("/qemu/1.0", "/qemu/1.1"))
    scenario.show("virsh define --validate inventory.xml", host)
    host.write("/root/inventory.xml", sound)
    host.must("virsh define --validate inventory.xml")


def inventory(host: Host, name: str) -> None:
    """Define the page's guest with the elements of another example, its log empty."""
    host.run("virsh destroy inventory; rm -f /var/log/libvirt/qemu/inventory.log")
    whole = example("guest")
    define(host, whole.replace(elements("guest"), elements(name)), small=True)


def files(scenario: Scenario, host: Host) -> None:
    """Access to a file, and rules for files of all guests."""
    passing(host, READ_SDR)
    for first, user, lack in (
        ("u:qemu", "qemu", ["Fedora"]),
        ("u", "libvirt-qemu", ()),
    ):
        host.must(f"setfacl -b /srv/firmware {SDR}")
        scenario.show(f"setfacl -m {first}", host, without=lack)
        host.must(f"setpriv --reuid={user} --clear-groups cat {SDR}")
    host.must("virsh start demo && virsh destroy demo")
    assert "failed to load" not in log(host, "demo")
    host.must("setfacl -b /srv/firmware")
    scenario.show("chcon", host)
    # As on a host where somebody has a rule there already.
    host.must("mkdir -p /etc/apparmor.d/abstractions/libvirt-qemu.d")
    scenario.show("mkdir", host)
    scenario.show("cat >>", host)
    rules = "/etc/apparmor.d/abstractions/libvirt-qemu"
    is_new = host.run(f"test -e {rules}.d/firmware").status == 0
    part = (
        "abstractions/libvirt-qemu.d" if is_new else "local/abstractions/libvirt-qemu"
    )
    host.must(f"grep 'include.*<{part}>' {rules}")


def nodes_and_mounts(scenario: Scenario, host: Host) -> None:
    """The private /dev of a guest, and the mounts that it receives."""
    host.must("virsh destroy inventory; mount --make-rprivate /")
    settings(host, *example("device-acl").splitlines())
    scenario.show("systemctl restart libvirtd", host)
    nodes(host)
    host.must("virsh start inventory")
    scenario.show("ls /proc/", host)
    host.without.discard("KVM")
    unseen_mount(scenario, host)
    scenario.show("findmnt -n", host)
    host.must("virsh destroy inventory; virsh start inventory")
    scenario.show("findmnt -N", host)


def unseen_mount(scenario: Scenario, host: Host) -> None:
    """Of the guest that started before mounts are shared."""
    host.must("mkdir /mnt/late && mount -t tmpfs tmpfs /mnt/late")
    assert not any("/mnt/late" in line for line in of_qemu(host, "mounts", "inventory"))
    scenario.symptom("The guest does not see a mount")


def checks(scenario: Scenario, host: Host) -> None:
    """The setting that augtool writes; then a guest whose log begins anew."""
    scenario.show("augtool", host)
    settings(host)
    host.must("virsh destroy inventory; rm /var/log/libvirt/qemu/inventory.log")
    define(host, example("guest"), small=True)
    scenario.show("virsh start inventory", host)
    scenario.show("grep -E", host)
