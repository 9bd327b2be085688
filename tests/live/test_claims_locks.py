"""Claims about locks of disks."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Stage
from live.services import (
    IMAGES,
    configure,
    define,
    disk,
    guest,
    locks,
)


@claim("locking-guests")
def test_a_shareable_block_device_is_raw(stage: Stage) -> None:
    """A <shareable/> disk must have the format raw, a block device, too."""
    host = stage.host("alpha")
    for kind in ("raw", "qcow2"):
        shared = disk("/dev/zero", more="<shareable/>", kind=kind)
        block = shared.replace("type='file'", "type='block'").replace("file=", "dev=")
        host.write(f"/root/{kind}.xml", guest(kind, block))
    host.must("virsh define raw.xml")
    told = host.run("virsh define qcow2.xml").output
    assert "requires use of supported storage format" in told


@claim("lockd-events")
def test_a_paused_guest_holds_no_lock(stage: Stage) -> None:
    """A guest that is suspended holds no lock, and takes it again when it resumes."""
    host = stage.host("alpha")
    configure(host, "qemu.conf", 'lock_manager = "lockd"')
    define(host, guest("demo", disk(f"{IMAGES}/demo.img")))
    host.must("virsh start demo")
    assert locks(host) == [("WRITE", f"{IMAGES}/demo.img")]
    host.must("virsh suspend demo")
    assert locks(host) == []
    host.must("virsh resume demo")
    assert locks(host) == [("WRITE", f"{IMAGES}/demo.img")]
