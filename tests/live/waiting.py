"""Waiting for what other processes do a moment after a command has ended.

virsh, say, returns before virtlockd has seen that a guest is gone, and before journald
has read what a daemon sent.  What a test reads once, without waiting, is chance.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from typing import TypeVar

from live.hosts import Host

LONGEST = 20.0
"""Seconds in which all that comes has come, on a busy machine, too."""
LOGS = "/var/log/libvirt/qemu"

STARTS = " starting up libvirt "
"""In the first line that libvirt writes of a start."""

Found = TypeVar("Found")


def come(true: Callable[[], bool], longest: float = LONGEST) -> None:
    """Wait for something."""
    end = time.monotonic() + longest
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def become(found: Callable[[], Found], wanted: Found, longest: float = LONGEST) -> None:
    """Wait until what is found is what is wanted; the AssertionError tells both."""
    end = time.monotonic() + longest
    while (now := found()) != wanted:
        assert time.monotonic() < end, f"{now!r} instead of {wanted!r}"
        time.sleep(0.1)


def waited(host: Host, command: str, longest: float = LONGEST) -> None:
    """Wait until a command succeeds."""
    tried = shlex.quote(f"until {command}; do sleep 0.1; done")
    host.must(f"timeout {longest:g} bash -c {tried}")


def idle(seconds: float) -> None:
    """Let time pass in which something would have come that must not."""
    time.sleep(seconds)


def now(host: Host) -> str:
    """The time, for `journal`."""
    return host.must("date '+%F %T.%6N'").strip()


def journal(host: Host, since: str = "") -> str:
    """All that daemons have said there, or what they have said `since` a time.

    Of a daemon that has ended, journald may no longer find out which unit it was of.
    """
    # With --sync, journald first reads what is in its socket.
    given = f"--since '{since}'" if since else ""
    return host.must(f"journalctl --sync; journalctl --quiet --output cat {given}")


def log(host: Host, name: str) -> str:
    """What the log of a guest says since it last started; the guest has ended.

    '' if it never came as far as to have a log.
    """
    path = f"{LOGS}/{name}.log"
    # virtlogd writes it.  What QEMU said before it ended stands above this last one.
    last = f"tac {path} | grep -m 1 -e '{STARTS}' -e ': shutting down, reason='"
    waited(host, f"[ ! -e {path} ] || {last} | grep -q reason=")
    text = host.must(f"cat {path} 2>/dev/null || :")
    return text.rpartition(STARTS)[2]
