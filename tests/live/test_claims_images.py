"""Claims about images that others made: what libvirt and qemu-img open of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from live.claims import claim
from live.hosts import Host, Stage
from live.images import forget_format
from live.services import IMAGES, SYSTEM, define, disk, guest

ALONE = "<backingStore/>"
THERE = "/srv/host-file"
"""What a hostile image names; only root may open it."""
UPLOAD = f"{IMAGES}/upload.qcow2"
ANEW = "systemctl restart libvirtd.service"


def hostile(stage: Stage, made: str) -> Host:
    """A host with an upload, `made` with these arguments, that names one of its files.

    The file begins with OURS, and has 1 MiB.
    """
    host = stage.host("north")
    host.must(f"mkdir -p {IMAGES}; qemu-img create -q -f qcow2 {made} {UPLOAD} 1M")
    host.must(f"rm -f {THERE}; echo OURS >{THERE}; truncate -s 1M {THERE}")
    host.must(f"chmod 600 {THERE}")
    return host


def with_data_file(stage: Stage) -> Host:
    return hostile(stage, f"-o data_file={THERE},data_file_raw=on")


def with_backing_file(stage: Stage) -> Host:
    return hostile(stage, f"-u -F raw -b {THERE}")


def starts(host: Host, more: str = "", driver: str = "qcow2") -> bool:
    """Whether a guest starts that has the upload as its disk; an older one ends."""
    host.run("virsh destroy intake; virsh undefine intake")
    text = disk(UPLOAD, kind=driver or "raw", more=more)
    if not driver:
        text = text.replace("<driver name='qemu' type='raw'/>", "")
    define(host, guest("intake", text))
    return host.run("virsh start intake").status == 0


def opened(host: Host, path: str = THERE) -> str:
    """How QEMU has opened a file: 'rw', 'r' or ''."""
    rows = host.must("ls -l /proc/$(cat /run/libvirt/qemu/intake.pid)/fd").splitlines()
    modes = [row[1:3] for row in rows if row.endswith(f"-> {path}")]
    return modes[0].strip("-") if modes else ""


@claim("sec-backing")
def test_backing_store_does_not_stop_a_data_file(stage: Stage) -> None:
    """With `<backingStore/>`, QEMU still opens an external data file for writing."""
    host = with_data_file(stage)
    host.must(f"chmod 666 {THERE}")
    assert starts(host, ALONE)
    assert opened(host) == "rw"
    assert THERE not in host.must("virsh dumpxml intake")


@claim("sec-backing")
def test_backing_store_hands_no_data_file_over(stage: Stage) -> None:
    """With `<backingStore/>`, libvirt gives QEMU no right to a data file."""
    host = with_data_file(stage)
    assert not starts(host, ALONE)
    assert host.must(f"stat -c '%U %a' {THERE}") == "root 600\n"


@claim("sec-backing", libvirt=">=10.10.0")
def test_a_data_file_is_handed_to_qemu(stage: Stage) -> None:
    """Without `<backingStore/>`, libvirt gives QEMU a data file that is root's."""
    host = with_data_file(stage)
    assert starts(host)
    assert opened(host) == "rw"
    assert host.must(f"stat -c '%U %a' {THERE}") == "libvirt-qemu 600\n"


@claim("sec-backing", libvirt="<10.10.0")
def test_a_data_file_is_not_handed_to_qemu(stage: Stage) -> None:
    """Up to libvirt 10.9, QEMU opens a data file only if its user may."""
    host = with_data_file(stage)
    assert not starts(host)
    host.must(f"chmod 666 {THERE}")
    assert starts(host)


@claim("sec-backing")
def test_backing_store_stops_a_backing_file(stage: Stage) -> None:
    """QEMU opens the backing file that an image names, save with `<backingStore/>`."""
    host = with_backing_file(stage)
    assert starts(host)
    assert opened(host) == "r"
    assert starts(host, ALONE)
    assert opened(host) == ""


@claim("sec-backing")
def test_json_names_are_followed(stage: Stage) -> None:
    """QEMU opens a backing file that is named as `json:`, too."""
    name = f'json:{{"driver":"file","filename":"{THERE}"}}'
    host = hostile(stage, f"-u -F raw -b '{name}'")
    assert starts(host)
    assert opened(host) == "r"


@claim("sec-backing")
def test_a_format_that_nobody_states_is_guessed(stage: Stage) -> None:
    """An unstated format of a backing file is guessed, unless that has one, too."""
    host = hostile(stage, f"-u -F qcow2 -b {IMAGES}/base")
    host.must(f"qemu-img create -q -f qcow2 {IMAGES}/base 1M")
    forget_format(host, UPLOAD)
    assert starts(host)
    assert "<format type='qcow2'/>" in host.must("virsh dumpxml intake")
    host.must("virsh destroy intake")
    host.must(f"cd {IMAGES}; mv base other")
    host.must(f"qemu-img create -q -f qcow2 -F qcow2 -b {IMAGES}/other {IMAGES}/base")
    assert not starts(host)


