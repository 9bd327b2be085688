"""Names of subcommands that people expect, from other tools or by analogy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product

from ..suggest import LONGEST_WORD

_MOST_TRIES = 500  # of a name with many parts
_SAME = (
    ("revert", "restore", "rollback"),
    ("shutdown", "destroy", "stop", "halt", "off", "poweroff"),
    ("destroy", "kill", "terminate"),
    ("undefine", "delete", "remove", "rm", "drop", "erase"),
    ("detach", "remove", "unplug", "delete", "eject"),
    ("attach", "add", "plug", "hotplug", "reattach"),
    ("create", "add", "new", "make"),
    ("reboot", "restart"),
    ("suspend", "pause", "freeze"),
    ("resume", "unpause", "continue"),
    ("list", "ls", "all"),
    ("list", "guests", "domains", "vms"),
    ("net-list", "networks", "nets"),
    ("domstate", "status", "state"),
    ("dominfo", "info"),
    ("dumpxml", "show", "xml", "export", "print", "get"),
    ("info", "status"),
    ("clone", "copy", "duplicate"),
    ("screenshot", "screendump"),
    ("event", "events", "monitor"),
    ("net", "network", "networks", "nets"),
    ("vol", "volume", "volumes", "vols"),
    ("pool", "pools"),
    ("iface", "interface", "interfaces"),
    ("interface", "nic", "iface", "network"),
    ("disk", "drive", "volume"),
    ("snapshot", "snapshots", "snap"),
    ("nodedev", "device", "devices"),
)
"""Of each line, the first that is known; the last ones are nouns."""

_GUEST = ("dom", "domain", "domains", "vm", "vms", "guest", "guests")
"""What virsh leaves out: `list`, not `domain-list`."""


def renamed(word: str, known: Iterable[str]) -> str:
    """The known name of the same parts in another order, or with other words for them.

    So `snapshot-restore` is `snapshot-revert`, `disk-attach` is `attach-disk`, and
    `list-networks` is `net-list`; '' if there is none.
    """
    names = {_key(name): name for name in known}
    if len(word) > LONGEST_WORD:
        return ""
    parts = word.lower().replace("_", "-").split("-")
    found = (names.get(_key(other)) for other in _others(parts))
    longer = [name for name in names.values() if name.startswith(f"{word}-")]
    unique = longer[0] if len(longer) == 1 else ""
    return next((name for name in found if name), unique)


def _others(parts: list[str]) -> Iterator[str]:
    """The name, others with other words for its parts, and those without a guest."""
    for chosen in islice(product(*map(_same, parts)), _MOST_TRIES):
        yield "-".join(chosen)
    yield from _same("".join(parts))
    without = [part for part in parts if part not in _GUEST]
    if 0 < len(without) < len(parts):
        yield from _others(without)


def _same(part: str) -> list[str]:
    """The word, and those that mean the same."""
    rows = (row for row in _SAME if part in row)
    return list(dict.fromkeys([part, *(other for row in rows for other in row)]))


def _key(name: str) -> tuple[str, ...]:
    return tuple(sorted(name.split("-")))
