"""Claims about what lockd locks, and when it lets go."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Stage
from live.lockd import (
    DEMO,
    LEASE,
    LOCKD,
    SPACE,
    SPACES,
    demo,
    hold,
    lockable,
    lockd_host,
    paths,
    started_anew,
    state,
)
from live.services import IMAGES, define, disk, guest, locks
from live.waiting import become, come, waited

NBD = """<disk type='network' device='disk'>
  <driver name='qemu' type='raw'/>
  <source protocol='nbd' name='vault'><host name='127.0.0.1' port='10809'/></source>
  <target dev='vda' bus='virtio'/>
</disk>"""


@claim("lockd-events")
def test_a_guest_that_is_started_paused_or_saved_holds_no_lock(stage: Stage) -> None:
    """A guest that is saved, or started `--paused`, holds a lock only once it runs."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo --paused")
    assert paths(host) == []
    host.must("virsh resume demo")
    assert paths(host) == [DEMO]
    host.must("virsh managedsave demo")
    assert paths(host) == []
    host.must("virsh start demo")
    assert paths(host) == [DEMO]


@claim("lockd-trouble")
def test_a_paused_guest_is_not_resumed_when_somebody_took_its_lock(
    stage: Stage,
) -> None:
    """A paused guest is refused to resume while another host has the lock."""
    host, other = lockd_host(stage), lockd_host(stage, "beta")
    demo(host)
    host.must("virsh start demo && virsh suspend demo")
    hold(other, DEMO)
    told = host.run("virsh resume demo").output
    assert f"resource busy: Lockspace resource '{DEMO}' is locked" in told
    assert state(host) == "paused"


@claim("lockd-check")
def test_the_test_with_fcntl_proves_lockd_on_a_second_host(stage: Stage) -> None:
    """`BlockingIOError` on a second host means that lockd's lock is seen there."""
    host, other = lockd_host(stage), lockd_host(stage, "beta")
    demo(host)
    assert lockable(other, DEMO)
    host.must("virsh start demo")
    assert not lockable(other, DEMO)
    host.must("virsh destroy demo")
    come(lambda: lockable(other, DEMO))


@claim("locking-check")
def test_qemu_refuses_an_image_in_use_without_a_lock_manager(stage: Stage) -> None:
    """A second start fails on another host even where no lock manager is set."""
    host, other = stage.host("alpha"), stage.host("beta")
    for one in (host, other):
        one.share(IMAGES)
        demo(one)
    host.must("virsh start demo")
    assert 'Failed to get "write" lock' in other.run("virsh start demo").output
    assert lockable(other, DEMO)


@claim("lockd-sharing")
def test_shareable_disks_have_shared_locks(stage: Stage) -> None:
    """Guests share a READ lock on a `<shareable/>` disk; a read-only one has none."""
    host = lockd_host(stage)
    for name in ("demo", "second"):
        demo(host, "<shareable/>", name=name)
        host.must(f"virsh start {name}")
    assert locks(host) == [("READ", DEMO)]
    assert not lockable(host, DEMO)
    demo(host, "<readonly/>", name="reader", path=f"{IMAGES}/other.img")
    host.must("virsh start reader")
    assert locks(host) == [("READ", DEMO)]


@claim("lockd-unlocked")
def test_two_names_of_one_disk_are_two_locks(stage: Stage) -> None:
    """When one of two guests that name a disk differently ends, no lock is left."""
    host, other = lockd_host(stage), lockd_host(stage, "beta")
    demo(host, "<shareable/>")
    host.must(f"ln {DEMO} {IMAGES}/alias.img")
    demo(host, "<shareable/>", name="second", path=f"{IMAGES}/alias.img")
    host.must("virsh start demo && virsh start second")
    assert not lockable(other, DEMO)
    host.must("virsh destroy second")
    assert state(host) == "running"
    come(lambda: lockable(other, DEMO))


@claim("locking-guests")
def test_network_disks_are_not_locked(stage: Stage) -> None:
    """Two guests run on one NBD export with lockd on, and no lock is taken."""
    host = lockd_host(stage)
    host.must(
        "truncate -s 1M vault.img && qemu-nbd --fork --shared 9 -f raw -x vault -t "
        "vault.img"
    )
    for name, also in (("demo", disk(DEMO, "vdb")), ("second", "")):
        define(host, guest(name, NBD, also))
        host.must(f"virsh start {name}")
    assert state(host, "demo") == state(host, "second") == "running"
    assert paths(host) == [DEMO]


