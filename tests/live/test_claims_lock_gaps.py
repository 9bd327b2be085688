"""Claims about guests that hold no lock while their memory or disk counts on one."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.lockd import (
    DEMO,
    demo,
    lockable,
    lockd_host,
    paths,
    started_before,
    state,
)
from live.services import IMAGES, define, disk, guest
from live.waiting import become, waited

SAVES = "/var/lib/libvirt/qemu/save"
WRITER = (
    r"\xb8\x01\x03\xbb\x00\x7c\xb9\x01\x00\xb6\x05"  # one sector, to head 5
    r"\xcd\x13\xeb\xf1"  # again and again
)
"""A boot sector that does nothing but write to its disk."""
VARS = "/var/lib/libvirt/qemu/nvram/demo_VARS.fd"
TEMPLATE = "/usr/share/OVMF/OVMF_VARS_4M.fd"
FIRMWARE = (
    "<loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>"
    f"<nvram template='{TEMPLATE}'>{VARS}</nvram>"
)


def small(host: Host, folder: str, size: str) -> None:
    """Mount a filesystem there that has room for next to nothing."""
    host.must(
        f"mkdir -p {folder}; mount -t tmpfs -o mode=755,size={size} tmpfs {folder}"
    )


@claim("locking-guests")
def test_a_saved_guest_is_restored_after_it_ran_elsewhere(stage: Stage) -> None:
    """A saved guest holds no lock: it is restored though it has run elsewhere since."""
    host, other = lockd_host(stage), lockd_host(stage, "beta")
    for one in (host, other):
        demo(one)
    host.must("virsh start demo && virsh managedsave demo")
    other.must("virsh start demo")
    assert host.run("virsh start demo").status == 1
    other.must("virsh destroy demo")
    host.must("virsh list --all --with-managed-save | grep -w demo")
    host.must("virsh start demo")
    assert "restored" in host.must("virsh domstate demo --reason")


@claim("locking-guests")
def test_without_its_saved_memory_a_guest_boots(stage: Stage) -> None:
    """After `virsh managedsave-remove` a guest boots: nothing old is restored."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo && virsh managedsave demo")
    host.must("virsh managedsave-remove demo && virsh start demo")
    assert "booted" in host.must("virsh domstate demo --reason")


@claim("locking-guests")
def test_a_guest_that_qemu_pauses_holds_no_lock(stage: Stage) -> None:
    """A guest that QEMU pauses, as its storage is full, holds no lock."""
    host = lockd_host(stage)
    folder = f"{IMAGES}/full"
    image = f"{folder}/demo.img"
    small(host, folder, "64k")
    host.must(
        f"truncate -s 1M {image}; printf '{WRITER}' | dd of={image} conv=notrunc; "
        rf"printf '\x55\xaa' | dd of={image} bs=1 seek=510 conv=notrunc; "
        f"! dd if=/dev/zero of={folder}/rest"
    )
    demo(host, path=image)
    host.must("virsh start demo")
    waited(host, "virsh domstate demo --reason | grep -F 'paused (I/O error)'")
    become(lambda: paths(host), [])
    assert lockable(host, image)


@claim("lockd-leak")
def test_a_save_that_fails_leaves_a_lock_behind(stage: Stage) -> None:
    """A guest from before lockd that cannot be saved takes a lock that outlives it."""
    host = started_before(stage)
    small(host, SAVES, "4k")
    assert "No space left on device" in host.run("virsh managedsave demo").output
    assert (state(host), paths(host)) == ("running", [DEMO])
    host.must("virsh destroy demo")
    assert "is locked" in host.run("virsh start demo").output


@claim("lockd-dead-host")
def test_a_start_without_nvram_makes_it_anew(stage: Stage) -> None:
    """A start without the file of its UEFI variables makes a new one, in silence."""
    host = stage.host("alpha")
    text = guest("demo", disk(DEMO), machine="q35")
    define(host, text.replace("</type>", f"</type>{FIRMWARE}"))
    host.must("virsh start demo --paused && virsh destroy demo")
    host.must(f"echo keys | dd of={VARS} conv=notrunc status=none")
    host.must("virsh start demo --paused && virsh destroy demo")
    host.must(f"grep -q keys {VARS} && rm {VARS}")
    told = host.must("virsh start demo --paused")
    assert told.split("\n") == ["Domain 'demo' started", "", ""]
    host.must(f"cmp {VARS} {TEMPLATE}")


@claim("locking-guests")
def test_the_image_of_a_transient_disk_is_not_locked(stage: Stage) -> None:
    """The image of a `<transient/>` disk is not locked; its overlay is."""
    host = lockd_host(stage)
    demo(host, "<transient/>")
    host.must("virsh start demo")
    assert paths(host) == [f"{DEMO}.TRANSIENT-demo"]
    assert lockable(host, DEMO)


def without_admin(stage: Stage) -> str:
    """What a guest with a lock is once virtlockd's socket for virt-admin stops."""
    host = lockd_host(stage)
    demo(host)
    demo(host, name="last", path=f"{IMAGES}/last.img")
    host.must("virsh start demo && systemctl stop virtlockd-admin.socket")
    # By now virtlockd has stopped, if it does: it takes no locks in between.
    host.must("virsh start last")
    return state(host)


@claim("lockd-upgrade", libvirt="9.0.0")
def test_the_socket_for_virt_admin_stops_virtlockd(stage: Stage) -> None:
    """With 9.0.0, stopping `virtlockd-admin.socket` ends guests that hold locks."""
    assert without_admin(stage) == "shut off"


@claim("lockd-upgrade", libvirt=">=11.3.0")
def test_the_socket_for_virt_admin_stops_alone(stage: Stage) -> None:
    """With 11.3.0 and newer, guests survive the stop of `virtlockd-admin.socket`."""
    assert without_admin(stage) == "running"
