"""A network between two hosts, and certificates with which they know each other."""

from __future__ import annotations

import subprocess
from pathlib import Path

from live.hosts import SHARED, Host

ADDRESSES = ("192.0.2.11", "192.0.2.12")
"""Of the hosts in the network for migration."""
REACHED = ("198.51.100.11", "198.51.100.12")
"""Where clients reach them."""

_CERTIFY = """
set -e
cd /job/{shared}
migrate=DNS:{name}.migrate.example.com
new="openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
sign() {{
  [ -e $1.pem ] || $new -x509 -days 2 -subj "/O=Example/CN=Authority $1" \
    -keyout $1.key -out $1.pem -addext keyUsage=critical,keyCertSign
  $new -subj '{subject}' -keyout $2.key -out $2.csr
  openssl x509 -req -in $2.csr -CA $1.pem -CAkey $1.key -days 2 -out $2.pem \
    -extfile <(echo subjectAltName=IP:{address},DNS:{name}.example.com,$migrate
               echo keyUsage=critical,digitalSignature,keyEncipherment
               echo extendedKeyUsage=serverAuth,clientAuth)
}}
sign ca {name}
sign {authority} {name}.qemu
install -D -m 644 ca.pem /etc/pki/CA/cacert.pem
install -D -m 644 {authority}.pem /etc/pki/qemu/ca-cert.pem
for side in server client; do
  install -D -m 644 {name}.pem /etc/pki/libvirt/${{side}}cert.pem
  install -D -m 600 {name}.key /etc/pki/libvirt/private/${{side}}key.pem
  install -D -m 644 {name}.qemu.pem /etc/pki/qemu/$side-cert.pem
  install -D -m 600 -o libvirt-qemu {name}.qemu.key /etc/pki/qemu/$side-key.pem
done
"""


def join(*hosts: Host) -> None:
    """Lay a cable between two hosts: NAME.example.com, and NAME.migrate for it."""
    first, second = (_process(host) for host in hosts)
    cable = f"eth0 netns {first} type veth peer name eth0 netns {second}"
    subprocess.run(["ip", "link", "add", *cable.split()], check=True)
    names = "\n".join(
        f"{own} {host.name}.migrate.example.com\n{reached} {host.name}.example.com"
        for host, own, reached in zip(hosts, ADDRESSES, REACHED, strict=True)
    )
    for host, *both in zip(hosts, ADDRESSES, REACHED, strict=True):
        for address in both:
            host.must(f"ip address add {address}/24 dev eth0")
        host.must(f"ip link set eth0 up; echo '{names}' >>/etc/hosts")


def certify(host: Host, address: str, subject: str, authority: str = "hosts") -> None:
    """Give a host a certificate for libvirt, and one of an authority for QEMU."""
    host.must(
        _CERTIFY.format(
            shared=SHARED,
            name=host.name,
            address=address,
            subject=subject,
            authority=authority,
        )
    )


def trust(host: Host, other: Host, name: str) -> None:
    """Let root of a host log in on another, which it knows by a name, by SSH."""
    key = f"/job/{SHARED}/{host.name}.pub"
    host.must(
        "mkdir -m 700 -p .ssh; ssh-keygen -q -t ed25519 -N '' -f .ssh/id_ed25519;"
        f"cp .ssh/id_ed25519.pub {key}; echo {ADDRESSES[1]} {name} >>/etc/hosts;"
        "echo StrictHostKeyChecking accept-new >.ssh/config"
    )
    other.must(
        f"install -D -m 600 {key} .ssh/authorized_keys; chmod 700 .ssh;"
        "ssh-keygen -A; systemctl start ssh.service"
    )


def serve_tls(host: Host) -> None:
    """Let others reach the daemon of a host by qemu+tls."""
    uuid = "$(cat /proc/sys/kernel/random/uuid)"
    host.must(f'echo "host_uuid = \\"{uuid}\\"" >>/etc/libvirt/libvirtd.conf')
    host.must("systemctl stop libvirtd.service; systemctl start libvirtd-tls.socket")


def _process(host: Host) -> str:
    """The id of a process in the network of a host, as it is here."""
    network = host.must("readlink /proc/1/ns/net").strip()
    for link in Path("/proc").glob("[0-9]*/ns/net"):
        try:
            if str(link.readlink()) == network:
                return link.parts[2]
        except OSError:  # it has ended since
            continue
    raise LookupError(f"{host.name} has no process")
