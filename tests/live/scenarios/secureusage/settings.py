"""Settings with which the daemon does not start, and one that it passes over."""

from __future__ import annotations

from live.hosts import Host
from live.services import ready, restart
from live.transcripts import Scenario

WRONG = {
    "allow_disk_format_probing = 1":
        "unsupported configuration: allow_disk_format_probing is no longer supported",
    'default_tls_x509_cert_dir = "/etc/pki/nowhere"':
        "default_tls_x509_cert_dir directory '…' does not exist",
    'migrate_tls_x509_cert_dir = "/etc/pki/nowhere"':
        "migrate_tls_x509_cert_dir directory '…' does not exist",
    'vnc_tls_x509_cert_dir = "/etc/pki/nowhere"':
        "vnc_tls_x509_cert_dir directory '…' does not exist",
    'migration_host = "localhost"':
        "migration_host must not be the address of the local machine: localhost",
    "migration_port_min = 70000":
        "migration_port_max: port must be between the minimal port 70000 and 65535",
    "migration_address = 192.0.2.11":
        "syntax error: /etc/libvirt/qemu.conf:1: expecting a separator",
    'stdio_handler = "none"':
        "unsupported configuration: Unknown stdio handler none",
}  # fmt: skip
FAILURE = """
since=$(date +%s.%6N)
systemctl reset-failed libvirtd.service libvirtd.socket
systemctl restart libvirtd.service
for turn in {1..50}; do
  journalctl --sync; journalctl --since @$since --output cat >told
  ! grep 'Initialization of .* failed' told || break
  sleep 0.1
done
systemctl stop libvirtd.service
grep 'Initialization of .* failed' told
"""


def settings(scenario: Scenario, host: Host) -> None:
    """What the daemon says of each."""
    for setting, message in WRONG.items():
        host.write("/etc/libvirt/qemu.conf", f"{setting}\n")
        scenario.message(message, host.must(FAILURE))
    host.write("/etc/libvirt/qemu.conf", "migrate_tls_forced = 1\n")
    restart(host, "libvirtd.service")
    ready(host)
    scenario.symptom("A setting has no effect")
