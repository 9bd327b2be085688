"""Guests that operators of the QEMU driver stop, and cannot start."""

from __future__ import annotations

from live.driver import define_as_is
from live.hosts import Host
from live.services import IMAGES, SYSTEM, disk, ready, restart
from live.transcripts import Scenario, steady
from live.waiting import waited

OPERATOR = "olga"
RULE = """polkit.addRule(function(action, subject) {{
    if (({}) && subject.isInGroup("operators")) return polkit.Result.YES;
}});
"""
SECRET = "0d5c9a14-7be2-4f63-b8a1-92e40c6d7f35"
VALUE = "aG9yc2U="
"""The value of that secret, in base64."""
SEALED = f"{IMAGES}/sealed.img"
KEY = "--object secret,id=key,file=/root/horse -o key-secret=key,iter-time=10"
FILTERED = """<interface type='network'>
  <source network='default'/><filterref filter='no-mac-spoofing'/>
</interface>"""


def tried(host: Host, command: str) -> str:
    """What virsh prints to an operator."""
    return host.run(f"virsh -c {SYSTEM} {command}", user=OPERATOR).output


def allow(host: Host, *actions: str) -> None:
    """Let operators do more, by a rule beside the page's, and wait until it holds."""
    named = " || ".join(f'action.id == "org.libvirt.api.{name}"' for name in actions)
    # polkit would read half of a file that is written in its folder.
    host.write("/root/40-more.rules", RULE.format(named))
    host.must("mv 40-more.rules /etc/polkit-1/rules.d")
    asks = f"pkcheck --process $$ --action-id org.libvirt.api.{actions[0]}"
    waited(host, f"su - {OPERATOR} -c '{asks}'")


def filtered(host: Host) -> None:
    """Define a guest with a filter in the network `default`, and start the network."""
    host.must("virsh net-start default")
    define_as_is(host, "filtered", FILTERED)


def secret(host: Host, private: str) -> None:
    """Make the secret of the other guest anew; root has the same in a file."""
    host.write("/root/secret.xml", f"""
<secret ephemeral='no' private='{private}'>
  <uuid>{SECRET}</uuid><usage type='volume'><volume>{SEALED}</volume></usage>
</secret>""")  # fmt: skip
    host.run(f"virsh secret-undefine {SECRET}")
    host.must("printf horse >horse; virsh secret-define secret.xml")
    host.must(f"virsh secret-set-value {SECRET} --file horse --plain")


def sealed(host: Host) -> None:
    """Define a guest whose disk a secret opens."""
    secret(host, private="no")
    host.must(f"mkdir -p {IMAGES}")
    done = steady(host, f"qemu-img create -q -f luks {KEY} {SEALED} 1M")
    assert done.status == 0, done.output
    opened = f"<secret type='passphrase' uuid='{SECRET}'/>"
    opened = f"<encryption format='luks'>{opened}</encryption>"
    define_as_is(host, "sealed", disk(SEALED, more=opened))


def not_started(host: Host, name: str) -> str:
    """What is printed to operators who start a guest that they have stopped."""
    host.must(f"virsh start {name}")
    assert "destroyed" in tried(host, f"destroy {name}")
    return tried(host, f"start {name}")


def left_behind(host: Host) -> str:
    """What is printed at the start of that guest with a filter, once libvirtd is new.

    From then on it gives the guest's interface the name that its binding has.
    """
    restart(host, "libvirtd.service")
    ready(host)
    return host.run("virsh start filtered").output


def refused(scenario: Scenario, host: Host) -> None:
    """What operators may not do, and the binding that is then in the way."""
    told = tried(host, "undefine orchard")
    scenario.message("access denied: 'QEMU' denied access", told)
    for driver, name, make in REFUSED:
        make(host)
        told = not_started(host, name)
        scenario.message(f"access denied: '{driver}' denied access", told)
    scenario.message("binding '…' already exists", left_behind(host))
    host.must("virsh nwfilter-binding-delete vnet0; virsh net-destroy default")
    for _, name, _ in REFUSED:
        host.must(f"virsh undefine {name}")


REFUSED = (("nwfilter", "filtered", filtered), ("secret", "sealed", sealed))
"""The driver that refuses a guest, its name, and what makes it."""