@claim("sec-backing")
def test_the_format_of_a_network_disk_is_not_guessed(stage: Stage) -> None:
    """A backing file on NBD whose format nobody states keeps a guest from starting."""
    served = "truncate -s 1M vault.img && qemu-nbd --fork --shared 9 -f raw -x vault"
    host = hostile(stage, "-u -F raw -b nbd://localhost:10809/vault")
    host.must(f"{served} -t vault.img")
    assert starts(host)
    host.must("virsh destroy intake")
    forget_format(host, UPLOAD)
    assert not starts(host)
    told = host.run("virsh start intake").output
    assert "was not specified in the image metadata" in told


@claim("sec-format")
def test_no_driver_means_raw(stage: Stage) -> None:
    """Without `<driver>`, a disk is raw, whatever header its image has."""
    host = with_backing_file(stage)
    assert starts(host, driver="")
    assert opened(host, UPLOAD) == "rw"
    assert opened(host) == ""


@claim("sec-pools")
def test_a_clone_holds_what_the_upload_names(stage: Stage) -> None:
    """A clone of an upload holds a file of the host that it names, though root's."""
    host = with_backing_file(stage)
    pool(host)
    host.must("virsh vol-clone upload.qcow2 clone.qcow2 --pool uploads")
    assert host.run(f"grep -q OURS {IMAGES}/clone.qcow2").status == 0


@claim("sec-pools")
def test_vol_resize_resizes_the_data_file(stage: Stage) -> None:
    """To resize an upload is to resize the data file that it names."""
    host = with_data_file(stage)
    pool(host)
    host.must("virsh vol-resize upload.qcow2 3M --pool uploads")
    assert host.must(f"stat -c %s {THERE}") == f"{3 << 20}\n"


@claim("sec-pools")
def test_a_pool_guesses_the_format(stage: Stage) -> None:
    """A pool shows the format of the header, whatever a file is called."""
    host = with_backing_file(stage)
    host.must(f"mv {UPLOAD} {IMAGES}/upload.raw")
    pool(host)
    told = host.must("virsh vol-dumpxml upload.raw --pool uploads")
    assert "<format type='qcow2'/>" in told
    assert f"<path>{THERE}</path>" in told


@claim("sec-pools")
@pytest.mark.parametrize("anew", ["virsh pool-refresh uploads", ANEW])
def test_a_guest_makes_qcow2_of_its_raw_disk(stage: Stage, anew: str) -> None:
    """A pool takes a raw volume for qcow2 once its guest wrote a header of that."""
    host = with_backing_file(stage)
    host.must(f"mv {UPLOAD} /srv/header; truncate -s 193K /srv/header")
    pool(host)
    host.must("virsh vol-create-as uploads raw.img 1M --format raw")
    raw = disk(f"{IMAGES}/raw.img", "hda").replace("virtio", "ide")
    define(host, guest("intake", raw))
    host.must("virsh start intake")
    writes = 'qemu-io -d ide0-0-0 "write -s /srv/header 0 193k"'
    host.must(f"virsh qemu-monitor-command intake --hmp '{writes}'")
    dump = "virsh vol-dumpxml raw.img --pool uploads"
    assert "<format type='raw'/>" in host.must(dump)
    host.must(anew)
    assert "<format type='qcow2'/>" in host.must(dump)
    host.must("virsh destroy intake; virsh vol-clone raw.img clone --pool uploads")
    assert host.run(f"grep -q OURS {IMAGES}/clone").status == 0


def pool(host: Host) -> None:
    """Make the folder of images a pool."""
    host.must(
        f"virsh -c {SYSTEM} pool-define-as uploads dir --target {IMAGES} && "
        "virsh pool-start uploads"
    )


@claim("sec-images")
@pytest.mark.parametrize("make", [with_data_file, with_backing_file])
def test_info_opens_nothing_else(stage: Stage, make: Callable[[Stage], Host]) -> None:
    """Of an image, qemu-img info opens no file that it names; other commands do."""
    host = make(stage)
    host.must(f"cp {UPLOAD} other; rm {THERE}")
    for command in ("info -f qcow2", "info"):
        host.must(f"qemu-img {command} {UPLOAD}")
    for command in ("check -f qcow2 @", "map -f qcow2 @", "snapshot -l @",
                    "measure -O raw @", "convert -O raw @ copy", "compare other @",
                    "resize -f qcow2 @ 2M", "commit -f qcow2 @", "dd if=@ of=copy",
                    "amend -f qcow2 -o compat=1.1 @"):  # fmt: skip
        done = host.run(f"qemu-img {command.replace('@', UPLOAD)}")
        assert f"Could not open '{THERE}'" in done.output, command


@claim("sec-images")
def test_info_of_a_chain_opens_it(stage: Stage) -> None:
    """`qemu-img info --backing-chain` opens the backing file that an image names."""
    host = with_backing_file(stage)
    host.must(f"rm {THERE}")
    done = host.run(f"qemu-img info -f qcow2 --backing-chain {UPLOAD}")
    assert f"Could not open '{THERE}'" in done.output


@claim("sec-format")
def test_info_without_f_believes_a_header(stage: Stage) -> None:
    """qemu-img info without -f takes a raw image with the header of qcow2 for that."""
    host = with_backing_file(stage)
    assert "file format: qcow2" in host.must(f"qemu-img info {UPLOAD}")
    told = host.must(f"qemu-img info -f raw {UPLOAD}")
    assert "file format: raw" in told
    assert "backing" not in told
