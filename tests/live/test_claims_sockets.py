"""Claims about the sockets of the daemon: who reaches them, and how they close."""

from __future__ import annotations

from live.claims import claim
from live.driver import for_a_group, operators, user
from live.hosts import Host, Stage
from live.network import ADDRESSES, certify
from live.services import SYSTEM, configure, define, guest, restart
from live.transcripts import USER
from live.waiting import journal
from pages import snippets, text_of

KEY = "/etc/pki/libvirt/private/clientkey.pem"
ASK = "virsh -c qemu+tls://north.example.com/system uri"
PORTS = "ss -Htln | awk '{ print $4 }' | grep -E ':(16509|16514)$' | sort"
STRANGER = "/O=Example/CN=stranger.example.com"
TAKEN = """
ln -sf /etc/pki/CA/cacert.pem /tmp/cacert.pem
ln -sf /etc/pki/qemu/client-cert.pem /tmp/clientcert.pem
ln -sf /etc/pki/qemu/client-key.pem /tmp/clientkey.pem
uri='qemu+tls://north.example.com/system?pkipath=/tmp&no_sanity=1'
HOME=/tmp runuser -u libvirt-qemu -- virsh -c "$uri" uri
"""
"""What a QEMU that was taken over can do with the files that it reads."""
FORCED = """
timeout 5 openssl s_client -quiet -connect north.example.com:16514 </dev/null \\
  -cert /etc/pki/qemu/client-cert.pem -key /etc/pki/qemu/client-key.pem
"""


def with_certificates(stage: Stage) -> Host:
    """A host that knows its name, with a stranger's certificate, and no TLS socket."""
    host = stage.host("north")
    certify(host, ADDRESSES[0], STRANGER)
    host.must("echo 127.0.0.1 north.example.com >>/etc/hosts")
    return host


def unit_of(name: str) -> str:
    """The text of a unit of the page."""
    every = snippets("systemd-unit")
    [found] = [s for s in every if s["id"] == f"kbase/secureusage/{name}"]
    return text_of(found)


@claim("sec-remote")
def test_a_closed_socket_leaves_its_port_open(stage: Stage) -> None:
    """A daemon that runs listens on, when the socket unit of its TLS or TCP closes."""
    host = with_certificates(stage)
    units = "libvirtd-tcp.socket libvirtd-tls.socket"
    host.must(f"systemctl stop libvirtd.service; systemctl enable --now {units}")
    host.must(ASK)
    host.must(f"systemctl disable --now {units}")
    assert host.run(f"systemctl is-active {units}").output == "inactive\n" * 2
    assert host.must(PORTS) == "*:16509\n*:16514\n"
    host.must(ASK)
    host.must("systemctl stop libvirtd.service; virsh uri")
    assert host.run(PORTS).output == ""


@claim("sec-remote")
def test_a_socket_closes_for_good_once_the_service_stopped(stage: Stage) -> None:
    """When the service stops before the unit closes, nothing listens for TLS."""
    host = with_certificates(stage)
    host.must("systemctl stop libvirtd.service; systemctl start libvirtd-tls.socket")
    host.must(ASK)
    host.must("systemctl stop libvirtd.service; systemctl stop libvirtd-tls.socket")
    host.must("virsh uri")
    assert host.run(PORTS).output == ""


@claim("sec-remote")
def test_tls_listens_on_one_address(stage: Stage) -> None:
    """With the page's drop-in, libvirtd takes TLS on its address alone."""
    host = with_certificates(stage)
    path = "/etc/systemd/system/libvirtd-tls.socket.d/address.conf"
    host.write(path, unit_of("address"))
    host.must("systemctl daemon-reload; systemctl stop libvirtd.service")
    host.must("systemctl start libvirtd-tls.socket; virsh uri")
    assert host.must(PORTS) == "198.51.100.11:16514\n"


@claim("sec-remote")
def test_a_group_of_its_own_reads_and_no_more(stage: Stage) -> None:
    """With `SocketGroup`, only its members have a read-only connection, and no more."""
    host = stage.host("north")
    host.must("groupadd --system libvirt-ro; useradd -m maria")
    host.must("useradd -m -G libvirt-ro olga")
    path = "/etc/systemd/system/libvirtd-ro.socket.d/group.conf"
    host.write(path, unit_of("read-only"))
    host.must("systemctl daemon-reload; systemctl stop libvirtd.service")
    host.must("systemctl restart libvirtd-ro.socket")
    host.must(f"virsh -r -c {SYSTEM} uri", user="olga")
    assert host.run(f"virsh -c {SYSTEM} uri", user="olga").status == 1
    done = host.run(f"virsh -r -c {SYSTEM} uri", user="maria")
    assert "Permission denied" in done.output


