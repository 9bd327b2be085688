"""Claims about the machine of a guest through upgrades, and about the host's end."""

from __future__ import annotations

import re

from live.claims import claim
from live.driver import machine, without_machine
from live.hosts import Stage
from live.services import IMAGES, define, disk, guest
from live.waiting import waited

DRIVE = """<disk type='file' device='cdrom'><source file='{}'/>
  <target dev='hdc' bus='ide'/><readonly/></disk>"""
LACKS = "does not support machine type 'pc-q35-1.4'"


@claim("drv-upgrade")
def test_libvirt_keeps_the_version_of_a_machine(stage: Stage) -> None:
    """A guest that is defined with the machine q35 keeps the version that q35 was."""
    host = stage.host("alpha")
    define(host, guest("demo", machine="q35"))
    assert re.fullmatch(r"pc-q35-\d+\.\d+", machine(host, "demo"))


@claim("drv-guest")
def test_without_a_machine_a_guest_is_an_old_pc(stage: Stage) -> None:
    """A guest of x86_64 that names no machine becomes a pc, which is i440fx."""
    host = stage.host("alpha")
    define(host, guest("demo").replace(" machine='pc'", ""))
    assert machine(host, "demo").startswith("pc-i440fx-")


@claim("drv-guest")
def test_without_a_cpu_a_guest_has_the_oldest(stage: Stage) -> None:
    """A guest of x86_64 without `<cpu>` gets the model qemu64."""
    host = stage.host("alpha")
    define(host, guest("demo", machine="q35"))
    told = host.must("virsh dumpxml demo")
    assert re.search(r"<cpu [^>]*>\s*<model [^>]*>qemu64</model>", told), told


@claim("drv-upgrade")
def test_a_guest_whose_machine_is_gone(stage: Stage) -> None:
    """A guest whose machine QEMU lacks is listed, does not start, and can be edited."""
    host = stage.host("alpha")
    define(host, guest("demo", machine="q35"))
    without_machine(host, "demo")
    assert host.must("virsh list --all --name").strip() == "demo"
    assert LACKS in host.run("virsh start demo").output
    host.must('EDITOR="sed -i s/pc-q35-1.4/q35/" virsh edit demo; virsh start demo')


@claim("drv-upgrade")
def test_saved_memory_keeps_its_machine(stage: Stage) -> None:
    """A guest with saved memory starts with the machine of then, not with a new one."""
    host = stage.host("alpha")
    define(host, guest("demo", machine="q35"))
    host.must("virsh start demo; virsh managedsave demo")
    saved = machine(host, "demo")
    host.must('EDITOR="sed -i s/pc-q35-[0-9.]*/pc-q35-7.1/" virsh edit demo')
    assert machine(host, "demo") == "pc-q35-7.1" != saved
    host.must("virsh start demo")
    assert f"machine='{saved}'" in host.must("virsh dumpxml demo")


@claim("drv-upgrade")
def test_capabilities_mark_old_machines(stage: Stage) -> None:
    """`virsh capabilities` marks the machines that QEMU is going to remove."""
    host = stage.host("alpha")
    marked = host.must("virsh capabilities | grep \"deprecated='yes'\"")
    assert re.search(r"<machine [^>]*>pc-i440fx-[\d.]+</machine>", marked)


@claim("drv-shutdown")
def test_guests_are_saved_as_the_host_goes_off(stage: Stage) -> None:
    """With ON_SHUTDOWN=suspend, libvirt-guests saves guests, and ON_BOOT starts them.

    Without ON_BOOT=start, on Debian, they stay off.
    """
    host = stage.host("alpha")
    define(host, guest("demo"))
    for boot, state in (("ignore", "shut off"), ("start", "running")):
        host.write("/etc/default/libvirt-guests",
                   f"ON_SHUTDOWN=suspend\nON_BOOT={boot}\n")  # fmt: skip
        host.must("systemctl start libvirt-guests.service; virsh start demo")
        host.must("systemctl stop libvirt-guests.service")
        assert "Managed save:   yes" in host.must("virsh dominfo demo")
        host.must("systemctl start libvirt-guests.service")
        waited(host, f"virsh domstate demo | grep '{state}'")


