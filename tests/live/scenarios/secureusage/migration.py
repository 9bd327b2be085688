"""A guest that goes to another host."""

from __future__ import annotations

from live.hosts import Host
from live.network import serve_tls
from live.services import IMAGES, define, disk, guest
from live.transcripts import Scenario

SOUTH = "qemu+tls://south.example.com/system"


def migrations(scenario: Scenario, north: Host, south: Host) -> None:
    """A guest that goes to another host, and comes back as a new one."""
    serve_tls(south)
    scenario.show("systemctl restart libvirtd.service", north)
    define(north, guest("invoices"))
    north.must("virsh start invoices")
    scenario.show("virsh migrate --live --p2p --tls --parallel", north)
    _arrived(north)
    south.must(f"mkdir -p {IMAGES}; qemu-img create -q -f qcow2 {IMAGES}/i.qcow2 1M")
    define(north, guest("invoices", disk(f"{IMAGES}/i.qcow2", kind="qcow2")))
    north.must("virsh start invoices")
    north.must("echo 192.0.2.12 elsewhere >>/etc/hosts")
    elsewhere = f"--copy-storage-all invoices {SOUTH} --migrateuri tcp://elsewhere"
    done = north.run(f"virsh migrate --live --p2p --tls {elsewhere}")
    scenario.message("Certificate does not match the hostname", done.output)
    options = "--live --p2p --tls --persistent --undefinesource --copy-storage-all"
    north.must(f"virsh migrate {options} invoices {SOUTH}")
    _arrived(north)
    define(north, guest("invoices"))
    north.must("virsh start invoices; mv /etc/pki/qemu /etc/pki/qemu.gone")
    without = north.run(f"virsh migrate --live --p2p --tls invoices {SOUTH}")
    message = "Unable to access credentials /etc/pki/qemu/ca-cert.pem: No such file"
    scenario.message(message, without.output)
    north.must("mv /etc/pki/qemu.gone /etc/pki/qemu")
    plain = north.run(f"virsh migrate --live invoices {SOUTH}").output
    scenario.message(
        "this libvirtd instance allows migration only with VIR_MIGRATE_TLS flag", plain
    )


def _arrived(north: Host) -> None:
    """See that a guest runs on the other host and has gone here, and end it."""
    assert "invoices" not in north.must("virsh list --name --all")
    assert "invoices" in north.must(f"virsh -c {SOUTH} list --name --persistent")
    north.must(f"virsh -c {SOUTH} destroy invoices")
    north.must(f"virsh -c {SOUTH} undefine invoices")
