"""Options by which a daemon opens ports itself, where systemd holds its sockets."""

from __future__ import annotations

from collections.abc import Iterable

from ..position import Span
from ..versions import lifetime
from .findings import Findings

DAEMONS = ("libvirtd", "virtproxyd")
"""The daemons that have such an option."""
_OPTIONS = ("-l", "--listen")


def check_listening(daemon: str, words: Iterable[Span], findings: Findings) -> None:
    """Seen on 9.0.0: '--listen parameter not permitted with systemd activation'.

    systemd has the sockets since libvirt 5.6.0.
    """
    if not findings.versions.overlaps(lifetime("5.6.0")):
        return
    for word in words:
        if word.text not in _OPTIONS:
            continue
        message = (
            f"{daemon} does not start with {word.text} while systemd has its sockets"
        )
        hint = (
            f"enable {daemon}-tls.socket or {daemon}-tcp.socket instead; "
            f"or mask all sockets of {daemon}, as before libvirt 5.6.0"
        )
        findings.add("conflict", word.offset, message, hint)
