"""Claims about who may connect, and what others get to see."""

from __future__ import annotations

import re

from live.claims import claim
from live.hosts import Host, Stage
from live.network import ADDRESSES, certify
from live.services import SYSTEM, configure, define, guest, restart
from pages import ROOT

SOCKET = "/run/libvirt/libvirt-sock"
VNC = "<graphics type='vnc' port='5900' listen='0.0.0.0'{}/>"
OFFERED = """python3 -c '
import socket
peer = socket.create_connection(("127.0.0.1", 5900), 9)
peer.sendall(peer.recv(12))
print(*peer.recv(peer.recv(1)[0]))
'"""
"""The kinds of authentication that a VNC server offers; 1 is none."""
RUNS = "[Service]\nExecStart=/bin/sleep infinity\n"
MODULAR = {"virtlxcd": True, "virtqemud": True, "virtlockd": False, "virtlogd": False}
"""Which daemons the page's command starts anew."""


def with_guest(stage: Stage, *devices: str) -> Host:
    """A host on which a guest runs, and that maria is a user of."""
    host = stage.host("north")
    host.must("useradd -m maria")
    define(host, guest("payroll", *devices))
    host.must("virsh start payroll")
    return host


@claim("drv-access")
def test_read_only_changes_nothing(stage: Stage) -> None:
    """Each user may list guests by a read-only connection, and change nothing."""
    host = with_guest(stage, VNC.format(" passwd='letmein1'"))
    virsh = f"virsh -r -c {SYSTEM}"
    assert "payroll" in host.must(f"{virsh} list --name", user="maria")
    assert "letmein1" not in host.must(f"{virsh} dumpxml payroll", user="maria")
    host.must("cp /root/payroll.xml /home/maria; chmod 644 /home/maria/payroll.xml")
    for command in ("destroy payroll", "suspend payroll", "undefine payroll",
                    "dumpxml payroll --security-info", "define payroll.xml",
                    "create payroll.xml"):  # fmt: skip
        done = host.run(f"{virsh} {command}", user="maria")
        assert done.status == 1, command
        assert "operation forbidden" in done.output, command


@claim("drv-access")
def test_read_only_hides_passwords_of_displays_alone(stage: Stage) -> None:
    """A read-only `dumpxml` shows a password in `<sysinfo>` or `<cmdline>`, too."""
    host = stage.host("north")
    host.must("useradd -m maria")
    entry = "<oemStrings><entry>letmein2</entry></oemStrings>"
    text = guest("payroll", VNC.format(" passwd='letmein1'"),
                 more=f"<sysinfo type='smbios'>{entry}</sysinfo>")  # fmt: skip
    kernel = "<kernel>/boot/vmlinuz</kernel><cmdline>key=letmein3</cmdline>"
    define(host, text.replace("</os>", f"{kernel}</os>"))
    shown = host.must(f"virsh -r -c {SYSTEM} dumpxml payroll", user="maria")
    assert [f"letmein{n}" in shown for n in (1, 2, 3)] == [False, True, True]


@claim("sec-remote")
def test_listen_tcp_closes_no_socket_of_systemd(stage: Stage) -> None:
    """With `auth_tcp = "none"`, a TCP socket unit lets all in, despite `listen_tcp`."""
    host = stage.host("north")
    configure(host, "libvirtd.conf", "listen_tcp = 0", 'auth_tcp = "none"')
    host.must("useradd -m maria; systemctl start libvirtd-tcp.socket")
    told = host.must("virsh -c qemu+tcp://127.0.0.1/system uri", user="maria")
    assert told.strip() == "qemu+tcp://127.0.0.1/system"


@claim("sec-remote")
def test_settings_of_sockets_have_no_effect(stage: Stage) -> None:
    """`unix_sock_rw_perms` and `unix_sock_group` do not change systemd's sockets."""
    host = stage.host("north")
    settings = ('unix_sock_group = "libvirt"', 'unix_sock_rw_perms = "0770"')
    configure(host, "libvirtd.conf", *settings)
    restart(host, "libvirtd.service")
    assert host.must(f"stat -c '%a %G' {SOCKET}") == "666 root\n"


