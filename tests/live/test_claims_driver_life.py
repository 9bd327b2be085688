"""Claims about the QEMU driver: what lasts, what it heeds, and what it writes down."""

from __future__ import annotations

from live.claims import claim
from live.driver import (
    anew,
    defined,
    only_its_socket,
    owned,
    qemu,
    settings,
    status,
    user,
)
from live.hosts import Stage
from live.services import define, guest, ready
from live.transcripts import USER
from live.waiting import journal, waited

LAB = "qemu:///embed?root=/srv/lab"
CACHE = "/var/cache/libvirt/qemu/capabilities"
TPM = """<tpm model='tpm-crb'>
  <backend type='emulator' version='2.0'/></tpm>"""
SWTPM = """#!/bin/sh
echo '{"type": "swtpm_setup", "features": ["tpm-1.2", "tpm-2.0"], "version": "0.8"}'
"""
NO_CAPABILITY = """
  <qemu:capabilities><qemu:del capability='nosuch'/></qemu:capabilities>"""


@claim("drv-conf")
def test_guests_outlive_the_daemon(stage: Stage) -> None:
    """Guests go on when the daemon is restarted or killed, and it finds them again."""
    host = stage.host("alpha")
    define(host, guest("demo"))
    host.must("virsh start demo")
    process = qemu(host, "demo")
    anew(host)
    host.must("systemctl show -P MainPID libvirtd >pid; kill -KILL $(cat pid)")
    waited(host, "! test -e /proc/$(cat pid)")
    host.must("systemctl reset-failed libvirtd; systemctl start libvirtd")
    assert host.must("virsh domstate demo").strip() == "running"
    assert qemu(host, "demo") == process
    host.must(f"test -e {process}/status")


@claim("drv-conf")
def test_a_setting_reaches_a_guest_at_its_next_start(stage: Stage) -> None:
    """A guest keeps the settings that it was started with when the daemon restarts."""
    host = stage.host("alpha")
    define(host, guest("demo"))
    host.must("virsh start demo")
    settings(host, "seccomp_sandbox = 0")
    assert status(host, qemu(host, "demo"), "Seccomp") == "2"
    ready(host)
    host.must("virsh destroy demo && virsh start demo")
    assert status(host, qemu(host, "demo"), "Seccomp") == "0"


@claim("drv-conf")
def test_an_unknown_setting_is_ignored(stage: Stage) -> None:
    """A misspelt setting is neither refused nor logged."""
    host = stage.host("alpha")
    settings(host, "seccomp_sandboks = 0")
    define(host, guest("demo"))
    host.must("virsh start demo")
    assert status(host, qemu(host, "demo"), "Seccomp") == "2"
    assert "sandboks" not in journal(host)


@claim("drv-embed")
def test_an_embedded_driver_is_apart(stage: Stage) -> None:
    """An embedded driver has all below its root; the system lists nothing of it."""
    host = stage.host("alpha")
    host.write("/root/demo.xml", guest("demo"))
    host.must(f"virsh -c '{LAB}' define demo.xml")
    assert "demo" in host.must(f"virsh -c '{LAB}' list --all --name")
    assert "demo" not in host.must("virsh list --all --name")
    host.must("test -e /srv/lab/etc/qemu/demo.xml")


@claim("drv-embed")
def test_one_program_embeds_a_root(stage: Stage) -> None:
    """A second program cannot use the root of an embedded driver."""
    host = stage.host("alpha")
    host.must(f"(echo uri; exec tail -f /dev/null) | virsh -c '{LAB}' >/dev/null &")
    waited(host, "test -s /srv/lab/run/qemu/driver.pid")
    told = host.run(f"virsh -c '{LAB}' uri")
    assert told.status == 1
    assert "Failed to acquire pid file" in told.output


@claim("drv-embed")
def test_a_long_path_keeps_embedded_guests_from_starting(stage: Stage) -> None:
    """The path of an embedded guest's monitor has 107 characters at most."""
    host = stage.host("alpha")
    host.write("/root/demo.xml", guest("demo"))
    below = len("/lib/qemu/domain-1-demo/monitor.sock")
    for length, starts in ((108, False), (107, True)):
        root = "/srv/".ljust(length - below, "x")
        done = host.run(f"virsh -c 'qemu:///embed?root={root}' create demo.xml")
        assert (done.status == 0) == starts, done.output
        assert ("UNIX socket path" in done.output) != starts, done.output


@claim("drv-before")
def test_the_answers_of_qemu_are_kept(stage: Stage) -> None:
    """What QEMU can, libvirt asks once, and again when the program has changed."""
    host = stage.host("alpha")
    stamps = f"stat -c %y {CACHE}/*"
    host.must("virsh domcapabilities")
    before = host.must(stamps)
    anew(host)
    host.must("virsh domcapabilities")
    assert host.must(stamps) == before
    host.must("touch /usr/bin/qemu-system-x86_64")
    anew(host)
    host.must("virsh domcapabilities")
    assert host.must(stamps) != before


