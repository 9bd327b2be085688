"""Claims about leases of disks: who has one, and where they are."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.sanlock import (
    IMAGE,
    LEASES,
    LOCKSPACE,
    MINE,
    WITHOUT,
    destroyed,
    lease,
    leases,
    listening,
    prepare,
    refused,
    serve,
    serving,
)
from live.services import IMAGES, configure, define, disk, guest, ready, restart
from live.waiting import become, journal, log

CD = f"""<disk type='file' device='cdrom'>
  <driver name='qemu' type='raw'/><source file='{IMAGES}/tools.iso'/>
  <target dev='hdc' bus='ide'/><readonly/></disk>"""
NBD = """<disk type='network' device='disk'><driver name='qemu' type='raw'/>
  <source protocol='nbd' name=''><host name='127.0.0.1' port='10809'/></source>
  <target dev='vda' bus='virtio'/></disk>"""


def eight(*before: str, more: str = "") -> str:
    """A guest with eight disks that it writes, and others before or behind them."""
    own = (disk(f"{IMAGES}/{n}.img", f"vd{n}") for n in "abcdefgh")
    return guest("many", *before, *own, more)


@claim("sanlock-sharing", without=WITHOUT)
def test_each_disk_that_is_written_has_a_lease(stage: Stage) -> None:
    """A guest's own disk has an exclusive lease, a shareable one a shared one.

    A read-only disk and a backing file have none.
    """
    host = stage.host("alpha")
    serve(host, 1)
    host.must(f"qemu-img create -q {IMAGES}/base.img 1M && cd {IMAGES} && "
              "qemu-img create -q -f qcow2 -F raw -b base.img top.qcow2")  # fmt: skip
    shared = disk(f"{IMAGES}/shared.img", "vdb", "<shareable/>")
    top = disk(f"{IMAGES}/top.qcow2", "vdc", kind="qcow2")
    define(host, guest("demo", disk(IMAGE), shared, top, CD))
    host.must("virsh start demo")
    own = {lease(f"{IMAGES}/top.qcow2"): "exclusive", **MINE}
    assert leases(host) == {lease(f"{IMAGES}/shared.img"): "shared", **own}


@claim("sanlock-sharing", without=WITHOUT)
def test_a_paused_guest_holds_no_lease(stage: Stage) -> None:
    """A guest that is suspended, or off, holds no lease."""
    host = serving(stage)
    assert leases(host) == MINE
    host.must("virsh suspend demo")
    assert leases(host) == {}
    host.must("virsh resume demo")
    assert leases(host) == MINE
    destroyed(host, "demo")


@claim("sanlock-sharing", without=WITHOUT)
def test_network_disks_have_no_lease(stage: Stage) -> None:
    """Two guests on one NBD export both start: a network disk has no lease."""
    host = stage.host("alpha")
    serve(host, 1)
    host.must("ip link set lo up; qemu-img create -q export.img 1M")
    host.must("qemu-nbd -f raw -t -e 5 --fork export.img")
    for name in ("first", "second"):
        define(host, guest(name, NBD))
        host.must(f"virsh start {name}")
    assert leases(host) == {}


@claim("sanlock-sharing", without=WITHOUT)
def test_a_read_only_disk_counts_behind_eight(stage: Stage) -> None:
    """A guest with eight disks that it writes may have a CD-ROM only before them."""
    host = stage.host("alpha")
    serve(host, 1)
    define(host, eight(more=CD))
    # libvirt keeps the order of buses: that of the disks is as they were written.
    assert "Too many resources 8" in refused(host, "many")
    host.must("virsh undefine many")
    define(host, eight(CD))
    host.must("virsh start many")
    assert len(leases(host)) == 8


def nine(stage: Stage, bus: str, *, paused: bool = True) -> Host:
    """A guest that got a ninth disk on a bus while it ran, and is then suspended."""
    host = stage.host("alpha")
    serve(host, 1)
    define(host, eight())
    host.must(f"virsh start many && truncate -s 1M {IMAGES}/i.img")
    plug(host, bus)
    if paused:
        host.must("virsh suspend many")
        assert len(leases(host)) == 9
    return host


def plug(host: Host, bus: str) -> None:
    """Give the guest its ninth disk."""
    target = f"sda --targetbus {bus} --subdriver raw"
    host.must(f"virsh attach-disk many {IMAGES}/i.img {target}")
    assert len(leases(host)) == 9


@claim("sanlock-sharing", without=WITHOUT)
def test_a_ninth_disk_that_is_plugged_in_stops_resume(stage: Stage) -> None:
    """A ninth disk can be plugged in; a suspended guest then keeps its leases.

    It cannot be resumed any more. `virsh save` takes it, and no restore brings it back.
    """
    host = nine(stage, "scsi")
    assert "Too many resources 8" in host.run("virsh resume many").output
    assert host.must("virsh domstate many").strip() == "paused"
    host.must("virsh save many kept")
    for _ in range(2):
        assert host.run("virsh restore kept").status == 1
        assert "Too many resources 8" in log(host, "many")
    assert host.must("virsh domstate many").strip() == "shut off"


@claim("sanlock-sharing", without=WITHOUT)
def test_a_ninth_disk_leaves_a_paused_guest(stage: Stage) -> None:
    """A ninth disk on USB can be taken off a guest that is paused.

    `virsh managedsave --running` and `virsh start` then bring it back with eight.
    """
    host = nine(stage, "usb")
    host.must("virsh detach-disk many sda")
    become(lambda: len(leases(host)), 8)
    assert "File exists" in host.run("virsh resume many").output
    host.must("virsh managedsave many --running")
    host.must("virsh start many")
    assert host.must("virsh domstate many").strip() == "running"
    assert len(leases(host)) == 8


@claim("sanlock-sharing", without=WITHOUT)
def test_a_ninth_disk_leaves_a_running_guest(stage: Stage) -> None:
    """A guest that runs and gives a ninth disk back can be paused and resumed again.

    With the disk, a managed save, as libvirt-guests makes it, cannot be started.
    """
    host = nine(stage, "usb", paused=False)
    host.must("virsh detach-disk many sda")
    become(lambda: len(leases(host)), 8)
    host.must("virsh suspend many && virsh resume many")
    assert len(leases(host)) == 8
    plug(host, "usb")
    host.must("virsh managedsave many")
    assert "Too many resources 8" in refused(host, "many")


@claim("sanlock-plugin", without=WITHOUT)
def test_host_id_alone_makes_no_leases(stage: Stage) -> None:
    """With `host_id` alone, no lockspace appears, and guests with disks are refused."""
    host = stage.host("alpha")
    prepare(host)
    configure(host, "qemu.conf", 'lock_manager = "sanlock"')
    configure(host, "qemu-sanlock.conf", "host_id = 1")
    restart(host, "sanlock")
    listening(host)
    restart(host, "libvirtd")
    define(host, guest("demo", disk(IMAGE)))
    assert "no leases specified" in refused(host, "demo")
    assert host.must(f"ls {LEASES}") == ""


@claim("sanlock-plugin", without=WITHOUT)
def test_a_misspelt_setting_is_dropped(stage: Stage) -> None:
    """With a misspelt setting for sanlock, libvirt's daemon starts and says nothing."""
    host = stage.host("alpha")
    serve(host, 1)
    host.must(
        "sed -i s/auto_disk_leases/auto_disk_lease/ /etc/libvirt/qemu-sanlock.conf"
    )
    restart(host, "libvirtd")
    ready(host)
    assert "auto_disk_lease" not in journal(host)
    define(host, guest("demo", disk(IMAGE)))
    assert "no leases specified" in refused(host, "demo")


