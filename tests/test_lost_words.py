"""Words that one driver of libvirt takes no more, and the others still do."""

from __future__ import annotations

import pytest

from kbcheck import Request, check

GONE = "'qemu-argv' of 'virsh domxml-from-native' is gone since libvirt 5.5.0"


def messages(line: str, libvirt: str = "") -> list[str]:
    found = check(Request(f"# {line}\n", "console", libvirt=libvirt)).problems
    return [f"{p.column} {p.message}" for p in found]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("virsh domxml-from-native qemu-argv a.args", 28),
        ("virsh domxml-from-native --format qemu-argv --config a.args", 37),
        ("virsh domxml-from-native --format=qemu-argv a.args", 28),
        ("virsh -c qemu:///system domxml-from-native qemu-argv a.args", 46),
        ("virsh --connect qemu+ssh://h/system domxml-from-native qemu-argv a", 58),
        ("sudo virsh -q --connect=qemu:///session domxml-from-native qemu-argv a", 62),
    ],
)
def test_qemu_lost_its_conversion(line: str, column: int) -> None:
    """It is told at the word, unless another driver is asked, or one that is open."""
    assert messages(line) == [f"{column} {GONE}"]
    assert messages(line, "5.4.0") == []


@pytest.mark.parametrize(
    "line",
    [
        "virsh -c xen:///system domxml-from-native xen-xl guest.cfg",
        "virsh -c esx://esx.example.com domxml-from-native vmware-vmx guest.vmx",
        "virsh domxml-from-native FORMAT guest.cfg",
        'virsh -c "$URI" domxml-from-native qemu-argv a.args',
        "virsh -c bhyve:///system domxml-from-native qemu-argv a.args",
        "virsh domxml-to-native qemu-argv guest.xml",
    ],
)
def test_other_drivers_still_convert(line: str) -> None:
    assert messages(line) == []


def test_xen_lost_one_of_its_formats() -> None:
    line = "virsh -c xen:///system domxml-from-native xen-sxpr guest.sxpr"
    assert [m.partition(" is ")[2] for m in messages(line, ">=5")] == [
        "gone since libvirt 5.6.0"
    ]
    assert messages(line, ">=5, <5.6") == []
