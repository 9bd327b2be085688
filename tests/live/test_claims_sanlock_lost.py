"""Claims about sanlock's end, and about leases that are lost."""

from __future__ import annotations

from live.claims import claim
from live.hosts import Host, Stage
from live.sanlock import (
    IMAGE,
    MINE,
    WITHOUT,
    joined,
    leases,
    lose_leases,
    prepare,
    refused,
    serve,
    serving,
)
from live.services import define, disk, guest, ready, restart
from live.waiting import become, come, idle, journal


def uuid(host: Host) -> str:
    """What makes a definition one of the guest demo that is there."""
    return f"<uuid>{host.must('virsh domuuid demo').strip()}</uuid><name>"


FED = "stat -c %Y /dev/watchdog"
"""When the watchdog was fed."""


@claim("sanlock-daemon", without=WITHOUT)
def test_sanlock_stays_while_leases_are_held(stage: Stage) -> None:
    """SIGTERM and `sanlock client shutdown` end neither sanlock nor a guest.

    sanlock stays even when no lease is held, as long as the host is in a lockspace.
    """
    host = serving(stage)
    for held in (MINE, {}):
        become(lambda: leases(host), held)
        host.must("systemctl kill --kill-whom=main -s TERM sanlock")
        host.must("sanlock client shutdown")
        idle(2)
        assert leases(host) == held
        assert joined(host)
        if held:
            assert "running" in host.must("virsh domstate demo")
            host.must("virsh destroy demo")


@claim("sanlock-daemon", without=WITHOUT)
def test_stopping_sanlock_ends_its_helper(stage: Stage) -> None:
    """`systemctl stop sanlock` leaves sanlock and takes its helper.

    A guest with `<on_lockfailure>` runs on when its lease is lost.
    """
    host = serving(stage, more="<on_lockfailure>pause</on_lockfailure>")
    host.must("systemctl stop --no-block sanlock")
    come(lambda: "helper pid" in host.must("cat /var/log/sanlock.log"))
    assert leases(host) == MINE
    lose_leases(host)
    come(lambda: "send_helper_kill" in host.must("cat /var/log/sanlock.log"))
    idle(3)
    assert "running" in host.must("virsh domstate demo")


@claim("sanlock-daemon", without=(*WITHOUT, "usual timeouts"))
def test_a_stop_of_sanlock_waits_twice(stage: Stage) -> None:
    """In a lockspace, a stop of sanlock takes systemd twice its time, in vain."""
    host = stage.host("alpha")
    serve(host, 1)
    wait = "[Service]\nTimeoutStopSec=2\n"
    host.write("/etc/systemd/system/sanlock.service.d/wait.conf", wait)
    host.must("systemctl daemon-reload")
    end = "start=$(date +%s); systemctl stop sanlock; echo $(($(date +%s) - start))"
    assert int(host.must(end)) >= 4
    assert joined(host)


@claim("sanlock-security", without=WITHOUT)
def test_shutdown_by_force_kills_guests(stage: Stage) -> None:
    """`sanlock client shutdown -f 1` kills the guests that hold leases."""
    host = serving(stage)
    host.must("sanlock client shutdown -f 1")
    come(lambda: "shut off" in host.must("virsh domstate demo"))


@claim("sanlock-security", without=WITHOUT)
def test_an_empty_lockspace_ends_guests(stage: Stage) -> None:
    """Who empties the lockspace ends the guests of each host at its next renewal."""
    host = serving(stage)
    lose_leases(host)
    come(lambda: "shut off" in host.must("virsh domstate demo"))
    # Of a renewal that takes too long it would say 'failed'.
    assert "check_our_lease corrupt" in host.must("cat /var/log/sanlock.log")
    assert "(shutdown)" in host.must("virsh domstate demo --reason")


@claim("sanlock-domain", without=WITHOUT)
def test_pause_pauses_a_guest_without_its_lease(stage: Stage) -> None:
    """With `<on_lockfailure>pause`, a guest that loses its lease is paused.

    It cannot be resumed while its host is out of the lockspace.
    """
    host = serving(stage, more="<on_lockfailure>pause</on_lockfailure>")
    lose_leases(host)
    come(lambda: "(user)" in host.must("virsh domstate demo --reason"))
    become(lambda: leases(host), {})
    assert "No space left" in host.run("virsh resume demo").output


