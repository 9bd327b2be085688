"""Two hosts: lockd is set up on one, then both share images, or a lockspace."""

from __future__ import annotations

from live.hosts import Host, Stage
from live.lockd import (
    DEMO,
    LEASE,
    LOCKD,
    PIDS,
    SPACE,
    SPACES,
    TEST,
    WRONG_LEASES,
    crash,
    demo,
    forbid,
    migrated_without_lock,
    neighbours,
    paths,
    refused,
    restarted,
    started_anew,
    state,
    unlocked,
)
from live.reboots import rebooted
from live.services import IMAGES, configure, define, disk, guest, restart
from live.transcripts import Scenario
from live.waiting import become, idle, waited

PAGE = "kbase/locking-lockd"
UNPROVOKED: dict[str, str] = {}

CLIENTS = "virt-admin -c virtlockd:///system server-clients-set virtlockd"


def play(scenario: Scenario) -> None:
    alpha, beta = (scenario.stage.host(name) for name in ("alpha", "beta"))
    for host in (alpha, beta):
        host.share(IMAGES, "/var/lib/libvirt/lockd")
        demo(host)
    quick(scenario, alpha)
    install(scenario, alpha)
    settings(scenario, alpha)
    left_behind(scenario, alpha)
    configure(beta, "qemu.conf", LOCKD)
    check(scenario, alpha, beta)
    refusal(scenario, alpha, beta)
    leases(scenario, alpha)
    refused_leases(scenario, alpha)
    upkeep(scenario, alpha)
    died(scenario, alpha)
    limits(scenario, alpha)
    without_effect(scenario, alpha)
    turned_off(scenario, alpha)
    forbidden(scenario, beta)
    without_socket(scenario, beta)
    broken(scenario, beta)
    migrating(scenario, scenario.stage)


def quick(scenario: Scenario, host: Host) -> None:
    """The guest runs before lockd does."""
    host.must("virsh start demo")
    scenario.show("augtool -s set /files/etc/libvirt/qemu.conf", host)
    assert (state(host), paths(host)) == ("running", [])
    scenario.symptom("``lslocks`` shows no lock for a guest")
    scenario.show("virsh managedsave", host)
    scenario.show("lslocks", host, like=[PIDS])
    host.must("virsh destroy demo")


def install(scenario: Scenario, host: Host) -> None:
    # It names a suite that the sources of the host do not have.
    host.must("rm -f /etc/apt/apt.conf.d/99mmdebstrap")
    scenario.show("apt install libvirt-daemon-lock", host)
    scenario.show("apt install libvirt-daemon-system", host)
    scenario.show("systemctl is-active virtlockd.socket", host)


def settings(scenario: Scenario, host: Host) -> None:
    set_directory = "augtool -s set /files/etc/libvirt/qemu-lockd.conf/"
    scenario.show(f"{set_directory}file_lockspace_dir", host)
    assert host.must(f"{set_directory}file_lockspace_dir {SPACE}") == ""
    scenario.show("printf", host)
    scenario.show(f"{set_directory}lvm_lockspace_dir", host)
    scenario.show("systemctl restart libvirtd", host)
    scenario.show("service libvirtd restart", host)
    host.must("virsh uri")


def left_behind(scenario: Scenario, host: Host) -> None:
    """Have virtlockd forget the guest, as if it were from before lockd."""
    host.must("virsh start demo")
    crash(host)
    restart(host, "libvirtd")
    host.must("virsh suspend demo && virsh resume demo")
    assert len(paths(host)) == 1
    scenario.show("virsh suspend demo", host)
    host.must("virsh destroy demo")
    unlocked(host)


def leases(scenario: Scenario, host: Host) -> None:
    host.must("virsh destroy demo")
    unlocked(host)
    scenario.show("touch", host)
    image = disk("/srv/guests/invoices.qcow2", kind="qcow2")
    define(host, guest("invoices", image, LEASE))
    scenario.show("virsh start invoices", host, like=[PIDS])
    define(host, guest("second", disk(f"{IMAGES}/second.img"), LEASE))
    message = "resource busy: Lockspace resource '…' is locked"
    scenario.message(message, refused(host, "second"))
    host.must("virsh destroy invoices")


def refused_leases(scenario: Scenario, host: Host) -> None:
    for old, new, message in WRONG_LEASES:
        lease = LEASE.replace(old, new)
        name = define(host, guest("third", disk(f"{IMAGES}/third.img"), lease))
        scenario.message(message, refused(host, name))
        host.must(f"virsh undefine {name}")


def check(scenario: Scenario, host: Host, other: Host) -> None:
    started_anew(host, SPACES)
    scenario.show("virsh start demo", host, like=[PIDS])
    host.must("virsh destroy demo")
    started_anew(host)
    host.must("virsh start demo")
    scenario.show("python3", other, status={TEST: 1})
    host.must("virsh destroy demo")


