"""What goes wrong with QEMU's own elements, and with the settings of the driver."""

from __future__ import annotations

import re
from functools import partial

from live.hosts import Host
from live.passthrough import (
    FW_CFG,
    LOAD_SDR,
    READ_SDR,
    SDR,
    arguments,
    downfall,
    example,
    of_qemu,
    overridden,
    owned,
    passing,
    refusal,
    settings,
)
from live.services import IMAGES, disk, guest
from live.transcripts import Scenario
from live.waiting import come, log

EMULATOR = "<emulator>/usr/bin/qemu-kvm</emulator>"
GONE = """#!/bin/bash
[[ " $* " != *" -daemonize "* ]] || exec qemu-system-x86_64 "$@"
(sleep 0.5; exec qemu-system-x86_64 "$@") &
"""
"""An emulator that is gone before its QEMU is."""


def defined(host: Host, text: str) -> str:
    """What a validated definition prints, as far as it fails."""
    host.write("/root/wrong.xml", owned(text))
    return host.run("virsh define --validate wrong.xml").output


def parsed(host: Host, more: str) -> str:
    """What a definition prints that libvirt's parser refuses."""
    host.write("/root/wrong.xml", owned(guest("wrong", more=more)))
    return host.run("virsh define wrong.xml").output


def commands(inner: str) -> str:
    return f"<qemu:commandline>{inner}</qemu:commandline>"


def refused_definitions(scenario: Scenario, host: Host) -> None:
    inside = guest("wrong", arguments(*FW_CFG), machine="q35")
    told = defined(host, inside)
    scenario.message("Extra element devices in interleave", told)
    told = defined(host, guest("wrong", more=arguments(*FW_CFG)).replace("qemu:", ""))
    scenario.message("Element domain has extra content: …", told)
    passing(host, "")
    host.write("/root/demo.xml", owned(inside.replace("wrong", "demo")))
    host.must("virsh undefine demo; virsh define demo.xml")
    assert "qemu:" not in host.must("virsh dumpxml demo")
    scenario.symptom("The elements are gone from")
    label = "<seclabel type='{}' model='dac' relabel='{}'/>".format
    for text, more in {
        "No qemu command-line argument specified": commands("<qemu:arg>-S</qemu:arg>"),
        "No qemu environment name specified": commands("<qemu:env value='4'/>"),
        "Invalid environment name, it must begin with a letter or underscore":
            commands("<qemu:env name='4' value='4'/>"),
        "XML error: invalid value 'yes' of 'value' attribute of 'qemu:property'":
            overridden("x", type="bool", value="yes"),
        "setting 'value' attribute of 'qemu:property' doesn't make sense with 'remove'":
            overridden("x", type="remove", value="4"),
        "XML error: security label is missing": label("static", "yes"),
        "dynamic label type must use resource relabeling": label("dynamic", "no"),
    }.items():  # fmt: skip
        scenario.message(text, parsed(host, more))


def refused_starts(scenario: Scenario, host: Host) -> None:
    root = disk(f"{IMAGES}/demo.img", more="<alias name='ua-root'/>")
    card = ("<interface type='user'><model type='e1000e'/><alias name='ua-net'/>"
            "</interface>")  # fmt: skip
    absent = overridden("nosuch", alias="ua-net", type="bool", value="true")
    host.must("mknod -m 666 /dev/ttyS0 c 4 64")
    for text, more, *devices in (
        ("-device …: invalid option", arguments("-device ipmi-bmc-sim,id=bmc0")),
        ("'smbus-impi' is not a valid device model name",
         arguments("-device", "smbus-impi")),
        ("PCI: slot 1 function 0 not available for pcie-root-port, in use by edu,"
         "id=(null)", arguments("-device", "edu"), root),
        ("Bus '…' not found", arguments("-device", "usb-wacom-tablet,bus=usb.0")),
        ("No '…' bus found for device '…'", arguments("-device", "usb-wacom-tablet")),
        ('there is no device "ua-root" defined',
         arguments("-set", "device.ua-root.queue-size=4"), root),
        ("Property 'e1000e.nosuch' not found", absent, card),
        (f"Cannot load specified image {SDR}", LOAD_SDR),
        (f"can't load {SDR}: Failed to open file …: Permission denied",
         arguments("-fw_cfg", f"name=opt/com.example/sdr,file={SDR}")),
        ("Could not open '/dev/ttyS0': No such file or directory",
         arguments("-serial", "/dev/ttyS0")),
    ):  # fmt: skip
        scenario.message(text, refusal(host, more, *devices))
    unread(scenario, host)
    unknown_capability(scenario, host)
    ended_by_seccomp(scenario, host)
    without_kvm(scenario, host)
    other = "<seclabel type='dynamic' model='selinux'/>"
    text = "Security driver model 'selinux' is not available"
    scenario.message(text, refusal(host, other))


