"""Options of programs: their versions, other names, and values that are lists."""

from __future__ import annotations

import pytest

from kbcheck import Request, check
from kbcheck.console.lists import lists


def messages(line: str, libvirt: str = "") -> list[str]:
    found = check(Request(f"# {line}\n", "console", libvirt=libvirt)).problems
    return [f"{p.column} {p.message}" for p in found]


ONCE = "--once of 'virsh autostart' is not in libvirt 9.0.0; it is in 11.3.0"
ANNOUNCE = "'virsh domifannounce' is not in libvirt 11.3.0; it is in 12.8.0"


@pytest.mark.parametrize(
    ("line", "libvirt", "told"),
    [
        ("virsh autostart --once ledger", "9.0.0", [f"19 {ONCE}"]),
        ("virsh autostart --once ledger", "8.1.0", [f"19 {ONCE}"]),
        ("virsh autostart --once ledger", ">=8.0, <12", [f"19 {ONCE}"]),
        ("virsh autostart --once ledger", "10.0.0", []),
        ("virsh autostart --once ledger", "11.3.0", []),
        ("virsh autostart --once ledger", "", []),
        ("virsh domifannounce ledger", "11.3.0", [f"9 {ANNOUNCE}"]),
        ("virsh domifannounce ledger", "12.8.0", []),
    ],
)
def test_what_one_release_lacks_and_another_has_is_told_where_it_was_tried(
    line: str, libvirt: str, told: list[str]
) -> None:
    """Between the two nobody knows, so nothing is told there."""
    assert messages(line, libvirt) == told


@pytest.mark.parametrize(
    "line",
    [
        "virsh reboot ledger acpi",
        "virsh vol-info ledger.qcow2 images",
        "virsh domifaddr ledger --source agent",
        "virsh setmem --kilobytes 4096 ledger",
        "virsh setmem ledger --size=4096",
        "virsh find-storage-pool-sources --srcSpec own.xml netfs",
        "virsh nodedev-dettach pci_0000_01_00_0",
        "virsh blkdeviotune ledger vda --total_bytes_sec 4096",
        "virt-admin srv-clients-info libvirtd",
        "virt-install --vcpu 2 --wait -1 --print-xml --memory 4096",
        "virt-install --cloud-init --wait 20",
        "virt-xml ledger --edit --disk cache=none",
        "virt-xml ledger --edit target=vdb --disk cache=none",
        "sanlock gets -h 1",
        "virtnetworkd --timeout 60",
        "qemu-img create -f qcow2 -b base.qcow2 -F qcow2 top.qcow2",
        "qemu-img create --format qcow2 --backing-format raw -b base top.qcow2",
    ],
)
def test_other_names_and_ways_to_write_are_right(line: str) -> None:
    assert messages(line) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("virsh attach-disk ledger /a vdb virtio",
         "35 'virsh attach-disk' takes no argument 'virtio'"),
        ("virsh find-storage-pool-sources --srcspec own.xml netfs",
         "35 'virsh find-storage-pool-sources' has no option --srcspec"),
        ("virt-install --mem 4096", "16 'virt-install' has no option --mem"),
        ("virtnetworkd --listen", "16 'virtnetworkd' has no option --listen"),
        ("virt-host-validate xen", "22 'virt-host-validate' does not take 'xen'"),
        ("virt-pki-validate trust", "21 'virt-pki-validate' does not take 'trust'"),
    ],
)  # fmt: skip
def test_what_the_newest_release_does_not_take_is_told(line: str, told: str) -> None:
    assert messages(line) == [told]


def test_a_misspelt_option_is_told_with_the_name_of_the_argument() -> None:
    found = check(Request("# virsh attach-disk --tagret vdb\n", "console")).problems
    assert found[0].hint == "did you mean '--target'?"


@pytest.mark.parametrize(
    "line",
    [
        "virt-install --disk /a.img --disk size=9,bus=scsi,format=raw --disk none",
        "virt-install --disk path=/a,boot_order=1,address.type=pci,xpath0.set=./@x=y",
        "virt-install --disk vol=images/a,source.host1.name=h,source_host_name=g",
        'virt-install --metadata title="one, two",description=three',
        "virt-install --boot hd,cdrom,menu=on --boot uefi,loader.secure=yes",
        "virt-install --cpu host-model,+vmx,-svm,numa.cell0.cpus=0-3,7,cell1.id=1",
        "virt-install --osinfo detect=on,require=off --osinfo win11 --os-variant list",
        "virt-install --network bridge=br0,model=virtio --network default -w help",
        "virt-install --filesystem /srv,tag,driver.type=virtiofs",
        "virt-install --location https://h/os,kernel=k,initrd=i",
        "virt-install --disk path=PATH,size=SIZE,... --network NETWORK,OPTIONS",
        'virt-install --disk "path=$FILE,size=9,$MORE"',
        "virt-install --qemu-commandline=-set,a=b --xml ./cpu/@mode=x",
        "virt-xml ledger --remove-device --disk 2 --network all",
        "virt-xml ledger --edit --disk cache=,readonly=off",
    ],
)
def test_values_that_are_lists_of_names(line: str) -> None:
    assert messages(line) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("virt-install --disk path=/a,bsu=scsi", "31 --disk does not know 'bsu'"),
        ("virt-install --disk /a,szie=9", "26 --disk does not know 'szie'"),
        ("virt-install -w bridge=br0,modle=e1000", "30 -w does not know 'modle'"),
        ("virt-xml a --edit --disk=cache=none,driver.qeues=4",
         "39 --disk does not know 'driver.qeues'"),
        ("virt-install --boot hdd", "23 --boot does not know 'hdd'"),
        ("virt-install --disk path=/a,bus", "31 'bus' of --disk needs a value"),
        ("virt-install --disk size=9,readonly=maybe",
         "30 'readonly' of --disk is yes or no, not 'maybe'"),
        ("virt-install --disk 'path=/a,bsu=scsi'", "32 --disk does not know 'bsu'"),
        ("virt-clone -o a --check pathinuse=off",
         "27 --check does not know 'pathinuse'"),
    ],
)  # fmt: skip
def test_a_name_that_a_list_does_not_have_is_told_at_its_place(
    line: str, told: str
) -> None:
    assert messages(line) == [told]


def test_a_misspelt_name_of_a_list_is_told_with_the_right_one() -> None:
    line = "# virt-install --controller type=scsi,driver.qeues=4\n"
    hint = check(Request(line, "console")).problems[0].hint
    assert hint == "did you mean 'driver.queues'?"


def test_each_list_belongs_to_an_option() -> None:
    for name in lists("virt-install"):
        line = f"virt-{'xml a' if name.startswith('convert') else 'install'}"
        wrong = messages(f"{line} --{name}=q.q.q=1")
        assert [w for w in wrong if "does not know" not in w] == [], name
        assert wrong, name
