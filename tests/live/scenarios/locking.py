"""Two hosts that share images: lockd is switched on, seen, and then broken."""

from __future__ import annotations

from live.hosts import Host
from live.lockd import (
    DEMO,
    LOCKD,
    PIDS,
    TEST,
    demo,
    hold,
    paths,
    refused,
    restarted,
    state,
)
from live.services import IMAGES, configure
from live.transcripts import Scenario

PAGE = "kbase/locking"
UNPROVOKED: dict[str, str] = {}


def play(scenario: Scenario) -> None:
    alpha, beta = (scenario.stage.host(name) for name in ("alpha", "beta"))
    for host in (alpha, beta):
        host.share(IMAGES)
        demo(host)
    switched_on(scenario, alpha)
    check(scenario, alpha, beta)
    taken(scenario, alpha, beta)
    sharing(scenario, alpha)
    differing(scenario, alpha, beta)
    broken(scenario, beta)


def switched_on(scenario: Scenario, host: Host) -> None:
    host.must("virsh start demo")
    configure(host, "qemu.conf", LOCKD)
    scenario.show("systemctl restart libvirtd", host)
    scenario.show("service libvirtd restart", host)
    scenario.show("virsh uri", host)
    assert (state(host), paths(host)) == ("running", [])
    scenario.symptom("A guest that runs shows no lock")
    host.must("virsh destroy demo && virsh start demo")


def check(scenario: Scenario, host: Host, other: Host) -> None:
    demo(host, name="demo2")
    scenario.show("lslocks", host, like=[PIDS])
    scenario.show("python3", other, status={TEST: 1})
    scenario.show("virsh start demo2", host)
    message = 'Failed to get "write" lock'
    scenario.message(message, other.run("virsh start demo").output)


def sharing(scenario: Scenario, host: Host) -> None:
    demo(host, "<shareable/>", name="third")
    assert host.run("virsh start third").status == 1
    scenario.symptom("Two guests that share a disk on purpose do not start together")
    host.must("virsh destroy demo && virsh undefine demo")
    demo(host, "<shareable/>")
    host.must("virsh start demo && virsh start third")
    host.must("virsh destroy third")


def differing(scenario: Scenario, host: Host, other: Host) -> None:
    """An image of its own is to the other what a block device is: QEMU sees no lock."""
    other.must(f"umount {IMAGES} && qemu-img create -q -f raw {DEMO} 1M")
    other.must("virsh start demo")
    assert state(host) == state(other) == "running"
    scenario.symptom("The same guest starts on two hosts", without=["block devices"])


def taken(scenario: Scenario, host: Host, other: Host) -> None:
    host.must("virsh suspend demo")
    hold(other, DEMO)
    told = host.run("virsh resume demo").output
    scenario.message("resource busy: Lockspace resource '…' is locked", told)
    other.must("pkill python3")
    host.must("virsh resume demo")


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
