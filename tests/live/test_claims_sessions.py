"""Claims about guests of a session: how long they live, and their way to a bridge."""

from __future__ import annotations

from live.claims import claim
from live.driver import let_networks, user
from live.hosts import Host, Stage
from live.services import guest
from live.transcripts import USER
from live.waiting import idle, waited

HELPER = "/usr/lib/qemu/qemu-bridge-helper"
BRIDGE = "<interface type='bridge'><source bridge='virbr0'/></interface>"
AS_A_DESKTOP = """systemd-run --quiet --user --scope \\
  bash -c 'virsh define /tmp/own.xml; virsh start own'"""
"""A desktop starts programs, and so the daemon, below the systemd of the user."""


def with_own(stage: Stage) -> Host:
    """A host on which maria has a guest of her session."""
    host = stage.host("alpha")
    user(host)
    host.must("systemctl start systemd-logind")
    host.write("/tmp/own.xml", guest("own"))
    return host


@claim("drv-instances")
def test_a_guest_outlives_the_login_that_started_it(stage: Stage) -> None:
    """A guest that a session starts from a login runs on when the login has ended."""
    host = with_own(stage)
    host.must("virsh define /tmp/own.xml; virsh start own", user=USER)
    # systemd gives a user who is gone ten seconds.
    idle(15)
    host.must("pidof qemu-system-x86_64")
    assert "own" in host.must("virsh list --name", user=USER)


@claim("drv-instances")
def test_a_desktop_takes_its_guests_along(stage: Stage) -> None:
    """A guest that is started below a user's own systemd ends with the last login.

    Its memory is not saved.
    """
    host = with_own(stage)
    host.must(AS_A_DESKTOP, user=USER)
    waited(host, "! pidof qemu-system-x86_64", longest=60)
    assert "Managed save:   no" in host.must("virsh dominfo own", user=USER)


@claim("drv-instances")
def test_a_user_who_lingers_keeps_guests(stage: Stage) -> None:
    """With `loginctl enable-linger` a desktop's guest runs on after the last login."""
    host = with_own(stage)
    host.must(f"loginctl enable-linger {USER}")
    host.must(AS_A_DESKTOP, user=USER)
    idle(15)
    host.must("pidof qemu-system-x86_64")
    assert "own" in host.must("virsh list --name", user=USER)


@claim("drv-instances")
def test_a_session_joins_a_bridge_by_the_helper(stage: Stage) -> None:
    """A session joins a bridge once it is allowed, and the helper is setuid root."""
    host = bridged(stage)
    assert host.must(f"stat -c %a {HELPER}").strip() == "755"
    assert "No such file" in host.run("ls /etc/qemu").output
    host.write("/etc/qemu/bridge.conf", "allow virbr0\n")
    assert host.run("virsh start own", user=USER).status
    host.must(f"chmod u+s {HELPER}; rm /etc/qemu/bridge.conf")
    assert host.run("virsh start own", user=USER).status
    host.write("/etc/qemu/bridge.conf", "allow virbr0\n")
    host.must("virsh start own", user=USER)
    assert "tap0" in host.must("ls /sys/class/net/virbr0/brif")


@claim("drv-instances")
def test_a_group_has_the_helper(stage: Stage) -> None:
    """With 4750 and a group, the bridge's helper serves the members, and nobody else.

    An override of dpkg keeps that through the next installation of its package.
    """
    host = bridged(stage)
    host.write("/etc/qemu/bridge.conf", "allow virbr0\n")
    host.must("groupadd bridged; dpkg-statoverride --update --add root bridged 4750 "
              + HELPER)  # fmt: skip
    assert host.run("virsh start own", user=USER).status
    # Her daemon has the groups of the login that started it.
    host.must(f"usermod -aG bridged {USER}; loginctl terminate-user {USER}")
    host.run(f"pkill -U {USER}")
    waited(host, f"! pgrep -U {USER}")
    host.must(f"rm -rf /run/user/$(id -u {USER})/libvirt")
    host.must("virsh start own", user=USER)
    assert "root bridged 4750" in host.must(f"dpkg-statoverride --list {HELPER}")


def bridged(stage: Stage) -> Host:
    """A host on which a guest of maria's wants the bridge of the network default."""
    host = with_own(stage)
    let_networks(host)
    host.write("/tmp/own.xml", guest("own", BRIDGE))
    host.must("virsh net-start default")
    host.must("virsh define /tmp/own.xml", user=USER)
    return host
