"""What qemu-img tells of images, and what guests do with them."""

from __future__ import annotations

from live.hosts import Host
from live.images import forget_format
from live.services import IMAGES, define, disk, guest
from live.transcripts import USER, Scenario

HOSTILE = "qemu-img create -q -f qcow2 -F raw -b /etc/hostname"
MADE = f"""
mkdir -p {IMAGES}
cd {IMAGES}
make="qemu-img create -q -f qcow2"
$make base 8M
$make -F qcow2 -b $PWD/base middle
$make -F qcow2 -b $PWD/middle leaf
$make -o data_file=/root/data data 1M
truncate -s 1M plain
"""


def upload(scenario: Scenario, host: Host) -> None:
    """An upload that is judged, rewritten and handed over."""
    host.must(f"useradd -m -s /bin/bash {USER}; mkdir /srv/uploads")
    host.must(f"install -d -o {USER} /srv/images /srv/intake")
    host.must("qemu-img create -q -f qcow2 /srv/uploads/disk.qcow2 10G")
    scenario.show("timeout", host)
    scenario.show("prlimit", host)
    scenario.show("MALLOC_ARENA_MAX=1", host)
    told = host.must(f"qemu-img info -f qcow2 {IMAGES}/intake.qcow2")
    assert "virtual size: 10 GiB" in told


def qemu_img(scenario: Scenario, host: Host) -> None:
    """What qemu-img tells of images."""
    home = f"/home/{USER}"
    host.must(f"for i in upload.qcow2 disk.img; do {HOSTILE} {home}/$i 8T; done")
    host.must("qemu-img create -q -f qcow2 /srv/images/base.qcow2 10G")
    scenario.show("prlimit", host)
    scenario.show("prlimit", host)
    scenario.show("qemu-img info disk.img", host)
    scenario.show("qemu-img create", host)
    done = host.run("qemu-img create -f qcow2 -b base.qcow2 /srv/images/x.qcow2")
    scenario.message(
        "qemu-img: …: Backing file specified without backing format", done.output
    )


def formats(scenario: Scenario, host: Host) -> None:
    """What guests do with images of another format, or that lead to other files."""
    host.must(MADE)
    forget_format(host, f"{IMAGES}/leaf")
    message = "format of backing image '…' of image '…' was not specified in the image"
    scenario.message(message, _refused(host, "leaf"))
    scenario.message("Image is not in qcow2 format", _refused(host, "plain"))
    told = _refused(host, "data", "<backingStore/>")
    scenario.message("Could not open '…': Permission denied", told)
    define(host, guest("whole", disk(f"{IMAGES}/middle")))
    host.must("virsh start whole")
    length = host.must(f"stat -c %s {IMAGES}/middle").strip()
    assert f" {length}\n" in host.must("virsh domblkinfo whole vda")
    scenario.symptom("A guest sees an empty or a broken disk, and no error")
    host.must("virsh destroy whole")


def _refused(host: Host, image: str, more: str = "") -> str:
    """What libvirt says to a guest that does not start on an image as qcow2."""
    define(host, guest("other", disk(f"{IMAGES}/{image}", kind="qcow2", more=more)))
    done = host.run("virsh start other")
    host.must("virsh undefine other")
    assert done.status == 1, done.output
    return done.output