@claim("sec-remote")
def test_no_socket_opens_while_the_service_runs(stage: Stage) -> None:
    """While libvirtd runs, systemd opens no socket of it; guests outlive its stop."""
    host = with_guest(stage)
    start = "systemctl start libvirtd-tls.socket"
    assert host.run(start).status == 1
    host.must(f"systemctl stop libvirtd.service; {start}")
    host.must("kill -0 $(cat /run/libvirt/qemu/payroll.pid)")


@claim("sec-display")
def test_vnc_takes_certificates_of_qemu(stage: Stage) -> None:
    """Where /etc/pki/libvirt-vnc is missing, vnc_tls takes those in /etc/pki/qemu."""
    host = with_guest(stage, VNC.format(""))
    configure(host, "qemu.conf", "vnc_tls = 1")
    restart(host, "libvirtd.service")
    host.write("/root/other.xml", guest("other", "<graphics type='vnc'/>"))
    missing = "Unable to access credentials /etc/pki/qemu/ca-cert.pem"
    assert missing in host.run("virsh create other.xml").output
    certify(host, ADDRESSES[0], "/O=Example/CN=north.example.com")
    # The guest has what it was started with.
    assert host.must(OFFERED) == "1\n"
    host.must("virsh destroy payroll; virsh start payroll")
    assert host.must(OFFERED) == "19\n"


@claim("sec-display", libvirt="<10")
def test_spice_tls_leaves_the_plain_port_open(stage: Stage) -> None:
    """`spice_tls` leaves the plain port open, unless the guest has only TLS."""
    host = stage.host("north")
    certify(host, ADDRESSES[0], "/O=Example/CN=north.example.com")
    configure(host, "qemu.conf", "spice_tls = 1", 'spice_listen = "0.0.0.0"')
    restart(host, "libvirtd.service")
    spice = "<graphics type='spice' autoport='yes'{}/>"
    for more, ports in (("", 2), (" defaultMode='secure'", 1)):
        define(host, guest("payroll", spice.format(more)))
        host.must("virsh start payroll")
        assert host.must("ss -tlnH").count(" 0.0.0.0:59") == ports
        assert host.must("virsh domdisplay payroll").count("tls-port=") == 1
        host.must("virsh destroy payroll; virsh undefine payroll")


@claim("sec-display")
def test_vnc_asks_for_nothing(stage: Stage) -> None:
    """Without a password and TLS, whoever reaches the VNC port is let in."""
    host = with_guest(stage, VNC.format(""))
    assert host.must(OFFERED) == "1\n"
    assert "0.0.0.0:5900" in host.must("ss -tln")


@claim("sec-display")
def test_vnc_passwords_are_short(stage: Stage) -> None:
    """A VNC password of more than 8 characters is refused."""
    host = with_guest(stage, VNC.format(" passwd='12345678'"))
    assert host.must(OFFERED) == "2\n"
    host.write("/root/long.xml", guest("long", VNC.format(" passwd='123456789'")))
    done = host.run("virsh define long.xml")
    assert "VNC password is 9 characters long, only 8 permitted" in done.output


@claim("sec-display")
def test_displays_listen_here(stage: Stage) -> None:
    """Without settings, a display listens on 127.0.0.1 alone."""
    host = with_guest(stage, "<graphics type='vnc' port='-1' autoport='yes'/>")
    rows = [row for row in host.must("ss -tlnH").splitlines() if ":59" in row]
    assert [row.split()[3] for row in rows] == ["127.0.0.1:5900"]


