"""Claims about users of the QEMU driver: what polkit allows, and what is theirs."""

from __future__ import annotations

from live.claims import claim
from live.driver import (
    asks_polkit,
    operators,
    text_of_setting,
    user,
    without_networks,
)
from live.hosts import Host, Stage
from live.services import IMAGES, SYSTEM, configure, define, guest, restart
from live.transcripts import USER
from live.waiting import waited

DENIED = "access denied: 'QEMU' denied access"
TRIES = (
    "undefine orchard",
    "autostart orchard",
    "save orchard /tmp/saved",
    "attach-disk orchard /etc/shadow vdz",
    "define /tmp/orchard.xml",
    "dumpxml orchard --security-info",
    "qemu-monitor-command orchard --hmp quit",
)
OWN = """polkit.addRule(function(action, subject) {
    if (action.id.indexOf("org.libvirt.api.domain.") == 0 &&
        action.lookup("domain_name") == "orchard" && subject.isInGroup("libvirt"))
        return polkit.Result.YES;
});
"""
PASST = """<interface type='user'>
  <backend type='passt'/>
  <portForward proto='tcp'><range start='2222' to='22'/></portForward>
</interface>"""
IMAGE = f"{IMAGES}/orchard.qcow2"
INSTALLER = "/var/lib/libvirt/boot/installer.iso"
INSTALL = f"""virt-install --name orchard --memory 64 --osinfo linux2022 \\
  --disk {IMAGE},size=1,format=qcow2 --cdrom {INSTALLER} \\
  --network network=default --graphics vnc --noautoconsole"""


def with_guest(stage: Stage) -> Host:
    """A host on which a guest runs."""
    host = stage.host("alpha")
    define(host, guest("orchard"))
    host.must("install -m 644 orchard.xml /tmp; virsh start orchard")
    return host


def with_operators(stage: Stage) -> Host:
    """A host with a guest, and olga, whom the page's rule names."""
    host = with_guest(stage)
    operators(host)
    return host


def waited_as(host: Host, command: str) -> None:
    """Wait until maria may do something; polkit reads its rules a moment later."""
    waited(host, f"su - {USER} -c '{of_system(command)}'")


def of_system(command: str) -> str:
    return f"virsh -c {SYSTEM} {command}"


@claim("drv-access")
def test_operators_start_and_stop_and_no_more(stage: Stage) -> None:
    """With `access_drivers`, users that a rule names start guests, and change none."""
    host = with_operators(stage)
    asks_polkit(host)
    for command in ("list", "destroy orchard", "start orchard", "shutdown orchard"):
        host.must(of_system(command), user="olga")
    for command in TRIES:
        done = host.run(of_system(command), user="olga")
        assert done.status == 1, command
        assert DENIED in done.output, command


@claim("drv-access")
def test_a_rule_alone_gives_full_access(stage: Stage) -> None:
    """Without `access_drivers`, users that a rule names change what they like."""
    host = with_operators(stage)
    host.must(of_system("autostart orchard"), user="olga")
    host.must(of_system("undefine orchard"), user="olga")


@claim("drv-access")
def test_virsh_asks_on_a_terminal(stage: Stage) -> None:
    """On a terminal, virsh asks other users for the password of an administrator."""
    host = stage.host("alpha")
    user(host)
    typed = f"timeout 20 script -qec 'virsh -c {SYSTEM} list' /dev/null </dev/null"
    told = host.run(typed, user=USER).output
    assert "AUTHENTICATING FOR org.libvirt.unix.manage" in told
    assert "Password:" in told


@claim("drv-access")
def test_the_group_needs_rules_then(stage: Stage) -> None:
    """With `access_drivers`, the group libvirt only looks, until a rule names it."""
    host = with_guest(stage)
    user(host, "libvirt")
    asks_polkit(host)
    host.must(of_system("dumpxml orchard"), user=USER)
    assert DENIED in host.run(of_system("destroy orchard"), user=USER).output
    operators(host)
    for command in ("dumpxml orchard --security-info", "destroy orchard",
                    "undefine orchard"):  # fmt: skip
        waited_as(host, command)


@claim("drv-access")
def test_a_misspelt_line_shows_by_a_question(stage: Stage) -> None:
    """`dumpxml --security-info` is refused to the group where libvirt asks polkit."""
    host = with_guest(stage)
    user(host, "libvirt")
    question = of_system("dumpxml orchard --security-info")
    for line in ('access_driver = [ "polkit" ]', 'access_drivers = [ "none" ]'):
        host.write("/etc/libvirt/libvirtd.conf", f"{line}\n")
        restart(host, "libvirtd.service")
        host.must(question, user=USER)
    host.write("/etc/libvirt/libvirtd.conf", "")
    # Written, and not yet read.
    configure(host, "libvirtd.conf", *text_of_setting("access").splitlines())
    host.must(question, user=USER)
    restart(host, "libvirtd.service")
    assert DENIED in host.run(question, user=USER).output