@claim("locking-guests")
def test_backing_files_are_not_locked(stage: Stage) -> None:
    """Only the top image of a chain is locked: any host may lock the one below."""
    host, other = lockd_host(stage), lockd_host(stage, "beta")
    host.must(
        f"cd {IMAGES}; qemu-img create -q -f qcow2 base.qcow2 1M; "
        "qemu-img create -q -f qcow2 -F qcow2 -b base.qcow2 demo.qcow2"
    )
    define(host, guest("demo", disk(f"{IMAGES}/demo.qcow2", kind="qcow2")))
    host.must("virsh start demo")
    assert paths(host) == [f"{IMAGES}/demo.qcow2"]
    assert lockable(other, f"{IMAGES}/base.qcow2")


@claim("lockd-events")
def test_a_snapshot_moves_the_lock(stage: Stage) -> None:
    """After an external snapshot the overlay is locked, and the old image is not."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    host.must(
        "virsh snapshot-create-as demo before --disk-only "
        f"--diskspec vda,file={IMAGES}/overlay.qcow2"
    )
    assert paths(host) == [f"{IMAGES}/overlay.qcow2"]
    assert lockable(host, DEMO)


@claim("lockd-events")
def test_a_block_copy_locks_both_until_it_pivots(stage: Stage) -> None:
    """A block copy locks the old image and the new one, then only the new one."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    copy = f"{IMAGES}/copy.img"
    host.must(f"virsh blockcopy demo vda {copy} --format raw --transient-job --wait")
    assert paths(host) == [copy, DEMO]
    host.must("virsh blockjob demo vda --pivot")
    become(lambda: paths(host), [copy])


@claim("lockd-files")
def test_hosts_with_other_settings_do_not_exclude_each_other(stage: Stage) -> None:
    """Where only one host has a lockspace directory, the other sees no lock of it."""
    host, other = lockd_host(stage, "alpha", SPACES), lockd_host(stage, "beta")
    demo(host)
    host.must("virsh start demo")
    assert [path.startswith(SPACE) for path in paths(host)] == [True]
    assert lockable(other, DEMO)


@claim("lockd-security")
def test_locks_are_advisory(stage: Stage) -> None:
    """Neither lockd nor QEMU keeps dd from writing to the image of a running guest."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    assert paths(host) == [DEMO]
    host.must(f"echo foreign | dd of={DEMO} conv=notrunc status=none")
    assert host.must(f"head -n 1 {DEMO}") == "foreign\n"


@claim("lockd-leases")
def test_a_lease_keeps_guests_with_other_disks_apart(stage: Stage) -> None:
    """Of two guests with one lease only one runs, though they share no disk."""
    host = lockd_host(stage, "alpha", SPACES)
    host.must("virsh uri")
    waited(host, f"touch {SPACE}/invoices-root")
    for name in ("demo", "second"):
        define(host, guest(name, disk(f"{IMAGES}/{name}.img"), LEASE))
    host.must("virsh start demo")
    told = host.run("virsh start second").output
    assert "Lockspace resource 'invoices-root' is locked" in told


@claim("lockd-leases")
def test_without_both_settings_a_guest_runs_unlocked(stage: Stage) -> None:
    """`auto_disk_leases` and `require_lease_for_disks` at 0 leave guests unlocked."""
    zero = ("auto_disk_leases = 0", "require_lease_for_disks = 0")
    host = lockd_host(stage, "alpha", *zero)
    demo(host)
    host.must("virsh start demo")
    assert paths(host) == []
    host.must("virsh destroy demo")
    started_anew(host)
    host.must("virsh start demo")
    assert paths(host) == [DEMO]


@claim("lockd-daemon")
def test_a_session_has_a_virtlockd_of_its_own(stage: Stage) -> None:
    """In `qemu:///session` a virtlockd that starts by itself holds the lock."""
    host = stage.host("alpha")
    host.must("useradd -m -s /bin/bash maria")
    host.must(
        f"mkdir -p .config/libvirt; echo '{LOCKD}' >.config/libvirt/qemu.conf; "
        "truncate -s 1M demo.img",
        user="maria",
    )
    host.write("/tmp/demo.xml", guest("demo", disk("/home/maria/demo.img")))
    host.must(
        "virsh -c qemu:///session define /tmp/demo.xml; "
        "virsh -c qemu:///session start demo",
        user="maria",
    )
    assert ("WRITE", "/home/maria/demo.img") in locks(host)