@claim("sec-display")
def test_a_display_can_be_a_socket(stage: Stage) -> None:
    """With vnc_auto_unix_socket = 1 no port is open, and users do not reach it."""
    host = stage.host("north")
    configure(host, "qemu.conf", "vnc_auto_unix_socket = 1")
    define(host, guest("payroll", "<graphics type='vnc'/>"))
    host.must("useradd -m maria; virsh start payroll")
    (path,) = host.must("ls /var/lib/libvirt/qemu/domain-1-payroll/vnc.sock").split()
    assert host.run(f"test -e {path}", user="maria").status == 1
    assert ":59" not in host.must("ss -tln")


@claim("sec-display", libvirt="<10")
def test_a_spice_display_can_be_a_socket(stage: Stage) -> None:
    """With spice_auto_unix_socket = 1 no port is open, and users do not reach it."""
    host = stage.host("north")
    configure(host, "qemu.conf", "spice_auto_unix_socket = 1")
    define(host, guest("payroll", "<graphics type='spice' autoport='yes'/>"))
    host.must("useradd -m maria; virsh start payroll")
    told = host.must("virsh domdisplay payroll").strip()
    assert told.startswith("spice+unix://")
    path = told.removeprefix("spice+unix://")
    host.must(f"test -S {path}")
    assert host.run(f"test -e {path}", user="maria").status == 1
    assert ":59" not in host.must("ss -tln")


@claim("sec-display", libvirt="<10")
def test_sockets_and_only_tls_exclude_each_other(stage: Stage) -> None:
    """With spice_auto_unix_socket = 1 no guest with defaultMode='secure' starts."""
    host = stage.host("north")
    certify(host, ADDRESSES[0], "/O=Example/CN=north.example.com")
    configure(host, "qemu.conf", "spice_tls = 1")
    spice = "<graphics type='spice' autoport='yes' defaultMode='secure'/>"
    define(host, guest("payroll", spice))
    host.must("virsh start payroll; virsh destroy payroll")
    configure(host, "qemu.conf", "spice_auto_unix_socket = 1")
    restart(host, "libvirtd.service")
    done = host.run("virsh start payroll")
    assert "spice defaultMode secure requested" in done.output


@claim("drv-examples")
def test_a_listener_can_be_a_socket(stage: Stage) -> None:
    """A display with `<listen type='socket'/>` has no port; users do not reach it."""
    display = "<graphics type='vnc'><listen type='socket'/></graphics>"
    host = with_guest(stage, display)
    told = host.must("virsh domdisplay payroll").strip()
    assert told.startswith("vnc+unix://")
    path = told.removeprefix("vnc+unix://")
    host.must(f"test -S {path}")
    assert host.run(f"test -e {path}", user="maria").status == 1
    assert ":59" not in host.must("ss -tln")


@claim("sec-display")
def test_an_address_in_the_xml_wins(stage: Stage) -> None:
    """vnc_listen and vnc_auto_unix_socket leave a display with an address as it is."""
    host = with_guest(stage, VNC.format(""))
    for setting in ("vnc_auto_unix_socket = 1", 'vnc_listen = "127.0.0.1"'):
        host.write("/etc/libvirt/qemu.conf", f"{setting}\n")
        restart(host, "libvirtd.service")
        host.must("virsh destroy payroll; virsh start payroll")
        assert "0.0.0.0:5900" in host.must("ss -tln")


@claim("drv-access")
def test_the_daemons_of_all_drivers_start_anew(stage: Stage) -> None:
    """The restart of all modular daemons takes virtlxcd along, but not virtlockd."""
    host = stage.host("north")
    for name in ("virtlxcd", "virtqemud"):
        host.write(f"/run/systemd/system/{name}.service", RUNS)
    host.must("systemctl daemon-reload; systemctl start virtlockd virtlogd")
    host.must("systemctl start virtlxcd virtqemud")
    ids = {name: host.must(f"systemctl show -P MainPID {name}") for name in MODULAR}
    page = (ROOT / "kbase/drvqemu.rst").read_text("utf-8")
    [restarts] = re.findall(r"``(systemctl try-restart [^`]*)``", page)
    host.must(restarts)
    for name, changes in MODULAR.items():
        assert (host.must(f"systemctl show -P MainPID {name}") != ids[name]) == changes
