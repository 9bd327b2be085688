"""Claims about devices, files and sockets that only an argument names."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Stage
from live.lockd import lockd_host, paths
from live.passthrough import (
    FW_CFG,
    ROOT_DISK,
    arguments,
    elements,
    nodes,
    of_qemu,
    owned,
    passing,
    refusal,
    settings,
)
from live.services import IMAGES, define, guest

BUSES = {"usb-wacom-tablet": "usb.0", "edu": "pci.1", "scsi-cd": "scsi0.0",
         "virtserialport": "virtio-serial0.0"}  # fmt: skip
CONTROLLERS = ("<controller type='scsi' index='0' model='virtio-scsi'/>",
               "<controller type='virtio-serial' index='0'/>")  # fmt: skip
TEXT = ("<qemu:capabilities><qemu:del capability='device.json+hotplug'/>"
        "</qemu:capabilities>")  # fmt: skip
TABLET = arguments("-device", "usb-wacom-tablet,bus=usb.0")
OWN = ("-device", "nec-usb-xhci,id=usb9,addr=0x1e")
ON_OWN = ("-device", "usb-wacom-tablet,bus=usb9.0")
NO_USB = "<controller type='usb' model='none'/>"
STATE = "/srv/inventory/state.img"
SOCKET = "/srv/inventory/monitor.sock"
LISTEN = arguments("-chardev", f"socket,id=c0,path={SOCKET},server=on,wait=off")
DRIVE = arguments("-drive", f"if=none,id=state,format=raw,file={STATE}")


@claim("qpt-arguments")
def test_arguments_come_nearly_last(stage: Stage) -> None:
    """Your arguments stand behind libvirt's, but for `<panic>`, `<shmem>` and a few."""
    host = stage.host("alpha")
    shared = (
        "<shmem name='a'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>"
    )
    passing(host, arguments(*FW_CFG), ROOT_DISK, "<panic model='isa'/>", shared)
    host.must("virsh start demo")
    words = of_qemu(host, "cmdline")
    behind = words[words.index("-fw_cfg") :]
    assert behind[:2] == [*FW_CFG]
    assert behind[2::2] == ["-sandbox", "-device", "-object", "-device", "-msg"]
    assert '"pvpanic"' in behind[5]
    assert '"ivshmem-plain"' in behind[9]


@claim("qpt-arguments")
def test_devices_in_json_find_libvirts_buses(stage: Stage) -> None:
    """A device of an argument finds a bus of libvirt's in JSON, and only so."""
    host = stage.host("alpha")
    for driver, bus in BUSES.items():
        more = arguments("-device", f"{driver},bus={bus}")
        assert f"Bus '{bus}' not found" in refusal(host, more, ROOT_DISK, *CONTROLLERS)
    told = refusal(host, arguments("-device", "usb-wacom-tablet"), ROOT_DISK)
    assert "No 'usb-bus' bus found" in told
    passing(host, elements("pci-address"), ROOT_DISK)
    host.must("virsh start demo")
    asked = host.must("virsh qemu-monitor-command demo --hmp 'info qtree'")
    assert 'dev: usb-wacom-tablet, id ""' in asked.split("bus: usb.0")[1]
    assert 'dev: edu, id ""' in asked.split("bus: pcie.0")[1]
    # For what the rule on buses leaves out: libvirt's devices are as plain as yours.
    passing(host, TABLET + TEXT, ROOT_DISK)
    host.must("virsh start demo")


@claim("qpt-arguments")
def test_a_bus_of_your_own_is_there_for_what_follows(stage: Stage) -> None:
    """A device of an argument finds a bus that an argument before it makes."""
    host = stage.host("alpha")
    passing(host, arguments(*OWN, *ON_OWN))
    host.must("virsh start demo")
    assert "Bus 'usb9.0' not found" in refusal(host, arguments(*ON_OWN, *OWN))


