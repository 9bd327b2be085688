"""Claims about the QEMU driver: its instances, its account and its settings."""

from __future__ import annotations

from live.claims import claim
from live.driver import (
    nodes,
    private_image,
    qemu,
    settings,
    status,
    user,
)
from live.hosts import Stage
from live.services import IMAGES, SYSTEM, define, disk, guest
from live.transcripts import USER

DEMO = f"{IMAGES}/demo.img"
SYSTEM_OF_USER = f"virsh -c {SYSTEM}"


@claim("drv-instances")
def test_a_session_has_guests_of_its_own(stage: Stage) -> None:
    """Guests of the system are not seen in a session, nor its guests in the system."""
    host = stage.host("alpha")
    user(host, "libvirt")
    define(host, guest("demo"))
    host.write("/tmp/own.xml", guest("own"))
    host.must("virsh define /tmp/own.xml", user=USER)
    names = "list --all --name"
    assert host.must(f"virsh {names}", user=USER).split() == ["own"]
    assert host.must(f"virsh {names}").split() == ["demo"]
    assert host.must(f"{SYSTEM_OF_USER} {names}", user=USER).split() == ["demo"]
    host.must(f"test -e /home/{USER}/.config/libvirt/qemu/own.xml")


@claim("drv-instances")
def test_a_session_confines_less(stage: Stage) -> None:
    """A guest of a session runs as its user, with seccomp, without a private /dev."""
    host = stage.host("alpha")
    user(host)
    host.write("/tmp/own.xml", guest("own"))
    host.must("virsh define /tmp/own.xml; virsh start own", user=USER)
    process = "/proc/" + host.must("pidof qemu-system-x86_64").strip()
    assert host.must(f"stat -c %U {process}/status").strip() == USER
    assert status(host, process, "Seccomp") == "2"
    host.must(f"test {process}/ns/mnt -ef /proc/self/ns/mnt")
    assert "model='dac'" not in host.must("virsh dumpxml own", user=USER)


@claim("drv-access")
def test_the_group_decides_who_may_change(stage: Stage) -> None:
    """Without a polkit agent only members of the group libvirt get a connection."""
    host = stage.host("alpha")
    user(host)
    told = host.run(f"{SYSTEM_OF_USER} list", user=USER)
    assert told.status == 1
    assert "no polkit agent available" in told.output
    host.must(f"usermod -aG libvirt {USER}")
    host.must(f"{SYSTEM_OF_USER} list", user=USER)


@claim("drv-access")
def test_a_writer_reaches_any_file(stage: Stage) -> None:
    """Members of the group libvirt reach a file of root's as the disk of a guest."""
    host = stage.host("alpha")
    user(host, "libvirt")
    host.must("truncate -s 1M /etc/key; chmod 600 /etc/key")
    assert host.run("cat /etc/key", user=USER).status
    host.write("/tmp/thief.xml", guest("thief", disk("/etc/key")))
    host.must(f"{SYSTEM_OF_USER} create /tmp/thief.xml", user=USER)
    opened = host.must(f"ls -l {qemu(host, 'thief')}/fd")
    assert any(" /etc/key" in line and "lrwx" in line for line in opened.split("\n"))


@claim("drv-posix")
def test_another_account_gets_its_folders(stage: Stage) -> None:
    """A daemon that starts gives its folders to another account, which then suffices.

    Guests of that account start, and are saved, and root keeps what describes them.
    """
    host = stage.host("alpha")
    host.must("useradd --system --shell /usr/sbin/nologin guests")
    settings(host, 'user = "guests"', 'group = "guests"')
    define(host, guest("demo", disk(DEMO)))
    host.must("virsh start demo")
    assert host.must(f"stat -c %U {qemu(host, 'demo')}/status").strip() == "guests"
    of = host.must("stat -c %U /var/lib/libvirt/qemu /run/libvirt/qemu/demo.xml")
    assert of.split() == ["guests", "root"]
    host.must("virsh managedsave demo && virsh start demo")


@claim("drv-posix")
def test_each_folder_must_be_open_to_qemu(stage: Stage) -> None:
    """A closed folder above an image keeps a guest from starting."""
    host = stage.host("alpha")
    user(host)
    define(host, guest("demo", disk(private_image(host), kind="qcow2")))
    assert "Permission denied" in host.run("virsh start demo").output
    host.must(f"setfacl -m u:libvirt-qemu:x /home/{USER}")
    host.must("virsh start demo")


@claim("drv-posix")
def test_the_owner_of_an_image_comes_back(stage: Stage) -> None:
    """QEMU's account owns an image until the guest ends, and then its former owner."""
    host = stage.host("alpha")
    user(host)
    define(host, guest("demo", disk(DEMO)))
    host.must(f"chown {USER} {DEMO}; virsh start demo")
    assert host.must(f"stat -c %U {DEMO}").strip() == "libvirt-qemu"
    host.must("virsh destroy demo")
    assert host.must(f"stat -c %U {DEMO}").strip() == USER


