"""A number of any length is read, in every place where a text may hold one."""

from __future__ import annotations

import pytest

from kbcheck import Request, check
from kbcheck.numbers import whole_number
from kbcheck.rules.sizes import kib
from kbcheck.settings import load_table

DIGITS = "9" * 5000  # int() raises from 4301 on


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("-12", -12),
        ("+3", 3),
        ("0x1F", 31),
        ("0" * 5000 + "8", 8),
        (DIGITS, 10**40),
        (f"-{DIGITS}", -(10**40)),
        (f"0x{DIGITS}", 10**40),
        ("", None),
        ("0x", None),
        ("1_000", None),
        ("٣", None),
        ("²", None),
        ("1.5", None),
        ("--1", None),
        (" 1", None),
        ("1\n", None),
    ],
)
def test_a_number_is_ascii_digits_and_may_have_any_length(
    text: str, number: int | None
) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("qemu.conf", "max_queued = {}"),
        ("qemu.conf", "vnc_tls = {}"),
        ("qemu.conf", "user = {}"),
        ("qemu.conf", "namespaces = [ {} ]"),
        ("qemu.conf", "max_core = {}"),
        ("libvirtd.conf", "keepalive_interval = -{}"),
        ("virtlockd.conf", "max_clients = {}"),
        ("qemu-sanlock.conf", "host_id = {}"),
        ("fstab", "/dev/a /b ext4 ro {} 0"),
        ("fstab", "/dev/a /b ext4 ro 0 {}"),
        ("fstab", "s:/a /b nfs nconnect={} 0 0"),
        ("modprobe.d", "options softdog soft_margin={}"),
        ("uri", "qemu+tls://h:{}/system"),
    ],
)
def test_a_number_without_end_is_out_of_range(kind: str, text: str) -> None:
    found = check(Request(text.format(DIGITS), kind)).problems
    assert [p.check for p in found] == ["bad-value"]
    assert len(found[0].message) < 240


def test_a_number_of_libvirt_has_the_range_of_its_type() -> None:
    """As libvirtd 9.0.0 says: 0:4294967295, or -2147483648:2147483647."""
    text = "max_clients = {}\nkeepalive_interval = {}\n"
    assert check(Request(text.format(2**32 - 1, 2**31 - 1), "libvirtd.conf")).valid
    found = check(Request(text.format(2**32, 2**31), "libvirtd.conf")).problems
    assert [p.message for p in found] == [
        "4294967296 is out of range for 'max_clients': 1 to 4294967295",
        "2147483648 is out of range for 'keepalive_interval': -1 to 2147483647",
    ]


def test_every_number_of_libvirts_files_has_two_ends() -> None:
    for kind in ("qemu.conf", "libvirtd.conf", "virtlockd.conf", "qemu-sanlock.conf"):
        for name, setting in load_table(kind).settings.items():
            if "int" in setting.types and not setting.obsolete:
                text = f"{name} = 1{'0' * 30}"
                assert not check(Request(text, kind)).valid, text


def test_a_sign_belongs_to_a_number() -> None:
    """Libvirt 9.0.0 takes +1 for 1, for a bool too."""
    assert check(Request("vnc_tls = +1\nmax_queued = +7\n", "qemu.conf")).problems == ()


def test_a_size_of_any_length_is_read() -> None:
    assert kib(f" {DIGITS} GiB ") == 10**40 * 1024**2
    assert kib("1" + " " * 100_000 + "!") is None
