"""Claims about guests and hosts with sanlock that are switched off or on."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Stage
from live.lockd import HALT, guests_stop, halt, state
from live.reboots import OFF, RESTART, TELLS, WAITS, bootable, booted, boots
from live.sanlock import (
    IMAGE,
    LEASES,
    LOCKSPACE,
    MINE,
    WITHOUT,
    install,
    leases,
    serve,
    serving,
    unit_of_page,
)
from live.services import define, disk, guest, restart
from live.waiting import become, journal, now, waited

REFUSED = "Failed to acquire lock: File exists"
STOPPED = f"{HALT}Conflicts=sanlock.service wdmd.service\n"


@claim("sanlock-sharing", without=WITHOUT)
def test_sanlock_and_a_reboot_by_acpi(stage: Stage) -> None:
    """`virsh reboot` by ACPI ends a guest that has leases: sanlock refuses them."""
    host = stage.host("alpha")
    serve(host, 1)
    bootable(host, TELLS + WAITS + OFF)
    host.must("virsh start demo")
    booted(host, "B")
    since = now(host)
    host.must("virsh reboot demo")
    become(lambda: state(host), "shut off")
    assert REFUSED in journal(host, since)
    assert boots(host) == "B"
    become(lambda: leases(host), {})


@claim("sanlock-sharing", without=WITHOUT)
def test_sanlock_and_on_poweroff_restart(stage: Stage) -> None:
    """Under sanlock, `<on_poweroff>restart</on_poweroff>` ends a guest with leases."""
    host = stage.host("alpha")
    serve(host, 1)
    bootable(host, TELLS + OFF, RESTART)
    since = now(host)
    host.must("virsh start demo")
    become(lambda: state(host), "shut off")
    assert REFUSED in journal(host, since)
    assert boots(host) == "B"


@claim("sanlock-daemon", without=WITHOUT)
def test_guests_are_saved_before_sanlock_stops(stage: Stage) -> None:
    """With the drop-in, a shutdown saves guests before it stops sanlock and libvirtd.

    The guest then holds no lease any more.
    """
    host = serving(stage)
    unit_of_page(host, "after-mount", "libvirtd.service.d/50-leases.conf")
    restart(host, "libvirtd")
    assert leases(host) == MINE
    since = now(host)
    halt(host, STOPPED)
    waited(host, "! systemctl is-active sanlock.service")
    host.must("test -s /var/lib/libvirt/qemu/save/demo.save")
    assert leases(host) == {}
    said = journal(host, since)
    order = [
        said.index(f"Stopp{part}")
        for part in ("ed libvirt-guests", "ing libvirtd", "ing sanlock")
    ]
    assert order == sorted(order)


@claim("sanlock-daemon", without=WITHOUT)
def test_libvirt_guests_stops_with_the_drop_in(stage: Stage) -> None:
    """With the drop-in of the daemon, libvirt-guests stops while it is inactive."""
    host = serving(stage)
    host.must("virsh destroy demo")
    unit_of_page(host, "after-mount", "libvirtd.service.d/50-leases.conf")
    assert guests_stop(host)


@claim("sanlock-quick", without=(*WITHOUT, "usual timeouts"))
def test_a_host_that_joins_says_add(stage: Stage) -> None:
    """After a restart of libvirtd, `ADD` tells that the host still joins."""
    host = stage.host("alpha")
    serve(host, 1, io_timeout=2)
    space = f"{LOCKSPACE}:1:{LEASES}/{LOCKSPACE}:0"
    host.must(f"sanlock client rem_lockspace -s {space}")
    restart(host, "libvirtd")
    assert not host.must("sanlock client gets").strip().endswith(":0")
    become(lambda: host.must("sanlock client gets").strip(), f"s {space} ADD")
    become(lambda: host.must("sanlock client gets").strip(), f"s {space}")


@claim("sanlock-user", without=WITHOUT)
def test_an_account_takes_another_number(stage: Stage) -> None:
    """An account of sanlock that is there takes the numbers of groupmod and usermod."""
    host = stage.host("alpha")
    install(host)
    host.must("systemctl stop sanlock")
    waited(host, "! pgrep -x sanlock")
    host.must("groupmod -g 179 sanlock && usermod -u 179 -g 179 sanlock")
    serve(host, 1)
    assert host.must("ps -o uid=,gid= -C sanlock").split()[-2:] == ["179", "179"]
    define(host, guest("demo", disk(IMAGE)))
    host.must("virsh start demo")
    assert leases(host) == MINE