@claim("sanlock-plugin", without=WITHOUT)
def test_automatic_leases_need_a_host_id(stage: Stage) -> None:
    """With auto_disk_leases = 1 and no host_id, the libvirt daemon does not start."""
    host = stage.host("alpha")
    configure(host, "qemu.conf", 'lock_manager = "sanlock"')
    configure(host, "qemu-sanlock.conf", "auto_disk_leases = 1")
    assert host.run("virsh uri").status == 1
    assert "no host ID is set" in journal(host)


@claim("sanlock-cleanup", without=WITHOUT)
def test_the_clean_up_keeps_leases_that_are_held(stage: Stage) -> None:
    """virt-sanlock-cleanup leaves leases that a guest of another host holds.

    It deletes that of a guest which is off.
    """
    host, other = serving(stage), stage.host("beta")
    serve(other, 2)
    define(other, guest("off", disk(f"{IMAGES}/off.img")))
    other.must("virsh start off")
    destroyed(other, "off")
    told = other.must("virt-sanlock-cleanup")
    assert "FAIL" in told
    assert "PASS" in told
    assert set(host.must(f"ls {LEASES}").split()) == {LOCKSPACE, lease(IMAGE)}


@claim("sanlock-cleanup", without=WITHOUT)
def test_the_clean_up_needs_the_name_of_the_folder(stage: Stage) -> None:
    """virt-sanlock-cleanup fails where disk_lease_dir is not set."""
    host = serving(stage)
    host.must("sed -i /disk_lease_dir/d /etc/libvirt/qemu-sanlock.conf")
    done = host.run("virt-sanlock-cleanup")
    assert done.status == 1
    assert "can't cd to" in done.output


