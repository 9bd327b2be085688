"""Guests of a few bytes of machine code, which tell each time that they boot."""

from __future__ import annotations

from live.hosts import Host
from live.services import IMAGES, define, disk, guest
from live.waiting import waited

DEMO = f"{IMAGES}/demo.img"
BOOTS = "/var/log/libvirt/qemu/boots"
"""A letter for each time that the guest has booted."""
SERIAL = f"<serial type='file'><source path='{BOOTS}'/></serial>"
RESTART = "<on_poweroff>restart</on_poweroff>"

TELLS = r"\xfa\xba\xf8\x03\xb0\x42\xee"  # no interrupts; B to the serial port
WAITS = (
    r"\xba\x02\x06\xb8\x00\x01\xef"  # enable the power button
    r"\xba\x00\x06\xed\xf6\xc4\x01\x74\xfa"  # until somebody presses it
)
OFF = r"\xba\x04\x06\xb8\x00\x20\xef\xf4\xeb\xfd"  # S5 to the port of ACPI; halt
RESET = r"\xb0\xfe\xe6\x64\xf4\xeb\xfd"  # by the keyboard's controller; halt


def bootable(host: Host, sector: str, more: str = "") -> None:
    """Define a guest `demo` whose disk boots this machine code."""
    define(host, guest("demo", disk(DEMO), SERIAL, more=more))
    host.must(f"printf '{sector}' | dd of={DEMO} conv=notrunc")
    host.must(rf"printf '\x55\xaa' | dd of={DEMO} bs=1 seek=510 conv=notrunc")


def booted(host: Host, letters: str) -> None:
    """Wait until it has booted as often as there are letters."""
    waited(host, f"grep -q {letters} {BOOTS}")


def boots(host: Host) -> str:
    """A letter for each time that the guest has booted."""
    return host.must(f"cat {BOOTS}")


def rebooted(host: Host) -> None:
    """Start a guest that obeys its power button, and tell libvirt to reboot it."""
    bootable(host, TELLS + WAITS + OFF)
    host.must("virsh start demo")
    booted(host, "B")
    host.must("virsh reboot demo")
