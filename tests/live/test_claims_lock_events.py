"""Claims about what becomes of lockd's locks while guests and settings change."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.lockd import (
    DEMO,
    LOCKD,
    MIGRATE,
    SPACES,
    crash,
    demo,
    lockd_host,
    migrated_without_lock,
    neighbours,
    paths,
    started_anew,
    started_before,
    state,
    unlocked,
)
from live.services import IMAGES, configure, define, disk, guest, restart
from live.waiting import become, waited

SECOND = f"{IMAGES}/second.img"


def qcow2(host: Host, path: str) -> None:
    """Define and start a guest with one qcow2 image."""
    define(host, guest("demo", disk(path, kind="qcow2")))
    host.must("virsh start demo")


@claim("lockd-undo")
def test_locks_outlive_the_setting(stage: Stage) -> None:
    """Guests keep their locks to their end when `lock_manager` is taken out."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    host.must(f"sed -i '/^{LOCKD}/d' /etc/libvirt/qemu.conf")
    restart(host, "libvirtd")
    assert (state(host), paths(host)) == ("running", [DEMO])
    host.must("virsh destroy demo && virsh start demo")
    unlocked(host)


@claim("lockd-undo")
def test_virtlockd_still_kills_after_the_setting_is_gone(stage: Stage) -> None:
    """Stopping virtlockd ends guests from before lock_manager was taken out."""
    host = lockd_host(stage)
    demo(host)
    demo(host, name="second", path=SECOND)
    host.must("virsh start demo")
    host.must(f"sed -i '/^{LOCKD}/d' /etc/libvirt/qemu.conf")
    restart(host, "libvirtd")
    host.must("virsh start second && systemctl stop virtlockd.service")
    waited(host, "virsh domstate demo | grep off")
    assert state(host, "second") == "running"


@claim("lockd-files")
def test_a_guest_keeps_the_lock_that_it_started_with(stage: Stage) -> None:
    """A lockspace directory that is set later locks nothing of guests that run."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    started_anew(host, SPACES)
    assert paths(host) == [DEMO]
    host.must("virsh managedsave demo && virsh start demo")
    assert DEMO not in paths(host)
    assert len(paths(host)) == 1


@claim("lockd-quick")
def test_a_guest_from_before_lockd_gets_a_lock_by_migrating(stage: Stage) -> None:
    """On the host that it migrates to, a guest without a lock gets one that ends."""
    host, other = neighbours(stage)
    configure(other, "qemu.conf", LOCKD)
    host.must("virsh start demo")
    crash(host)
    restart(host, "libvirtd")
    assert paths(host) == []
    host.must(MIGRATE)
    assert (paths(host), paths(other)) == ([], [DEMO])
    other.must("virsh destroy demo")
    unlocked(other)


@claim("lockd-leak")
def test_what_a_guest_from_before_gets_stays_locked(stage: Stage) -> None:
    """Disks and overlays that a guest from before lockd gets stay locked after it."""
    host = started_before(stage)
    overlay = f"{IMAGES}/overlay.qcow2"
    host.must(f"truncate -s 1M {SECOND} && virsh attach-disk demo {SECOND} vdb")
    host.must(
        "virsh snapshot-create-as demo before --no-metadata --disk-only "
        f"--diskspec vdb,snapshot=no --diskspec vda,file={overlay}"
    )
    assert paths(host) == [overlay, SECOND]
    host.must("virsh destroy demo")
    assert paths(host) == [overlay, SECOND]


@claim("lockd-events")
def test_a_disk_is_locked_when_it_is_attached(stage: Stage) -> None:
    """A disk that is attached to a guest that runs is locked at once."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    host.must(f"truncate -s 1M {SECOND} && virsh attach-disk demo {SECOND} vdb")
    assert paths(host) == [DEMO, SECOND]


@claim("lockd-events")
def test_a_commit_moves_the_lock_to_the_base(stage: Stage) -> None:
    """A block commit that pivots leaves a lock on the base alone."""
    host = lockd_host(stage)
    base, overlay = f"{IMAGES}/base.qcow2", f"{IMAGES}/overlay.qcow2"
    qcow2(host, base)
    host.must(
        "virsh snapshot-create-as demo before --no-metadata --disk-only "
        f"--diskspec vda,file={overlay}"
    )
    assert paths(host) == [overlay]
    host.must("virsh blockcommit demo vda --active --pivot --wait")
    become(lambda: paths(host), [base])


@claim("lockd-events")
def test_an_internal_snapshot_leaves_the_lock(stage: Stage) -> None:
    """An internal snapshot, going back to it, and a reset leave the lock as it is."""
    host = lockd_host(stage)
    image = f"{IMAGES}/demo.qcow2"
    qcow2(host, image)
    for command in ("snapshot-create-as demo before", "reset demo",
                    "snapshot-revert demo before"):  # fmt: skip
        host.must(f"virsh {command}")
        assert paths(host) == [image], command


@claim("lockd-events")
def test_a_migration_that_gets_no_lock_leaves_the_guest_paused(stage: Stage) -> None:
    """If somebody takes the lock during a migration, the guest stays behind, paused."""
    host, other = neighbours(stage)
    configure(other, "qemu.conf", LOCKD)
    host.must("virsh start demo")
    told = migrated_without_lock(host)
    assert f"resource busy: Lockspace resource '{DEMO}' is locked" in told
    assert state(host) == "paused"
    assert host.run("virsh resume demo").status == 1
    host.must("pkill python3; virsh resume demo")
    assert (state(host), paths(host)) == ("running", [DEMO])


@claim("locking-guests")
def test_only_raw_disks_can_be_shared(stage: Stage) -> None:
    """A guest whose qcow2 disk is `<shareable/>` is not even defined."""
    host = stage.host("alpha")
    shared = disk(f"{IMAGES}/both.qcow2", more="<shareable/>", kind="qcow2")
    host.write("/root/demo.xml", guest("demo", shared))
    told = host.run("virsh define demo.xml").output
    assert "shared access for disk 'vda' requires use of supported storage" in told