@claim("sanlock-domain", without=WITHOUT)
def test_on_lockfailure_counts_from_the_next_start(stage: Stage) -> None:
    """A guest that gets `<on_lockfailure>` while it runs is killed all the same."""
    host = serving(stage)
    pause = "<on_lockfailure>pause</on_lockfailure>"
    text = guest("demo", disk(IMAGE), more=pause)
    define(host, text.replace("<name>", uuid(host)))
    lose_leases(host)
    come(lambda: "(shutdown)" in host.must("virsh domstate demo --reason"))


@claim("sanlock-domain", without=WITHOUT)
def test_poweroff_destroys_a_guest_without_its_lease(stage: Stage) -> None:
    """With `<on_lockfailure>poweroff`, a guest that loses its lease is destroyed."""
    host = serving(stage, more="<on_lockfailure>poweroff</on_lockfailure>")
    lose_leases(host)
    come(lambda: "(destroyed)" in host.must("virsh domstate demo --reason"))


@claim("sanlock-watchdog", without=WITHOUT)
def test_wdmd_stops_feeding_the_watchdog(stage: Stage) -> None:
    """When sanlock dies, its guests run on, and wdmd feeds the watchdog no more."""
    host = serving(stage, io_timeout=2)
    before = host.must(FED)
    come(lambda: host.must(FED) != before)
    host.must("systemctl kill -s KILL --kill-whom=main sanlock")
    come(lambda: "test warning" in journal(host))
    before = host.must(FED)
    idle(11)  # wdmd feeds it every 10 s
    assert host.must(FED) == before
    assert "running" in host.must("virsh domstate demo")


@claim("sanlock-lost", without=WITHOUT)
def test_an_io_timeout_of_one_second_is_too_short(stage: Stage) -> None:
    """With `io_timeout = 1`, wdmd lets the watchdog of a host fire that is well."""
    host = serving(stage, io_timeout=1)
    come(lambda: "test warning" in journal(host))
    before = host.must(FED)
    idle(11)  # wdmd feeds it every 10 s
    assert host.must(FED) == before
    assert leases(host) == MINE


@claim("sanlock-watchdog", libvirt=">=11.3", without=(*WITHOUT, "usual timeouts"))
def test_without_a_watchdog_two_hosts_write(stage: Stage) -> None:
    """With `use_watchdog = 0`, another host takes the lease of a guest that runs on."""
    host, other = stage.host("alpha"), stage.host("beta")
    for number, each in enumerate((host, other), 1):
        each.write("/etc/sanlock/sanlock.conf",
                   "use_watchdog = 0\nwatchdog_fire_timeout = 10\n")  # fmt: skip
        serve(each, number)
        define(each, guest("demo", disk(IMAGE)))
    host.must("virsh start demo")
    host.must("systemctl kill -s KILL --kill-whom=main sanlock")
    come(lambda: other.run("virsh start demo").status == 0, longest=50)
    assert "running" in host.must("virsh domstate demo")


@claim("sanlock-qemuconfig", without=WITHOUT)
def test_leases_survive_the_libvirt_daemon(stage: Stage) -> None:
    """A guest keeps its leases when the libvirt daemon is restarted, or killed."""
    host = serving(stage)
    restart(host, "libvirtd")
    ready(host)
    host.must("systemctl kill -s KILL --kill-whom=main libvirtd")
    assert leases(host) == MINE
    host.must("systemctl reset-failed")
    assert "running" in host.must("virsh domstate demo")


@claim("sanlock-plugin", libvirt=">=11.3", without=(*WITHOUT, "usual timeouts"))
def test_a_number_that_is_taken_gives_no_leases(stage: Stage) -> None:
    """With the `host_id` of another host, the daemon starts, and guests are refused."""
    host, other = stage.host("alpha"), stage.host("beta")
    for each in (host, other):
        each.write("/etc/sanlock/sanlock.conf",
                   "use_watchdog = 0\nwatchdog_fire_timeout = 10\n")  # fmt: skip
        serve(each, 1)
    assert joined(host)
    assert not joined(other)
    define(other, guest("demo", disk(IMAGE)))
    assert "No space left" in refused(other, "demo")


@claim("sanlock-watchdog", without=WITHOUT)
def test_a_word_switches_the_watchdog_off(stage: Stage) -> None:
    """With `use_watchdog = yes` in sanlock.conf, sanlock goes without a watchdog."""
    host = stage.host("alpha")
    prepare(host)
    host.write("/etc/sanlock/sanlock.conf", "use_watchdog = yes\n")
    host.must("systemctl start sanlock")
    come(lambda: "use_watchdog=0" in host.run("sanlock client status -D").output)