@claim("qpt-taint")
def test_passing_through_leaves_a_mark(stage: Stage) -> None:
    """Your arguments, and commands to the monitor, taint a guest, also in its log."""
    host = stage.host("alpha")
    more = "<qemu:commandline><qemu:env name='SITE' value='east'/></qemu:commandline>"
    define(host, owned(guest("demo", more=more)))
    host.must("virsh start demo; virsh qemu-monitor-command demo --hmp 'info status'")
    told = host.must("virsh dominfo demo")
    assert "tainted: custom configuration parameters specified" in told
    assert "tainted: custom monitor control commands issued" in told
    log = "/var/log/libvirt/qemu/demo.log"
    assert "is tainted: custom-argv" in host.must(f"cat {log}")
    assert host.must(f"stat -c '%a %U' {log}").strip() == "600 root"


@claim("drv-convert")
def test_the_way_back_is_gone(stage: Stage) -> None:
    """`virsh domxml-from-native` fails with the driver of QEMU."""
    host = stage.host("alpha")
    told = host.run("touch old.args; virsh domxml-from-native qemu-argv old.args")
    assert told.status == 1
    assert "this function is not supported by the connection driver" in told.output


@claim("drv-instances")
def test_a_session_starts_no_guest_at_boot(stage: Stage) -> None:
    """A guest of a session that is marked for autostart waits for its user."""
    host = stage.host("alpha")
    user(host)
    host.write("/tmp/own.xml", guest("own"))
    host.must("virsh define /tmp/own.xml; virsh autostart own", user=USER)
    # The end of the session may have taken the daemon along.
    host.run(f"loginctl terminate-user {USER}; pkill -x -U {USER} libvirtd")
    waited(host, f"! pgrep -x -U {USER} libvirtd")
    host.must(f"rm -rf /run/user/$(id -u {USER}); systemctl restart libvirtd")
    ready(host)
    assert host.run("pidof qemu-system-x86_64").status
    host.must("virsh list", user=USER)
    waited(host, "pidof qemu-system-x86_64")


@claim("qpt-capabilities", libvirt="<12")
def test_an_unknown_capability_is_refused_at_start(stage: Stage) -> None:
    """An unknown capability of QEMU is found when the guest starts."""
    host = stage.host("alpha")
    define(host, owned(guest("demo", more=NO_CAPABILITY)))
    told = host.run("virsh start demo").output
    assert "invalid qemu namespace capability 'nosuch'" in told


@claim("qpt-capabilities", libvirt=">=12.8.0")
def test_an_unknown_capability_is_refused_when_defined(stage: Stage) -> None:
    """Since 12.8.0 an unknown capability of QEMU is found when a guest is defined."""
    host = stage.host("alpha")
    told = defined(host, guest("demo", more=NO_CAPABILITY))
    assert "invalid qemu namespace capability 'nosuch'" in told
    assert host.must("virsh list --all --name").strip() == ""


@claim("drv-quick")
def test_a_socket_starts_no_guest_at_boot(stage: Stage) -> None:
    """Where only its socket is enabled, guests start with the first command."""
    host = stage.host("alpha")
    only_its_socket(host, "demo")
    host.must("virsh uri")
    waited(host, "pidof qemu-system-x86_64")


@claim("drv-undo", without=("swtpm",))
def test_the_state_of_a_tpm_goes(stage: Stage) -> None:
    """The state of a TPM goes with the definition, unless --keep-tpm keeps it."""
    host = stage.host("alpha")
    for name in ("swtpm", "swtpm_setup", "swtpm_ioctl"):
        host.write(f"/usr/bin/{name}", SWTPM)
        host.must(f"chmod 755 /usr/bin/{name}")
    for words, stays in (("--nvram", False), ("--keep-nvram --keep-tpm", True)):
        define(host, guest("demo", TPM))
        state = f"/var/lib/libvirt/swtpm/{host.must('virsh domuuid demo').strip()}"
        host.must(f"mkdir -p {state}/tpm2; virsh undefine demo {words}")
        assert (host.run(f"test -e {state}/tpm2").status == 0) == stays


@claim("drv-instances", libvirt="<10")
def test_the_old_debian_has_no_passt(stage: Stage) -> None:
    """Debian 12 refuses a network of passt, which its libvirt should know."""
    host = stage.host("alpha")
    network = "<interface type='user'><backend type='passt'/></interface>"
    told = defined(host, guest("demo", network))
    assert "attribute 'type' in element 'backend': 'passt'" in told


@claim("errata-drv-argv", libvirt=">=11")
def test_no_acpi_is_gone(stage: Stage) -> None:
    """QEMU 9.0 and newer refuse `-no-acpi`."""
    host = stage.host("alpha")
    told = host.run("timeout 5 qemu-system-x86_64 -display none -no-acpi")
    assert told.status == 1
    assert "-no-acpi: invalid option" in told.output
