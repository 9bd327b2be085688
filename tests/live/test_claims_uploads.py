"""Claims about how an image that somebody sends is taken in."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Done, Host, Stage
from live.images import command

PAGE = "kbase/secureusage"
NEW = "/var/lib/libvirt/images/new"
RAW = "/srv/intake/clean.raw"
MADE = "/var/lib/libvirt/images/intake.qcow2"
SIZE = "10737418240"
SMALL = "1048576"
HELD = "Too many levels of symbolic links"
ENDLESS = "timeout 20 {0} >{1} 2>/dev/null &"


def _handed_over(host: Host, made: str = "", limit: str = "") -> Done:
    """How root's command goes, for a size of 1 MiB, with what `made` puts there."""
    given = command(PAGE, "mkdir -m 700")
    assert given.count(SIZE) == 2
    assert "timeout 1h " in given
    given = given.replace(SIZE, SMALL).replace("1h", limit or "20")
    host.must(f"mkdir -p /srv/intake; rm -rf {NEW} {MADE} {RAW}; {made}")
    return host.run(given)


@claim("sec-quick")
def test_the_copy_follows_no_link(stage: Stage) -> None:
    """The command that copies an upload refuses a symbolic link; `cp` follows one."""
    host = stage.host("north")
    host.must("mkdir -p /srv/uploads /srv/intake; echo OTHERS >/srv/intake/others")
    host.must("ln -s /srv/intake/others /srv/uploads/disk.qcow2")
    done = host.run(command(PAGE, "dd if=/srv/uploads"))
    assert done.status == 1
    assert HELD in done.output
    assert host.run("test -s /srv/intake/disk.qcow2").status == 1
    assert host.must("cp /srv/uploads/disk.qcow2 got; cat got") == "OTHERS\n"


@claim("sec-quick")
def test_the_copy_has_limits(stage: Stage) -> None:
    """The limits end the copy of an upload that is too large, and of a pipe."""
    host = stage.host("north")
    copied = command(PAGE, "dd if=/srv/uploads")
    assert "timeout 1h prlimit --fsize=11811160064 " in copied
    copied = copied.replace("1h", "3").replace("11811160064", SMALL)
    upload, copy = "/srv/uploads/disk.qcow2", "/srv/intake/disk.qcow2"
    host.must("mkdir -p /srv/uploads /srv/intake")
    for made, status in (
        (f"head -c {SMALL} /dev/urandom >{upload}", 0),
        (f"head -c 2M /dev/urandom >{upload}", 128 + 25),
        (f"mkfifo {upload}; {ENDLESS.format('yes', upload)}", 128 + 25),
        (f"mkfifo {upload}; {ENDLESS.format('cat /dev/zero', upload)}", 124),
        (f"mkfifo {upload}", 124),
    ):
        host.must(f"rm -f {upload} {copy}; {made}")
        assert host.run(copied).status == status, made
        assert int(host.must(f"stat -c %b {copy} || echo 0").split()[-1]) <= 4096


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
    """An image that is rewritten by way of raw has lost its snapshots and bitmaps."""
    host = stage.host("north")
    host.must(f"qemu-img create -q -f qcow2 old {SMALL}")
    host.must("qemu-io -f qcow2 -c 'write -P 7 64k 64k' old")
    host.must("qemu-img snapshot -c first old; qemu-img bitmap --add old dirty")
    raw = f"qemu-img convert -f qcow2 -O raw old {RAW}"
    done = _handed_over(host, raw)
    assert (done.status, done.output) == (0, f"{SMALL}\n")
    assert "first" in host.must("qemu-img info -f qcow2 old")
    told = host.must(f"qemu-img info -f qcow2 {MADE}")
    assert "first" not in told
    assert "dirty" not in told
    assert "identical" in host.must(f"qemu-img compare -f qcow2 -F qcow2 old {MADE}")
    assert host.must(f"stat -c %a {MADE}") == "600\n"


@claim("sec-quick")
def test_a_header_in_raw_data_stays_data(stage: Stage) -> None:
    """Raw data that begin with a header of qcow2 become an image that names no file."""
    host = stage.host("north")
    host.must("echo SECRET >ours; truncate -s 1M ours")
    for named in ("-F raw -b /root/ours", "-o data_file=/root/ours"):
        host.must(f"qemu-img create -q -f qcow2 {named} planted {SMALL}")
        host.must("echo SECRET >ours; truncate -s 1M ours planted")
        assert "/root/ours" in host.must("qemu-img info planted")
        done = _handed_over(host, f"cp planted {RAW}")
        assert (done.status, done.output) == (0, f"{SMALL}\n")
        assert "/root/ours" not in host.must(f"qemu-img info -f qcow2 {MADE}")
        host.must(f"qemu-img convert -f qcow2 -O raw {MADE} got; cmp planted got")


@claim("sec-quick")
def test_only_a_file_is_handed_over(stage: Stage) -> None:
    """What hands an image over refuses a link, and ends at what has no end."""
    host = stage.host("north")
    done = _handed_over(host, f"ln -s /etc/hostname {RAW}")
    assert HELD in done.output
    assert done.status == 1
    for made, limit in (
        (f"truncate -s 3M {RAW}", ""),
        (f"head -c 3M /dev/urandom >{RAW}", ""),
        (f"mkfifo {RAW}; {ENDLESS.format('yes', RAW)}", ""),
        (f"mkfifo {RAW}; {ENDLESS.format('cat /dev/zero', RAW)}", "3"),
        (f"mkfifo {RAW}", "3"),
    ):
        done = _handed_over(host, made, limit)
        assert done.status != 0, made
        assert f"{SMALL}\n" not in done.output, made
        assert host.run(f"test -e {MADE}").status == 1, made
        size = host.must(f"stat -c %s {NEW}/raw || echo 0").split()[-1]
        assert int(size) <= int(SMALL), made


@claim("sec-quick")
def test_another_size_makes_no_image(stage: Stage) -> None:
    """Data that are shorter than the size, or empty, become no image."""
    host = stage.host("north")
    for size in ("0", "512", "1048064"):
        done = _handed_over(host, f"truncate -s {size} {RAW}")
        assert (done.status, done.output) == (1, ""), size
        assert host.run(f"test -e {MADE}").status == 1


@claim("sec-quick")
def test_no_image_is_overwritten(stage: Stage) -> None:
    """What hands an image over keeps one that has its name, and a folder of before."""
    host = stage.host("north")
    given = command(PAGE, "mkdir -m 700").replace(SIZE, SMALL)
    host.must(f"mkdir -p /srv/intake; truncate -s {SMALL} {RAW}; echo OURS >{MADE}")
    for told in ("link '../intake.qcow2'", "create directory"):
        done = host.run(given)
        assert done.status == 1
        assert told in done.output
        assert "File exists" in done.output
        assert host.must(f"cat {MADE}") == "OURS\n"


@claim("sec-quick")
def test_a_pool_reads_no_folder_below_its_own(stage: Stage) -> None:
    """A pool lists a folder in its own as one volume, and no image in it."""
    host = stage.host("north")
    host.must(f"mkdir -m 700 {NEW}")
    host.must(f"qemu-img create -q -f qcow2 {NEW}/intake.qcow2 1M")
    host.must("virsh pool-create-as images dir --target /var/lib/libvirt/images")
    assert "intake" not in host.must("virsh vol-list images")
