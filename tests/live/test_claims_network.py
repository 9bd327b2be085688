"""Claims about what a filter lets a guest send."""

from __future__ import annotations

import re

from live.claims import claim
from live.hosts import Host, Stage
from live.waiting import waited
from pages import ROOT

HERE, FAKED = "192.168.122.9", "192.168.122.1"
"""The host's address, and one that is another's, such as the gateway's."""
BINDING = """<filterbinding>
  <owner><name>demo</name><uuid>5d1b2c3e-8f47-4a60-9e2d-7c1a0b9f4e68</uuid></owner>
  <portdev name='vnet0'/><mac address='52:54:00:6b:3c:58'/>{}
</filterbinding>"""
CABLE = f"""
set -e
systemd-run --quiet --unit guest --property PrivateNetwork=yes --property Type=exec \\
  sleep infinity
ip link add br0 type bridge
ip link add vnet0 master br0 type veth peer name eth0 \\
  address 52:54:00:6b:3c:58 netns $(systemctl show -P MainPID guest)
ip address add {HERE}/24 dev br0
ip link set br0 up
ip link set vnet0 up
"""
"""A bridge with the port of a guest, which is a network of its own."""
SEND = """nsenter --net --target $(systemctl show -P MainPID guest) bash -c '
ip address flush dev eth0; ip address add {}/24 dev eth0; ip link set eth0 up
timeout 2 bash -c "</dev/tcp/{}/9"'
"""


def filtered(stage: Stage, filterref: str) -> Host:
    """A host with a guest that has a filter."""
    host = stage.host("north")
    host.must(CABLE)
    host.write("/root/binding.xml", BINDING.format(filterref))
    host.must("virsh nwfilter-binding-create binding.xml")
    return host


def reaches(host: Host, address: str) -> bool:
    """Whether the guest with an address reaches the host, which refuses it."""
    return "Connection refused" in host.run(SEND.format(address, HERE)).output


def page_filter() -> tuple[str, str]:
    """The filter of the page, and the address in it."""
    page = (ROOT / "kbase/secureusage.rst").read_text("utf-8")
    [text] = re.findall(r"``(<filterref.*?</filterref>)``", page, re.DOTALL)
    [address] = re.findall(r"name='IP' value='(.*?)'", text)
    return text, address


@claim("sec-network", without=("QEMU",))
def test_a_filter_learns_what_a_guest_sends_first(stage: Stage) -> None:
    """`clean-traffic` without `IP` takes the address of a guest's first packet."""
    own = page_filter()[1]
    host = filtered(stage, "<filterref filter='clean-traffic'/>")
    host.run(SEND.format(FAKED, HERE))
    # A chain has this name once those that let all through are gone.
    chain = "ebtables -t nat -L I-vnet0-ipv4-ip"
    waited(host, f"{chain} | grep -qe '--ip-src {FAKED} '")
    assert [reaches(host, address) for address in (FAKED, own)] == [True, False]


@claim("sec-network", without=("QEMU",))
def test_a_filter_that_is_told_an_address_lets_no_other_through(stage: Stage) -> None:
    """`clean-traffic` with `IP` lets a guest send from this address alone."""
    text, own = page_filter()
    host = filtered(stage, text)
    assert [reaches(host, address) for address in (FAKED, own)] == [False, True]