def refusal(scenario: Scenario, host: Host, other: Host) -> None:
    """Images of their own are for the two what a block device is: QEMU sees no lock."""
    for one in (host, other):
        started_anew(one, SPACES)
    host.must("virsh start demo")
    other.must(f"umount {IMAGES} && qemu-img create -q -f raw {DEMO} 1M")
    assert "is locked" in refused(other, "demo")
    other.must(f"umount /var/lib/libvirt/lockd && mkdir -p {SPACE}")
    other.must("virsh start demo")
    assert state(host) == state(other) == "running"
    scenario.symptom("The same guest starts on two hosts", without=["block devices"])
    other.must("virsh destroy demo")


def upkeep(scenario: Scenario, host: Host) -> None:
    host.must("virsh start demo")
    scenario.show("systemctl reload virtlockd.service", host)
    waited(host, "virt-admin -c virtlockd:///system version")
    assert len(paths(host)) == 1
    scenario.show(CLIENTS, host)
    restart(host, "virtlockd")
    waited(host, "! pgrep qemu-system")
    scenario.symptom("Guests end when virtlockd is upgraded")
    restart(host, "libvirtd")
    host.must("virsh start demo")


def died(scenario: Scenario, host: Host) -> None:
    crash(host)
    host.must("virsh suspend demo")
    told = host.run("virsh resume demo").output
    scenario.message("Lockspace for path … does not exist", told)
    host.must("virsh destroy demo")
    restart(host, "libvirtd")
    host.must("virsh start demo")
    crash(host)
    assert paths(host) == []
    restart(host, "libvirtd")
    host.must("virsh managedsave demo && virsh start demo")
    assert len(paths(host)) == 1
    host.must("virsh destroy demo")
    unlocked(host)


def limits(scenario: Scenario, host: Host) -> None:
    host.must(f"{CLIENTS} --max-clients 1 --max-unauth-clients 1")
    host.must("virsh start demo >/root/started &")
    idle(2)
    assert host.must("cat /root/started") == ""
    scenario.symptom("``virsh start`` does not return")
    host.must(f"{CLIENTS} --max-clients 9 --max-unauth-clients 9")
    waited(host, "grep started /root/started")


def without_effect(scenario: Scenario, host: Host) -> None:
    lost = "<on_lockfailure>poweroff</on_lockfailure>"
    define(host, guest("fourth", disk(f"{IMAGES}/fourth.img"), more=lost))
    host.must("virsh start fourth")
    assert lost in host.must("virsh dumpxml fourth")
    crash(host)
    assert state(host, "fourth") == "running"
    scenario.symptom("``<on_lockfailure>`` has no effect")
    host.must("virsh destroy fourth && virsh destroy demo")


def turned_off(scenario: Scenario, host: Host) -> None:
    started_anew(host)
    host.must("virsh start demo")
    scenario.show("augtool -s rm", host)
    assert (state(host), paths(host)) == ("running", [DEMO])
    # It waits until the daemon is back at the guest: one destroyed before is not there.
    host.must("virsh dommemstat demo")
    host.must("virsh destroy demo && virsh start demo")
    unlocked(host)
    host.must("virsh destroy demo")


def forbidden(scenario: Scenario, host: Host) -> None:
    started_anew(host)
    forbid(host, DEMO)
    message = "Unable to open resource …: Permission denied"
    scenario.message(message, refused(host, "demo"), without=["NFS"])


def without_socket(scenario: Scenario, host: Host) -> None:
    host.must("rm /run/libvirt/virtlockd-sock")
    scenario.message(
        "Failed to connect socket to '/run/libvirt/virtlockd-sock': No such file or "
        "directory",
        refused(host, "demo"),
    )


def broken(scenario: Scenario, host: Host) -> None:
    """The daemon does not start; what it says is in the journal."""
    bare = "s/^#file_lockspace_dir = .*/file_lockspace_dir = \\/srv/"
    host.must(f"sed -i '{bare}' /etc/libvirt/qemu-lockd.conf")
    scenario.message(
        "configuration file syntax error: /etc/libvirt/qemu-lockd.conf:…: expecting a "
        "value",
        restarted(host),
    )


def migrating(scenario: Scenario, stage: Stage) -> None:
    host, other = neighbours(stage, ("gamma", "delta"))
    configure(other, "qemu.conf", LOCKD)
    host.must("virsh start demo")
    assert "is locked" in migrated_without_lock(host)
    assert state(host) == "paused"
    scenario.symptom("A guest is paused on the old host after a migration failed")
    host.must("pkill python3; virsh resume demo")
    host.must("virsh destroy demo && virsh undefine demo")
    rebooted(host)
    become(lambda: state(host), "shut off")
    scenario.symptom("A guest is off after ``virsh reboot``")
