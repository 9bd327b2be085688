"""Claims about leases of one's own, on a volume, and about the kernel's watchdog."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.sanlock import (
    OWN,
    VOLUME,
    WITHOUT,
    leases,
    listening,
    prepare,
    refused,
    softdog,
    volume,
)
from live.services import IMAGES, configure, define, disk, guest, ready, restart
from live.waiting import become, come, idle

LACKS = (*WITHOUT, "LVM", "usual timeouts")
LEASE = f"""<lease><lockspace>vault</lockspace><key>payroll-root</key>
  <target path='{VOLUME}' offset='1048576'/></lease>"""
PAUSE = "<on_lockfailure>pause</on_lockfailure>"
HELD = {"payroll-root": "exclusive"}
SERVICES = "vault.service sanlock.service wdmd.service libvirtd.service libvirtd.socket"
DOWN = f"""[Unit]
Conflicts={SERVICES}
After={SERVICES}
[Service]
Type=oneshot
ExecStart=/bin/true
"""
"""Stops services as a shutdown does: because of what starts, in their order."""
BOOT = "[Unit]\nWants=vault.service libvirtd.service\nAfter=libvirtd.service\n"
"""Starts services as a boot does, with one decision on their order."""


def own(host: Host) -> None:
    """A guest with a lease on a volume, and the unit that joins; nothing runs."""
    prepare(host)
    volume(host)
    # Since sanlock 3.9; with 3.8.5, a host joins in 20 s.
    host.write("/etc/sanlock/sanlock.conf", "io_timeout = 1\n")
    host.must("systemctl start wdmd sanlock")
    listening(host)
    host.must(f"sanlock client init -s vault:0:{VOLUME}:0")
    host.must(f"sanlock client init -r vault:payroll-root:{VOLUME}:1048576")
    configure(host, "qemu.conf", 'lock_manager = "sanlock"')
    configure(host, "qemu-sanlock.conf", "require_lease_for_disks = 1")
    image = disk(f"{IMAGES}/payroll.img")
    restart(host, "libvirtd")
    define(host, guest("payroll", image, LEASE, more=PAUSE))


def joined(host: Host) -> bool:
    """Whether the host is in the lockspace of its own."""
    return OWN in host.must("sanlock client gets")


def watched(host: Host) -> bool:
    """Whether wdmd starts, and runs on."""
    host.must("systemctl start wdmd")
    idle(2)
    return host.must("systemctl is-active wdmd") == "active\n"


@claim("sanlock-leases", without=LACKS)
def test_the_unit_joins_before_guests_start(stage: Stage) -> None:
    """The unit starts sanlock, waits until it listens, and joins.

    Guests with autostart then get their leases, as the libvirt daemon starts later.
    """
    host = stage.host("alpha")
    own(host)
    host.must("virsh autostart payroll; systemctl stop 'libvirtd*' sanlock wdmd")
    host.must("rm -f /run/libvirt/qemu/autostarted")  # a boot empties /run
    host.write("/etc/systemd/system/boot.target", BOOT)
    host.must("systemctl daemon-reload; systemctl start boot.target", longest=60)
    assert joined(host)
    ready(host)
    become(lambda: leases(host), HELD)


@claim("sanlock-leases", without=LACKS)
def test_a_shutdown_leaves_the_lockspace(stage: Stage) -> None:
    """At a shutdown the unit leaves the lockspace, so that sanlock ends at once.

    People cannot stop it: that would kill guests.
    """
    host = stage.host("alpha")
    own(host)
    host.must("systemctl start vault", longest=60)
    host.must("virsh start payroll")
    assert "refused" in host.run("systemctl stop vault").output
    host.must("virsh destroy payroll")
    host.write("/etc/systemd/system/down.service", DOWN)
    host.must("systemctl daemon-reload; systemctl start down")
    assert (
        host.run("systemctl is-failed sanlock wdmd vault").output.split()
        == ["inactive"] * 3
    )
    assert host.run("pgrep -x 'sanlock|wdmd'").output == ""
    owner = host.must(f"sanlock direct dump {VOLUME} | grep -v offset | head -n 1")
    assert owner.split()[3] == "0000000000"  # the time of a host that has left


@claim("sanlock-leases", libvirt=">=11.3", without=LACKS)
def test_nothing_joins_a_lost_lockspace_of_ones_own(stage: Stage) -> None:
    """With leases of its own, a host that lost them joins with `add_lockspace` only.

    A restart of the libvirt daemon does not join, and its guests stay paused.
    """
    host = stage.host("alpha")
    own(host)
    host.must("systemctl start vault", longest=60)
    host.must("virsh start payroll")
    host.must(f"dd if={VOLUME} of=kept bs=1M count=1 status=none")
    host.must(f"dd if=/dev/zero of={VOLUME} bs=1M count=1 conv=notrunc status=none")
    come(lambda: "(user)" in host.must("virsh domstate payroll --reason"))
    come(lambda: not joined(host))
    host.must(f"dd if=kept of={VOLUME} bs=1M conv=notrunc status=none")
    restart(host, "libvirtd")
    ready(host)
    assert not joined(host)
    assert "No space left" in host.run("virsh resume payroll").output
    host.must(f"sanlock client add_lockspace -s {OWN}", longest=60)
    host.must("virsh resume payroll")
    assert leases(host) == HELD


@claim("sanlock-leases", without=LACKS)
def test_a_lease_of_ones_own_is_exclusive(stage: Stage) -> None:
    """A `<lease>` is exclusive, also in two guests that share their disk.

    Without one, a guest whose only disk is `<shareable/>` starts.
    """
    host = stage.host("alpha")
    own(host)
    host.must("systemctl start vault", longest=60)
    shared = disk(f"{IMAGES}/quorum.img", more="<shareable/>")
    for name, more in (("one", LEASE), ("two", LEASE), ("bare", "")):
        define(host, guest(name, shared, more))
    host.must("virsh start one; virsh start bare")
    assert leases(host) == HELD
    assert "File exists" in refused(host, "two", "File exists")


@claim("sanlock-watchdog", libvirt="<10.6", without=(*WITHOUT, "softdog"))
def test_the_drop_in_loads_softdog(stage: Stage) -> None:
    """On Debian 12, wdmd needs a drop-in that loads `softdog`, or a watchdog."""
    host = stage.host("alpha")
    softdog(host, drop_in=False)
    # It looks for one once systemd calls it started.
    host.run("systemctl start wdmd")
    ended = ("failed\n", "inactive\n")
    come(lambda: host.run("systemctl is-active wdmd").output in ended, longest=60)
    softdog(host)
    assert watched(host)


@claim("sanlock-watchdog", libvirt=">=11.3", without=(*WITHOUT, "softdog"))
def test_the_unit_of_wdmd_loads_softdog(stage: Stage) -> None:
    """On Debian 13, the unit of wdmd loads `softdog` where there is no watchdog."""
    host = stage.host("alpha")
    softdog(host, drop_in=False)
    assert watched(host)