@claim("sanlock-security", without=WITHOUT)
def test_a_lease_does_not_stop_other_programs(stage: Stage) -> None:
    """Other programs write to an image while a guest holds its lease."""
    host = serving(stage)
    host.must(f"echo foreign | dd of={IMAGE} conv=notrunc status=none")
    assert host.must(f"head -n 1 {IMAGE}") == "foreign\n"
    assert leases(host) == MINE


@claim("sanlock-leases", without=WITHOUT)
def test_one_lease_is_enough_for_any_disks(stage: Stage) -> None:
    """With leases of its own, a guest with two disks and one lease starts.

    Two guests with one disk and different leases then run at once: nothing compares
    leases with disks.
    """
    host = stage.host("alpha")
    serve(host, 1)
    host.must(
        "sed -i s/auto_disk_leases.*/auto_disk_leases=0/ /etc/libvirt/qemu-sanlock.conf"
    )
    restart(host, "libvirtd")
    space = f"{LEASES}/own"
    host.must(f"truncate -s 4M {space}; chown sanlock {space}")
    host.must(f"sanlock client init -r {LOCKSPACE}:own:{space}:1048576")
    named = f"""<lease><lockspace>{LOCKSPACE}</lockspace><key>own</key>
      <target path='{space}' offset='1048576'/></lease>"""
    define(host, guest("demo", disk(IMAGE), disk(f"{IMAGES}/b.img", "vdb"), named))
    host.must("virsh start demo")
    assert leases(host) == {"own": "exclusive"}


def owner(host: Host, path: str) -> str:
    """The UUID that stands in the lease of a disk, behind the sectors of 2000 hosts."""
    read = f"dd if={LEASES}/{lease(path)} bs=512 skip=2002 count=1 status=none"
    return host.must(f"{read} | tr -d '\\0'").strip()


@claim("sanlock-owner", libvirt=">=12.6.0", without=WITHOUT)
def test_an_owner_keeps_other_guests_away(stage: Stage) -> None:
    """With check_disk_lease_owner = 1, a lease serves its first guest for ever.

    The same guest is another one if it was defined anew without its UUID.
    """
    host = serving(stage, "check_disk_lease_owner = 1")
    destroyed(host, "demo")
    define(host, guest("heir", disk(IMAGE)))
    assert "is not owned by" in refused(host, "heir", "is not owned by")
    host.must("virsh undefine demo && virsh define demo.xml")
    assert "is not owned by" in refused(host, "demo", "is not owned by")
    host.must("virt-sanlock-cleanup && virsh start heir")


@claim("sanlock-owner", libvirt=">=12.6.0", without=WITHOUT)
def test_a_lease_has_its_owner_when_it_is_given_up(stage: Stage) -> None:
    """With check_disk_lease_owner = 1, a lease has no owner while its guest runs.

    sanlock writes it when the guest is paused, or ends.
    """
    host = serving(stage, "check_disk_lease_owner = 1")
    assert owner(host, IMAGE) == ""
    host.must("virsh suspend demo")
    assert owner(host, IMAGE) == host.must("virsh domuuid demo").strip()


@claim("sanlock-owner", libvirt=">=12.6.0", without=WITHOUT)
def test_a_shareable_disk_has_no_owner(stage: Stage) -> None:
    """With check_disk_lease_owner = 1, a `<shareable/>` disk gets no owner.

    Two guests that share it run on two hosts, and not on one.
    """
    host, other = stage.host("alpha"), stage.host("beta")
    path = f"{IMAGES}/quorum.img"
    for number, each in enumerate((host, other), 1):
        serve(each, number, "check_disk_lease_owner = 1")
        for name in ("one", "two"):
            define(each, guest(name, disk(path, more="<shareable/>")))
    host.must("virsh start one")
    assert "is not owned by" in refused(host, "two", "is not owned by")
    other.must("virsh start two")
    assert leases(host) == leases(other) == {lease(path): "shared"}
    destroyed(host, "one")
    destroyed(other, "two")
    assert owner(host, path) == ""
    host.must("virsh start two")


@claim("sanlock-owner", libvirt="<12.6.0", without=WITHOUT)
def test_older_versions_have_no_owners(stage: Stage) -> None:
    """Before 12.6.0, `check_disk_lease_owner` is ignored."""
    host = serving(stage, "check_disk_lease_owner = 1")
    destroyed(host, "demo")
    define(host, guest("heir", disk(IMAGE)))
    host.must("virsh start heir")
