"""Claims about the daemon virtlockd: what survives it, and what ends with it."""

from __future__ import annotations

import pytest

from live.claims import claim
from live.hosts import Stage
from live.lockd import (
    DEMO,
    LOCKD,
    MIGRATE,
    SPACES,
    crash,
    demo,
    lockable,
    lockd_host,
    neighbours,
    paths,
    reload,
    started_before,
    state,
    unlocked,
)
from live.services import IMAGES, configure, restart
from live.waiting import idle, log, waited

CLIENTS = "virt-admin -c virtlockd:///system server-clients"
SAVES = "/var/lib/libvirt/qemu/save"
REFUSED = f"resource busy: Lockspace resource '{DEMO}' is locked"


@claim("lockd-leak")
def test_a_guest_from_before_lockd_leaves_its_lock_behind(stage: Stage) -> None:
    """A guest from before lockd that resumes takes a lock that outlives it."""
    host = started_before(stage)
    assert paths(host) == []
    host.must("virsh suspend demo && virsh resume demo && virsh destroy demo")
    assert paths(host) == [DEMO]
    assert REFUSED in host.run("virsh start demo").output


@claim("lockd-leak")
def test_no_restart_but_of_virtlockd_frees_a_lock_left_behind(stage: Stage) -> None:
    """A lock left behind stays when libvirtd restarts and virtlockd reloads."""
    host = started_before(stage)
    host.must("virsh suspend demo && virsh resume demo && virsh destroy demo")
    restart(host, "libvirtd")
    reload(host)
    assert REFUSED in host.run("virsh start demo").output
    restart(host, "virtlockd")
    host.must("virsh start demo")


@claim("lockd-leak")
def test_a_guest_from_before_lockd_is_suspended_then_destroyed(stage: Stage) -> None:
    """A guest from before lockd leaves no lock if it is suspended, then destroyed."""
    host = started_before(stage)
    host.must("virsh suspend demo && virsh resume demo")
    assert paths(host) == [DEMO]
    host.must("virsh suspend demo && virsh destroy demo")
    unlocked(host)
    host.must("virsh start demo && virsh destroy demo")
    unlocked(host)


@claim("lockd-leak")
def test_a_guest_from_before_lockd_is_suspended_then_saved(stage: Stage) -> None:
    """A guest from before lockd leaves no lock if it is suspended, then saved.

    `virsh managedsave --running` and `virsh start` have it go on, with a lock. If the
    save fails, it runs on, and has a lock that would stay.
    """
    host = started_before(stage)
    host.must("virsh suspend demo && virsh resume demo && virsh suspend demo")
    assert paths(host) == []
    host.must(f"mount -t tmpfs -o mode=755,size=4k tmpfs {SAVES}")
    told = host.run("virsh managedsave --running demo").output
    assert "No space left on device" in told
    assert (state(host), paths(host)) == ("running", [DEMO])
    host.must(f"umount {SAVES}; virsh suspend demo")
    assert paths(host) == []
    host.must("virsh managedsave --running demo && virsh start demo")
    assert (state(host), paths(host)) == ("running", [DEMO])
    host.must("virsh destroy demo")
    unlocked(host)


@claim("lockd-leak")
def test_a_guest_from_before_lockd_is_saved_and_started(stage: Stage) -> None:
    """A guest from before lockd, saved and started, has a lock that ends with it."""
    host = started_before(stage)
    host.must("virsh managedsave demo && virsh start demo")
    assert paths(host) == [DEMO]
    host.must("virsh destroy demo")
    unlocked(host)


@claim("lockd-qemuconfig")
def test_locks_survive_a_restart_of_the_driver(stage: Stage) -> None:
    """Guests and their locks survive a restart of the driver's daemon."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    restart(host, "libvirtd")
    assert (state(host), paths(host)) == ("running", [DEMO])
    host.must("virsh destroy demo")
    unlocked(host)


@claim("lockd-upgrade")
def test_locks_survive_a_reload_of_virtlockd(stage: Stage) -> None:
    """Guests and their locks survive a reload of virtlockd, which execs anew."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    reload(host)
    assert (state(host), paths(host)) == ("running", [DEMO])
    assert not lockable(host, DEMO)


@claim("lockd-upgrade")
@pytest.mark.parametrize("unit", ["virtlockd.service", "virtlockd.socket"])
def test_whoever_stops_virtlockd_stops_the_guests(stage: Stage, unit: str) -> None:
    """Stopping virtlockd, or only its socket, ends the guests that hold locks."""
    host = lockd_host(stage)
    demo(host)
    host.must(f"virsh start demo && systemctl stop {unit}")
    waited(host, "virsh domstate demo | grep off")
    assert "terminating on signal 15 from pid" in log(host, "demo")


