"""Users, sockets and certificates, and what shows that all is well."""

from __future__ import annotations

from live.hosts import Host
from live.network import ADDRESSES, certify, serve_tls
from live.services import IMAGES, SYSTEM, configure, define, disk, guest, restart
from live.transcripts import USER, Scenario
from live.waiting import journal, now

ASK = "virsh -c qemu+tls://north.example.com/system uri"
CA = "/etc/pki/CA/cacert.pem"


def access(
    scenario: Scenario, host: Host, client: Host, unit: str, clients: str
) -> None:
    """Users, sockets and certificates."""
    define(host, guest("payroll"))
    host.must("virsh start payroll")
    host.write("/root/group.conf", unit)
    scenario.show("groupadd", host)
    # Nobody would see to the guest that runs.
    host.must("systemctl is-active libvirtd.service")
    serve_tls(host)
    host.must("systemctl stop libvirtd.service libvirtd-tls.socket")
    host.must("systemctl enable --now libvirtd-tcp.socket; virsh uri")
    scenario.show("virt-pki-query-dn", host)
    configure(host, "libvirtd.conf", *clients.splitlines())
    scenario.show("systemctl stop libvirtd.service", host)
    scenario.show("virsh -c qemu+tls", client)


def refusals(scenario: Scenario, host: Host, client: Host) -> None:
    """What TLS says to a client that it does not let in, and to one without files."""
    since = now(host)
    certify(client, ADDRESSES[1], "/O=Example/CN=stranger.example.com")
    done = client.run(ASK)
    scenario.message("error: Unable to read TLS confirmation", done.output)
    scenario.message("Client's Distinguished Name is not on", journal(host, since))
    client.must("mv /etc/pki/libvirt none")
    scenario.message("error: Unable to read TLS confirmation", client.run(ASK).output)
    client.must("mv none /etc/pki/libvirt")
    client.must(f"echo {ADDRESSES[0]} other.example.com >>/etc/hosts")
    done = client.run(ASK.replace("north", "other"))
    scenario.message("owner does not match the hostname", done.output)
    client.must(f"useradd -m {USER}")
    scenario.message("Unable to set x509 key", client.run(ASK, user=USER).output)
    client.must(f"mv {CA} gone")
    # Each libvirt prints one of the two wordings.
    newer = "does not exist" if client.place.within(">=12") else "Cannot read"
    scenario.message(newer, client.run(ASK).output)
    client.must(f"mv gone {CA}")


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
    """The read-only socket opens again, and nothing listens for TLS."""
    scenario.show("rm /etc/systemd", host)
    host.must("systemctl is-active libvirtd.service")
    assert "payroll" in host.must(f"virsh -r -c {SYSTEM} list --all", user=USER)
    host.must("systemctl stop libvirtd.service; systemctl reset-failed")
    since = now(host)
    host.write("/etc/default/libvirtd", 'LIBVIRTD_ARGS="--listen"\n')
    assert host.run("systemctl start libvirtd.service").status == 1
    scenario.message("--listen parameter not permitted", journal(host, since))
    host.must("rm /etc/default/libvirtd")
    restart(host, "libvirtd.service")
