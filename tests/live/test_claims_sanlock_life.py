"""Claims about leases when guests move, hosts die, and sanlock is turned on or off."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.lockd import MIGRATE, UUID, WAY
from live.sanlock import (
    IMAGE,
    LEASES,
    LOCKSPACE,
    MINE,
    WITHOUT,
    destroyed,
    install,
    joined,
    leases,
    listening,
    refused,
    serve,
    serving,
)
from live.services import IMAGES, configure, define, disk, guest, ready, restart
from live.waiting import come
from pages import snippets, text_of

SHORT = "use_watchdog = 0\nwatchdog_fire_timeout = 10\n"
"""A sanlock.conf with which a host is dead after 18 s, if its io_timeout is 1."""


SPACE = f"{LOCKSPACE}:1:{LEASES}/{LOCKSPACE}:0"
OPTIONS = "sanlock client status -D"
MOUNTED = "kbase/locking-sanlock/after-mount"
DROP_IN = "/etc/systemd/system/libvirtd.service.d/50-leases.conf"


@claim("sanlock-quick", libvirt="<10.6", without=WITHOUT)
def test_the_package_starts_sanlock_without_a_watchdog(stage: Stage) -> None:
    """On Debian 12, sanlock runs without a watchdog once it is installed.

    An edit of its file and `systemctl enable --now` leave it so; a restart does not.
    """
    host = stage.host("alpha")
    install(host)
    host.must("sed -i s/-w.0// /etc/default/sanlock")
    host.must("systemctl enable --now wdmd sanlock")
    assert "use_watchdog=0" in host.must(OPTIONS)
    restart(host, "sanlock")
    listening(host)
    assert "use_watchdog=1" in host.must(OPTIONS)


@claim("sanlock-storage", without=WITHOUT)
def test_the_drop_in_starts_sanlock_first(stage: Stage) -> None:
    """With the drop-in, a start of the libvirt daemon starts sanlock, and it joins."""
    host = stage.host("alpha")
    serve(host, 1)
    host.must(f"systemctl stop 'libvirtd*'; sanlock client rem_lockspace -s {SPACE}")
    host.must("systemctl stop sanlock wdmd")
    (text,) = (text_of(s) for s in snippets("systemd-unit") if s["id"] == MOUNTED)
    host.write(DROP_IN, text)
    host.must("systemctl daemon-reload; systemctl start libvirtd.socket")
    ready(host)
    assert joined(host)


@claim("sanlock-daemon", without=WITHOUT)
def test_a_host_that_left_can_restart_sanlock(stage: Stage) -> None:
    """Once a host has left the lockspace, sanlock restarts with other options."""
    host = serving(stage)
    destroyed(host, "demo")
    host.must(f"sanlock client rem_lockspace -s {SPACE}")
    host.must("sed -i 's/^sanlock_opts=.*/sanlock_opts=\"-h 0\"/' /etc/default/sanlock")
    restart(host, "sanlock")
    listening(host)
    assert "high_priority=0" in host.must(OPTIONS)
    restart(host, "libvirtd")
    ready(host)
    assert joined(host)


@claim("sanlock-user", without=WITHOUT)
def test_hosts_need_the_same_numbers(stage: Stage) -> None:
    """Where sanlock has another uid on a second host, leases of the first are refused.

    The lockspace belongs to the uid of the host that started its daemon last.
    """
    host, other = serving(stage), stage.host("beta")
    destroyed(host, "demo")
    other.must("usermod --uid 987 sanlock")
    serve(other, 2)
    owner = f"stat -c %u {LEASES}/{LOCKSPACE}"
    assert host.must(owner) == "987\n"
    define(other, guest("demo", disk(IMAGE)))
    assert "Failed to acquire lock" in refused(other, "demo", "Failed to acquire lock")
    restart(host, "libvirtd")
    ready(host)
    assert host.must(owner) == host.must("id -u sanlock") != "987\n"


@claim("sanlock-conf", libvirt=">=11.3", without=WITHOUT)
def test_the_io_timeout_of_sanlock_counts_for_libvirt(stage: Stage) -> None:
    """The io_timeout of sanlock.conf counts where qemu-sanlock.conf has none."""
    host = stage.host("alpha")
    host.write("/etc/sanlock/sanlock.conf", "io_timeout = 2\n")
    serve(host, 1, io_timeout=0)
    assert "io_timeout=2" in host.must(f"{OPTIONS} | grep -A 9 '^s {LOCKSPACE}'")


def without_manager(host: Host) -> None:
    """Take the lock manager out, and restart the driver's daemon."""
    host.must("sed -i /^lock_manager/d /etc/libvirt/qemu.conf")
    restart(host, "libvirtd")
    ready(host)


