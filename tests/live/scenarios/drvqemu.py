"""One host: its instances, daemon and account, then a guest, then what goes wrong."""

from __future__ import annotations

from live.driver import (
    CONF,
    connected,
    define_as_is,
    defined,
    elements,
    for_a_group,
    forget,
    let_networks,
    name_service,
    only_its_socket,
    orchard,
    owned,
    private_image,
    settings,
    text_of_setting,
    without_machine,
)
from live.hosts import Host
from live.operators import refused
from live.services import IMAGES, SYSTEM, configure, define, disk, guest, restart
from live.transcripts import USER, Likeness, Scenario
from live.waiting import journal, log, now, waited

PAGE = "kbase/drvqemu"
UNPROVOKED: dict[str, str] = {}
PID = Likeness(r"(?<=libvirt-qemu) +\d+(?= )", "each process has an id of its own")
MACHINE = Likeness(r"(?<=pc-q35-)[\d.]+", "each QEMU has a newest one of its own")
ARCHIVE = "an archive of packages"
OF_ALL = f"virsh -c {SYSTEM} list"
RULE = "/etc/polkit-1/rules.d/50-operators.rules"
PASST = "<interface type='user'><backend type='passt'/></interface>"


def play(scenario: Scenario) -> None:
    host = scenario.stage.host("alpha")
    host.must(f"useradd -m -s /bin/bash {USER}; useradd -r qemu")
    first_guest(scenario, host)
    access(scenario, host)
    instances(scenario, host)
    account(scenario, host)
    inside(scenario, host)
    checks(scenario, host)
    instances_go_wrong(scenario, host)
    settings_go_wrong(scenario, host)
    guests_go_wrong(scenario, host)


def first_guest(scenario: Scenario, host: Host) -> None:
    """From packages to a guest whose installer has ended."""
    host.must("rm -f /etc/apt/apt.conf.d/*mmdebstrap*")
    scenario.show("apt install", host, without=[ARCHIVE])
    let_networks(host)
    scenario.show("virsh net-start", host)
    assert "already active" in host.run("virsh net-start default").output
    host.must("truncate -s 1M /var/lib/libvirt/boot/installer.iso")
    # virt-install makes no disk that could outgrow what is free.
    host.must(f"mkdir -p {IMAGES}; mount -t tmpfs -o size=40G images {IMAGES}")
    scenario.show("virt-install", host, without=["KVM"])
    host.must("virsh destroy orchard")
    scenario.show("virsh start orchard", host)
    scenario.show("usermod -aG", host)
    host.must(f"virsh -c {SYSTEM} list", user=USER)
    forget(host, "orchard")
    host.must(f"""virsh net-destroy default; virsh net-autostart --disable default
        rm {IMAGES}/orchard.qcow2""")
    late(scenario, host)
    restart(host, "libvirtd.service")
    scenario.show("groupadd bridged", host)
    scenario.show("systemctl is-active", host)


def late(scenario: Scenario, host: Host) -> None:
    """As after a boot at which only the socket was enabled."""
    only_its_socket(host, "late")
    scenario.symptom("Guests did not start with the host")
    waited(host, "virsh list --name | grep late")
    forget(host, "late")


def access(scenario: Scenario, host: Host) -> None:
    """Of a user who is not in the group, and of one whom rules name."""
    orchard(host)
    host.must(f"virsh start orchard; gpasswd -d {USER} libvirt")
    scenario.show("virsh -c qemu:///system list", host)
    told = host.run(OF_ALL, user=USER).output
    scenario.message("authentication unavailable: no polkit agent", told)
    told = host.run(f"virsh -r -c {SYSTEM} destroy orchard", user=USER).output
    scenario.message("operation forbidden: read only access prevents", told)
    kept_out(scenario, host)
    host.must(f"""groupadd operators; useradd -m -G operators olga
        usermod -aG libvirt {USER}""")
    configure(host, "libvirtd.conf", *text_of_setting("access").splitlines())
    scenario.show("systemctl restart libvirtd", host)
    host.must(f"gpasswd -d {USER} libvirt")
    scenario.show("cat > /etc/polkit-1", host)
    refused(scenario, host)
    host.must(f"mv {RULE} /root")
    assert "authentication unavailable" in host.run(OF_ALL, user="olga").output
    host.must("sed -i /access_drivers/d /etc/libvirt/libvirtd.conf")
    restart(host, "libvirtd.service")


