"""Two hosts in libvirt's lockspace, and one whose leases are its own."""

from __future__ import annotations

import re

from live.hosts import Host
from live.network import join, trust
from live.sanlock import (
    LEASES,
    LOCKSPACE,
    WITHOUT,
    destroyed,
    install,
    joined,
    lease,
    leases,
    listening,
    lose_leases,
    prepare,
    regain_leases,
    serve,
    softdog,
)
from live.scenarios.locking_sanlock.messages import (
    PIDS,
    daemon,
    manual,
    starts,
    unlimited,
)
from live.services import IMAGES, configure, define, disk, guest
from live.transcripts import Likeness, Scenario
from live.waiting import become, come, log, waited
from pages import snippets, text_of

PAGE = "kbase/locking-sanlock"
UNPROVOKED = {
    "The host was reset": "the watchdog of these hosts resets nothing",
    "A guest is off after": "a claim tries it",
}
TIMES = "usual timeouts"
CLIENTS = Likeness(
    r"(?m)^p (-1 status|\d+ demo)$", "sanlock numbers its clients by when they came"
)
NAMES = Likeness(r"(?m)^daemon \S+", "sanlock makes a name of the host's UUID or name")
RENEWED = Likeness(r"(?<=timestamp )\d+", "hosts renew all the time")
TAKEN = Likeness(r"\d{10} 0001 \d{4} \d+", "when a lease was taken, and how often")
QUORUM = "/srv/cluster/quorum.img"
DEMO = guest(
    "demo",
    disk(f"{IMAGES}/demo.img"),
    disk(QUORUM, "vdb", "<shareable/>"),
    disk("/srv/images/tools.img", "vdc", "<readonly/>"),
    more="<on_lockfailure>pause</on_lockfailure>",
)
AUTOMATIC = next(
    text_of(s) for s in snippets("qemu-sanlock.conf") if s["id"] == f"{PAGE}/automatic"
)
LOGIN = """[auth-libvirt-localhost]
credentials=sanlock

[credentials-sanlock]
authname=sanlock
password=SECRET
"""


def play(scenario: Scenario) -> None:
    alpha, beta, gamma = map(scenario.stage.host, ("alpha", "beta", "gamma"))
    delta = scenario.stage.host("delta")
    _account(scenario, delta)
    unlimited(scenario, gamma)
    prepare(gamma)
    _set_up(scenario, alpha, gamma, delta)
    serve(beta, 2)
    _prepare_others(scenario, alpha, beta)
    _check(scenario, alpha, beta)
    _recover(scenario, alpha)
    manual(scenario, gamma)
    alpha.write("/etc/libvirt/auth.conf", LOGIN)
    scenario.show("chmod 0600", alpha)
    starts(scenario, alpha)
    daemon(scenario, gamma)
    logs = {"sanlock client log_dump": 1}
    scenario.show("journalctl -b", gamma, status=logs, without=WITHOUT)
    _undo(scenario, alpha)


def _account(scenario: Scenario, host: Host) -> None:
    """As before the package is there, whose script keeps the account that it finds."""
    host.must("userdel sanlock")
    scenario.show("groupadd", host)
    host.must("/var/lib/dpkg/info/sanlock.postinst configure 3.0")
    assert host.must("id -u sanlock; id -g sanlock") == "179\n179\n"


def _set_up(scenario: Scenario, host: Host, other: Host, bare: Host) -> None:
    install(host)
    # The root folder of a suite of backports has no packages of it.
    host.must("sed -i /Default-Release/d /etc/apt/apt.conf.d/*")
    scenario.show("apt install libvirt-daemon-plugin-sanlock", host)
    scenario.show("apt install libvirt-sanlock", host)
    listening(host)
    scenario.show("systemctl enable --now wdmd.service", host, without=WITHOUT)
    scenario.show("chown sanlock:sanlock", host)
    scenario.show("dpkg-statoverride --update", host)
    scenario.show("systemctl daemon-reload", host)
    configure(host, "qemu-sanlock.conf", AUTOMATIC, "io_timeout = 2")
    host.beneath.add(TIMES)
    configure(host, "qemu.conf", 'lock_manager = "sanlock"')
    without = (*WITHOUT, TIMES)
    scenario.show("systemctl restart libvirtd.service", host, without=without)
    host.must("virsh uri")
    come(lambda: joined(host), longest=60)
    scenario.show("sanlock client gets", host, without=without)
    softdog(bare)
    lacks = (*WITHOUT, "softdog")
    scenario.show("systemctl daemon-reload", bare, without=lacks)
    bare.must("systemctl start wdmd && systemctl is-active wdmd")
    _probe(scenario, other)
    scenario.show("ps -o user=,group= -C sanlock", host, without=WITHOUT)
    host.must("sed -i /^disk_lease_dir/d /etc/libvirt/qemu-sanlock.conf")
    scenario.show("augtool -s set", host)
    assert host.must(f"ls {LEASES}") == f"{LOCKSPACE}\n"
    scenario.show("printf", host)


