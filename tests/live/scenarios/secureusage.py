"""Two hosts with a network for migration, and images that an attacker made."""

from __future__ import annotations

from live.hosts import Host
from live.images import forget_format
from live.network import ADDRESSES, certify, join, serve_tls
from live.services import IMAGES, configure, define, disk, guest, ready, restart
from live.transcripts import USER, Likeness, Scenario
from pages import snippets, text_of

PAGE = "kbase/secureusage"
UNPROVOKED: dict[str, str] = {}
SUBJECT = "/C=NO/O=Example/CN=admin.example.com"
SECRET = "0d5c9a14-7be2-4f63-b8a1-92e40c6d7f35"
SOUTH = "qemu+tls://south.example.com/system"
HOSTILE = "qemu-img create -q -f qcow2 -F raw -b /etc/hostname"
SIZES = Likeness(
    r'(?<="actual-size": )\d+|(?<=disk size: )\d+', "a filesystem has blocks of its own"
)
LINKS = Likeness(r"(Created symlink|Removed) .*\n", "systemd says it in several ways")


def play(scenario: Scenario) -> None:
    north, south = (scenario.stage.host(name) for name in ("north", "south"))
    join(north, south)
    for host, address in zip((north, south), ADDRESSES, strict=True):
        certify(host, address, SUBJECT)
        configure(host, "qemu.conf", *_migration(host.name, address))
    _images(scenario, north)
    _formats(scenario, north)
    _migrations(scenario, north, south)
    _secrets(scenario, north)
    _access(scenario, north)
    _checks(scenario, north)
    _settings(scenario, north)


def _migration(name: str, address: str) -> list[str]:
    """The page's settings for migration, for one of the hosts."""
    text = _example("qemu.conf", "migration")
    text = text.replace("192.0.2.11", address).replace("north", name)
    return text.splitlines()


def _example(kind: str, name: str) -> str:
    """The text of an example of the page."""
    found = [s for s in snippets(kind) if s["id"] == f"{PAGE}/{name}"]
    return text_of(found[0])


def _images(scenario: Scenario, host: Host) -> None:
    """What qemu-img tells of images."""
    home = f"/home/{USER}"
    host.must(f"useradd -m -s /bin/bash {USER}; install -d -o {USER} /srv/images")
    host.must(f"{HOSTILE} {home}/upload.qcow2 8T")
    host.must(f"cp {home}/upload.qcow2 {home}/disk.img; chmod 644 {home}/*")
    host.must("qemu-img create -q -f qcow2 /srv/images/base.qcow2 10G")
    scenario.show("prlimit", host, like=[SIZES])
    scenario.show("qemu-img info disk.img", host, like=[SIZES])
    scenario.show("qemu-img create", host)
    done = host.run("qemu-img create -f qcow2 -b base.qcow2 /srv/images/x.qcow2")
    scenario.message(
        "qemu-img: …: Backing file specified without backing format", done.output
    )
    forget_format(host, "/srv/images/leaf.qcow2")
    scenario.show("qemu-img rebase", host)
    assert "format: qcow2" in host.must("qemu-img info -f qcow2 /srv/images/leaf.qcow2")
    scenario.show("qemu-img info -f qcow2", host)


