"""What sanlock and its plugin say when it does not work."""

from __future__ import annotations

from live.hosts import Host
from live.sanlock import (
    LEASES,
    LOCKSPACE,
    WITHOUT,
    destroyed,
    kill,
    lease,
    leases,
    listening,
    refused,
    volume,
)
from live.services import IMAGES, define, disk, guest
from live.transcripts import Likeness, Scenario
from live.waiting import come, journal, now

PIDS = Likeness(r"(?<= p )\d+$|(?<= p )\d+(?=\n)", "each process has an id of its own")
SETTINGS = "/etc/libvirt/qemu-sanlock.conf"
OWN = {"user": '"sanlock"', "group": '"sanlock"', "io_timeout": "1"}
BUSY = "resource busy: Failed to acquire lock: "
UNABLE = "Unable to add lockspace …/__LIBVIRT__DISKS__: "
UNREAD = "Unable to query sector size …/__LIBVIRT__DISKS__: "
NO_FOLDER = "Unable to create lockspace …: parent directory does not exist or is not a directory"  # noqa: E501
NOT_OWNED = "Disk lease '…' is not owned by domain with UUID '…'"


# As in a container, whatever this machine grants.
UNLOCKED = "prlimit --memlock=65536 setpriv --bounding-set=-sys_resource"


def unlimited(scenario: Scenario, host: Host) -> None:
    """Before a library grants what the daemon asks for."""
    told = host.run(f"{UNLOCKED} timeout 5 sanlock daemon -D").output
    scenario.message("cannot set the limits for memlock 1", told)


def manual(scenario: Scenario, host: Host) -> None:
    """Leases on a volume, which a file stands for."""
    volume(host)
    host.write("/etc/sanlock/sanlock.conf", "io_timeout = 1\n# since 3.9\n")
    host.must("systemctl start wdmd sanlock")
    listening(host)
    without = (*WITHOUT, "LVM")
    scenario.show("sanlock client init", host, without=without)
    scenario.show("systemctl daemon-reload", host, without=without)
    host.must("echo 'lock_manager = \"sanlock\"' >>/etc/libvirt/qemu.conf")
    _settle(host, auto_disk_leases="0", require_lease_for_disks="1")
    mine = _lease("payroll-root", 1048576)
    define(host, guest("payroll", disk(f"{IMAGES}/payroll.img"), mine))
    scenario.show("virsh start payroll", host, like=[PIDS], without=without)
    destroyed(host, "payroll")
    define(host, guest("bare", disk(f"{IMAGES}/bare.img")))
    scenario.message(
        "Read/write, exclusive access, disks were present, but no leases specified",
        refused(host, "bare"),
    )
    for key, offset, told in (
        ("payroll-root", 8388608, "Lease does not exist on storage"),
        ("other", 1048576, "Lease resource name is incorrect"),
    ):
        define(host, guest(key, _lease(key, offset)))
        scenario.message(BUSY + told, refused(host, key, told), ["LVM"])


def _lease(key: str, offset: int) -> str:
    return (
        f"<lease><lockspace>vault</lockspace><key>{key}</key>"
        f"<target path='/dev/san/leases' offset='{offset}'/></lease>"
    )


def starts(scenario: Scenario, host: Host) -> None:
    """What a start says on a host whose daemon is well."""
    image = disk(f"{IMAGES}/spare.img")
    define(host, guest("twin", image))
    host.must("virsh start spare")
    printed = refused(host, "twin")
    scenario.message('Failed to get "write" lock', printed)
    scenario.message("Is another process using the image […]?", printed)
    host.must("virsh destroy spare")
    name = lease(f"{IMAGES}/spare.img")
    come(lambda: name not in leases(host))
    holder = f"sanlock client command -r {LOCKSPACE}:{name}:{LEASES}/{name}:0"
    host.must(f"setsid {holder} -c /bin/sleep 60 >/dev/null 2>&1 &")
    come(lambda: name in leases(host))
    scenario.message("Failed to acquire lock: File exists", refused(host, "spare"))
    host.must("pkill -x sleep")
    wrong = "<on_lockfailure>restart</on_lockfailure>"
    define(host, guest("wrong", disk(f"{IMAGES}/wrong.img"), more=wrong))
    scenario.message(
        "Failure action … is not supported by sanlock", refused(host, "wrong")
    )
    disks = (disk(f"{IMAGES}/{n}.img", f"vd{n}") for n in "abcdefghi")
    define(host, guest("nine", *disks))
    scenario.message("Too many resources 8 for object", refused(host, "nine"))


