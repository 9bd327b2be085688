"""A name of any length is cut where a message or a hint names it."""

from __future__ import annotations

import pytest

from kbcheck import Request, check

LONG = "a" * 5000
NAMED = [
    ("qemu.conf", "{} = 1"),
    ("qemu.conf", "{}"),
    ("qemu.conf", "{} ="),
    ("qemu.conf", "{} = 'b"),
    ("qemu.conf", "{} = b"),
    ("qemu.conf", "{} = [ 'b' 'c' ]"),
    ("qemu.conf", "user = '{}"),
    ("qemu.conf", "security_driver = '{}'"),
    ("auth.conf", "{}=b"),
    ("auth.conf", "[{}]"),
    ("auth.conf", "[auth-{}-b]"),
    ("auth.conf", "[auth-libvirt-{}]\n[auth-libvirt-{}]"),
    ("auth.conf", "[credentials-{0}]\n{0}=1"),
    ("device-list", '"/dev/{}"'),
    ("device-list", "/dev/{0}\n/dev/{0}"),
    ("fstab", "{0} {0} {0} {0} {0} {0} {0}"),
    ("fstab", "b {0} nfs {0} {0} {0}"),
    ("fstab", "b /c {} nosuidd 0 0"),
    ("grub-default", "{} = b"),
    ("grub-default", "{}='b"),
    ("grub-default", "{}=b c"),
    ("grub-default", "{0}=1\n{0}=2"),
    ("kernel-cmdline", "iommu={}"),
    ("modprobe.d", "{}"),
    ("modprobe.d", "options kvm {}=1"),
    ("modprobe.d", "blacklist b {}"),
    ("qemu-argv", "-{}"),
    ("qemu-argv", "b {0} {0}"),
    ("sysconfig", "ON_BOOT={}"),
    ("sysconfig", "LIBVIRTD_ARGS=--{}"),
    ("sysconfig", "{}=b c"),
    ("systemd-unit", "{}=b"),
    ("systemd-unit", "[{}]"),
    ("systemd-unit", "[Service]\n{}=b"),
    ("systemd-unit", "[Service]\nRestart={}"),
    ("uri", "{}:///system"),
    ("uri", "qemu+{}:///system"),
    ("uri", "qemu:///{}"),
    ("uri", "qemu+unix://{}/system"),
    ("uri", "qemu:///system?{}=b"),
    ("uri", "qemu:///system?{0}=b&{0}=b"),
]


@pytest.mark.parametrize(("kind", "text"), NAMED)
def test_a_long_name_is_cut(kind: str, text: str) -> None:
    found = check(Request(text.format(LONG, LONG), kind)).problems
    assert max(len(f"{p.message}{p.hint}") for p in found) <= 240, found
