"""The command tables are well written; `make drift` compares them with programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kbcheck.console.tables import Usage, commands
from kbcheck.kinds import KINDS
from kbcheck.versions import version


def usages() -> Iterator[Usage]:
    """Every command and subcommand."""
    todo = list(commands().values())
    while todo:
        usage = todo.pop()
        yield usage
        todo.extend(usage.subcommands.values())


def test_each_command_has_a_meaning_and_a_source() -> None:
    """One line, a sentence; and a source."""
    found = list(usages())
    assert len(found) > 800
    sentence = re.compile(r"[A-Z][^\n]{3,88}\.")
    wrong = [u.name for u in found if not sentence.fullmatch(u.meaning)]
    assert wrong == []
    assert [u.name for u in found if not u.source] == []


def test_versions_kinds_and_options_are_well_written() -> None:
    """An option has one meaning; what is gone says what to do instead."""
    for usage in usages():
        names = usage.option_names
        assert len(names) == len(set(names)), usage.name
        assert all(n.startswith("-") for n in names), usage.name
        assert usage.output in {"", *KINDS}, usage.name
        assert bool(usage.removed) == bool(usage.instead), usage.name
        for since in (usage.since, usage.removed, *(o.since for o in usage.options)):
            assert not since or version(since) >= (0, 1, 0), usage.name


@pytest.mark.parametrize("name", ["dom-fd-associate", "await", "net-desc", "migrate"])
def test_virsh_is_known_to_its_newest_commands(name: str) -> None:
    assert name in commands()["virsh"].subcommands
