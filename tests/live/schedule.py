"""Which tests of the live suite a worker runs together, and in which order they begin.

The groups of pytest-xdist 3.8 do not work with pytest 9.2, which no longer has the
attribute by which xdist tells them to its scheduler: each worker played each scenario.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from live import shared
from live.generation import Place

Groups = dict[str, str]
"""By the id of a test: the job of a libvirt or the scenario for which it waits."""


class Scheduling(LoadScopeScheduling):
    """Gives a worker one group after the other, in the order of the collection."""

    @cached_property
    def groups(self) -> Groups:
        """As the first worker has found them."""
        return shared.once("groups", dict)

    def _split_scope(self, nodeid: str) -> str:
        return self.groups.get(nodeid, nodeid)


def arrange(items: list[pytest.Item]) -> None:
    """Put tests into order, and tell the scheduler what belongs together."""
    groups = {item.nodeid: name for item in items if (name := _group(item))}
    items.sort(key=lambda item: _turn(item, is_grouped=item.nodeid in groups))
    shared.once("groups", lambda: groups)


def _group(item: pytest.Item) -> str:
    given = getattr(item, "callspec", None)
    found = given.params if given else {}
    place = next((p for p in map(_place, found.values()) if p), None)
    if place is None or item.get_closest_marker("claim"):
        return ""
    return f"{found.get('page', item.path.name)} {place.version}"


def _place(given: Any) -> Place | None:
    return given if isinstance(given, Place) else getattr(given, "place", None)


def _turn(item: pytest.Item, *, is_grouped: bool) -> int:
    """The longest first: none must begin when all else is over."""
    is_of_page = "page" in getattr(item, "fixturenames", ())
    waits = "sanlock" in item.nodeid  # for leases to expire
    if is_of_page:  # without a group it waits for a scenario on all libvirts
        return (0 if waits else 1) if is_grouped else 5
    if item.get_closest_marker("claim"):
        return 2 if waits else 4
    return 3