@claim("drv-access")
def test_a_socket_of_a_group_is_for_the_group(stage: Stage) -> None:
    """Through a socket of mode 660 the group libvirt gets in, and no operator does."""
    host = stage.host("north")
    user(host, "libvirt")
    operators(host)
    for_a_group(host)
    assert host.must("stat -c %a /run/libvirt/libvirt-sock") == "660\n"
    host.must(f"virsh -c {SYSTEM} uri", user=USER)
    told = host.run(f"virsh -c {SYSTEM} uri", user="olga")
    assert told.status == 1
    assert "libvirt-sock': Permission denied" in told.output
    host.must(f"virsh -r -c {SYSTEM} uri", user="olga")


@claim("drv-access")
def test_an_opened_socket_asks_nobody(stage: Stage) -> None:
    """With `auth_unix_rw = "none"`, an open socket lets each user write."""
    host = stage.host("north")
    user(host)
    for_a_group(host)
    define(host, guest("payroll"))
    assert host.run(f"virsh -c {SYSTEM} undefine payroll", user=USER).status == 1
    host.must("chmod 666 /run/libvirt/libvirt-sock")
    host.must(f"virsh -c {SYSTEM} undefine payroll", user=USER)


@claim("sec-remote")
def test_tls_needs_certificates(stage: Stage) -> None:
    """With a TLS socket and without certificates, libvirtd does not start."""
    host = stage.host("north")
    host.must("systemctl start libvirtd-tls.socket")
    assert host.run("systemctl start libvirtd.service").status == 1
    assert "certificate" in journal(host)


@claim("sec-remote")
def test_a_list_of_clients_counts_from_the_next_start(stage: Stage) -> None:
    """Clients that tls_allowed_dn_list leaves out get in until the daemon restarts."""
    host = with_certificates(stage)
    host.must("systemctl stop libvirtd.service; systemctl start libvirtd-tls.socket")
    host.must(ASK)
    clients = 'tls_allowed_dn_list = ["C=NO,O=Example,CN=admin.example.com"]'
    configure(host, "libvirtd.conf", clients)
    host.must(ASK)
    restart(host, "libvirtd.service")
    assert host.run(ASK).status == 1


@claim("sec-before")
def test_an_authority_of_its_own_keeps_qemu_out(stage: Stage) -> None:
    """QEMU's key is let in by TLS if the daemon's authority signed it, else never."""
    host = with_certificates(stage)
    clients = 'tls_allowed_dn_list = ["O=Example,CN=stranger.example.com"]'
    configure(host, "libvirtd.conf", clients)
    host.must("systemctl stop libvirtd.service; systemctl start libvirtd-tls.socket")
    for authority, opens in (("ca", True), ("hosts", False)):
        certify(host, ADDRESSES[0], STRANGER, authority)
        host.must(ASK)
        done = host.run(TAKEN)
        assert (done.status == 0) == opens, done.output
    assert "Permission denied" not in done.output
    assert "No certificate was found" in journal(host)
    # virsh offers no certificate of an authority that the daemon did not name.
    host.run(FORCED)
    assert "certificate hasn't got a known issuer" in journal(host)


@claim("sec-before")
def test_each_user_reads_a_key_of_their_own(stage: Stage) -> None:
    """Users do not connect by TLS with the key that is root's, but by their own."""
    host = with_certificates(stage)
    host.must("systemctl stop libvirtd.service; systemctl start libvirtd-tls.socket")
    assert host.must(f"stat -c '%a %U' {KEY}") == "600 root\n"
    host.must(f"{ASK}; useradd -m maria")
    assert "Error while reading file" in host.run(ASK, user="maria").output
    host.must("install -d -o maria -m 700 ~maria/.pki ~maria/.pki/libvirt")
    pair = f"/etc/pki/libvirt/clientcert.pem {KEY}"
    host.must(f"install -o maria -m 600 {pair} ~maria/.pki/libvirt")
    host.must(ASK, user="maria")


@claim("sec-before", libvirt=">=11")
def test_what_checks_certificates_opens_a_key(stage: Stage) -> None:
    """virt-pki-validate asks for a client's key with which all users of it connect."""
    host = with_certificates(stage)
    host.must("systemctl stop libvirtd.service; systemctl start libvirtd-tls.socket")
    told = host.run("virt-pki-validate").output
    assert f"The client key {KEY} must be accessible to all users" in told
    host.must(f"chmod 0644 {KEY}; useradd -m maria")
    assert KEY not in host.run("virt-pki-validate").output
    host.must(ASK, user="maria")