def kept_out(scenario: Scenario, host: Host) -> None:
    """Of a user whom a socket of the group's keeps out, which then is as before."""
    host.must("cp -a /etc/libvirt/libvirtd.conf /root")
    for_a_group(host)
    told = host.run(OF_ALL, user=USER).output
    scenario.message("libvirt/libvirt-sock': Permission denied", told)
    host.must("""cp -a /root/libvirtd.conf /etc/libvirt
        rm -r /etc/systemd/system/libvirtd.socket.d; systemctl daemon-reload
        systemctl stop libvirtd.service; systemctl restart libvirtd.socket""")


def instances(scenario: Scenario, host: Host) -> None:
    """Which instance answers, and a guest that virt-install writes."""
    host.must(f"usermod -aG libvirt {USER}")
    scenario.show("virsh uri", host)
    assert "orchard" not in host.must("virsh list --all", user=USER)
    scenario.symptom("``virsh list --all`` is empty")
    scenario.show("virsh -c 'qemu:///embed", host)
    forget(host, "orchard")
    scenario.show("virt-install", host)
    forget(host, "orchard")
    scenario.show("systemctl restart libvirtd", host)


def account(scenario: Scenario, host: Host) -> None:
    """The account of QEMU, and the way to an image."""
    image = private_image(host)
    define(host, guest("private", disk(image, kind="qcow2")))
    told = host.run("virsh start private").output
    scenario.message("Cannot access storage file '…' (as uid:64055, gid:64055)", told)
    scenario.show("namei -l", host)
    searches = "setpriv --reuid={} --clear-groups test -r " + image
    for first, user, lack in (("setfacl -m u:qemu", "qemu", ["Fedora"]),
                              ("setfacl -m u:lib", "libvirt-qemu", ())):  # fmt: skip
        scenario.show(first, host, without=lack)
        host.must(searches.format(user))
    host.must("virsh start private && virsh destroy private")
    settings(host, "dynamic_ownership = 0")
    host.must(f"chmod 600 {image}")
    host.run("virsh start private")
    scenario.message("Could not open '…': Permission denied", log(host, "private"))
    settings(host)
    host.must("virsh undefine private")
    scenario.show("useradd", host)
    host.must("getent passwd guests; getent group guests; id -nG guests | grep kvm")


def inside(scenario: Scenario, host: Host) -> None:
    """A guest's machine, its command line, its monitor, and its marks."""
    scenario.show("systemctl is-enabled libvirt-guests", host)
    orchard(host, interfaces=False)
    scenario.show("grep -H machine=", host, like=[MACHINE])
    scenario.show("virsh domxml-to-native qemu-argv --domain", host)
    scenario.show("virsh domxml-to-native qemu-argv --xml", host)
    forget(host, "orchard")
    root = disk(f"{IMAGES}/orchard.qcow2", kind="qcow2")
    define(host, owned(guest("orchard", root, more=elements("commandline"))))
    host.must("virsh start orchard")
    scenario.show("virsh qemu-monitor-command", host)
    scenario.show("virsh dominfo orchard | grep Messages", host)


def checks(scenario: Scenario, host: Host) -> None:
    """Each layer of a guest, whose log begins anew; then the guest goes."""
    forget(host, "orchard")
    host.must("rm /var/log/libvirt/qemu/orchard.log")
    orchard(host)
    host.must("virsh start orchard")
    scenario.show("ps -o", host, like=[PID])
    assert "model: none" in host.must("virsh dominfo orchard | grep '^Security'")
    assert "model='dac'" in host.must("virsh dumpxml orchard")
    scenario.show("virsh destroy orchard", host)
    host.must(f"test -e {IMAGES}/orchard.qcow2")
    scenario.show("gpasswd -d", host)
    host.must(f"mv /root/50-operators.rules {RULE}")
    scenario.show("rm /etc/polkit", host)


# --- what goes wrong ------------------------------------------------------------------


