"""Claims about secrets and about the encryption of migrations."""

from __future__ import annotations

import pytest

from live.claims import claim
from live.hosts import SHARED, Host, Stage
from live.network import ADDRESSES, certify, join, serve_tls
from live.services import SYSTEM, configure, define, disk, guest, restart

REVOKED = f"""
set -e
cd /job/{SHARED}
printf '%s\\n' '[ca]' default_ca=own '[own]' database=index certificate=hosts.pem \\
  private_key=hosts.key default_md=sha256 default_crl_days=2 >ca.conf
touch index
openssl ca -config ca.conf -revoke maria.pem
openssl ca -config ca.conf -gencrl -out /etc/pki/qemu/ca-crl.pem
chmod 644 /etc/pki/qemu/ca-crl.pem
"""
"""The authority takes the user's certificate back, and this host knows it."""
UUID = "0d5c9a14-7be2-4f63-b8a1-92e40c6d7f35"
KEPT = "/etc/libvirt/secrets"
VALUE = "Y29ycmVjdCBob3JzZQ=="
"""The value in base64."""
USERS = f"""
set -e
cd /job/{SHARED}
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -x509 -days 2 \\
  -subj '/O=Example/CN=Authority of users' -addext keyUsage=critical,keyCertSign \\
  -keyout users.key -out users.pem
cat users.pem >>/etc/pki/qemu/ca-cert.pem
"""
"""Another authority, which only this host knows."""
MARIA = f"""
set -e
cd /job/{SHARED}
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \\
  -subj '/O=Example/CN=maria' -keyout maria.key -out maria.csr
openssl x509 -req -in maria.csr -CA {{authority}}.pem -CAkey {{authority}}.key \\
  -days 2 -out maria.pem -extfile <(echo keyUsage=digitalSignature,keyEncipherment
                                    echo extendedKeyUsage=clientAuth)
install -m 644 maria.pem /etc/pki/qemu/client-cert.pem
install -m 600 -o libvirt-qemu maria.key /etc/pki/qemu/client-key.pem
"""
"""A certificate of a user, who is no host, in the place of the host's own."""
TO = f"qemu+tls://south.example.com/system --migrateuri tcp://{ADDRESSES[1]}"


def with_secret(stage: Stage, ephemeral: str = "no", private: str = "yes") -> Host:
    """A host with a secret that has a value."""
    host = stage.host("north")
    make_secret(host, ephemeral, private)
    return host


def make_secret(host: Host, ephemeral: str = "no", private: str = "yes") -> None:
    """Make a secret that has a value."""
    host.write("/root/secret.xml", f"""
<secret ephemeral='{ephemeral}' private='{private}'>
  <uuid>{UUID}</uuid>
  <usage type='volume'><volume>payroll-data</volume></usage>
</secret>""")  # fmt: skip
    host.must("printf 'correct horse' >value; virsh secret-define secret.xml")
    host.must(f"virsh secret-set-value {UUID} --file value --plain")


def with_certificates(stage: Stage) -> tuple[Host, Host]:
    """Two hosts with certificates, of which the second lets guests come in."""
    north, south = (stage.host(name) for name in ("north", "south"))
    join(north, south)
    for host, address in zip((north, south), ADDRESSES, strict=True):
        certify(host, address, "/O=Example/CN=admin.example.com")
    serve_tls(south)
    return north, south


@claim("sec-storage")
def test_a_private_secret_is_not_told(stage: Stage) -> None:
    """Not even root is told the value of a private secret."""
    done = with_secret(stage).run(f"virsh secret-get-value {UUID}")
    assert done.status == 1
    assert "secret is private" in done.output


@claim("sec-storage")
def test_other_secrets_are_told(stage: Stage) -> None:
    """The group libvirt gets the value of a secret that is not private."""
    host = with_secret(stage, private="no")
    host.must("useradd -m -G libvirt olga; useradd -m maria")
    command = f"-c {SYSTEM} secret-get-value {UUID}"
    assert host.must(f"virsh {command}", user="olga").strip() == VALUE
    assert VALUE not in host.run(f"virsh -r {command}", user="maria").output