@claim("drv-access")
def test_a_rule_can_name_a_guest(stage: Stage) -> None:
    """A rule that asks for `domain_name` allows its actions on that guest alone."""
    host = with_guest(stage)
    define(host, guest("cellar"))
    user(host, "libvirt")
    asks_polkit(host)
    host.write("/etc/polkit-1/rules.d/60-own.rules", OWN)
    waited_as(host, "destroy orchard")
    told = host.run(of_system("start cellar"), user=USER).output
    assert DENIED in told
    host.must(of_system("start orchard"), user=USER)


@claim("drv-connect")
def test_the_variable_wins_over_the_file(stage: Stage) -> None:
    """`LIBVIRT_DEFAULT_URI` wins over `uri_default`, and `-c` over both."""
    host = stage.host("alpha")
    user(host, "libvirt")
    file = ".config/libvirt/libvirt.conf"
    host.write("/tmp/libvirt.conf", f'uri_default = "{SYSTEM}"\n')
    host.must(f"install -D /tmp/libvirt.conf ~/{file}", user=USER)
    given = "LIBVIRT_DEFAULT_URI=test:///default"
    for command, uri in {
        "virsh uri": SYSTEM,
        f"{given} virsh uri": "test:///default",
        f"{given} virsh -c qemu:///session uri": "qemu:///session",
    }.items():
        assert host.must(command, user=USER).strip() == uri


@claim("drv-files")
def test_the_files_of_a_guest_of_the_system(stage: Stage) -> None:
    """Definition, log, PID and saved memory of a guest are where the table says."""
    host = stage.host("alpha")
    define(host, guest("orchard"))
    host.must("virsh start orchard")
    host.must("kill -0 $(cat /run/libvirt/qemu/orchard.pid)")
    host.must("virsh managedsave orchard")
    for path in ("/etc/libvirt/qemu/orchard.xml", "/var/log/libvirt/qemu/orchard.log",
                 "/var/lib/libvirt/qemu/save/orchard.save",
                 "/var/cache/libvirt/qemu/capabilities/*.xml"):  # fmt: skip
        host.must(f"ls {path}")


@claim("drv-files")
def test_the_files_of_a_guest_of_a_session(stage: Stage) -> None:
    """The files of a session's guests are below `~` and `$XDG_RUNTIME_DIR`."""
    host = stage.host("alpha")
    user(host)
    host.write("/tmp/own.xml", guest("own"))
    host.must("virsh define /tmp/own.xml; virsh start own", user=USER)
    host.must("kill -0 $(cat $XDG_RUNTIME_DIR/libvirt/qemu/run/own.pid)", user=USER)
    host.must("virsh managedsave own", user=USER)
    for path in (".config/libvirt/qemu/own.xml", ".cache/libvirt/qemu/log/own.log",
                 ".config/libvirt/qemu/save/own.save",
                 ".cache/libvirt/qemu/cache/capabilities/*.xml"):  # fmt: skip
        host.must(f"ls ~/{path}", user=USER)
    name = "--name new --memory 64 --osinfo linux2022 --graphics none --noautoconsole"
    host.must(f"virt-install {name} --disk size=1 --import --network none", user=USER)
    host.must("ls ~/.local/share/libvirt/images/new.qcow2", user=USER)


@claim("drv-instances", libvirt=">=11")
def test_passt_forwards_ports_to_a_session(stage: Stage) -> None:
    """A guest of a session can have a network of passt, which forwards ports."""
    host = stage.host("alpha")
    user(host)
    host.write("/tmp/own.xml", guest("own", PASST))
    host.must("virsh define /tmp/own.xml; virsh start own", user=USER)
    assert USER in host.must("ps -o user= -C passt,passt.avx2")
    assert ":2222 " in host.must("ss -tlnH")


def installed(stage: Stage) -> Host:
    """A host on which virt-install has made a guest, and its disk."""
    host = stage.host("alpha")
    host.must(f"truncate -s 1M {INSTALLER}")
    without_networks(host)
    host.must(INSTALL)
    return host


@claim("drv-quick", without=("KVM", "networks"))
def test_a_disk_that_is_there_stays_as_it_is(stage: Stage) -> None:
    """virt-install makes a disk of `size=` and `format=`, and keeps one that exists.

    While the guest is defined, a second virt-install does nothing.
    """
    host = installed(stage)
    assert "virtual size: 1 GiB" in host.must(f"qemu-img info -U {IMAGE}")
    host.must(f"virsh destroy orchard; qemu-io -c 'write -P 7 1M 64k' {IMAGE}")
    assert "already in use" in host.run(INSTALL).output
    host.must(f"virsh undefine orchard; {INSTALL}; virsh destroy orchard")
    kept = host.must(f"qemu-io -c 'read -P 7 1M 64k' {IMAGE}")
    assert "failed" not in kept


@claim("drv-quick", without=("KVM", "networks"))
def test_a_guest_is_off_after_its_installer(stage: Stage) -> None:
    """When an installer reboots the guest it is off; from then on it boots its disk."""
    host = installed(stage)
    # QEMU may be gone before it has answered.
    host.run("virsh qemu-monitor-command orchard --hmp system_reset")
    waited(host, "virsh domstate orchard | grep 'shut off'")
    left = host.must("virsh dumpxml orchard")
    assert "<boot dev='hd'/>" in left
    assert "installer.iso" not in left
    assert "<on_reboot>restart</on_reboot>" in left
