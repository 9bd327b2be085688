"""One host: its instances, daemon and account, then a guest, then what goes wrong."""

from __future__ import annotations

from live.driver import (
    CONF,
    defined,
    elements,
    forget,
    name_service,
    orchard,
    overridden,
    owned,
    private_image,
    settings,
)
from live.hosts import Host
from live.services import IMAGES, define, disk, guest
from live.transcripts import USER, Likeness, Scenario

PAGE = "kbase/drvqemu"
UNPROVOKED = {
    "Could not open '…': Permission denied": "SELinux or AppArmor would have to deny it"
}
PID = Likeness(r"(?<=libvirt-qemu) +\d+(?= )", "each process has an id of its own")
REQUEST = Likeness(r"(?<=libvirt-)\d+", "libvirt counts its requests")
FIELDS = Likeness(r'"running",(\n +"singlestep": false,)?', "a field of QEMU before 9")
VERSIONS = Likeness(r"\d+\.\d+\.\d+", "the page shows those of Debian 12")
ARCHIVE = "an archive of packages"


def play(scenario: Scenario) -> None:
    host = scenario.stage.host("alpha")
    host.must(f"useradd -m -s /bin/bash {USER}; useradd -r qemu")
    instances(scenario, host)
    access(scenario, host)
    account(scenario, host)
    commands(scenario, host)
    checks(scenario, host)
    instances_go_wrong(scenario, host)
    settings_go_wrong(scenario, host)
    guests_go_wrong(scenario, host)
    passthrough_goes_wrong(scenario, host)


def instances(scenario: Scenario, host: Host) -> None:
    """What is there, and which instance answers."""
    host.must("rm -f /etc/apt/apt.conf.d/*mmdebstrap*")
    scenario.show("apt install", host, without=[ARCHIVE])
    scenario.show("virsh uri", host)
    orchard(host)
    host.must(f"virsh start orchard; usermod -aG libvirt {USER}")
    scenario.show("virsh -c qemu:///system list", host)
    assert "orchard" not in host.must("virsh list --all", user=USER)
    scenario.symptom("``virsh list --all`` is empty")
    scenario.show("LIBVIRT_DEFAULT_URI", host)
    scenario.show("virsh -c 'qemu:///embed", host)
    scenario.show("systemctl restart libvirtd", host)
    scenario.show("systemctl is-active libvirtd.socket", host)


def access(scenario: Scenario, host: Host) -> None:
    """Of a user who is not in the group, until she is."""
    host.must(f"gpasswd -d {USER} libvirt")
    scenario.show("virsh -c qemu:///system list", host)
    told = host.run("virsh -c qemu:///system list", user=USER).output
    scenario.message("authentication unavailable: no polkit agent", told)
    scenario.show("virsh -r", host)
    told = host.run("virsh -r -c qemu:///system destroy orchard", user=USER).output
    scenario.message("operation forbidden: read only access prevents", told)
    scenario.show("usermod -aG", host)
    host.must("virsh -c qemu:///system list", user=USER)


def account(scenario: Scenario, host: Host) -> None:
    """The account of QEMU, and the way to an image."""
    scenario.show("chown -R qemu:qemu", host, without=["Fedora"])
    owner = "libvirt-qemu:libvirt-qemu"
    host.must(f"chown -R {owner} /var/lib/libvirt/qemu /var/cache/libvirt/qemu")
    image = private_image(host)
    define(host, guest("private", disk(image, kind="qcow2")))
    told = host.run("virsh start private").output
    scenario.message("Cannot access storage file '…' (as uid:64055, gid:64055)", told)
    scenario.show("namei -l", host)
    searches = "setpriv --reuid={} --clear-groups test -r " + image
    for first, user, lack in (("setfacl -m u:qemu", "qemu", ["Fedora"]),
                              ("setfacl -m u:lib", "libvirt-qemu", ()),
                              ("chmod o+x", "nobody", ())):  # fmt: skip
        scenario.show(first, host, without=lack)
        host.must(searches.format(user))
        host.must("setfacl -b /home/maria")
    host.must("virsh start private && virsh destroy private && virsh undefine private")


def commands(scenario: Scenario, host: Host) -> None:
    """A guest's command line, its monitor, and its marks."""
    scenario.show("virsh version", host, like=[VERSIONS])
    forget(host, "orchard")
    orchard(host, interfaces=False)
    scenario.show("virsh domxml-to-native qemu-argv --domain", host)
    scenario.show("virsh domxml-to-native qemu-argv --xml", host)
    forget(host, "orchard")
    scenario.show("virt-install", host)
    forget(host, "orchard")
    more = elements("commandline") + elements("override")
    root = disk(f"{IMAGES}/orchard.qcow2", more="<alias name='ua-root'/>", kind="qcow2")
    define(host, owned(guest("orchard", root, more=more, machine="q35")))
    host.must("virsh start orchard")
    scenario.show("virsh qemu-monitor-command", host, like=[REQUEST, FIELDS])
    host.must("virsh destroy orchard; virsh start orchard")
    scenario.show("virsh dominfo orchard | grep -A 1", host)
    scenario.show("qemu-system-x86_64 -device", host)


