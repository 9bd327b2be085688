"""Claims about guests that power off or reboot, or have two disks, under lockd."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.lockd import (
    DEMO,
    LOCKD,
    demo,
    hold,
    lockd_host,
    paths,
    started_before,
    state,
    unlocked,
)
from live.reboots import (
    OFF,
    RESET,
    RESTART,
    TELLS,
    WAITS,
    bootable,
    booted,
    boots,
    rebooted,
)
from live.services import IMAGES, configure, define, disk, guest, restart
from live.waiting import become, journal, now

SECOND = f"{IMAGES}/second.img"
REFUSED = f"resource busy: Lockspace resource '{DEMO}' is locked"


def attach(host: Host) -> None:
    """Attach a second disk, which goes without the guest's help, too."""
    host.must(f"test -e {SECOND} || truncate -s 1M {SECOND}")
    host.must(f"virsh attach-disk demo {SECOND} sda --targetbus usb")


def lockd_on(host: Host) -> None:
    """Switch lockd on while guests run."""
    configure(host, "qemu.conf", LOCKD)
    restart(host, "libvirtd")


@claim("lockd-events")
def test_a_reboot_by_acpi_ends_the_guest(stage: Stage) -> None:
    """`virsh reboot` by ACPI ends a guest that holds a lock: its own refuses it."""
    host = lockd_host(stage)
    since = now(host)
    rebooted(host)
    become(lambda: state(host), "shut off")
    assert REFUSED in journal(host, since)
    assert boots(host) == "B"
    unlocked(host)


@claim("lockd-events")
def test_without_lockd_a_reboot_by_acpi_reboots(stage: Stage) -> None:
    """Without a lock manager, `virsh reboot` by ACPI reboots the guest."""
    host = stage.host("alpha")
    rebooted(host)
    become(lambda: boots(host), "BB")
    assert state(host) == "running"


@claim("lockd-events")
def test_on_poweroff_restart_ends_the_guest(stage: Stage) -> None:
    """A power-off ends a guest with a lock and `<on_poweroff>restart</on_poweroff>`."""
    host = lockd_host(stage)
    bootable(host, TELLS + OFF, RESTART)
    since = now(host)
    host.must("virsh start demo")
    become(lambda: state(host), "shut off")
    assert REFUSED in journal(host, since)
    assert boots(host) == "B"


@claim("lockd-events")
def test_without_lockd_on_poweroff_restart_restarts(stage: Stage) -> None:
    """Without a lock manager, `<on_poweroff>restart</on_poweroff>` restarts."""
    host = stage.host("alpha")
    bootable(host, TELLS + OFF, RESTART)
    host.must("virsh start demo")
    booted(host, "BBB")
    assert state(host) == "running"


@claim("lockd-events")
def test_a_reboot_from_within_keeps_the_lock(stage: Stage) -> None:
    """A guest with a lock that resets itself goes on, and keeps its lock."""
    host = lockd_host(stage)
    bootable(host, TELLS + RESET)
    host.must("virsh start demo")
    booted(host, "BBB")
    assert (state(host), paths(host)) == ("running", [DEMO])


@claim("lockd-leak")
def test_a_guest_from_before_leaks_when_it_is_rebooted(stage: Stage) -> None:
    """`virsh reboot` gives a guest from before lockd a lock that outlives it."""
    host = stage.host("alpha")
    bootable(host, TELLS + WAITS + OFF)
    host.must("virsh start demo")
    lockd_on(host)
    booted(host, "B")
    host.must("virsh reboot demo")
    become(lambda: boots(host), "BB")
    become(lambda: paths(host), [DEMO])
    host.must("virsh destroy demo")
    assert REFUSED in host.run("virsh start demo").output


@claim("lockd-leak")
def test_a_guest_from_before_leaks_when_it_is_dumped(stage: Stage) -> None:
    """`virsh dump` gives a guest from before lockd a lock that outlives it."""
    host = started_before(stage)
    host.must("virsh dump demo /root/core --memory-only")
    become(lambda: paths(host), [DEMO])
    host.must("virsh destroy demo")
    assert REFUSED in host.run("virsh start demo").output


@claim("lockd-leak")
def test_the_copy_of_a_disk_from_before_stays_locked(stage: Stage) -> None:
    """The copy that a guest from before lockd makes of a disk stays locked after it."""
    host = started_before(stage)
    host.must(
        f"virsh blockcopy demo vda {SECOND} --format raw --transient-job --wait --pivot"
    )
    become(lambda: paths(host), [SECOND])
    host.must("virsh destroy demo")
    assert paths(host) == [SECOND]


@claim("lockd-leak")
def test_a_suspend_does_not_release_what_was_attached(stage: Stage) -> None:
    """A disk attached to a guest from before lockd: suspending keeps its lock."""
    host = started_before(stage)
    attach(host)
    assert paths(host) == [SECOND]
    host.must("virsh suspend demo")
    assert paths(host) == [SECOND]
    host.must("virsh destroy demo")
    assert paths(host) == [SECOND]


@claim("lockd-leak")
def test_detaching_releases_what_was_attached(stage: Stage) -> None:
    """A disk attached to a guest from before lockd is free once it is detached."""
    host = started_before(stage)
    attach(host)
    host.must("virsh detach-disk demo sda")
    unlocked(host)
    host.must("virsh managedsave demo && virsh start demo")
    assert paths(host) == [DEMO]
    host.must("virsh destroy demo")
    unlocked(host)


@claim("lockd-events")
def test_a_refused_resume_keeps_a_part_of_the_locks(stage: Stage) -> None:
    """A guest whose resume was refused one disk is then refused its own locks.

    `virsh managedsave --running` and `virsh start` end that.
    """
    host = lockd_host(stage)
    define(host, guest("demo", disk(DEMO), disk(SECOND, "vdb")))
    host.must("virsh start demo && virsh suspend demo")
    hold(host, SECOND)
    assert f"'{SECOND}' is locked" in host.run("virsh resume demo").output
    host.must("pkill python3")
    assert paths(host) == [DEMO]
    assert REFUSED in host.run("virsh resume demo").output
    host.must("virsh managedsave --running demo && virsh start demo")
    assert (state(host), paths(host)) == ("running", [DEMO, SECOND])


@claim("lockd-events")
def test_a_disk_attached_to_a_paused_guest(stage: Stage) -> None:
    """A disk attached to a paused guest is locked, and keeps it from being resumed.

    `virsh managedsave --running` and `virsh start` end that.
    """
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo && virsh suspend demo")
    attach(host)
    assert paths(host) == [SECOND]
    told = host.run("virsh resume demo").output
    assert f"'{SECOND}' is locked" in told
    host.must("virsh managedsave --running demo && virsh start demo")
    assert (state(host), paths(host)) == ("running", [DEMO, SECOND])