def _formats(scenario: Scenario, host: Host) -> None:
    """What guests do with images of another format, or that lead to other files."""
    host.must(f"cd {IMAGES}; qemu-img create -q -f qcow2 base.qcow2 1M")
    for leaf, base in (("middle", "base"), ("leaf", "middle")):
        host.must(
            f"cd {IMAGES}; qemu-img create -q -f qcow2 -F qcow2 -b $PWD/{base}.qcow2 "
            f"{leaf}.qcow2"
        )
    forget_format(host, f"{IMAGES}/leaf.qcow2")
    message = "format of backing image '…' of image '…' was not specified in the image"
    scenario.message(message, _refused(host, "leaf.qcow2", "qcow2"))
    host.must(f"truncate -s 1M {IMAGES}/plain.img")
    scenario.message(
        "Image is not in qcow2 format", _refused(host, "plain.img", "qcow2")
    )
    host.must(
        f"cd {IMAGES}; qemu-img create -q -f qcow2 -o data_file=/root/data data.qcow2 1M"
    )
    told = _refused(host, "data.qcow2", "qcow2", "<backingStore/>")
    scenario.message("Could not open '…': Permission denied", told)
    host.must(f"cd {IMAGES}; qemu-img create -q -f qcow2 whole.qcow2 8M")
    define(host, guest("whole", disk(f"{IMAGES}/whole.qcow2")))
    host.must("virsh start whole")
    length = host.must(f"stat -c %s {IMAGES}/whole.qcow2").strip()
    assert f" {length}\n" in host.must("virsh domblkinfo whole vda")
    scenario.symptom("A guest sees an empty or a broken disk, and no error")
    host.must("virsh destroy whole")


def _refused(host: Host, image: str, kind: str, more: str = "") -> str:
    """What libvirt says to a guest that does not start on an image."""
    define(host, guest("other", disk(f"{IMAGES}/{image}", kind=kind, more=more)))
    done = host.run("virsh start other")
    host.must("virsh undefine other")
    assert done.status == 1, done.output
    return done.output


def _migrations(scenario: Scenario, north: Host, south: Host) -> None:
    """A guest that goes to another host, and comes back as a new one."""
    serve_tls(south)
    scenario.show("systemctl restart libvirtd.service", north)
    define(north, guest("invoices"))
    north.must("virsh start invoices")
    scenario.show("virsh migrate --live --p2p --tls invoices", north)
    _arrived(north)
    south.must(f"mkdir -p {IMAGES}; qemu-img create -q -f qcow2 {IMAGES}/i.qcow2 1M")
    north.must("virsh undefine invoices")
    define(north, guest("invoices", disk(f"{IMAGES}/i.qcow2", kind="qcow2")))
    north.must("virsh start invoices")
    north.must("echo 192.0.2.12 elsewhere >>/etc/hosts")
    elsewhere = f"--copy-storage-all invoices {SOUTH} --migrateuri tcp://elsewhere"
    done = north.run(f"virsh migrate --live --p2p --tls {elsewhere}")
    scenario.message("Certificate does not match the hostname", done.output)
    scenario.show("virsh migrate --live --p2p --tls --copy-storage-all", north)
    _arrived(north)
    north.must("virsh undefine invoices")
    define(north, guest("invoices"))
    north.must("virsh start invoices")
    scenario.show("virsh migrate --live --p2p --tunnelled", north)
    _arrived(north)
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
    """See that a guest runs on the other host, and end it."""
    assert "invoices" not in north.must("virsh list --name")
    assert "invoices" in north.must(f"virsh -c {SOUTH} list --name")
    north.must(f"virsh -c {SOUTH} destroy invoices")


def _secrets(scenario: Scenario, host: Host) -> None:
    """A secret that somebody types, and a disk that it opens."""
    _types(host, "correct horse")
    scenario.show("cat > payroll-data.xml", host)
    host.must("rm /usr/local/bin/virsh")
    told = host.run(f"virsh secret-get-value {SECRET}").output
    scenario.message("error: Invalid secret: secret is private", told)
    host.must("printf 'correct horse' >pass; printf 'correct horse\\n' >line")
    done = host.run(f"virsh secret-set-value {SECRET} --file pass")
    if done.status:  # older ones store what they make of it
        scenario.message("Secret value is not valid base64", done.output)
    host.must(
        "qemu-img create -q -f luks --object secret,id=s,file=pass "
        f"-o key-secret=s,iter-time=10 {IMAGES}/vault.img 1M"
    )
    secret = (
        "<encryption format='luks'><secret type='passphrase' usage='payroll-data'/>"
        "</encryption>"
    )
    text = guest("vault", disk(f"{IMAGES}/vault.img", more=secret))
    host.write("/root/vault.xml", text)
    host.must("virsh define vault.xml")
    host.must(f"virsh secret-set-value {SECRET} --file pass --plain")
    host.must("virsh start vault && virsh destroy vault")
    host.must(f"virsh secret-set-value {SECRET} --file line --plain")
    told = host.run("virsh start vault").output
    scenario.message("Invalid password, cannot unlock any keyslot", told)
    host.must(f"virsh secret-undefine {SECRET}")
    told = host.run("virsh start vault").output
    scenario.message(
        "Secret not found: no secret with matching usage 'payroll-data'", told
    )