def instances_go_wrong(scenario: Scenario, host: Host) -> None:
    for text, uri in {
        "transport in URL not recognised (should be": "qemu+ssl://vmhost3/system",
        "root path must be absolute": "qemu:///embed?root=lab",
        "Missing URI parameter 'root'": "qemu:///embed",
        "invalid URI qemu://system (maybe you want qemu:///system)": "qemu://system",
    }.items():
        scenario.message(text, connected(host, uri))
    told = connected(host, "qemu://vmhost3.example.org/system")
    scenario.message("CA certificate '/etc/pki/CA/cacert.pem'", told)
    name_service(host)
    told = connected(host, "qemu+tcp://vmhost3.example.org/system")
    lost = "Unable to resolve address '…' service '16509': Name or service not known"
    scenario.message(lost, told, without=["DNS"])
    host.must("systemctl stop libvirtd.service 'libvirtd*.socket'")
    for mode, socket in (("auto", "libvirt-sock"), ("direct", "virtqemud-sock")):
        told = connected(host, f"{SYSTEM}?mode={mode}")
        lost = f"Failed to connect socket to '/var/run/libvirt/{socket}': No such"
        scenario.message(lost, told)
    no_log(scenario, host)
    host.must("systemctl start libvirtd.socket")


def no_log(scenario: Scenario, host: Host) -> None:
    """A guest of the embedded driver, which nothing starts virtlogd for."""
    host.must("systemctl stop virtlogd.service 'virtlogd*.socket'")
    # virtlogd takes it away itself, unless it has been killed.
    host.must("rm -f /run/libvirt/virtlogd-sock")
    host.write("/root/lab.xml", guest("lab"))
    told = connected(host, "qemu:///embed?root=/srv/lab", "create lab.xml")
    scenario.message("Failed to connect socket to '/run/libvirt/virtlogd-sock'", told)


def settings_go_wrong(scenario: Scenario, host: Host) -> None:
    for text, line in {
        f"configuration file syntax error: {CONF}:1: expecting a value": "user = qemu",
        "Unknown cgroup controller 'device'": 'cgroup_controllers = [ "device" ]',
        "Unknown namespace: mnt": 'namespaces = [ "mnt" ]',
        "Security driver dac not found": 'security_driver = "dac"',
        "Security driver selinux not enabled": 'security_driver = "selinux"',
        "Failed to parse user 'nosuch'": 'user = "nosuch"',
    }.items():
        since = now(host)
        settings(host, line)
        assert host.run("virsh uri").status
        scenario.message(text, journal(host, since))
    settings(host)


def guests_go_wrong(scenario: Scenario, host: Host) -> None:
    kvm = guest("wrong").replace("type='qemu'", "type='kvm'")
    lost = "Emulator '/usr/bin/qemu-system-x86_64' does not support virt type 'kvm'"
    scenario.message(lost, defined(host, kvm))
    emulator = "<emulator>/usr/bin/qemu-kvm</emulator>"
    lost = "Cannot check QEMU binary /usr/bin/qemu-kvm: No such file or directory"
    scenario.message(lost, defined(host, guest("wrong", emulator)))
    ends = "<on_poweroff>restart</on_poweroff><on_reboot>destroy</on_reboot>"
    lost = "'onReboot' set to 'destroy and 'onPoweroff' set to 'reboot'"
    scenario.message(lost, defined(host, guest("wrong", more=ends)))
    define(host, guest("old", machine="q35"))
    without_machine(host, "old")
    scenario.message("support machine type '…'", host.run("virsh start old").output)
    network = "<interface type='network'><source network='default'/></interface>"
    define_as_is(host, "lonely", network)
    told = host.run("virsh start lonely").output
    scenario.message("network 'default' is not active", told)
    if host.place.within("<10"):
        told = defined(host, guest("wrong", PASST))
        scenario.message("attribute 'type' in element 'backend': 'passt'", told)
    careless(scenario, host)


def careless(scenario: Scenario, host: Host) -> None:
    """What libvirt drops from a guest."""
    beside = "<clock sync='localtime'/><memballoon model='none'/>"
    defined(host, guest("careless", more=beside))
    kept = host.must("virsh dumpxml careless")
    assert "<clock offset='utc'/>" in kept
    scenario.symptom("The guest's clock is an hour or more off")
    assert "<memballoon model='virtio'>" in kept
    scenario.symptom("A device is missing in the guest")
