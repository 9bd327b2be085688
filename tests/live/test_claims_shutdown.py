"""Claims about hosts that shut down while guests hold locks of virtlockd."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Stage
from live.lockd import demo, guests_stop, halt, lockd_host
from live.waiting import waited

FIRST = "/etc/systemd/system/libvirt-guests.service.d/50-locks.conf"


@claim("lockd-upgrade")
def test_a_shutdown_saves_guests_before_it_stops_virtlockd(stage: Stage) -> None:
    """With the drop-in, libvirt-guests saves guests before virtlockd kills them."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    host.write(FIRST, "[Unit]\nAfter=virtlockd.service\n")
    halt(host)
    host.must("test -s /var/lib/libvirt/qemu/save/demo.save")


@claim("lockd-upgrade", libvirt="11.3.0")
def test_a_shutdown_kills_guests(stage: Stage) -> None:
    """On libvirt 11.3.0 guests are killed, not saved, without the drop-in."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    halt(host)
    waited(host, "! pgrep qemu-system")
    host.must("! test -e /var/lib/libvirt/qemu/save/demo.save")


@claim("lockd-upgrade", libvirt=">=12.9.0")
def test_a_shutdown_saves_guests(stage: Stage) -> None:
    """On libvirt 12.9.0 guests are saved first without the drop-in, too."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    halt(host)
    host.must("test -s /var/lib/libvirt/qemu/save/demo.save")


@claim("lockd-upgrade")
def test_libvirt_guests_stops_while_libvirtd_is_inactive(stage: Stage) -> None:
    """With the drop-in libvirt-guests stops, with one on libvirtd it waits for ever."""
    host = lockd_host(stage)
    host.write(FIRST, "[Unit]\nAfter=virtlockd.service\n")
    assert guests_stop(host)
    host.write(FIRST, "[Unit]\nAfter=libvirtd.service\n")
    assert not guests_stop(host)
