"""Users, sockets and certificates, and what shows that all is well."""

from __future__ import annotations

from live.hosts import Host
from live.network import serve_tls
from live.services import IMAGES, SYSTEM, configure, define, disk, guest
from live.transcripts import USER, Scenario


def access(scenario: Scenario, host: Host, unit: str, clients: str) -> None:
    """Users, sockets and certificates."""
    define(host, guest("payroll"))
    host.must("virsh start payroll")
    host.write("/root/group.conf", unit)
    scenario.show("install -D", host)
    serve_tls(host)
    host.must("systemctl stop libvirtd.service libvirtd-tls.socket")
    host.must("systemctl enable --now libvirtd-tcp.socket; virsh uri")
    scenario.show("virt-pki-query-dn", host)
    configure(host, "libvirtd.conf", *clients.splitlines())
    scenario.show("systemctl stop libvirtd.service", host)
    # Its certificate, which it has as a client, too, is the one that is listed.
    host.must("virsh -c qemu+tls://north.example.com/system uri")


def checks(scenario: Scenario, host: Host) -> None:
    """What the section 'Check that it works' shows."""
    define(host, guest("trial"))
    host.must("virsh start trial")
    scenario.show("virsh migrate --live trial", host)
    define(
        host,
        guest(
            "intake",
            disk(f"{IMAGES}/intake.qcow2", kind="qcow2", more="<backingStore/>"),
            "<graphics type='vnc' autoport='yes' listen='127.0.0.1'/>",
        ),
    )
    host.must("virsh start intake")
    scenario.show("virsh dumpxml intake", host)
    scenario.show("readlink", host)
    scenario.show("ss -Htln", host)


def undo(scenario: Scenario, host: Host) -> None:
    """The read-only socket opens again."""
    scenario.show("rm /etc/systemd", host)
    assert "payroll" in host.must(f"virsh -r -c {SYSTEM} list --all", user=USER)
