"""Claims about hosts that shut down while guests hold locks of virtlockd."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.lockd import (
    demo,
    guests_stop,
    halt,
    lockd_host,
    started_before,
)
from live.waiting import waited

FIRST = "/etc/systemd/system/libvirt-guests.service.d/50-locks.conf"
TIMED_OUT = 124
"""What timeout(1) ends with."""
SAVED = "test -s /var/lib/libvirt/qemu/save/demo.save"


@claim("lockd-upgrade")
def test_a_shutdown_saves_guests_before_it_stops_virtlockd(stage: Stage) -> None:
    """With the drop-in, libvirt-guests saves guests before virtlockd kills them."""
    host = lockd_host(stage)
    demo(host)
    host.must("virsh start demo")
    host.write(FIRST, "[Unit]\nAfter=virtlockd.service\n")
    halt(host)
    host.must(SAVED)


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
    host.must(SAVED)


@claim("lockd-upgrade")
def test_libvirt_guests_stops_while_libvirtd_is_inactive(stage: Stage) -> None:
    """With the drop-in libvirt-guests stops, with one on libvirtd it waits for ever."""
    host = lockd_host(stage)
    host.write(FIRST, "[Unit]\nAfter=virtlockd.service\n")
    assert guests_stop(host)
    host.write(FIRST, "[Unit]\nAfter=libvirtd.service\n")
    assert not guests_stop(host)


def from_before(stage: Stage) -> Host:
    """A host with the drop-in, whose guest is from before lockd: virtlockd is off."""
    host = started_before(stage)
    host.write(FIRST, "[Unit]\nAfter=virtlockd.service\n")
    host.must("virsh uri; ! systemctl is-active virtlockd.service")
    host.must("echo ON_SHUTDOWN=suspend >>/etc/default/libvirt-guests")
    host.must("systemctl daemon-reload; systemctl start libvirt-guests.service")
    return host


@claim("lockd-upgrade")
def test_libvirt_guests_hangs_while_virtlockd_is_inactive(stage: Stage) -> None:
    """With the drop-in, a stop of libvirt-guests hangs while virtlockd is inactive."""
    host = from_before(stage)
    stopped = host.run("timeout 15 systemctl stop libvirt-guests.service")
    assert stopped.status == TIMED_OUT


@claim("lockd-upgrade")
def test_libvirt_guests_stops_once_virtlockd_is_started(stage: Stage) -> None:
    """With the drop-in, libvirt-guests saves guests and stops if virtlockd runs."""
    host = from_before(stage)
    host.must("systemctl start virtlockd.service")
    host.must("systemctl stop libvirt-guests.service")
    host.must(SAVED)


@claim("lockd-upgrade")
def test_a_shutdown_saves_guests_while_virtlockd_is_inactive(stage: Stage) -> None:
    """With the drop-in, a shutdown saves guests though virtlockd is inactive."""
    host = from_before(stage)
    halt(host)
    host.must(SAVED)
