"""Claims about what operators of the QEMU driver cannot start, and what that saves."""

from __future__ import annotations

import json

from live.claims import claim
from live.driver import asks_polkit, let_networks, operators
from live.hosts import Host, Stage
from live.operators import (
    SECRET,
    VALUE,
    allow,
    filtered,
    left_behind,
    not_started,
    sealed,
    secret,
    tried,
)
from live.services import define, guest

BINDINGS = ("nwfilter-binding.create", "nwfilter-binding.delete")
ASK = f"secret-get-value {SECRET}"
VARS = "/var/lib/libvirt/qemu/varstore/orchard.json"
WORDS = "<loader type='rom' format='raw'>{0}.fd</loader><varstore template='{0}.json'/>"


def with_operators(stage: Stage) -> Host:
    """A host that asks polkit for each action, with the page's rule."""
    host = stage.host("alpha")
    let_networks(host)
    operators(host)
    asks_polkit(host)
    return host


@claim("drv-access")
def test_operators_start_no_guest_with_a_filter(stage: Stage) -> None:
    """A guest with `<filterref>` operators stop, and cannot start."""
    host = with_operators(stage)
    filtered(host)
    assert "access denied: 'nwfilter' denied access" in not_started(host, "filtered")
    allow(host, *BINDINGS)
    assert "started" in tried(host, "start filtered")


@claim("drv-access")
def test_bindings_are_of_any_guest(stage: Stage) -> None:
    """Who may delete bindings takes the filter from any guest that runs."""
    host = with_operators(stage)
    filtered(host)
    host.must("virsh start filtered")
    port = host.must("virsh domiflist filtered | grep -o 'vnet[0-9]*'").strip()
    assert "access denied" in tried(host, f"nwfilter-binding-delete {port}")
    rules = f"ebtables -t nat -L | grep {port}"
    host.must(rules)
    allow(host, "nwfilter-binding.delete")
    assert "deleted" in tried(host, f"nwfilter-binding-delete {port}")
    assert host.run(rules).status == 1
    assert "running" in host.must("virsh domstate filtered")


@claim("drv-trouble")
def test_a_binding_stays_behind(stage: Stage) -> None:
    """A guest with a filter leaves its binding in the way, if operators stop it."""
    host = with_operators(stage)
    filtered(host)
    not_started(host, "filtered")
    host.must("virsh nwfilter-binding-list | grep vnet0")
    assert "binding 'vnet0' already exists" in left_behind(host)
    host.must("virsh nwfilter-binding-delete vnet0; virsh start filtered")
    # Whoever may delete it leaves none.
    host.must("virsh destroy filtered; ! virsh nwfilter-binding-list | grep vnet")


@claim("drv-access")
def test_operators_start_no_guest_with_a_secret(stage: Stage) -> None:
    """A guest with a secret operators stop, and cannot start."""
    host = with_operators(stage)
    sealed(host)
    assert "access denied: 'secret' denied access" in not_started(host, "sealed")
    allow(host, "secret.read-secure")
    assert "started" in tried(host, "start sealed")


@claim("drv-access")
def test_who_may_start_it_reads_secrets(stage: Stage) -> None:
    """`secret.read-secure` tells operators each secret that is not private."""
    host = with_operators(stage)
    sealed(host)
    assert "access denied" in tried(host, ASK)
    allow(host, "secret.read-secure")
    assert tried(host, ASK).strip() == VALUE
    secret(host, private="yes")
    assert "secret is private" in tried(host, ASK)
    assert "started" in tried(host, "start sealed")


@claim("drv-access")
def test_operators_drop_saved_memory(stage: Stage) -> None:
    """Operators may drop the saved memory of a guest, by `start --force-boot`."""
    host = with_operators(stage)
    define(host, guest("orchard"))
    host.must("virsh start orchard; virsh managedsave orchard")
    assert "started" in tried(host, "start --force-boot orchard")
    assert "booted" in host.must("virsh domstate orchard --reason")


@claim("drv-access")
def test_operators_reset_uefi_variables(stage: Stage) -> None:
    """Operators may drop the UEFI variables of a guest, by `start --reset-nvram`."""
    host = with_operators(stage)
    host.must("cd /usr/share; truncate -s 256K code.fd; truncate -s 64K vars.fd")
    pflash = (
        "<loader readonly='yes' type='pflash'>/usr/share/code.fd</loader>"
        "<nvram template='/usr/share/vars.fd'>/var/lib/libvirt/orchard.fd</nvram>"
    )
    define(host, guest("orchard", machine="q35").replace("</os>", f"{pflash}</os>"))
    host.must("virsh start orchard; virsh destroy orchard")
    marked = "printf mine | dd of=/var/lib/libvirt/orchard.fd conv=notrunc"
    same = "cmp /usr/share/vars.fd /var/lib/libvirt/orchard.fd"
    host.must(f"{same}; {marked}; ! {same}")
    assert "started" in tried(host, "start --reset-nvram orchard")
    host.must(same)


@claim("drv-files", libvirt=">=12.1.0")
def test_variables_of_uefi_in_a_varstore(stage: Stage) -> None:
    """With `<varstore>`, UEFI variables are below /var/lib/libvirt/qemu/varstore."""
    host = stage.host("alpha")
    host.must("truncate -s 256K /usr/share/empty.fd")
    host.write("/usr/share/empty.json", json.dumps({"version": 2, "variables": []}))
    words = WORDS.format("/usr/share/empty")
    define(host, guest("orchard", machine="q35").replace("</os>", f"{words}</os>"))
    host.must(f"virsh start orchard; test -s {VARS}")