@claim("sec-trouble")
def test_a_file_is_taken_for_base64(stage: Stage) -> None:
    """`secret-set-value --file` without `--plain` sets another value, untold."""
    host = with_secret(stage, private="no")
    get = f"virsh secret-get-value {UUID}"
    assert host.must(get).strip() == VALUE
    host.must(f"virsh secret-set-value {UUID} --file value")
    assert host.must(get).strip() not in (VALUE, "correct horse")


@claim("sec-storage", libvirt="<12.1.0")
def test_the_disk_holds_base64(stage: Stage) -> None:
    """Before libvirt 12.1.0, a file of root's holds a secret's value in base64."""
    host = with_secret(stage)
    assert host.must(f"cat {KEPT}/{UUID}.base64") == VALUE
    assert host.must(f"stat -c '%a %U' {KEPT}/{UUID}.base64") == "600 root\n"


@claim("sec-storage", libvirt=">=12.1.0")
def test_the_disk_holds_no_value(stage: Stage) -> None:
    """Since libvirt 12.1.0, a secret's value is encrypted on disk on Debian."""
    host = with_secret(stage)
    assert VALUE not in host.must(f"cat {KEPT}/*")
    assert host.run(f"grep -rq horse {KEPT}").status == 1
    restart(host, "libvirtd.service")
    assert UUID in host.must("virsh secret-list")


@claim("drv-files")
def test_another_host_reads_no_value(stage: Stage) -> None:
    """`/etc/libvirt` brings another host values of secrets before 12.1.0, then none."""
    host = with_secret(stage, private="no")
    other = stage.host("south")
    for each in (host, other):
        each.share("/srv/moved")
    host.must("tar -C /etc/libvirt -cf /srv/moved/secrets.tar secrets")
    other.must("systemctl stop libvirtd.service 'libvirtd*.socket'")
    other.must("tar -C /etc/libvirt -xf /srv/moved/secrets.tar")
    other.must("systemctl start libvirtd.socket")
    get = f"virsh secret-get-value {UUID}"
    assert host.must(get).strip() == VALUE
    done = other.run(get)
    assert (VALUE in done.output) == other.place.within("<12.1.0"), done.output


@claim("sec-storage", libvirt=">=12.1.0")
def test_an_old_value_stays_as_it_was(stage: Stage) -> None:
    """A secret from before 12.1.0 stays base64 on disk until it is set again."""
    host = with_secret(stage)
    host.must(f"systemctl stop libvirtd.service; rm {KEPT}/*.aes256cbc")
    host.must(f"umask 077; printf {VALUE} >{KEPT}/{UUID}.base64")
    restart(host, "libvirtd.service")
    assert UUID in host.must("virsh secret-list")
    assert host.must(f"cat {KEPT}/{UUID}.base64") == VALUE
    host.must(f"virsh secret-set-value {UUID} --file value --plain")
    assert VALUE not in host.must(f"cat {KEPT}/*")


@claim("sec-storage")
def test_an_ephemeral_secret_is_not_on_the_disk(stage: Stage) -> None:
    """An ephemeral secret is in no file, and gone when the daemon has stopped."""
    host = with_secret(stage, ephemeral="yes")
    assert host.must(f"ls {KEPT}") == ""
    assert UUID in host.must("virsh secret-list")
    restart(host, "libvirtd.service")
    assert UUID not in host.must("virsh secret-list")


@claim("sec-migration")
def test_tunnels_pass_force(stage: Stage) -> None:
    """`migrate_tls_force` lets a tunnelled migration pass, over plain TCP, too."""
    north, south = (stage.host(name) for name in ("north", "south"))
    join(north, south)
    for host in (north, south):
        uuid = host.must("cat /proc/sys/kernel/random/uuid").strip()
        configure(host, "qemu.conf", "migrate_tls_force = 1")
        configure(host, "libvirtd.conf", f'host_uuid = "{uuid}"', 'auth_tcp = "none"')
    south.must("systemctl start libvirtd-tcp.socket")
    define(north, guest("invoices"))
    north.must("virsh start invoices")
    there = "invoices qemu+tcp://south.example.com/system"
    done = north.run(f"virsh migrate --live --p2p {there}")
    assert "allows migration only with VIR_MIGRATE_TLS flag" in done.output
    north.must(f"virsh migrate --live --p2p --tunnelled {there}")
    assert "invoices" in south.must("virsh list --name")


