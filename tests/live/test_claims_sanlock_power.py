"""Claims about guests and hosts with sanlock that are switched off or on."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.lockd import HALT, guests_stop, halt, state
from live.reboots import OFF, RESTART, TELLS, WAITS, bootable, booted, boots
from live.sanlock import (
    LEASES,
    LOCKSPACE,
    MINE,
    WITHOUT,
    destroyed,
    joined,
    kill,
    leases,
    listening,
    serve,
    serving,
    unit_of_page,
)
from live.services import ready, restart
from live.waiting import become, come, journal, now, waited

REFUSED = "Failed to acquire lock: File exists"
SPACE = f"{LOCKSPACE}:1:{LEASES}/{LOCKSPACE}:0"
MACHINE = "4c4c4544-0043-3110-8052-b4c04f564231"
RENUMBER = "groupmod -g 179 sanlock && usermod -u 179 -g 179 sanlock"
STOPPED = f"{HALT}Conflicts=sanlock.service wdmd.service\n"


def leave(host: Host) -> None:
    """Leave libvirt's lockspace."""
    host.must(f"sanlock client rem_lockspace -s {SPACE}")


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
    leave(host)
    restart(host, "libvirtd")
    assert not host.must("sanlock client gets").strip().endswith(":0")
    become(lambda: host.must("sanlock client gets").strip(), f"s {SPACE} ADD")
    become(lambda: host.must("sanlock client gets").strip(), f"s {SPACE}")


@claim("sanlock-user", without=WITHOUT)
def test_an_account_takes_another_number(stage: Stage) -> None:
    """An account of sanlock that is there takes the numbers of groupmod and usermod.

    wdmd is restarted, too, and the folder given to them.
    """
    host = serving(stage)
    destroyed(host, "demo")
    leave(host)
    host.must("systemctl stop sanlock wdmd")
    host.must(f"{RENUMBER}; chown -R sanlock:sanlock {LEASES}")
    host.must("systemctl start wdmd sanlock")
    listening(host)
    restart(host, "libvirtd")
    ready(host)
    assert host.must("ps -o uid=,gid= -C sanlock").split()[-2:] == ["179", "179"]
    host.must("virsh start demo")
    assert leases(host) == MINE


@claim("sanlock-user", without=WITHOUT)
def test_wdmd_keeps_the_old_number(stage: Stage) -> None:
    """Where sanlock alone is restarted under another number, wdmd does not let it in.

    Then no host joins (`Watchdog device error`), though wdmd runs.
    """
    host = serving(stage)
    destroyed(host, "demo")
    leave(host)
    host.must("systemctl stop sanlock")
    host.must(f"{RENUMBER}; chown -R sanlock:sanlock {LEASES}")
    host.must("systemctl start sanlock")
    listening(host)
    since = now(host)
    restart(host, "libvirtd")
    ready(host)
    become(lambda: "Watchdog device error" in journal(host, since), True)
    assert host.must("systemctl is-active wdmd") == "active\n"
    assert not joined(host)


def told(host: Host) -> str:
    """What sanlock has logged; it prints that with a status of 1."""
    return host.run("sanlock client log_dump").output


def joins_again(host: Host, ending: str = "") -> None:
    """Let sanlock and wdmd die in the lockspace, and the host join: until then, ADD."""
    kill(host)
    host.must("systemctl start wdmd sanlock")
    listening(host)
    restart(host, "libvirtd")
    come(lambda: "delta_acquire" in told(host))
    become(lambda: host.must("sanlock client gets").partition(":0")[2].strip(), ending)


@claim("sanlock-daemon", libvirt="<10.6", without=(*WITHOUT, "usual timeouts"))
def test_a_host_with_a_new_name_waits_until_it_is_dead(stage: Stage) -> None:
    """A host whose sanlock 3.8 ended in a lockspace joins again once it counts as dead.

    sanlock makes up a name at each start. With `our_host_name` it joins at once.
    """
    host = stage.host("alpha")
    serve(host, 1)
    joins_again(host, "ADD")
    # 8 io_timeouts of 1 s, and the watchdog's 60 s.
    assert "delay 68" in told(host)
    other = stage.host("beta")
    other.write("/etc/sanlock/sanlock.conf", "our_host_name = beta\n")
    serve(other, 2)
    joins_again(other)
    assert "fast reacquire" in told(other)


@claim("sanlock-daemon", libvirt=">=11.3", without=(*WITHOUT, "DMI", "usual timeouts"))
def test_a_host_with_a_uuid_joins_again_at_once(stage: Stage) -> None:
    """A host whose sanlock 3.9 ended in a lockspace joins at once: it has its UUID."""
    host = stage.host("alpha")
    host.must("mount -t tmpfs tmpfs /sys/devices/virtual")
    host.write("/sys/devices/virtual/dmi/id/product_uuid", f"{MACHINE}\n")
    serve(host, 1)
    joins_again(host)
    assert "our_product_uuid, no delay" in told(host)