@claim("sanlock-sharing", without=WITHOUT)
def test_a_migration_hands_the_lease_over(stage: Stage) -> None:
    """A guest that migrates has its lease on the other host, and not here."""
    host, other = stage.host("alpha"), stage.host("beta")
    other.share("/run/libvirt")
    # Its sockets are now where the first host sees them.
    other.must("systemctl restart virtlogd.socket virtlockd.socket libvirtd.socket")
    for number, each in enumerate((host, other), 1):
        each.share(IMAGES, WAY)
        configure(each, "libvirtd.conf", f'host_uuid = "{number:08}{UUID}"')
        serve(each, number)
    host.must(f"chmod 777 {WAY}")
    define(host, guest("demo", disk(IMAGE)))
    host.must("virsh start demo")
    host.must(MIGRATE)
    assert (leases(host), leases(other)) == ({}, MINE)


@claim("sanlock-qemuconfig", without=WITHOUT)
def test_a_guest_from_before_has_no_lease(stage: Stage) -> None:
    """A guest that was running before has no lease, also after the daemon restarts.

    It takes none when it is suspended and resumed, only when it is started again.
    """
    host = stage.host("alpha")
    define(host, guest("demo", disk(IMAGE)))
    host.must("virsh start demo")
    serve(host, 1)
    assert leases(host) == {}
    host.must("virsh suspend demo && virsh resume demo")
    assert leases(host) == {}
    destroyed(host, "demo")
    host.must("virsh start demo")
    assert leases(host) == MINE


@claim("sanlock-undo", without=WITHOUT)
def test_a_guest_keeps_its_lease_without_the_manager(stage: Stage) -> None:
    """A guest keeps its lease when the lock manager is taken out, until it ends."""
    host = serving(stage)
    without_manager(host)
    assert leases(host) == MINE
    destroyed(host, "demo")
    host.must("virsh start demo")
    assert leases(host) == {}


@claim("sanlock-undo", without=WITHOUT)
def test_leaving_the_lockspace_kills_guests(stage: Stage) -> None:
    """`sanlock client rem_lockspace` kills a guest that holds a lease."""
    host = serving(stage)
    space = f"{LOCKSPACE}:1:{LEASES}/{LOCKSPACE}:0"
    host.must(f"sanlock client rem_lockspace -s {space}")
    come(lambda: "shut off" in host.must("virsh domstate demo"))


@claim("sanlock-dead", libvirt=">=11.3", without=(*WITHOUT, "usual timeouts"))
def test_the_leases_of_a_dead_host_come_free(stage: Stage) -> None:
    """A host that dies is LIVE, then DEAD; then its guests start elsewhere.

    Before that, a start is refused.
    """
    host, other = stage.host("alpha"), stage.host("beta")
    for number, each in enumerate((host, other), 1):
        each.write("/etc/sanlock/sanlock.conf", SHORT)
        serve(each, number)
        define(each, guest("demo", disk(IMAGE)))
    host.must("virsh start demo")
    state = "sanlock client gets -h 1 | grep 'h 1 '"
    come(lambda: "LIVE" in other.run(state).output)
    host.must("systemctl kill -s KILL sanlock; pkill -KILL qemu")
    assert "held by another host" in refused(other, "demo", "held by another host")
    come(lambda: "DEAD" in other.run(state).output, longest=60)
    other.must("virsh start demo")
    assert leases(other) == MINE


@claim("sanlock-leases", without=WITHOUT)
def test_a_guest_with_a_disk_has_seven_leases(stage: Stage) -> None:
    """With leases of its own, a guest with a disk takes seven, and no eighth."""
    host = stage.host("alpha")
    serve(host, 1)
    host.must("sed -i s/auto_disk_leases.*/auto_disk_leases=0/ "
              "/etc/libvirt/qemu-sanlock.conf")  # fmt: skip
    restart(host, "libvirtd")
    space = f"{LEASES}/own"
    host.must(f"truncate -s 16M {space}; chown sanlock {space}")
    named = ""
    for number in range(1, 9):
        at = f"{LOCKSPACE}:own{number}:{space}:{number << 20}"
        host.must(f"sanlock client init -r {at}")
        named += f"""<lease><lockspace>{LOCKSPACE}</lockspace><key>own{number}</key>
            <target path='{space}' offset='{number << 20}'/></lease>"""
        if number == 7:
            define(host, guest("seven", disk(IMAGE), named))
    host.must("virsh start seven")
    assert len(leases(host)) == 7
    destroyed(host, "seven")
    define(host, guest("eight", disk(IMAGE), named))
    assert "Too many resources 8" in refused(host, "eight")
