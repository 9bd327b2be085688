"""Guests, settings and users for the page on the QEMU driver."""

from __future__ import annotations

import re

from live.hosts import Host
from live.services import configure, define, guest, ready, restart
from live.stand_ins import NATIVE, replaced
from live.transcripts import USER
from pages import snippets, text_of

CONF = "/etc/libvirt/qemu.conf"
VIRT_INSTALL = """#!/bin/bash
exec /usr/bin/virt-install "${@/network=default/user}"
"""
NAMESPACE = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"


def example(name: str) -> str:
    """The text of an example of the page."""
    [found] = [s for s in snippets("domain") if s["id"] == f"kbase/drvqemu/{name}"]
    return text_of(found)


def orchard(host: Host, *, interfaces: bool = True) -> None:
    """Define the page's guest of KVM."""
    text = example("kvm")
    define(host, text if interfaces else replaced(text, NATIVE)[0], small=True)


def forget(host: Host, name: str) -> None:
    """End a guest, and take away its definition."""
    host.run(f"virsh destroy {name}")
    host.must(f"virsh undefine {name}")


def settings(host: Host, *lines: str) -> None:
    """Make these the only settings of the driver, and start the daemon anew."""
    host.write(CONF, "".join(f"{line}\n" for line in lines))
    host.run("systemctl reset-failed libvirtd; systemctl restart libvirtd")


def user(host: Host, group: str = USER) -> None:
    """Make the user who types at the prompt `$`, and put her into a group."""
    host.must(f"useradd -m -s /bin/bash {USER} && usermod -aG {group} {USER}")


def private_image(host: Host) -> str:
    """An image in a home folder that is closed to others."""
    host.must(f"""cd /home/{USER} && mkdir guests && chmod 755 guests && umask 022
        qemu-img create -q -f qcow2 guests/orchard.qcow2 1M
        chown -R {USER}:{USER} . && chmod 700 .""")
    return f"/home/{USER}/guests/orchard.qcow2"


def elements(name: str) -> str:
    """The elements of the namespace that an example has."""
    found = re.search(r"(?s)<qemu:(\w+)>.*</qemu:\1>", example(name))
    assert found is not None, name
    return found[0]


def owned(text: str) -> str:
    """A guest with the namespace of QEMU."""
    return text.replace("<domain type", f"<domain {NAMESPACE} type", 1)


def defined(host: Host, text: str) -> str:
    """What the definition of a guest with elements of the namespace prints."""
    host.write("/root/defined.xml", owned(text))
    return host.run("virsh define defined.xml").output


def define_as_is(host: Host, name: str, *devices: str) -> None:
    """Define a guest without the stand-in that its network would get."""
    host.write(f"/root/{name}.xml", guest(name, *devices))
    host.must(f"virsh define {name}.xml")


def connected(host: Host, uri: str, command: str = "uri") -> str:
    """What virsh prints that connects to `uri`."""
    return host.run(f"virsh -c '{uri}' {command}").output


def let_networks(host: Host) -> None:
    """Let libvirt set up networks: the kernel forwards, and has devices for guests."""
    host.must("mount -o remount,rw,bind /proc/sys")
    host.must("mkdir -p /dev/net && mknod -m 666 /dev/net/tun c 10 200")


def without_networks(host: Host) -> None:
    """In place of virt-install: one that gives a guest a network of QEMU's own."""
    host.write("/usr/local/bin/virt-install", VIRT_INSTALL)
    host.must("chmod +x /usr/local/bin/virt-install")


def asks_polkit(host: Host) -> None:
    """Have libvirt ask polkit for each action, as the page says."""
    configure(host, "libvirtd.conf", *text_of_setting("access").splitlines())
    restart(host, "libvirtd.service")
    ready(host)


def operators(host: Host) -> None:
    """Make olga an operator, and write the page's rule of polkit."""
    host.must("groupadd operators; useradd -m -G operators olga")
    [rule] = [s for s in snippets("console") if "polkit.addRule(" in text_of(s)]
    host.must(text_of(rule).removeprefix("# "))


def for_a_group(host: Host) -> None:
    """Be as on Ubuntu: the socket is the group's, and nobody is asked for anything."""
    path = "/etc/systemd/system/libvirtd.socket.d/group.conf"
    host.write(path, "[Socket]\nSocketMode=0660\nSocketGroup=libvirt\n")
    configure(host, "libvirtd.conf", 'auth_unix_rw = "none"')
    host.must("systemctl daemon-reload; systemctl stop libvirtd.service")
    host.must("systemctl restart libvirtd.socket")


def text_of_setting(name: str) -> str:
    """The text of an example of the daemon's settings on the page."""
    examples = snippets("libvirtd.conf")
    [found] = [s for s in examples if s["id"] == f"kbase/drvqemu/{name}"]
    return text_of(found)


def name_service(host: Host) -> None:
    """Let the host know names from its files alone, as no name server answers."""
    host.write("/etc/nsswitch.conf", "passwd: files systemd\ngroup: files systemd\n"
               "hosts: files\n")  # fmt: skip


def qemu(host: Host, name: str) -> str:
    """The folder of a guest's process in /proc."""
    return "/proc/" + host.must(f"cat /run/libvirt/qemu/{name}.pid").strip()


def nodes(host: Host, name: str) -> set[str]:
    """What a guest of the system has in /dev."""
    return set(host.must(f"ls {qemu(host, name)}/root/dev").split())


def status(host: Host, folder: str, field: str) -> str:
    """A field of the status of a process."""
    return host.must(f"grep ^{field}: {folder}/status").split()[1]


def anew(host: Host, *services: str) -> None:
    """Start the daemon anew, and wait until it has found its guests again."""
    restart(host, *(services or ("libvirtd",)))
    ready(host)
    # It answers this when it has a guest's monitor again.
    host.must("for each in $(virsh list --name); do virsh dommemstat $each; done")


def machine(host: Host, name: str) -> str:
    """The machine type that a guest is defined with."""
    found = re.search(r"machine='(.*?)'", host.must(f"virsh dumpxml --inactive {name}"))
    assert found is not None, name
    return found[1]


def without_machine(host: Host, name: str) -> None:
    """Be as after an upgrade to a QEMU that lacks the machine type of a guest."""
    gone = "s/machine='[^']*'/machine='pc-q35-1.4'/"
    host.must(f'sed -i "{gone}" /etc/libvirt/qemu/{name}.xml')
    restart(host, "libvirtd.service")


def only_its_socket(host: Host, name: str) -> None:
    """Define a guest for autostart, and be as after a boot to which no daemon came."""
    define(host, guest(name))
    host.must(f"virsh autostart {name}; systemctl stop libvirtd.service")
    host.must("rm -f /run/libvirt/qemu/autostarted; systemctl restart libvirtd.socket")
    assert host.run("pidof qemu-system-x86_64").status
