"""What takes the place of things that not every machine has, by name.

A test's id shows the names of those that a document needed: 'without KVM, SEV'.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple


class StandIn(NamedTuple):
    """A change of a text, and what it does without."""

    without: str
    pattern: str
    instead: str = ""


GUESTS = (
    StandIn("KVM", r"(?<=<domain type=')kvm(?=')", "qemu"),
    StandIn("HVF", r"(?<=<domain type=')hvf(?=')", "qemu"),
    StandIn("HVF", r"/usr/local/bin(?=/qemu-system-)", "/usr/bin"),
    # QEMU's own emulation has no CPU of the host's.
    StandIn("KVM", r"(?<=<cpu mode=')host-passthrough(?=')", "maximum"),
    # Nor has its s390x a CPU model of the host.
    StandIn("KVM", r"(?s)(?<=<type arch='s390x')(.*<cpu mode=')host-model(?=')",
            r"\1maximum"),
    StandIn("SEV", r"\s*<launchSecurity type='sev[^>]*/>"),
    StandIn("SEV", r"(?s)\s*<launchSecurity type='sev[^/>]*>.*?</launchSecurity>"),
    StandIn("TDX", r"(?s)\s*<launchSecurity type='tdx'>.*?</launchSecurity>"),
    StandIn("Secure Execution", r"\s*<launchSecurity type='s390-pv'/>"),
    StandIn("networks", r"(?<=<interface type=')(network|bridge)(?=')", "user"),
    StandIn("networks", r"\s*<source (network|bridge)='[^>]*/>"),
    StandIn("pools", r"(?s)type='volume'(.*?)<source pool='.*?' volume='(.*?)'/>",
            r"type='file'\1<source file='/var/lib/libvirt/images/\2'/>"),
    # An empty file stands for it, see FIRMWARE.
    StandIn("OVMF", r"(?=<os firmware='efi'>)"),
    StandIn("secrets", r"(?s)\s*<(encryption|auth)\b.*?</\1>"),
)  # fmt: skip
"""For the QEMU driver; schema and parser see each document as it stands."""

FIRMWARE = {
    "stage/etc/qemu/firmware/10-empty.json": json.dumps(
        {
            "description": "An empty file",
            "interface-types": ["uefi"],
            "mapping": {
                "device": "flash",
                "mode": "stateless",
                "executable": {"filename": "/usr/share/empty.fd", "format": "raw"},
            },
            "targets": [{"architecture": "x86_64", "machines": ["pc-*"]}],
            "features": ["acpi-s3"],
            "tags": [],
        }
    ),
    "stage/usr/share/empty.fd": "",
}
"""Files of the system that make a firmware for libvirt to choose; no guest starts."""

NATIVE = (
    *GUESTS,
    # domxml-to-native takes them all for TAP devices, and makes these.
    StandIn("interfaces", r"(?s)\s*<interface\b.*?</interface>"),
)
"""For the arguments of QEMU."""

FAULTS = GUESTS[:1]
"""For what is to be refused: no fault may go with what is replaced."""

SETTINGS = (
    StandIn("SELinux", r"(?m)^security_driver = .*(selinux|apparmor).*\n"),
    StandIn("SELinux", r"(?m)^security_require_confined = 1\n"),
)
"""For the QEMU driver's own settings."""


def replaced(text: str, stand_ins: Iterable[StandIn]) -> tuple[str, str]:
    """The changed text, and 'without …' or ''."""
    without = {}
    for one in stand_ins:
        text, count = re.subn(one.pattern, one.instead, text)
        if count:
            without[one.without] = ""
    return text, f"without {', '.join(without)}" if without else ""
