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