def unread(scenario: Scenario, host: Host) -> None:
    """A file that QEMU may not open, and starts without."""
    passing(host, READ_SDR)
    host.must("virsh start demo; virsh destroy demo")
    scenario.message(f"failed to load sdr file '{SDR}'", log(host, "demo"))


def unknown_capability(scenario: Scenario, host: Host) -> None:
    """Told at the start, or at the definition."""
    more = "<qemu:capabilities><qemu:del capability='migrate-multifd'/>"
    host.write("/root/odd.xml", owned(guest("odd", more=f"{more}</qemu:capabilities>")))
    printed = host.run("virsh define odd.xml && virsh start odd").output
    scenario.message("invalid qemu namespace capability '…'", printed)


def ended_by_seccomp(scenario: Scenario, host: Host) -> None:
    """QEMU 7.2 for a fork, newer ones for another user; libvirt says so in two ways.

    It is chance whether the process is still there when libvirt looks for it.
    """
    old = scenario.stage.place.programs()["qemu"].startswith("7.")
    words = ("-runas", "nobody") if old else ("-run-with", "user=nobody")
    host.write("/usr/bin/qemu-kvm", GONE)
    host.must("chmod 755 /usr/bin/qemu-kvm")
    for text, *emulator in (
        ("unexpectedly closed the monitor",),
        ("process exited while connecting to monitor", EMULATOR),
    ):
        come(partial(ends, host, text, arguments(*words), *emulator), longest=60)
        scenario.symptom(text)
    if not old:
        told = "Can't fork bridge helper: Operation not permitted"
        fork = arguments("-netdev", "bridge,id=n0")
        scenario.message(told, refusal(host, fork))


def ends(host: Host, text: str, more: str, *devices: str) -> bool:
    """Whether a start fails with a message behind which nothing stands."""
    alone = rf"{text}( \(vm='demo'\))?\n\n"
    return re.search(alone, refusal(host, more, *devices)) is not None


def without_kvm(scenario: Scenario, host: Host) -> None:
    """An emulator that asks for KVM where libvirt did not; the host has the node."""
    host.write(
        "/usr/bin/qemu-kvm", '#!/bin/bash\nexec qemu-system-x86_64 "${@/#tcg/kvm}"'
    )
    host.must("chmod 755 /usr/bin/qemu-kvm")
    text = "Could not access KVM kernel module: No such file or directory"
    newer = not scenario.stage.place.programs()["qemu"].startswith("7.")
    sound = example("device-acl")
    short = sound.replace('"/dev/kvm",', "")
    for nodes, mode, told in (
        (sound, 666, False), (sound, 600, newer), (short, 666, True)
    ):  # fmt: skip
        settings(host, *nodes.splitlines())
        host.must(f"chmod {mode} /dev/kvm")
        printed = refusal(host, "", EMULATOR)
        assert (text in printed) == told, printed
    scenario.message(text, printed, without=["KVM"])
    # A daemon that starts takes it for the emulator of every guest.
    host.must("rm /usr/bin/qemu-kvm")
    settings(host)


def without_effect(scenario: Scenario, host: Host) -> None:
    """An override of an alias that no device has."""
    passing(host, overridden("nosuch", type="bool", value="true"))
    host.must("virsh start demo")
    assert not any("nosuch" in word for word in of_qemu(host, "cmdline"))
    scenario.symptom("An override has no effect")


def refused_settings(scenario: Scenario, host: Host) -> None:
    for text, *lines in (
        ("internal error: /etc/libvirt/qemu.conf: expected a string list for "
         "'cgroup_device_acl' parameter", 'cgroup_device_acl = "/dev/null"'),
        ('Security driver "none" cannot create confined guests',
         "security_require_confined = 1"),
    ):  # fmt: skip
        scenario.message(text, downfall(host, *lines))