def _types(host: Host, text: str) -> None:
    """Have somebody type at a terminal what virsh asks for."""
    host.write(
        "/usr/local/bin/virsh",
        "#!/bin/sh\n"
        f"(sleep 0.5; echo '{text}') 2>/dev/null | script -qec \"/usr/bin/virsh $*\" /dev/null"
        " | tr -d '\\r'\n",
    )
    host.must("chmod +x /usr/local/bin/virsh")


def _access(scenario: Scenario, host: Host) -> None:
    """Users, sockets and certificates."""
    define(host, guest("payroll"))
    host.must("virsh start payroll")
    scenario.show("virsh -c qemu:///system list", host)
    scenario.show("virsh -r -c qemu:///system destroy payroll", host)
    host.write(
        "/etc/systemd/system/libvirtd-ro.socket.d/group.conf",
        _example("systemd-unit", "read-only"),
    )
    scenario.show("systemctl daemon-reload", host)
    serve_tls(host)
    host.must("systemctl stop libvirtd.service libvirtd-tls.socket")
    host.must("systemctl enable --now libvirtd-tcp.socket; virsh uri")
    scenario.show("systemctl stop libvirtd.service", host, like=[LINKS])
    scenario.show("virt-pki-query-dn", host)


def _checks(scenario: Scenario, host: Host) -> None:
    """What the section 'Check that it works' shows."""
    scenario.show(
        "virsh migrate --live invoices qemu+tls://south.example.com/system", host
    )
    define(
        host,
        guest(
            "intake",
            disk(f"{IMAGES}/intake.qcow2", kind="qcow2", more="<backingStore/>"),
        ),
    )
    host.must("virsh start intake")
    scenario.show("virsh dumpxml intake", host)
    scenario.show("readlink", host)
    scenario.show("ss -tlnp", host)


def _settings(scenario: Scenario, host: Host) -> None:
    """Settings with which the daemon does not start, and one that it passes over."""
    host.must("cp /etc/libvirt/qemu.conf /root/good.conf")
    for setting, message in (
        ("allow_disk_format_probing = 1",
         "unsupported configuration: allow_disk_format_probing is no longer supported"),
        ('default_tls_x509_cert_dir = "/etc/pki/nowhere"',
         "default_tls_x509_cert_dir directory '…' does not exist"),
        ('migration_host = "localhost"',
         "migration_host must not be the address of the local machine: localhost"),
        ("migration_port_min = 70000",
         "migration_port_max: port must be between the minimal port 70000 and 65535"),
        ("migration_address = 192.0.2.11",
         "configuration file syntax error: /etc/libvirt/qemu.conf:1: expecting a sepa"),
        ('stdio_handler = "none"',
         "unsupported configuration: Unknown stdio handler none"),
    ):  # fmt: skip
        host.write("/etc/libvirt/qemu.conf", f"{setting}\n")
        scenario.message(message, _failure(host))
    host.write("/etc/libvirt/qemu.conf", "migrate_tls_forced = 1\n")
    restart(host, "libvirtd.service")
    ready(host)
    host.must("virsh migrate --help >/dev/null")
    scenario.symptom("A setting has no effect")


def _failure(host: Host) -> str:
    """What the daemon says when it does not start."""
    since = host.must("date +%s").strip()
    host.must("systemctl reset-failed libvirtd.service libvirtd.socket || true")
    host.run("systemctl restart libvirtd.service")
    for _ in range(50):
        if host.run("systemctl is-failed libvirtd.service").status == 0:
            break
        host.must("sleep 0.1")
    return host.must(f"journalctl -u libvirtd --since @{since} --output cat")
