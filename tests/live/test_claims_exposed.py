"""Claims about what an argument shows or opens to others, and what outlives it."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Stage
from live.passthrough import FW_CFG, arguments, elements, of_qemu, passing
from live.services import SYSTEM

SECRETS = """<qemu:commandline>
  <qemu:arg value='-object'/><qemu:arg value='secret,id=s0,data=letmein1'/>
  <qemu:arg value='-object'/><qemu:arg value='secret,id=s1,file=/srv/key'/>
  <qemu:env name='KEY' value='letmein2'/>
</qemu:commandline>"""
ASKED = """python3 -c '
import re, socket
peer = socket.create_connection(("127.0.0.1", 1234), 9)
peer.sendall(b"$mffff0,10#c2")
said = b""
while not re.search(b"[$][0-9a-f]{32}#", said):
    said += peer.recv(99) or 1 / 0
'"""
"""Ends well once a gdbstub has sent 16 bytes of the guest's memory."""
STATE = "/srv/inventory/state.img"
READ_ONLY = f"if=none,id=state,format=raw,readonly=on,file={STATE}"


@claim("qpt-arguments")
def test_all_users_read_arguments_and_variables(stage: Stage) -> None:
    """All users read arguments and variables by `virsh -r`, but not a secret's file."""
    host = stage.host("alpha")
    host.must("useradd -m maria; echo -n letmein3 >/srv/key; chmod 600 /srv/key")
    host.must("chown libvirt-qemu /srv/key")
    passing(host, SECRETS)
    host.must("virsh start demo")
    shown = host.must(f"virsh -r -c {SYSTEM} dumpxml demo", user="maria")
    assert [f"letmein{n}" in shown for n in (1, 2, 3)] == [True, True, False]
    listed = host.must("ps -eo args", user="maria")
    assert [f"letmein{n}" in listed for n in (1, 2, 3)] == [True, False, False]
    assert "secret,id=s1,file=/srv/key" in listed


@claim("qpt-arguments")
def test_a_gdbstub_lets_all_in(stage: Stage) -> None:
    """`-s` in an argument listens on all addresses, and lets all read the memory."""
    host = stage.host("alpha")
    passing(host, arguments("-s"))
    host.must("virsh start demo")
    heard = host.must("cat /proc/net/tcp /proc/net/tcp6").split()
    assert {"00000000:04D2", f"{'0' * 32}:04D2"} & {*heard}
    host.must(ASKED)


@claim("qpt-apparmor")
def test_an_image_that_is_only_read_is_locked(stage: Stage) -> None:
    """QEMU locks the image of an argument that it only reads, too."""
    host = stage.host("alpha")
    host.must(f"mkdir -p $(dirname {STATE}); qemu-img create -q -f raw {STATE} 1M")
    passing(host, arguments("-drive", READ_ONLY))
    host.must("virsh start demo")
    held = host.must(f'grep ":$(stat -c %i {STATE}) " /proc/locks').splitlines()
    assert held
    assert all("OFDLCK" in one and " READ " in one for one in held)


@claim("qpt-quick")
def test_saved_memory_keeps_its_arguments(stage: Stage) -> None:
    """A guest with saved memory starts with the arguments of then, and no new ones."""
    host = stage.host("alpha")
    passing(host, arguments(*FW_CFG))
    host.must("virsh start demo; virsh managedsave demo")
    host.must('EDITOR="sed -i s/=north/=south/" virsh edit demo')
    for given in ("north", "south"):
        host.must("virsh start demo")
        assert f"{FW_CFG[1][:-5]}{given}" in of_qemu(host, "cmdline")
        host.must("virsh destroy demo")


@claim("qpt-before")
def test_libvirt_guests_cannot_save_it_either(stage: Stage) -> None:
    """Nor does libvirt-guests save a guest with a device that QEMU cannot migrate."""
    host = stage.host("alpha")
    host.write("/etc/default/libvirt-guests", "ON_SHUTDOWN=suspend\n")
    passing(host, elements("pci-address"))
    host.must("systemctl start libvirt-guests.service; virsh start demo")
    host.must("systemctl stop libvirt-guests.service")
    assert host.must("virsh domstate demo").strip() == "running"
    assert "Managed save:   no" in host.must("virsh dominfo demo")
