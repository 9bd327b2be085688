"""A secret, and a disk that it opens."""

from __future__ import annotations

from live.hosts import SHARED, Host
from live.services import IMAGES, configure, disk, guest
from live.transcripts import Scenario, steady

SECRET = "0d5c9a14-7be2-4f63-b8a1-92e40c6d7f35"
SERVED = "qemu-nbd --fork --persistent -f raw -x payroll-data"
NBD = "/etc/pki/qemu/nbd"
STORE = f"""
set -e
cd /job/{SHARED}
openssl x509 -req -in north.csr -CA hosts.pem -CAkey hosts.key -days 2 -out store.pem \\
  -extfile <(echo subjectAltName=DNS:store.example.com
             echo keyUsage=critical,digitalSignature,keyEncipherment
             echo extendedKeyUsage=serverAuth)
mkdir -p {NBD} /root/tls
cp -p /etc/pki/qemu/ca-cert.pem /etc/pki/qemu/client-*.pem {NBD}
cp hosts.pem /root/tls/ca-cert.pem
cp store.pem /root/tls/server-cert.pem
cp north.key /root/tls/server-key.pem
{SERVED} --tls-creds t \\
  --object tls-creds-x509,id=t,endpoint=server,dir=/root/tls,verify-peer=yes /srv/store
"""
"""A store that demands TLS, and a certificate of its clients."""
LARGE = "nbd://store.example.com/payroll-data 10G"
KEY = "--object secret,id=s,file=pass -o key-secret=s"


def secrets(scenario: Scenario, host: Host, remote: str) -> None:
    """A secret, and a disk that it opens."""
    scenario.show("cat > payroll-data.xml", host)
    # Long enough to be a passphrase, and without the newline that would belong to it.
    assert host.must("stat -c '%a %s' pass; wc -l <pass") == "600 32\n0\n"
    host.must("cp pass copy; (cat pass; echo) >line")
    told = host.run(f"virsh secret-get-value {SECRET}").output
    scenario.message("error: Invalid secret: secret is private", told)
    _on_a_store(scenario, host, remote)
    host.must("mv copy pass")
    _opens(scenario, host)


def _on_a_store(scenario: Scenario, host: Host, remote: str) -> None:
    """A volume that others serve, before this host has made it LUKS, and after it."""
    host.must("echo 127.0.0.1 store.example.com >>/etc/hosts")
    host.must("truncate -s 10G /srv/store")
    host.must(f"{SERVED} --pid-file=/run/store.pid /srv/store")
    host.write("/root/remote.xml", guest("remote", remote))
    told = host.run("virsh create remote.xml").output
    scenario.message("Volume is not in LUKS format", told)
    done = steady(host, f"qemu-img create -q -f luks {KEY},iter-time=10 {LARGE}")
    scenario.message("qemu-img: …: Cannot grow NBD nodes", done.output)
    scenario.show("qemu-img create -q -f luks", host)
    host.must("virsh create remote.xml; virsh destroy remote")
    _over_tls(scenario, host, remote)


def _over_tls(scenario: Scenario, host: Host, remote: str) -> None:
    """The same volume, on a store that demands TLS."""
    host.must("read -r pid </run/store.pid; kill $pid; tail --pid=$pid -f /dev/null")
    host.must("rm /srv/store; truncate -s 10G /srv/store; cp copy pass")
    host.must(STORE)
    made = f"qemu-img create -q -f luks {KEY},iter-time=10 head.luks 10238M"
    assert steady(host, made).status == 0
    told = host.run(f"qemu-img create -q -f luks {KEY} {LARGE}").output
    assert "TLS negotiation required" in told
    scenario.show("qemu-img convert", host)
    configure(host, "qemu.conf", f'nbd_tls_x509_cert_dir = "{NBD}"')
    host.must("systemctl restart libvirtd.service")
    over_tls = remote.replace(
        "<source protocol='nbd'", "<source tls='yes' protocol='nbd'"
    )
    host.write("/root/remote.xml", guest("remote", over_tls))
    host.must("virsh create remote.xml; virsh destroy remote")


def _opens(scenario: Scenario, host: Host) -> None:
    """What a guest says of a secret that is wrong, or missing."""
    made = f"qemu-img create -q -f luks {KEY},iter-time=10 {IMAGES}/vault.img 1M"
    assert steady(host, made).status == 0
    secret = (
        "<encryption format='luks'><secret type='passphrase' usage='payroll-data'/>"
        "</encryption>"
    )
    text = guest("vault", disk(f"{IMAGES}/vault.img", more=secret))
    host.write("/root/vault.xml", text)
    host.must(f"virsh secret-set-value {SECRET} --file pass --plain")
    host.must("virsh define vault.xml && virsh start vault && virsh destroy vault")
    host.must(f"virsh secret-set-value {SECRET} --file line --plain")
    told = host.run("virsh start vault").output
    scenario.message("Invalid password, cannot unlock any keyslot", told)
    host.must(f"virsh secret-undefine {SECRET}")
    told = host.run("virsh start vault").output
    scenario.message(
        "Secret not found: no secret with matching usage 'payroll-data'", told
    )