@claim("lockd-upgrade")
def test_a_paused_guest_survives_the_stop_of_virtlockd(stage: Stage) -> None:
    """A paused guest, which holds no lock, survives when virtlockd stops."""
    host = lockd_host(stage)
    demo(host)
    demo(host, name="second", path=f"{IMAGES}/second.img")
    host.must("virsh start demo && virsh start second && virsh suspend demo")
    host.must("systemctl stop virtlockd.service")
    waited(host, "virsh domstate second | grep off")
    assert state(host) == "paused"


@claim("lockd-trouble")
def test_no_guest_migrates_to_a_host_without_virtlockd(stage: Stage) -> None:
    """No guest migrates to a host without virtlockd's socket; it keeps its lock."""
    host, other = neighbours(stage)
    configure(other, "qemu.conf", LOCKD)
    host.must("virsh start demo")
    other.must("virsh uri && rm /run/libvirt/virtlockd-sock")
    told = host.run(MIGRATE).output
    assert "Failed to connect socket to '/run/libvirt/virtlockd-sock'" in told
    assert (state(host), paths(host)) == ("running", [DEMO])


@claim("lockd-dead")
def test_a_killed_virtlockd_leaves_guests_without_locks(stage: Stage) -> None:
    """When virtlockd is killed, guests run on unlocked, and the next locks nothing."""
    host, other = lockd_host(stage), lockd_host(stage, "beta")
    demo(host)
    host.must("virsh start demo")
    assert not lockable(other, DEMO)
    crash(host)
    host.must("systemctl start virtlockd")
    assert (state(host), paths(host)) == ("running", [])
    assert lockable(other, DEMO)


@claim("lockd-dead")
def test_a_guest_whose_virtlockd_died_leaks_when_it_resumes(stage: Stage) -> None:
    """Resumed after virtlockd died, a guest locks again, and leaves the lock behind."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    crash(host)
    host.must("virsh suspend demo && virsh resume demo")
    assert paths(host) == [DEMO]
    host.must("virsh destroy demo")
    assert REFUSED in host.run("virsh start demo").output


@claim("lockd-dead")
def test_a_new_virtlockd_knows_no_lockspace(stage: Stage) -> None:
    """After virtlockd died no guest starts until the driver's daemon restarts."""
    host = lockd_host(stage, "alpha", SPACES)
    demo(host)
    demo(host, name="second", path=f"{IMAGES}/second.img")
    host.must("virsh start demo")
    crash(host)
    told = host.run("virsh start second").output
    assert "Lockspace for path /var/lib/libvirt/lockd/files does not exist" in told
    restart(host, "libvirtd")
    host.must("virsh start second")
    assert len(paths(host)) == 1


@claim("lockd-clients")
def test_a_reload_does_not_raise_max_clients(stage: Stage) -> None:
    """A reload of virtlockd leaves `max_clients`; `virt-admin` raises it at once."""
    host = lockd_host(stage)
    waited(host, f"{CLIENTS}-info virtlockd")
    configure(host, "virtlockd.conf", "max_clients = 4096")
    reload(host)
    assert "nclients_max        : 1024\n" in host.must(f"{CLIENTS}-info virtlockd")
    host.must(f"{CLIENTS}-set virtlockd --max-clients 4096 --max-unauth-clients 4096")
    assert "nclients_max        : 4096\n" in host.must(f"{CLIENTS}-info virtlockd")


@claim("lockd-clients")
def test_a_guest_at_the_cap_waits(stage: Stage) -> None:
    """At virtlockd's `max_clients` a start waits, with no error, until it is raised."""
    host = lockd_host(stage)
    demo(host)
    host.must("systemctl start virtlockd")
    host.must(f"{CLIENTS}-set virtlockd --max-clients 1 --max-unauth-clients 1")
    host.must("virsh start demo >started 2>&1 &")
    idle(2)
    assert host.must("cat started") == ""
    host.must(f"{CLIENTS}-set virtlockd --max-clients 9 --max-unauth-clients 9")
    waited(host, "grep started started")


@claim("lockd-unlocked")
def test_a_migration_to_a_host_without_lockd_loses_the_lock(stage: Stage) -> None:
    """A migration to a host without `lock_manager` succeeds: the guest is unlocked."""
    host, other = neighbours(stage)
    host.must("virsh start demo")
    assert paths(host) == [DEMO]
    host.must(MIGRATE)
    assert state(other) == "running"
    assert paths(host) == paths(other) == []


@claim("lockd-events")
def test_a_migration_hands_the_lock_over(stage: Stage) -> None:
    """A guest that migrates to a host with lockd has its lock there, and none here."""
    host, other = neighbours(stage)
    configure(other, "qemu.conf", LOCKD)
    host.must("virsh start demo")
    host.must(MIGRATE)
    assert (paths(host), paths(other)) == ([], [DEMO])
