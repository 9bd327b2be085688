"""Claims about locks of disks."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.lockd import (
    DEMO,
    DROP_IN,
    DROP_IN_TEXT,
    LEASE,
    SPACE,
    SPACES,
    demo,
    hold,
    lockd_host,
    mounted,
    paths,
    refused,
    started_anew,
)
from live.services import (
    IMAGES,
    configure,
    define,
    disk,
    guest,
    locks,
    restart,
)
from live.waiting import become

IDS = (
    'lvm_lockspace_dir = "/var/lib/libvirt/lockd/lvm"',
    'scsi_lockspace_dir = "/var/lib/libvirt/lockd/scsi"',
)
DEVICE = "/dev/shm/demo.img"
"""What libvirt takes for a device, as its path says."""
LVS = "/usr/sbin/lvs"
SCSI_ID = "/usr/lib/udev/scsi_id"


def program(host: Host, path: str, body: str) -> None:
    """A program of the host that only does this."""
    host.write(path, f"#!/bin/sh\n{body}\n")
    host.must(f"chmod 755 {path}")


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


@claim("lockd-ids", without=("LVM", "SCSI"))
def test_an_id_names_the_lock(stage: Stage) -> None:
    """What `lvs` prints names the lock of a disk, and else what `scsi_id` prints."""
    host = lockd_host(stage, "alpha", *IDS)
    demo(host, path=DEVICE)
    program(host, SCSI_ID, 'echo "$*" >/tmp/asked; echo 3600140512345678')
    program(host, LVS, 'echo "$*" >/tmp/asked; echo "  06UgP5-2rhb-w3Bo"')
    host.must("virsh start demo")
    assert paths(host) == ["/var/lib/libvirt/lockd/lvm/06UgP5-2rhb-w3Bo"]
    asked = f"--noheadings --unbuffered --nosuffix --options uuid {DEVICE}\n"
    assert host.must("cat /tmp/asked; virsh -q destroy demo").startswith(asked)
    program(host, LVS, "exit 5")
    host.must("virsh start demo")
    assert paths(host) == ["/var/lib/libvirt/lockd/scsi/3600140512345678"]
    asked = f"--replace-whitespace --whitelisted --device {DEVICE}\n"
    assert host.must("cat /tmp/asked") == asked


@claim("lockd-ids", without=("LVM", "SCSI"))
def test_a_disk_without_id_is_locked_itself(stage: Stage) -> None:
    """Without an id the disk itself is locked, unless `file_lockspace_dir` is set."""
    host = lockd_host(stage, "alpha", *IDS)
    demo(host, path=DEVICE)
    program(host, LVS, "exit 5")
    program(host, SCSI_ID, "exit 1")
    host.must("virsh start demo")
    assert paths(host) == [DEVICE]
    host.must("virsh destroy demo")
    started_anew(host, *IDS, SPACES)
    host.must("virsh start demo")
    assert [path.startswith(SPACE) for path in paths(host)] == [True]


@claim("lockd-ids", libvirt="<=11.3.0")
def test_without_lvs_a_disk_has_no_id(stage: Stage) -> None:
    """Without `lvs`, libvirt 9.0.0 and 11.3.0 lock the disk itself."""
    host = lockd_host(stage, "alpha", IDS[0])
    demo(host, path=DEVICE)
    host.must(f"! test -e {LVS} && virsh start demo")
    assert paths(host) == [DEVICE]


@claim("lockd-ids", libvirt=">=12.9.0")
def test_without_lvs_no_guest_starts(stage: Stage) -> None:
    """Without `lvs`, libvirt 12.9.0 starts no guest with a disk in /dev."""
    host = lockd_host(stage, "alpha", IDS[0])
    demo(host, path=DEVICE)
    assert "Cannot find 'lvs' in path" in refused(host, "demo")


@claim("lockd-undo")
def test_the_drop_in_ties_the_daemon_to_the_mount(stage: Stage) -> None:
    """With the drop-in libvirtd ends with its mount, and needs it to start."""
    host = stage.host("alpha")
    mounted(host)
    restart(host, "libvirtd")
    host.must("systemctl stop var-lib-libvirt-lockd.mount")
    host.must("! systemctl is-active libvirtd.service")
    mounted(host, "absent")
    host.must("systemctl reset-failed; ! systemctl start libvirtd.service")


@claim("lockd-undo")
def test_the_drop_in_goes_before_the_mount(stage: Stage) -> None:
    """Once the drop-in is gone, libvirtd outlives the mount, and starts without it."""
    host = stage.host("alpha")
    mounted(host)
    restart(host, "libvirtd")
    host.must(f"rm {DROP_IN} && systemctl daemon-reload")
    restart(host, "libvirtd")
    host.must("umount /var/lib/libvirt/lockd")
    mounted_at = "findmnt /var/lib/libvirt/lockd"
    host.must(f"systemctl is-active libvirtd.service && ! {mounted_at}")
    restart(host, "libvirtd")
    host.must(f"virsh uri && ! {mounted_at}")


@claim("lockd-files")
def test_the_drop_in_refuses_a_folder_that_is_no_mount(stage: Stage) -> None:
    """With the drop-in libvirtd does not start where nothing mounts the lockspace."""
    host = stage.host("alpha")
    host.write(DROP_IN, DROP_IN_TEXT)
    host.must("mkdir -p /var/lib/libvirt/lockd; systemctl daemon-reload")
    told = host.run("systemctl reset-failed; systemctl restart libvirtd.service").output
    assert "Assertion failed on job for libvirtd.service." in told
    host.must("mount -t tmpfs tmpfs /var/lib/libvirt/lockd")
    restart(host, "libvirtd")
    host.must("virsh uri")


@claim("lockd-leases")
def test_the_daemon_makes_the_folder_when_it_starts(stage: Stage) -> None:
    """A lockspace is made, and known to virtlockd, once libvirtd is restarted.

    Until then guests are locked as before, and those with a lease are refused.
    """
    host = lockd_host(stage)
    demo(host)
    define(host, guest("leased", disk(f"{IMAGES}/leased.img"), LEASE))
    host.must("virsh start demo && virsh destroy demo")
    configure(host, "qemu-lockd.conf", SPACES)
    told = refused(host, "leased")
    assert f"Lockspace for path {SPACE} does not exist" in told
    host.must("virsh start demo")
    assert paths(host) == [DEMO]
    host.must(f"virsh destroy demo && ! test -e {SPACE}")
    restart(host, "libvirtd")
    host.must(f"virsh uri && test -d {SPACE}")
    host.must(f"touch {SPACE}/invoices-root && virsh start leased")
    assert [path.startswith(SPACE) for path in paths(host)] == [True, True]


@claim("lockd-unlocked")
def test_in_a_lockspace_two_names_keep_two_locks(stage: Stage) -> None:
    """Of one disk under two names a lockspace has two locks: one outlives the other."""
    host = lockd_host(stage, "alpha", SPACES)
    alias = f"{IMAGES}/alias.img"
    demo(host, "<shareable/>")
    host.must(f"ln {DEMO} {alias}")
    demo(host, "<shareable/>", name="second", path=alias)
    host.must("virsh start demo")
    [held] = paths(host)
    host.must("virsh start second")
    assert len(paths(host)) == 2
    host.must("virsh destroy second")
    become(lambda: paths(host), [held])


@claim("lockd-trouble")
def test_lslocks_shows_where_a_link_leads(stage: Stage) -> None:
    """If a disk is a link, `lslocks` shows where it leads, and a refusal the link."""
    host = lockd_host(stage)
    link = f"{IMAGES}/link.img"
    host.must(f"truncate -s 1M {DEMO}; ln -s {DEMO} {link}")
    demo(host, path=link)
    host.must("virsh start demo")
    assert paths(host) == [DEMO]
    host.must(f'[ "$(readlink -f {link})" = {DEMO} ]; virsh destroy demo')
    hold(host, DEMO)
    assert f"Lockspace resource '{link}' is locked" in refused(host, "demo")


@claim("lockd-files")
def test_a_lockspace_takes_local_disks_of_two_hosts_for_one(stage: Stage) -> None:
    """With a lockspace, local disks of two hosts at one path exclude each other."""
    hosts = [lockd_host(stage, name, SPACES) for name in ("alpha", "beta")]
    for host in hosts:
        host.share("/var/lib/libvirt/lockd")
        host.must(f"umount {IMAGES}")
        demo(host)
    hosts[0].must("virsh start demo")
    assert "is locked" in refused(hosts[1], "demo")
