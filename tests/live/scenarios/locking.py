"""Two hosts that share images: lockd is switched on, seen, and then broken."""

from __future__ import annotations

from live.hosts import Host
from live.lockd import (
    DEMO,
    LOCKD,
    demo,
    mounted,
    paths,
    refused,
    restarted,
    state,
)
from live.services import IMAGES, configure, define, disk, guest
from live.transcripts import Scenario

PAGE = "kbase/locking"
UNPROVOKED: dict[str, str] = {
    "Failed to lock byte 100": "all filesystems of the hosts have locks",
}


def play(scenario: Scenario) -> None:
    alpha, beta = (scenario.stage.host(name) for name in ("alpha", "beta"))
    for host in (alpha, beta):
        host.share(IMAGES)
        demo(host)
    scenario.show("virsh domblklist", alpha)
    switched_on(scenario, alpha)
    check(scenario, alpha, beta)
    in_use(scenario, alpha)
    sharing(scenario, alpha)
    differing(scenario, alpha, beta)
    broken(scenario, beta)
    waiting(scenario, beta)


def switched_on(scenario: Scenario, host: Host) -> None:
    host.must("virsh start demo")
    configure(host, "qemu.conf", LOCKD)
    scenario.show("systemctl restart libvirtd", host)
    assert (state(host), paths(host)) == ("running", [])
    scenario.symptom("A guest that runs shows no lock")
    host.must("virsh destroy demo && virsh start demo")
    assert paths(host) == [DEMO]


def check(scenario: Scenario, host: Host, other: Host) -> None:
    demo(host, name="demo2")
    scenario.show("virsh start demo2", host)
    message = 'Failed to get "write" lock'
    scenario.message(message, other.run("virsh start demo").output)


def in_use(scenario: Scenario, host: Host) -> None:
    """A guest writes an image that has a format."""
    image = f"{IMAGES}/busy.qcow2"
    define(host, guest("busy", disk(image, kind="qcow2")))
    host.must("virsh start busy")
    told = host.run(f"qemu-img info {image}").output
    scenario.message('Failed to get shared "write" lock', told)
    host.must(f"qemu-img info -U {image} && virsh destroy busy")


def sharing(scenario: Scenario, host: Host) -> None:
    demo(host, "<shareable/>", name="third")
    assert host.run("virsh start third").status == 1
    scenario.symptom("Two guests that share a disk on purpose do not start together")
    host.must("virsh destroy demo && virsh undefine demo")
    demo(host, "<shareable/>")
    host.must("virsh start demo && virsh start third")
    host.must("virsh destroy third")
    shared = disk(f"{IMAGES}/busy.qcow2", more="<shareable/>", kind="qcow2")
    host.write("/root/shared.xml", guest("shared", shared))
    scenario.message(
        "shared access for disk '…' requires use of supported storage format",
        host.run("virsh define shared.xml").output,
    )


def differing(scenario: Scenario, host: Host, other: Host) -> None:
    """An image of its own is to the other what a block device is: QEMU sees no lock."""
    other.must(f"umount {IMAGES} && qemu-img create -q -f raw {DEMO} 1M")
    other.must("virsh start demo")
    assert state(host) == state(other) == "running"
    scenario.symptom("The same guest starts on two hosts", without=["block devices"])


def broken(scenario: Scenario, host: Host) -> None:
    """The daemon does not start until it can find a lock manager."""
    configure(host, "qemu.conf", 'lock_manager = "virtlockd"')
    missing = "Plugin …/lock-driver/….so not accessible: No such file or directory"
    told = restarted(host)
    scenario.message(missing, told)
    scenario.message("Cannot recv data: Connection reset by peer", told)
    scenario.message(
        "Failed to connect socket to '/var/run/libvirt/libvirt-sock'",
        host.run("virsh uri").output,
    )
    configure(host, "qemu-lockd.conf", "auto_disk_leases = 0")
    host.must("sed -i 's/virtlockd/lockd/' /etc/libvirt/qemu.conf")
    host.must("systemctl reset-failed && systemctl start libvirtd.socket")
    host.must("systemctl start libvirtd")
    demo(host, name="fourth")
    scenario.message(
        "Read/write, exclusive access, disks were present, but no leases specified",
        refused(host, "fourth"),
    )


def waiting(scenario: Scenario, host: Host) -> None:
    """The share that the daemon's drop-in names is not there, and then is."""
    mounted(host, "absent")
    told = host.run("systemctl restart libvirtd.service").output
    scenario.message("A dependency job for libvirtd.service failed", told)
    assert "Failed to connect socket" in host.run("virsh uri; virsh uri").output
    host.must("pgrep qemu-system")
    # By hand, as the page says: systemd may have tried too often, and waits.
    host.must("mount -t tmpfs tmpfs /var/lib/libvirt/lockd")
    host.must("systemctl start libvirtd.service && systemctl is-active libvirtd.socket")
    assert state(host) == "running"