@claim("sec-migration")
def test_each_certificate_of_the_authority_passes_for_a_host(stage: Stage) -> None:
    """A target takes a user's certificate of its own authority, and of no other."""
    north, _ = with_certificates(stage)
    north.must(USERS)
    define(north, guest("invoices"))
    north.must("virsh start invoices")
    for authority, passes in (("users", False), ("hosts", True)):
        north.must(MARIA.format(authority=authority))
        done = north.run(f"virsh migrate --live --p2p --tls invoices {TO}")
        assert (done.status == 0) == passes, done.output


@claim("sec-migration")
def test_a_target_refuses_a_certificate_that_was_revoked(stage: Stage) -> None:
    """A target with a `ca-crl.pem` refuses the certificates in it to migrations."""
    north, south = with_certificates(stage)
    north.must(MARIA.format(authority="hosts"))
    define(north, guest("invoices"))
    north.must("virsh start invoices")
    south.must(REVOKED)
    command = f"virsh migrate --live --p2p --tls invoices {TO}"
    assert north.run(command).status == 1
    south.must("rm /etc/pki/qemu/ca-crl.pem")
    north.must(command)


@claim("sec-migration")
def test_parallel_takes_more_connections(stage: Stage) -> None:
    """With `--parallel`, a migration by TLS goes over more connections than one."""
    north, south = with_certificates(stage)
    opened = "awk '/^Tcp: [0-9]/ { print $6 }' /proc/net/snmp"
    define(north, guest("invoices"))
    taken = []
    for more in ("", "--parallel"):
        north.must("virsh start invoices")
        before = int(north.must(opened))
        north.must(f"virsh migrate --live --p2p --tls {more} invoices {TO}")
        taken.append(int(north.must(opened)) - before)
        south.must("virsh destroy invoices")
    assert taken[0] < taken[1]


@claim("sec-migration")
@pytest.mark.parametrize("kind", ["raw", "qcow2"])
def test_a_shared_file_is_not_copied_onto_itself(stage: Stage, kind: str) -> None:
    """With `--copy-storage-all` alone, a guest on a file that is shared stays here."""
    north, south = with_certificates(stage)
    for host in (north, south):
        host.share("/srv/shared")
    path = "/srv/shared/disk"
    north.must(f"qemu-img create -q -f {kind} {path} 1M")
    define(north, guest("invoices", disk(path, kind=kind)))
    north.must("virsh start invoices")
    command = f"virsh migrate --live --p2p --tls --copy-storage-all invoices {TO}"
    done = north.run(command)
    assert done.status == 1
    assert "'block-export-add'" in done.output
    assert north.must("virsh domstate invoices") == "running\n\n"
    assert "invoices" not in south.must("virsh list --all --name")


@claim("sec-storage", libvirt=">=12.1.0")
def test_a_key_file_opens_values_elsewhere(stage: Stage) -> None:
    """On another host, a secret is of use with the file that `secret.conf` names."""
    host, other = (stage.host(name) for name in ("north", "south"))
    for each in (host, other):
        each.share("/srv/moved")
    key = "/etc/libvirt/key"
    host.must(f"umask 077; head -c 32 /dev/urandom >{key}")
    configure(host, "secret.conf", f'secrets_encryption_key = "{key}"')
    restart(host, "libvirtd.service")
    make_secret(host, private="no")
    assert VALUE not in host.must(f"cat {KEPT}/*")
    host.must("tar -C /etc/libvirt -cf /srv/moved/all.tar .")
    other.must("systemctl stop libvirtd.service 'libvirtd*.socket'")
    other.must("tar -C /etc/libvirt -xf /srv/moved/all.tar")
    other.must("systemctl start libvirtd.socket")
    assert other.must(f"virsh secret-get-value {UUID}").strip() == VALUE
