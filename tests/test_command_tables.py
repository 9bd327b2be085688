"""The command tables are well written; `make drift` compares them with programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kbcheck.console.entry import Usage
from kbcheck.console.tables import commands
from kbcheck.versions import lifetime


def usages() -> Iterator[Usage]:
    """Every command and subcommand."""
    todo = list(commands().values())
    while todo:
        usage = todo.pop()
        yield usage
        todo.extend(usage.subcommands.values())


def test_versions_and_options_are_well_written() -> None:
    assert len(list(usages())) > 800
    for usage in usages():
        assert all(n.startswith("-") for n in usage.option_names), usage.name
        for since in (usage.since, usage.removed, *(o.since for o in usage.options)):
            assert not since or lifetime(since).begin >= (0, 1, 0), usage.name


@pytest.mark.parametrize("name", ["dom-fd-associate", "await", "net-desc", "migrate"])
def test_virsh_is_known_to_its_newest_commands(name: str) -> None:
    assert name in commands()["virsh"].subcommands
