"""Claims about guests that libvirt's own ports keep from each other."""

from __future__ import annotations

import re

from live.claims import claim
from live.hosts import Host, Stage
from live.services import configure, guest
from live.test_claims_network import page_filter
from live.waiting import waited
from pages import ROOT

OWN, OTHER, OPEN = "192.168.122.57", "192.168.122.58", "192.168.122.59"
"""Of a guest that sends, and of the two ports of another; one is not isolated."""
SEND = r"""
import ctypes, os, select, socket, struct, sys, time

own, address, to = sys.argv[1:]


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def tap(guest):
    # QEMU's end of the port: what is written there, the guest has sent.
    with open(f"/run/libvirt/qemu/{guest}.pid") as file:
        pid = int(file.read())
    for fd in os.listdir(f"/proc/{pid}/fd"):
        if os.readlink(f"/proc/{pid}/fd/{fd}") == "/dev/net/tun":
            pidfd_getfd = 438
            return ctypes.CDLL(None).syscall(
                pidfd_getfd, os.pidfd_open(pid), int(fd), 0
            )


ends = socket.inet_aton(own) + socket.inet_aton(address)
head = struct.pack(">2B3H2BH", 69, 0, 36, 1, 0, 64, 17, 0) + ends
check = struct.pack(">H", 65535 - sum(struct.unpack(">10H", head)) % 65535)
udp = struct.pack(">4H", 9, 9, 16, 0) + b"from one"
ports = {}
for name in ("vnet1", "vnet2"):
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    port.bind((name, 0))
    ports[port] = name
frame = mac(to) + mac("52:54:00:00:00:57") + b"\x08\x00"
os.write(tap("one"), frame + head[:10] + check + head[12:] + udp)
end = time.monotonic() + 1.5
while (left := end - time.monotonic()) > 0:
    for port in select.select(ports, [], [], left)[0]:
        if port.recv(2000).endswith(b"from one"):
            print(ports[port])
"""
"""It sends a datagram from a guest to an address, and tells the ports where it came."""
NFT = """#!/usr/bin/python3
import ctypes, sys
nft = ctypes.CDLL("libnftables.so.1")
nft.nft_ctx_new.restype = ctypes.c_void_p
context = ctypes.c_void_p(nft.nft_ctx_new(0))
words = [word for word in sys.argv[1:] if word != "-ae"]
if words != sys.argv[1:]:
    handle, echo = 8, 32
    nft.nft_ctx_output_set_flags(context, handle | echo)
sys.exit(nft.nft_run_cmd_from_buffer(context, " ".join(words).encode()) != 0)
"""
"""The program `nft`, made of the library that it is made of."""
DEVICES = """
mount -o remount,rw,bind /proc/sys; mount -o remount,rw /sys
mkdir /dev/net; mknod /dev/net/tun c 10 200
chmod +x /usr/local/sbin/nft
# Beside rules of nftables, libvirt has it mend checksums of DHCP, with a kernel module.
ln -s /bin/true /usr/local/sbin/tc
"""
"""What networks and their ports need."""
ISOLATED = "<port isolated='yes'/>"


def mac(address: str) -> str:
    """The MAC address of the port that has an address."""
    return f"52:54:00:00:00:{address.rpartition('.')[2]}"


def port(address: str, more: str = "") -> str:
    """The XML of an interface in `default` from which no guest boots."""
    return (f"<interface type='network'><mac address='{mac(address)}'/>"
            "<source network='default'/><model type='e1000'/><rom enabled='no'/>"
            f"{more}</interface>")  # fmt: skip


def apart(stage: Stage, backend: str = "") -> Host:
    """A host with two guests whose ports are isolated, but for one."""
    host = stage.host("north", {"/root/send.py": SEND, "/usr/local/sbin/nft": NFT})
    host.must(DEVICES)
    if backend:
        configure(host, "network.conf", f'firewall_backend = "{backend}"')
    host.must("virsh net-start default")
    text, own = page_filter()
    assert own == OWN
    started(host, "one", port(OWN, ISOLATED + text))
    started(host, "two", port(OTHER, ISOLATED), port(OPEN))
    waited(host, "test $(bridge link | grep -c 'state forwarding') = 3")
    # What the host and the bridge would learn from a guest that runs.
    host.must(f"ip neigh add {OTHER} lladdr {mac(OTHER)} dev virbr0")
    for name, address in (("vnet1", OTHER), ("vnet2", OPEN)):
        host.must(f"bridge fdb add {mac(address)} dev {name} master static")
    return host


def started(host: Host, name: str, *ports: str) -> None:
    """Start a guest with ports."""
    host.write(f"/root/{name}.xml", guest(name, *ports))
    host.must(f"virsh create {name}.xml")


def arrived(host: Host, address: str, to: str) -> list[str]:
    """The ports where a datagram of `one` arrives that it sends to a MAC address."""
    return host.must(f"python3 send.py {OWN} {address} {to}").split()


def by_host(host: Host) -> list[str]:
    """Where a datagram arrives that `one` hands to the host for the other guest."""
    return arrived(host, OTHER, "$(cat /sys/class/net/virbr0/address)")


def page_rule() -> str:
    """The command of the page that stops it."""
    page = (ROOT / "kbase/secureusage.rst").read_text("utf-8")
    [command] = re.findall(r"``(nft .*?)``", page, re.DOTALL)
    return " ".join(command.split())


@claim("sec-network", without=("nft",))
def test_isolated_guests_reach_each_other_by_the_host(stage: Stage) -> None:
    """`isolated` and `clean-traffic` let a guest send to another by way of the host.

    Directly it reaches ports alone that are not isolated; the page's rule of `nft`
    stops what goes by way of the host.
    """
    host = apart(stage)
    assert arrived(host, OTHER, mac(OTHER)) == []
    assert arrived(host, OPEN, mac(OPEN)) == ["vnet2"]
    assert by_host(host) == ["vnet1"]
    host.must(page_rule())
    assert by_host(host) == []


@claim("sec-network", libvirt=">=11.3", without=("nft",))
def test_the_rule_holds_beside_rules_of_nftables(stage: Stage) -> None:
    """The rule against it also holds where libvirt's own rules are of nftables."""
    host = apart(stage, "nftables")
    assert "guest_cross" in host.must("nft list table ip libvirt_network")
    assert by_host(host) == ["vnet1"]
    host.must(page_rule())
    assert by_host(host) == []
