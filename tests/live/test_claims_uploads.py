"""Claims about how an image that somebody sends is taken in."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Stage
from live.images import command

PAGE = "kbase/secureusage"
NEW = "/var/lib/libvirt/images/new"
QCOW2 = "5856449707827527683"
"""The first 8 bytes of an image of qcow2, version 3, as a number."""
SECRET = "/root/secret.raw"
VMDK = r'''
import struct, sys
image, named = sys.argv[1:]
head = b"KDMV" + struct.pack("<I", 1) + bytes(16) + struct.pack(">Q", 10 << 30)
text = f"""# Disk DescriptorFile
version=1
CID=12345678
parentCID=ffffffff
createType="monolithicFlat"
RW 4 FLAT "{named}" 0
""".encode()
made = bytearray(65536 + 2048)
for at, part in ((0, head), (512, text), (65536, text)):
    made[at : at + len(part)] = part
open(image, "wb").write(made)
'''
"""It makes an image whose size, as qcow2 has it, leads VMDK to what names a file."""


@claim("sec-quick")
def test_the_copy_follows_no_link(stage: Stage) -> None:
    """The command that copies an upload refuses a symbolic link; `cp` follows one."""
    host = stage.host("north")
    host.must("mkdir -p /srv/uploads /srv/intake; echo OTHERS >/srv/intake/clean.qcow2")
    host.must("ln -s /srv/intake/clean.qcow2 /srv/uploads/disk.qcow2")
    done = host.run(command(PAGE, "dd if=/srv/uploads"))
    assert done.status == 1
    assert "Too many levels of symbolic links" in done.output
    assert host.run("test -s /srv/intake/disk.qcow2").status == 1
    assert host.must("cp /srv/uploads/disk.qcow2 got; cat got") == "OTHERS\n"


@claim("sec-images")
def test_limits_end_qemu_img(stage: Stage) -> None:
    """The limits of prlimit end a qemu-img that needs more."""
    host = stage.host("north")
    host.must("qemu-img create -q -f raw long.img 1G")
    long = "qemu-img bench -q -f raw -c 99999999 long.img"
    assert host.run(f"prlimit --cpu=1 {long}").status == 128 + 9
    large = "qemu-img bench -q -f raw -c 1 -d 1 -s 512M long.img"
    assert host.run(large).status == 0
    assert host.run(f"prlimit --as=500000000 {large}").status != 0


@claim("sec-images")
def test_the_decision_is_true_of_plain_images_alone(stage: Stage) -> None:
    """What `jq` decides of an image is true of a plain qcow2 image, and of no other."""
    host = stage.host("north")
    host.must("echo OURS >ours")
    decision = command(PAGE, "--argjson limit")
    for made, good in (
        ("-f qcow2 upload.qcow2 40G", True),
        ("-f qcow2 upload.qcow2 41G", False),
        ("-f qcow2 -u -F raw -b ours upload.qcow2 1M", False),
        ("-f qcow2 -o data_file=ours upload.qcow2 1M", False),
        ("-f raw upload.qcow2 1M", False),
    ):
        host.must(f"rm -f upload.qcow2; qemu-img create -q {made}")
        told = host.run(decision).output
        assert (told == "true\n") == good, made


@claim("sec-quick")
def test_a_new_image_holds_the_data_alone(stage: Stage) -> None:
    """An image that is converted has lost its snapshots and bitmaps."""
    host = stage.host("north")
    host.must("qemu-img create -q -f qcow2 old 1M; qemu-img snapshot -c first old")
    host.must("qemu-img bitmap --add old dirty")
    host.must("qemu-img convert -f qcow2 -O qcow2 old new")
    assert "first" in host.must("qemu-img info -f qcow2 old")
    told = host.must("qemu-img info -f qcow2 new")
    assert "first" not in told
    assert "dirty" not in told


@claim("sec-quick")
def test_a_new_image_is_handed_over_as_a_file(stage: Stage) -> None:
    """What hands an image over refuses a link; `od` shows which files it names."""
    host = stage.host("north")
    host.must(f"mkdir -p /srv/intake; {command(PAGE, 'install -d')}")
    image, clean = f"{NEW}/intake.qcow2", "/srv/intake/clean.qcow2"
    given, shown = command(PAGE, "dd if=/srv/intake"), command(PAGE, "for at in 0")
    host.must(f"ln -s /etc/hostname {clean}")
    done = host.run(given)
    assert "Too many levels of symbolic links" in done.output
    host.must("echo OURS >ours; truncate -s 1M ours")
    for made, zeros in (("", 2), ("-F raw -b /root/ours", 1), ("-o data_file=ours", 1)):
        host.must(f"rm -f {clean}; qemu-img create -q -f qcow2 {made} {clean} 1M")
        host.must(f"rm -f {image}; {given}")
        told = host.must(shown).split()
        assert (told.count("0"), told[3]) == (zeros, "1048576"), made
        assert told[0] == QCOW2
        assert host.must(f"stat -c %a {image}") == "600\n"


@claim("sec-quick")
def test_a_new_image_in_another_format_is_refused(stage: Stage) -> None:
    """A VMDK that names a file has all numbers of a good image but the first."""
    host = stage.host("north")
    host.must(f"{command(PAGE, 'install -d')}; echo SECRET >{SECRET}")
    host.must(f"truncate -s 1M {SECRET}")
    host.write("/root/vmdk.py", VMDK)
    host.must(f"python3 vmdk.py {NEW}/intake.qcow2 {SECRET}")
    assert "file format: vmdk" in host.must(f"qemu-img info {NEW}/intake.qcow2")
    host.must(f"qemu-img convert -O raw {NEW}/intake.qcow2 got; grep -q SECRET got")
    first, *others = host.must(command(PAGE, "for at in 0")).split()
    assert others == ["0", "0", "10737418240"]
    assert first != QCOW2


@claim("sec-quick")
def test_what_is_handed_over_has_a_limit(stage: Stage) -> None:
    """The limit ends the `dd` of root that hands over more, holes or data or a pipe."""
    host = stage.host("north")
    host.must(f"mkdir -p /srv/intake; {command(PAGE, 'install -d')}")
    given = command(PAGE, "dd if=/srv/intake")
    assert "--fsize=11811160064 " in given
    given, clean = given.replace("11811160064", "2097152"), "/srv/intake/clean.qcow2"
    for made, size in (
        (f"truncate -s 3M {clean}", "3M"),
        (f"head -c 3M /dev/urandom >{clean}", "3M"),
        (f"mkfifo {clean}; timeout 20 yes >{clean} 2>/dev/null &", ""),
    ):
        host.must(f"rm -f {clean} {NEW}/*; {made}")
        assert host.run(given).status != 0, size
        assert int(host.must(f"stat -c %s {NEW}/intake.qcow2")) <= 2097152


@claim("sec-quick")
def test_a_pool_reads_no_folder_below_its_own(stage: Stage) -> None:
    """A pool lists a folder in its own as one volume, and no image in it."""
    host = stage.host("north")
    host.must(command(PAGE, "install -d"))
    host.must(f"qemu-img create -q -f qcow2 {NEW}/intake.qcow2 1M")
    host.must("virsh pool-create-as images dir --target /var/lib/libvirt/images")
    assert "intake" not in host.must("virsh vol-list images")
