"""Claims about the folder of the leases: whose it is, and that it is the shared one."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.sanlock import (
    IMAGE,
    LEASES,
    MINE,
    WITHOUT,
    destroyed,
    enlist,
    lease,
    leases,
    prepare,
    refused,
    serve,
    serving,
)
from live.services import IMAGES, define, disk, guest

OWNER = f"stat -c '%U:%G %a' {LEASES}"
KEEP = f"dpkg-statoverride --update --add sanlock sanlock 0700 {LEASES}"


def upgraded(host: Host) -> None:
    """Let dpkg configure the package that owns the folder, as each upgrade does."""
    new = host.place.within(">=10.6")
    package = "daemon-plugin-sanlock" if new else "daemon-system"
    host.must(f"DEBIAN_FRONTEND=noninteractive dpkg-reconfigure libvirt-{package}")


@claim("sanlock-user", without=WITHOUT)
def test_an_upgrade_takes_the_folder_back(stage: Stage) -> None:
    """On Debian, an upgrade of libvirt on one host gives the shared folder to root.

    Then no host makes a lease, or takes one; with dpkg-statoverride it stays sanlock's.
    """
    host, other = serving(stage), stage.host("beta")
    serve(other, 2)
    upgraded(other)
    assert host.must(OWNER) == "root:root 700\n"
    destroyed(host, "demo")
    assert "Failed to acquire lock" in refused(host, "demo", "Failed to acquire lock")
    path = f"{IMAGES}/new.img"
    define(host, guest("new", disk(path)))
    told = f"Unable to query sector size {LEASES}/{lease(path)}: No such device"
    assert told in refused(host, "new", told)
    other.must(f"chmod 711 {LEASES}")  # to enter the folder is enough
    host.must("virsh start new")
    destroyed(host, "new")
    other.must(KEEP)
    upgraded(other)
    assert host.must(OWNER) == "sanlock:sanlock 700\n"
    host.must("virsh start demo")
    assert leases(host) == MINE


@claim("sanlock-storage", without=WITHOUT)
def test_a_folder_without_its_mount_is_another_lockspace(stage: Stage) -> None:
    """A host without the mount, whose own folder sanlock may write, starts any guest.

    It does so while another host that has the mount runs the guest.
    """
    host, other = serving(stage), stage.host("beta")
    prepare(other)
    other.must(f"umount {LEASES}; chown root:sanlock {LEASES}; chmod 770 {LEASES}")
    enlist(other, 2)
    define(other, guest("demo", disk(IMAGE)))
    other.must("virsh start demo")
    assert (leases(host), leases(other)) == (MINE, MINE)
