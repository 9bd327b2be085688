"""Hosts whose QEMU driver locks disks with lockd, and what can be done to them."""

from __future__ import annotations

from live.hosts import Host, Stage
from live.services import IMAGES, configure, define, disk, guest, locks, restart
from live.transcripts import Likeness
from live.waiting import become, journal, log, now, waited

LOCKD = 'lock_manager = "lockd"'
DEMO = f"{IMAGES}/demo.img"
SPACE = "/var/lib/libvirt/lockd/files"
"""A lockspace directory."""
SPACES = f'file_lockspace_dir = "{SPACE}"'
LEASE = """<lease><lockspace>files</lockspace><key>invoices-root</key>
  <target path='/var/lib/libvirt/lockd'/></lease>"""
WRONG_LEASES = (
    ("lockd'/>", "lockd' offset='9'/>", "Offset must be zero for this lock manager"),
    ("invoices-root", "no", "Unable to open resource …: No such file or directory"),
    (">files<", ">other<", "Lockspace for path … does not exist"),
)
"""What is replaced in LEASE, by what, and what libvirt says then."""
WAY = "/srv/way"
MIGRATE = (
    "virsh migrate --live --unsafe demo "
    "'qemu+unix:///system?socket=/job/shared/run/libvirt/libvirt-sock' "
    f"--migrateuri unix://{WAY}/to"
)
"""For the first one of `neighbours`: hosts have no network in common."""
UUID = "-0b6e-4c1d-9a35-c2d70f84e519"
LOCK = "import fcntl; fcntl.lockf(open('{}', 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB, 1)"
TEST = f'python3 -c "{LOCK.format(DEMO)}"'
"""What the pages test a second host with."""
PIDS = Likeness(
    r"(?<=virtlockd) +\d+ +",
    "each process has an id of its own, and columns are as wide as what they hold",
)
MOUNT = "/etc/systemd/system/var-lib-libvirt-lockd.mount"
DROP_IN = "/etc/systemd/system/libvirtd.service.d/50-locks.conf"
DROP_IN_TEXT = """[Unit]
RequiresMountsFor=/var/lib/libvirt/lockd
AssertPathIsMountPoint=/var/lib/libvirt/lockd
"""
"""As on the page."""
HALT = """[Unit]
Conflicts=libvirt-guests.service libvirtd.service libvirtd.socket
Conflicts=virtlockd.service virtlockd.socket virtlogd.service virtlogd.socket
Conflicts=scope.service virt-guest-shutdown.target
"""
"""A target that stops, as a host that shuts down does, all at once."""
SCOPE = """[Unit]
After=libvirtd.service virtqemud.service
Before=virt-guest-shutdown.target
[Service]
ExecStart=/bin/sleep infinity
"""
"""Ordered as the scope of a guest is, which takes cgroups: hosts here have none."""
WAITER = """
import fcntl, sys, time
file = open(sys.argv[1], "r+b")
open("/tmp/waits", "w").close()
fcntl.lockf(file, fcntl.LOCK_EX, 1)
open("/tmp/held", "w").close()
time.sleep(99)
"""
"""Gets the lock of a file as soon as nobody has it."""
HOLDER = """
import fcntl, sys, time
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1)
open("/tmp/held", "w").close()
time.sleep(99)
"""


def lockd_host(stage: Stage, name: str = "alpha", *settings: str) -> Host:
    """A host with lockd, with settings of its plugin, and with shared images."""
    host = stage.host(name)
    host.share(IMAGES)
    configure(host, "qemu.conf", LOCKD)
    configure(host, "qemu-lockd.conf", *settings)
    return host


def demo(host: Host, more: str = "", name: str = "demo", path: str = DEMO) -> str:
    """Define a guest with one raw disk, and return its name."""
    return define(host, guest(name, disk(path, more=more)))


def started_anew(host: Host, *settings: str) -> None:
    """Give the plugin these settings alone, and restart the driver's daemon."""
    host.must("sed -i '/^[a-z_]* *=/d' /etc/libvirt/qemu-lockd.conf")
    configure(host, "qemu-lockd.conf", *settings)
    restart(host, "libvirtd")
    host.must("virsh uri")


def started_before(stage: Stage) -> Host:
    """A host whose guest `demo` started before lockd was switched on."""
    host = stage.host("alpha")
    demo(host)
    host.must("virsh start demo")
    configure(host, "qemu.conf", LOCKD)
    restart(host, "libvirtd")
    return host


def restarted(host: Host) -> str:
    """What virsh says of libvirtd when it is restarted, and then what it said."""
    since = now(host)
    told = host.run("systemctl reset-failed; systemctl restart libvirtd; virsh uri")
    return told.output + journal(host, since)