def _probe(scenario: Scenario, host: Host) -> None:
    """On a host on which wdmd does not run."""
    host.must("touch /dev/watchdog0")
    host.variables["LD_PRELOAD"] = f"/job/{host.name}/before.so"
    scenario.show("wdmd --probe", host, without=WITHOUT)
    del host.variables["LD_PRELOAD"]
    host.must("rm /dev/watchdog0")


def _prepare_others(scenario: Scenario, host: Host, other: Host) -> None:
    host.must("virsh pool-define-as vault dir --target /srv/vault")
    scenario.show("virsh pool-dumpxml vault", host, without=["iSCSI"])
    join(host, other)
    trust(host, other, "host2")
    other.must("mkdir /srv/vault")
    scenario.show("virsh -c qemu+ssh", host, without=["iSCSI"])
    assert "vault" in other.must("virsh pool-list --name --autostart")
    define(host, DEMO)
    come(lambda: joined(host), longest=60)
    host.must("virsh start demo")
    destroyed(host, "demo")
    scenario.show("virt-sanlock-cleanup -q", host, without=(*WITHOUT, TIMES))
    scenario.show("cat > /etc/cron.weekly", host)
    _cleaned_weekly(host)
    scenario.show("sed -i", host)
    scenario.show("sed -i", host)
    _cleaned_weekly(host)


def _cleaned_weekly(host: Host) -> None:
    """Cron writes a letter of what its scripts print."""
    host.must("virsh start demo")
    destroyed(host, "demo")
    assert host.must("run-parts /etc/cron.weekly") == ""
    assert host.must(f"ls {LEASES}").split() == [LOCKSPACE]


def _check(scenario: Scenario, host: Host, other: Host) -> None:
    """The images are each host's own: they are shared where no lock crosses, too."""
    without = (*WITHOUT, TIMES)
    like = [CLIENTS, PIDS, NAMES, RENEWED]
    define(other, DEMO)
    scenario.show("virsh start demo", host, like=like, without=without)
    # A host is UNKNOWN before it has been watched.
    waited(other, "[ $(sanlock client gets -h 1 | grep -c LIVE) = 2 ]", 60)
    scenario.show("sanlock client gets -h 1", other, like=like, without=without)
    name = lease(f"{IMAGES}/demo.img")
    taking = f"sanlock client command -r {LOCKSPACE}:{name}:{LEASES}/{name}:0"
    status = {f"{taking} -c /bin/true": 1}
    scenario.show(taking, other, status=status, without=without)
    scenario.show("virsh start demo", other, without=without)
    scenario.message(
        "resource busy: Failed to acquire lock: Lease is held by another host",
        other.run("virsh start demo").output,
    )
    scenario.show("sanlock direct dump", host, like=[TAKEN], without=without)


def _recover(scenario: Scenario, host: Host) -> None:
    define(host, guest("spare", disk(f"{IMAGES}/spare.img")))
    host.must("virsh start spare")
    lose_leases(host)
    come(lambda: "paused (user)" in host.must("virsh domstate demo --reason"))
    come(lambda: "shut off" in host.must("virsh domstate spare"))
    ended = r"terminating on signal 15 from pid \d+ \(/usr/sbin/sanlock\)"
    assert re.search(ended, log(host, "spare"))
    scenario.symptom("A guest is off, or ``paused (user)``, and nobody did that")
    scenario.message(
        "Failed to acquire lock: No space left on device",
        host.run("virsh resume demo").output,
    )
    assert "No space left" in host.run("virsh start spare").output
    come(lambda: not joined(host))
    regain_leases(host)
    without = (*WITHOUT, TIMES)
    scenario.show("systemctl restart libvirtd.service", host, without=without)


def _undo(scenario: Scenario, host: Host) -> None:
    host.must("for each in $(virsh list --name); do virsh destroy $each; done")
    become(lambda: leases(host), {})
    scenario.show("sed -i '/^lock_manager/d'", host, without=WITHOUT)
    host.must("virsh uri && virsh start spare && virsh destroy spare")
    status = {"sanlock client status | grep -c '^r '": 1}
    without = (*WITHOUT, TIMES)
    scenario.show("sanlock client status | grep", host, status=status, without=without)
    waited(host, "! pgrep -x sanlock")
    scenario.show("systemctl daemon-reload", host)