@claim("drv-posix")
def test_what_guests_share_stays_with_qemu(stage: Stage) -> None:
    """QEMU's account keeps read-only and shareable images, and backing files."""
    host = stage.host("alpha")
    user(host)
    host.must(f"""mkdir -p {IMAGES}; cd {IMAGES}; truncate -s 1M base.img
        qemu-img create -q -f qcow2 -F raw -b base.img leaf.qcow2""")
    files = [f"{IMAGES}/{name}" for name in ("read.img", "shared.img", "leaf.qcow2")]
    disks = (disk(files[0], "vda", "<readonly/>"),
             disk(files[1], "vdb", "<shareable/>"),
             disk(files[2], "vdc", kind="qcow2"))  # fmt: skip
    define(host, guest("demo", *disks))
    of = f"cd {IMAGES}; stat -c %U read.img shared.img base.img leaf.qcow2"
    host.must(f"chown {USER} {IMAGES}/*; virsh start demo")
    assert host.must(of).split() == 4 * ["libvirt-qemu"]
    host.must("virsh destroy demo")
    assert host.must(of).split() == [*3 * ["libvirt-qemu"], USER]


@claim("drv-posix")
def test_without_memory_root_owns_the_image(stage: Stage) -> None:
    """With `remember_owner = 0`, an image belongs to root when its guest has ended."""
    host = stage.host("alpha")
    user(host)
    settings(host, "remember_owner = 0")
    define(host, guest("demo", disk(DEMO)))
    host.must(f"chown {USER} {DEMO}; virsh start demo; virsh destroy demo")
    assert host.must(f"stat -c %U {DEMO}").strip() == "root"


@claim("drv-capabilities")
def test_root_gives_qemu_all_capabilities(stage: Stage) -> None:
    """A QEMU of its own account has no capabilities, one of root's has them all."""
    host = stage.host("alpha")
    define(host, guest("demo"))
    host.must("virsh start demo")
    assert int(status(host, qemu(host, "demo"), "CapEff"), 16) == 0
    host.must("virsh destroy demo")
    settings(host, 'user = "root"', 'group = "root"')
    host.must("virsh start demo")
    process = qemu(host, "demo")
    assert status(host, process, "CapEff") == status(host, process, "CapBnd")
    assert int(status(host, process, "CapEff"), 16)


@claim("drv-security")
def test_seccomp_is_on_by_default(stage: Stage) -> None:
    """QEMU's sandbox of system calls is on unless `seccomp_sandbox = 0` is set."""
    host = stage.host("alpha")
    define(host, guest("demo"))
    host.must("virsh start demo")
    assert status(host, qemu(host, "demo"), "Seccomp") == "2"
    host.must("virsh destroy demo")
    settings(host, "seccomp_sandbox = 0")
    host.must("virsh start demo")
    assert status(host, qemu(host, "demo"), "Seccomp") == "0"


@claim("drv-security")
def test_without_namespaces_qemu_sees_all_of_dev(stage: Stage) -> None:
    """QEMU sees a `/dev` of its own; with `namespaces = []` that of the host."""
    host = stage.host("alpha")
    host.must("mknod /dev/secret c 1 3")
    define(host, guest("demo"))
    host.must("virsh start demo")
    assert "secret" not in nodes(host, "demo")
    host.must("virsh destroy demo")
    settings(host, "namespaces = []")
    host.must("virsh start demo")
    assert "secret" in nodes(host, "demo")


@claim("drv-cgroups", libvirt="<12", without=("KVM",))
def test_old_lists_give_all_guests_kvm(stage: Stage) -> None:
    """Up to 11.3.0 a guest without KVM has `/dev/kvm`, too."""
    host = stage.host("alpha")
    host.must("mknod /dev/kvm c 1 3")
    define(host, guest("demo"))
    host.must("virsh start demo")
    assert {"null", "urandom", "ptmx", "kvm"} <= nodes(host, "demo")


@claim("drv-cgroups", libvirt=">=12.8.0", without=("KVM",))
def test_new_lists_give_kvm_to_those_that_use_it(stage: Stage) -> None:
    """Since 12.8.0 a guest without KVM has no `/dev/kvm`."""
    host = stage.host("alpha")
    host.must("mknod /dev/kvm c 1 3")
    define(host, guest("demo"))
    host.must("virsh start demo")
    assert {"null", "urandom", "ptmx"} <= nodes(host, "demo")
    assert "kvm" not in nodes(host, "demo")


@claim("drv-files")
def test_a_folder_brings_definitions_back(stage: Stage) -> None:
    """`/etc/libvirt`, put back with the daemon stopped, has each mark for autostart."""
    host = stage.host("alpha")
    define(host, guest("demo"))
    host.must("virsh pool-define-as vault dir --target /srv")
    kept = (("autostart demo", "undefine demo", "list --all"),
            ("pool-autostart vault", "pool-undefine vault", "pool-list --all"),
            ("net-autostart default", "net-undefine default", "net-list --all"),
            )  # fmt: skip
    for mark, _, _ in kept:
        host.must(f"virsh {mark}")
    host.must("tar -C /etc -cf /root/etc.tar libvirt")
    for _, forget, shown in kept:
        host.must(f"virsh {forget}")
        assert not host.must(f"virsh {shown} --name").strip()
    host.must("systemctl stop libvirtd.service 'libvirtd*.socket'")
    host.must("find /etc/libvirt -type f -delete; tar -C /etc -xf /root/etc.tar")
    host.must("systemctl start libvirtd.socket")
    for mark, _, shown in kept:
        name = host.must(f"virsh {shown} --autostart --name").strip()
        assert name == mark.split()[1]