@claim("drv-shutdown")
def test_guests_that_ran_start_again_without_a_mark(stage: Stage) -> None:
    """After ON_SHUTDOWN=shutdown, too, ON_BOOT starts each guest that ran.

    One that `virsh autostart` does not mark; with ON_BOOT=ignore it stays off.
    """
    host = stage.host("alpha")
    define(host, guest("demo"))
    for boot, state in (("ignore", "shut off"), ("start", "running")):
        given = f"ON_SHUTDOWN=shutdown\nSHUTDOWN_TIMEOUT=2\nON_BOOT={boot}\n"
        host.write("/etc/default/libvirt-guests", given)
        host.must("systemctl start libvirt-guests.service; virsh start demo")
        host.must("systemctl stop libvirt-guests.service")
        host.run("virsh destroy demo")  # this guest does not listen
        host.must("systemctl start libvirt-guests.service")
        waited(host, f"virsh domstate demo | grep '{state}'")


@claim("drv-shutdown")
def test_transient_guests_are_not_saved(stage: Stage) -> None:
    """With ON_SHUTDOWN=suspend, a guest of `virsh create` runs on, unsaved."""
    host = stage.host("alpha")
    host.write("/root/demo.xml", guest("demo"))
    host.write("/etc/default/libvirt-guests", "ON_SHUTDOWN=suspend\n")
    host.must("systemctl start libvirt-guests.service; virsh create demo.xml")
    host.must("systemctl stop libvirt-guests.service")
    host.must("virsh domstate demo | grep running")
    host.must("! ls /var/lib/libvirt/qemu/save | grep demo")


@claim("drv-shutdown")
def test_debian_shuts_guests_down(stage: Stage) -> None:
    """On Debian libvirt-guests is on, shuts guests down, and waits for 300 seconds."""
    host = stage.host("alpha")
    assert host.must("systemctl is-enabled libvirt-guests.service") == "enabled\n"
    host.must("! grep ^[A-Z] /etc/default/libvirt-guests")
    script = host.must("cat /usr/lib/libvirt/libvirt-guests.sh").splitlines()
    for line in ('ON_BOOT="ignore"', 'ON_SHUTDOWN="shutdown"', "SHUTDOWN_TIMEOUT=300"):
        assert line in script


@claim("drv-undo")
def test_all_storage_is_more_than_the_guest_s_own(stage: Stage) -> None:
    """`--remove-all-storage` deletes shared disks, and an ISO in the drive, too.

    A disk outside of all pools stays.
    """
    host = stage.host("alpha")
    host.must(f"virsh pool-create-as images dir --target {IMAGES}")
    for name in ("common.img", "installer.iso"):
        host.must(f"virsh vol-create-as images {name} 1M")
    common = disk(f"{IMAGES}/common.img", more="<shareable/>")
    define(host, guest("other", common))
    own = disk("/srv/own.img", "vdb")
    define(host, guest("demo", common, own, DRIVE.format(f"{IMAGES}/installer.iso")))
    told = host.must("virsh undefine demo --remove-all-storage")
    assert "'vdb'(/srv/own.img) is not managed by libvirt" in told
    assert host.must(f"ls {IMAGES}; ls /srv").split() == ["own.img"]
    assert "common.img" in host.run("virsh start other").output


@claim("drv-migration")
def test_a_model_for_all_hosts_is_worked_out(stage: Stage) -> None:
    """`hypervisor-cpu-baseline` takes `domcapabilities` of all hosts in one file."""
    host = stage.host("alpha")
    host.must("for i in 1 2; do virsh domcapabilities >> all.xml; done")
    told = host.must("virsh hypervisor-cpu-baseline all.xml --migratable")
    assert re.search(r"<cpu mode='custom' match='exact'>\s*<model[^>]*>[\w-]+<", told)
