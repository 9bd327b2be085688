"""Claims about a session's guests as the host goes off, and on the network."""

from __future__ import annotations

from live.claims import claim
from live.driver import example, user
from live.hosts import Host, Stage
from live.services import guest
from live.transcripts import USER
from live.waiting import waited

SAVED = f"/home/{USER}/.config/libvirt/qemu/save/own.save"
LATER = "[Login]\nInhibitDelayMaxSec=100\n"
HELD = "systemd-inhibit --what=shutdown --mode=delay sleep 90"
"""It keeps a host that goes off for a while, so that a test can look."""
OFF = """timeout 5 busctl call org.freedesktop.login1 /org/freedesktop/login1 \\
  org.freedesktop.login1.Manager PowerOff b false"""
SERVED = "python3 -m http.server --bind 127.0.0.1 8000"
NET_BOOT = """qemu-system-x86_64 -display none -boot n \\
  -netdev user,id=own,bootfile=http://10.0.2.2:8000/own \\
  -device virtio-net-pci,netdev=own"""
"""A guest whose firmware asks the host, as its gateway is known to it, for a file."""
HEARD = "ss -tlnH | awk '/:2222 /{print $4}'"


def with_own(stage: Stage, *devices: str, name: str = "alpha") -> Host:
    """A host on which maria has a guest of her session."""
    host = stage.host(name)
    user(host)
    host.write("/tmp/own.xml", guest("own", *devices))
    return host


@claim("drv-instances")
def test_a_session_saves_its_guests_as_the_host_goes_off(stage: Stage) -> None:
    """As the host goes off, the daemon of a session saves its guests.

    Since 11.2.0 their user's first command starts them again; before, they stay off.
    """
    host = with_own(stage)
    host.write("/etc/systemd/logind.conf.d/later.conf", LATER)
    host.must("systemctl start systemd-logind")
    host.must("virsh define /tmp/own.xml; virsh start own", user=USER)
    host.must(f"{HELD} >/dev/null 2>&1 &")
    waited(host, "systemd-inhibit --list | grep sleep")
    host.run(OFF)
    waited(host, f"test -e {SAVED} && ! pidof qemu-system-x86_64")
    host.run(f"pkill -x -U {USER} libvirtd")
    waited(host, f"! pgrep -x -U {USER} libvirtd")
    host.must(f"rm -rf /run/user/$(id -u {USER})/libvirt")
    state = "shut off" if host.place.within("<11") else "running"
    waited(host, f"su - {USER} -c 'virsh domstate own' | grep '{state}'")


@claim("drv-instances")
def test_qemu_s_own_network_reaches_the_loopback_of_the_host(stage: Stage) -> None:
    """QEMU's own network lets a guest reach what listens on the host's 127.0.0.1."""
    host = stage.host("alpha")
    host.must(f"ip link set lo up; {SERVED} >asked 2>&1 &")
    waited(host, "ss -tln | grep 127.0.0.1:8000")
    host.must(f"timeout 60 {NET_BOOT} &")
    waited(host, "grep 'GET /own' asked", longest=60)


@claim("drv-instances", libvirt=">=11")
def test_a_port_is_open_on_all_addresses(stage: Stage) -> None:
    """A port that passt forwards is open on all addresses, unless it is given one."""
    shown = example("passt")
    here = " address='127.0.0.1'"
    assert here in shown
    for name, text, heard in (("alpha", shown, "127.0.0.1:2222"),
                              ("beta", shown.replace(here, ""), "*:2222")):  # fmt: skip
        host = with_own(stage, text, name=name)
        host.must("virsh define /tmp/own.xml; virsh start own", user=USER)
        assert host.must(HEARD).split() == [heard]