def neighbours(
    stage: Stage, names: tuple[str, str] = ("alpha", "beta")
) -> tuple[Host, Host]:
    """A host with lockd and the guest `demo`, and one without, to MIGRATE it to."""
    host, other = lockd_host(stage, names[0]), stage.host(names[1])
    other.share(IMAGES, "/run/libvirt")
    for one, number in ((host, 1), (other, 2)):
        one.share(WAY)
        configure(one, "libvirtd.conf", f'host_uuid = "{number:08}{UUID}"')
    host.must(f"chmod 777 {WAY}")
    # Its sockets are now where the first host sees them.
    other.must("systemctl restart virtlogd.socket virtlockd.socket libvirtd.socket")
    demo(host)
    return host, other


def migrated_without_lock(host: Host) -> str:
    """What virsh says when somebody takes the lock of `demo` while it migrates."""
    host.write("/root/wait.py", WAITER)
    host.must(f"python3 wait.py {DEMO} &")
    waited(host, "test -e /tmp/waits")
    told = host.run(MIGRATE).output
    waited(host, "test -e /tmp/held")
    return told


def mounted(host: Host, kind: str = "tmpfs") -> None:
    """A host whose libvirtd requires a mount for the locks, of this type."""
    host.write(MOUNT, "[Unit]\nDefaultDependencies=no\n[Mount]\nWhat=tmpfs\n"
               f"Where=/var/lib/libvirt/lockd\nType={kind}\n")  # fmt: skip
    host.write(DROP_IN, DROP_IN_TEXT)
    host.must("mkdir -p /var/lib/libvirt/lockd; systemctl daemon-reload")


def forbid(host: Host, path: str) -> None:
    """Keep virtlockd from a file, as an NFS server does that squashes root."""
    folder = "/etc/systemd/system/virtlockd.service.d"
    bound = "[Service]\nCapabilityBoundingSet=~CAP_DAC_OVERRIDE\n"
    host.write(f"{folder}/50-nobody.conf", bound)
    host.must(f"chown nobody {path}; chmod 600 {path}; systemctl daemon-reload")
    restart(host, "virtlockd")


def crash(host: Host) -> None:
    """Kill virtlockd in a way that it cannot see."""
    host.must("systemctl kill --signal=KILL virtlockd.service")
    waited(host, "! systemctl is-active virtlockd.service")


def refused(host: Host, name: str) -> str:
    """What virsh and the log of a guest say when it does not start."""
    done = host.run(f"virsh start {name}")
    assert done.status, f"{name} starts"
    # libvirt does not always pass on what the process said that would have been QEMU.
    return done.output + log(host, name)


def halt(host: Host, target: str = HALT) -> None:
    """Have systemd stop libvirt's units as when the host shuts down."""
    host.write("/etc/systemd/system/halting.target", target)
    host.write("/etc/systemd/system/scope.service", SCOPE)
    host.must("echo ON_SHUTDOWN=suspend >>/etc/default/libvirt-guests")
    host.must("systemctl daemon-reload")
    host.must("systemctl start libvirt-guests.service scope.service")
    # As with a shutdown, nothing starts again what it stops.
    begin = "systemctl start --no-block --job-mode=replace-irreversibly halting.target"
    host.must(begin)
    waited(host, "! systemctl is-active libvirtd.service libvirt-guests.service")


def guests_stop(host: Host) -> bool:
    """Whether libvirt-guests stops when libvirtd has ended for want of work."""
    host.must("systemctl daemon-reload; systemctl start libvirt-guests.service")
    host.must("systemctl stop libvirtd.service")
    # systemd itself sets no limit.
    return not host.run("timeout 15 systemctl stop libvirt-guests.service").status


def reload(host: Host) -> None:
    """Have virtlockd execute its program in its place."""
    # Random numbers of the kernel in it are others for each program.
    program = "md5sum /proc/$(systemctl show -P MainPID virtlockd)/auxv"
    before = host.must(program)
    host.must("systemctl reload virtlockd")
    waited(host, f'[ "$({program})" != "{before.strip()}" ]')
    waited(host, "virt-admin -c virtlockd:///system version")


def state(host: Host, name: str = "demo") -> str:
    """What virsh says about a guest: running, paused, shut off."""
    return host.must(f"virsh domstate {name}").strip()


def paths(host: Host) -> list[str]:
    """What virtlockd has locked there."""
    return [path for _, path in locks(host)]


def unlocked(host: Host) -> None:
    """Wait until virtlockd has nothing locked there: it has to see who has gone."""
    become(lambda: paths(host), [])


def lockable(host: Host, path: str) -> bool:
    """Whether another process may lock a file, as virtlockd of a guest does."""
    done = host.run(f'python3 -c "{LOCK.format(path)}"')
    assert done.status == 0 or "BlockingIOError" in done.output, done.output
    return done.status == 0


def hold(host: Host, path: str) -> None:
    """Lock a file until the host ends, as virtlockd of a guest does."""
    host.write("/root/hold.py", HOLDER)
    host.must(f"python3 hold.py {path} &")
    waited(host, "test -e /tmp/held")