def checks(scenario: Scenario, host: Host) -> None:
    """Each layer of a guest, whose log begins anew."""
    forget(host, "orchard")
    host.must("rm /var/log/libvirt/qemu/orchard.log")
    orchard(host)
    scenario.show("virsh -c qemu:///system start", host, like=[PID])
    scenario.show("virsh dominfo orchard | grep '^Security'", host)
    assert "model='dac'" in host.must("virsh dumpxml orchard")
    forget(host, "orchard")


# --- what goes wrong ------------------------------------------------------------------


def connected(host: Host, uri: str, command: str = "uri") -> str:
    return host.run(f"virsh -c '{uri}' {command}").output


def instances_go_wrong(scenario: Scenario, host: Host) -> None:
    path = "/system"
    for text, uri in {
        "transport in URL not recognised (should be": f"qemu+ssl://vmhost3{path}",
        "root path must be absolute": "qemu:///embed?root=lab",
        "Missing URI parameter 'root'": "qemu:///embed",
        "invalid URI qemu://system (maybe you want qemu:///system)": "qemu://system",
    }.items():
        scenario.message(text, connected(host, uri))
    told = connected(host, f"qemu://vmhost3.example.org{path}")
    scenario.message("CA certificate '/etc/pki/CA/cacert.pem'", told)
    name_service(host)
    told = connected(host, f"qemu+tcp://vmhost3.example.org{path}")
    lost = "Unable to resolve address '…' service '16509': Name or service not known"
    scenario.message(lost, told, without=["DNS"])
    host.must("systemctl stop libvirtd.service 'libvirtd*.socket'")
    told = connected(host, "qemu:///system")
    scenario.message(
        "Failed to connect socket to '/var/run/libvirt/libvirt-sock'", told
    )
    no_log(scenario, host)
    host.must("systemctl start libvirtd.socket")


def no_log(scenario: Scenario, host: Host) -> None:
    """A guest of the embedded driver, which nothing starts virtlogd for."""
    host.must("systemctl stop virtlogd.service 'virtlogd*.socket'")
    host.write("/root/lab.xml", guest("lab"))
    told = connected(host, "qemu:///embed?root=/srv/lab", "create lab.xml")
    scenario.message("Failed to connect socket to '/run/libvirt/virtlogd-sock'", told)


def settings_go_wrong(scenario: Scenario, host: Host) -> None:
    for text, line in {
        f"configuration file syntax error: {CONF}:1: expecting a value": "user = qemu",
        "Failed to parse user 'nosuch'": 'user = "nosuch"',
    }.items():
        settings(host, line)
        assert host.run("virsh uri").status
        scenario.message(text, host.must("journalctl -u libvirtd"))
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
    beside = "<clock sync='localtime'/><memballoon model='none'/>"
    defined(host, guest("careless", more=beside))
    kept = host.must("virsh dumpxml careless")
    assert "<clock offset='utc'/>" in kept
    scenario.symptom("The guest's clock is an hour or more off")
    assert "<memballoon model='virtio'>" in kept
    scenario.symptom("A device is missing in the guest")


def passthrough_goes_wrong(scenario: Scenario, host: Host) -> None:
    for text, inner in {
        "No qemu command-line argument specified": "<qemu:arg/>",
        "No qemu environment name specified": "<qemu:env value='1'/>",
    }.items():
        inside = f"<qemu:commandline>{inner}</qemu:commandline>"
        scenario.message(text, defined(host, guest("wrong", more=inside)))
    for text, given in {
        "invalid value '0x100' of 'value' attribute of 'qemu:property'":
            "type='unsigned' value='0x100'",
        "setting 'value' attribute of 'qemu:property' doesn't make sense with 'remove'":
            "type='remove' value='1'",
    }.items():  # fmt: skip
        told = defined(host, guest("wrong", more=overridden("ua-root", given)))
        scenario.message(text, told)
    unused = overridden("ua-nosuch", "type='unsigned' value='99'")
    defined(host, guest("unused", disk(f"{IMAGES}/unused.img"), more=unused))
    host.must(f"qemu-img create -q {IMAGES}/unused.img 1M; virsh start unused")
    assert '"queue-size":99' not in host.must("cat /var/log/libvirt/qemu/unused.log")
    scenario.symptom("An override does nothing")