def daemon(scenario: Scenario, host: Host) -> None:
    """What the daemon says when it starts with wrong settings."""
    say, auto = scenario.message, {"auto_disk_leases": "1", **OWN}
    folder = {"disk_lease_dir": '"/srv/leases"', **auto}
    host.must("mkdir -m 700 /srv/leases; chown sanlock:sanlock /srv/leases")
    say("Automatic disk lease mode enabled, but no host ID is set", _dies(host, **auto))
    lost = {**folder, "disk_lease_dir": '"/srv/none/leases"'}
    say(NO_FOLDER, _settle(host, host_id="3", **lost))
    say("Failed to parse user '…'", _dies(host, host_id="3", user='"sanlok"'))
    bare = {"auto_disk_leases": "1", "host_id": "3", "disk_lease_dir": "/srv/leases"}
    said = _dies(host, **bare)
    say(f"configuration file syntax error: {SETTINGS}:…: expecting a value", said)
    say(f"{UNABLE}Unknown error", _settle(host, host_id="2001", **folder))
    _settle(host, host_id="3", **folder)
    host.must("virsh start bare")
    destroyed(host, "bare")
    say(f"{UNABLE}Invalid argument", _settle(host, host_id="4", **folder))
    if host.place.within(">=12.6.0"):
        _owned(scenario, host, folder)
    if host.place.within(">=11.3"):
        _twice(scenario, host, auto)
    kill(host)
    host.must("rm /dev/watchdog; systemctl start sanlock")
    listening(host)
    said = _settle(host, host_id="3", **folder)
    say(f"{UNABLE}Watchdog device error", said)
    kill(host)
    _alone(scenario, host, folder)
    say("Failed to open socket to sanlock daemon", refused(host, "bare"))
    host.must("systemctl start sanlock; install -d -m 700 /srv/private")
    listening(host)
    private = {"disk_lease_dir": '"/srv/private"', "auto_disk_leases": "1"}
    say(f"{UNREAD}No such device", _settle(host, host_id="3", **private))
    host.must("rm /usr/lib/*/libvirt/lock-driver/sanlock.so")
    say(
        "Plugin …/lock-driver/sanlock.so not accessible: No such file or directory",
        _dies(host, host_id="3", **folder),
    )


def _alone(scenario: Scenario, host: Host, folder: dict[str, str]) -> None:
    """Where sanlock has died, and where it has not run since the host booted."""
    empty = {**folder, "disk_lease_dir": '"/srv/empty"'}
    host.must("install -d -o sanlock -m 700 /srv/empty")
    for why in ("Connection refused", "No such file or directory"):
        said = _settle(host, host_id="3", **folder)
        scenario.message(f"{UNABLE}{why}", said)
        said = _settle(host, host_id="3", **empty)
        scenario.message(f"{UNREAD}{why}", said)
        host.must("rm -f /run/sanlock/sanlock.sock")
    _settle(host, host_id="3", **folder)


def _owned(scenario: Scenario, host: Host, folder: dict[str, str]) -> None:
    _settle(host, host_id="3", check_disk_lease_owner="1", **folder)
    define(host, guest("heir", disk(f"{IMAGES}/bare.img")))
    host.must("virsh start bare")
    destroyed(host, "bare")
    scenario.message(NOT_OWNED, refused(host, "heir", "is not owned by"))


def _twice(scenario: Scenario, host: Host, auto: dict[str, str]) -> None:
    """Take a number that is in use, with less time until it would be free."""
    kill(host)
    host.write(
        "/etc/sanlock/sanlock.conf", "watchdog_fire_timeout = 10\nuse_watchdog = 0\n"
    )
    host.must("systemctl start sanlock")
    listening(host)
    said = _settle(host, host_id="1", **auto)
    told = f"{UNABLE}Lease host ID is being used by another host"
    scenario.message(told, said)
    host.must("rm /etc/sanlock/sanlock.conf")


def _settle(host: Host, **settings: str) -> str:
    """What the daemon logs when it starts with these settings of the plugin."""
    said, status = _restarted(host, settings)
    assert status == 0, said
    return said


def _dies(host: Host, **settings: str) -> str:
    said, status = _restarted(host, settings)
    assert status != 0, said
    return said


def _restarted(host: Host, settings: dict[str, str]) -> tuple[str, int]:
    text = "".join(f"{key} = {value}\n" for key, value in settings.items())
    host.write(SETTINGS, text)
    host.must("systemctl reset-failed; systemctl stop 'libvirtd*'")
    since = now(host)
    host.must("systemctl start libvirtd.socket")
    status = host.run("systemctl start libvirtd && virsh uri").status
    return journal(host, since), status