@claim("qpt-arguments")
def test_slot_1_of_a_pc_is_taken_unseen(stage: Stage) -> None:
    """In slot 0x01 of a `pc` is a device that `virsh dumpxml` does not list."""
    host = stage.host("alpha")
    for slot, status in (("0x1", 1), ("0x1e", 0)):
        edu = f'{{"driver":"edu","bus":"pci.0","addr":"{slot}"}}'
        more = arguments("-device", edu)
        define(host, owned(guest("demo", NO_USB, more=more)))
        assert "slot='0x01'" not in host.must("virsh dumpxml demo")
        done = host.run("virsh start demo")
        assert (done.status, "PIIX3" in done.output) == (status, bool(status))
        host.run("virsh destroy demo; virsh undefine demo")


@claim("qpt-arguments")
def test_a_comma_is_written_twice(stage: Stage) -> None:
    """QEMU takes two commas in an argument as one that belongs to the value."""
    host = stage.host("alpha")
    host.must("mkdir /srv/roms; echo x >/srv/roms/a,b")
    named = "name=opt/com.example/a,file=/srv/roms/a{}b"
    passing(host, arguments("-fw_cfg", named.format(",,")))
    host.must("virsh start demo")
    told = refusal(host, arguments("-fw_cfg", named.format(",")))
    assert "Invalid parameter 'b'" in told


@claim("qpt-before")
def test_libvirt_leaves_the_file_of_an_argument_alone(stage: Stage) -> None:
    """The image of an argument gets no lock by lockd, and is not in a snapshot."""
    host = lockd_host(stage)
    host.must(f"mkdir -p $(dirname {STATE}); qemu-img create -q {STATE} 1M")
    host.must(f"chown libvirt-qemu {STATE}")
    passing(host, DRIVE, ROOT_DISK)
    host.must("virsh start demo")
    assert paths(host) == [f"{IMAGES}/demo.img"]
    assert STATE not in host.must("virsh domblklist demo")
    host.must("virsh snapshot-create-as demo early --disk-only --no-metadata")
    assert host.must(f"ls $(dirname {STATE})").split() == ["state.img"]
    assert f"{IMAGES}/demo.early" in host.must("virsh domblklist demo")


@claim("qpt-before")
def test_a_device_without_migration_cannot_be_saved(stage: Stage) -> None:
    """A device of an argument that QEMU cannot migrate makes `managedsave` fail."""
    host = stage.host("alpha")
    passing(host, elements("pci-address"), ROOT_DISK)
    host.must("virsh start demo")
    done = host.run("virsh managedsave demo")
    assert (done.status, "usb-wacom" in done.output) == (1, True)
    assert host.must("virsh domstate demo").strip() == "running"


@claim("qpt-dac")
def test_the_folder_of_a_socket_is_writable(stage: Stage) -> None:
    """QEMU makes the socket of an argument where it may write the folder."""
    host = stage.host("alpha")
    folder = SOCKET.rpartition("/")[0]
    host.must(f"mkdir -p {folder}")
    told = refusal(host, LISTEN)
    assert f"Failed to bind socket to {SOCKET}: Permission denied" in told
    host.must(f"setfacl -m u:libvirt-qemu:wx {folder}")
    passing(host, LISTEN)
    host.must(f"virsh start demo; test -S {SOCKET}")


@claim("qpt-cgroup", without=("KVM",))
def test_a_node_is_copied_as_it_is_at_the_start(stage: Stage) -> None:
    """QEMU's node has the group, mode and access list of the host's at the start."""
    host = stage.host("alpha")
    nodes(host)
    settings(host, 'cgroup_device_acl = [ "/dev/null", "/dev/mine" ]')
    host.must(
        "chgrp kvm /dev/mine; chmod 640 /dev/mine; setfacl -m u:daemon:rw /dev/mine"
    )
    passing(host, "")
    host.must("virsh start demo; chmod 666 /dev/mine; setfacl -b /dev/mine")
    node = "/proc/$(cat /run/libvirt/qemu/demo.pid)/root/dev/mine"
    assert host.must(f"stat -c '%G %a' {node}").split() == ["kvm", "660"]
    assert "user:daemon:rw-" in host.must(f"getfacl -p {node}")
