"""Claims about what QEMU is confined to."""

from __future__ import annotations

import pytest

from live.claims import claim
from live.hosts import Stage
from live.passthrough import (
    ROOT_DISK,
    arguments,
    devices,
    nodes,
    of_qemu,
    passing,
    refusal,
    settings,
    status,
)
from live.services import IMAGES, configure, restart

BASE = {"null", "full", "zero", "random", "urandom", "ptmx"}
KVM = {"kvm"}
FAULTS = {"userfaultfd"}


@claim("qpt-check")
def test_the_usual_user_has_no_capabilities(stage: Stage) -> None:
    """QEMU runs as a user without capabilities, gains none, and seccomp filters it."""
    host = stage.host("alpha")
    passing(host, "")
    host.must("virsh start demo")
    found = status(host)
    assert int(found["CapEff"], 16) == int(found["CapPrm"], 16) == 0
    assert "0" not in found["Uid"].split()
    assert (found["NoNewPrivs"], found["Seccomp"]) == ("1", "2")


@claim("qpt-disable-host")
def test_root_keeps_all_capabilities_and_the_filter(stage: Stage) -> None:
    """With user = "root" QEMU has all capabilities of the daemon, yet seccomp holds."""
    host = stage.host("alpha")
    settings(host, 'user = "root"', 'group = "root"')
    passing(host, "")
    host.must("virsh start demo")
    daemon = host.must("grep CapEff /proc/$(pidof libvirtd)/status").split()[1]
    assert status(host)["CapEff"] == daemon != "0" * 16
    assert status(host)["Seccomp"] == "2"
    assert "undesirable elevated privileges" in host.must("virsh dominfo demo")


@claim("qpt-disable-host")
def test_without_seccomp_nothing_filters_system_calls(stage: Stage) -> None:
    """With `seccomp_sandbox = 0`, no filter keeps QEMU from any system call."""
    host = stage.host("alpha")
    settings(host, "seccomp_sandbox = 0")
    passing(host, "")
    host.must("virsh start demo")
    words = of_qemu(host, "cmdline")
    assert not any(word.startswith("on,obsolete=") for word in words)
    assert status(host)["Seccomp"] == "0"


@claim("qpt-cgroup", without=("KVM",))
def test_the_private_dev_holds_the_default_list(stage: Stage) -> None:
    """Without a list of your own, QEMU's /dev holds the default one and no other node.

    /dev/kvm is there for every guest, since 12.8.0 only for those that use KVM.
    """
    host = stage.host("alpha")
    nodes(host)
    passing(host, "")
    host.must("virsh start demo")
    more = {"9.0.0": KVM, "11.3.0": KVM | FAULTS, "12.9.0": FAULTS}
    assert devices(host) == BASE | more[stage.place.version]


@claim("qpt-cgroup", without=("KVM",))
def test_a_list_of_your_own_is_all_there_is(stage: Stage) -> None:
    """A `cgroup_device_acl` replaces the default list; absent nodes drop out of it."""
    host = stage.host("alpha")
    nodes(host)
    settings(host, 'cgroup_device_acl = [ "/dev/null", "/dev/mine", "/dev/absent" ]')
    passing(host, "")
    host.must("virsh start demo")
    assert devices(host) == {"null", "mine"}


@claim("qpt-disable-host")
def test_without_namespaces_qemu_sees_the_hosts_dev(stage: Stage) -> None:
    """With `namespaces = [ ]`, QEMU has the `/dev` of the host."""
    host = stage.host("alpha")
    nodes(host)
    settings(host, "namespaces = [ ]")
    passing(host, "")
    host.must("virsh start demo")
    assert {"mine", "udmabuf", "tty"} <= devices(host)


@claim("qpt-mounts")
@pytest.mark.parametrize("how", ["private", "shared"])
def test_a_later_mount_reaches_a_guest_if_mounts_are_shared(
    stage: Stage, how: str
) -> None:
    """What the host mounts after the start, QEMU sees only where / is shared."""
    host = stage.host("alpha")
    host.must(f"mount --make-r{how} /")
    passing(host, "")
    host.must("virsh start demo; mkdir /mnt/late; mount -t tmpfs tmpfs /mnt/late")
    seen = any(" /mnt/late " in line for line in of_qemu(host, "mounts"))
    assert seen == (how == "shared")


@claim("qpt-disable-guest")
def test_none_for_a_model_that_the_host_lacks(stage: Stage) -> None:
    """Before 12.3, a start fails with `type='none'` for a model that the host lacks."""
    host = stage.host("alpha")
    passing(host, "<seclabel type='none' model='selinux'/>")
    done = host.run("virsh start demo")
    assert (done.status == 0) == stage.place.within(">=12.3.0")


@claim("qpt-disable-guest")
def test_none_for_owners_leaves_the_user(stage: Stage) -> None:
    """With `type='none'` for dac, QEMU is no root, and libvirt leaves images alone."""
    host = stage.host("alpha")
    passing(host, "<seclabel type='none' model='dac'/>", ROOT_DISK)
    host.must(f"chmod 666 {IMAGES}/demo.img; virsh start demo")
    assert "0" not in status(host)["Uid"].split()
    assert host.must(f"stat -c %U {IMAGES}/demo.img") == "root\n"


@claim("qpt-disable-host")
def test_guests_without_a_label_still_get_their_images(stage: Stage) -> None:
    """With `security_default_confined = 0`, images go to QEMU's user, and back."""
    host = stage.host("alpha")
    settings(host, "security_default_confined = 0")
    passing(host, "", ROOT_DISK)
    host.must("virsh start demo")
    assert "<seclabel" not in host.must("virsh dumpxml demo")
    assert "0" not in status(host)["Uid"].split()
    for owner in ("libvirt-qemu", "root"):
        assert host.must(f"stat -c %U {IMAGES}/demo.img").strip() == owner
        host.run("virsh destroy demo")


@claim("qpt-seccomp")
def test_a_tap_of_an_argument_starts_without_scripts(stage: Stage) -> None:
    """A tap of an argument without `script=no` is refused by seccomp."""
    host = stage.host("alpha")
    host.must("mkdir -p /dev/net; mknod -m 666 /dev/net/tun c 10 200")
    host.must("ip tuntap add tap0 mode tap user libvirt-qemu")
    settings(host, "namespaces = [ ]")
    tap = "tap,id=n0,ifname=tap0"
    told = refusal(host, arguments("-netdev", tap))
    silent = stage.place.programs()["qemu"].startswith("7.")
    assert ("network script /etc/qemu-ifup: Operation not" in told) != silent
    passing(host, arguments("-netdev", f"{tap},script=no,downscript=no"))
    host.must("virsh start demo")


@claim("qpt-disable-host")
def test_a_daemon_with_a_setting_that_it_cannot_read_does_not_start(
    stage: Stage,
) -> None:
    """With a string without quotes in `qemu.conf` the daemon ends; guests run on."""
    host = stage.host("alpha")
    passing(host, "")
    host.must("virsh start demo")
    configure(host, "qemu.conf", "user = root")
    restart(host, "libvirtd")
    assert host.run("virsh list").status == 1
    assert status(host)["State"][0] in "RS"
