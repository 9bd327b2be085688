"""Subcommands that people expect are told with the name that virsh has."""

from __future__ import annotations

import pytest

from kbcheck import Request, check
from kbcheck.console.renamed import renamed

EXPECTED = {
    "snapshot-restore": "snapshot-revert",
    "snapshot-remove": "snapshot-delete",
    "device-update": "update-device",
    "disk-attach": "attach-disk",
    "remove-disk": "detach-disk",
    "net-stop": "net-destroy",
    "net-remove": "net-undefine",
    "pool-show": "pool-dumpxml",
    "vol-add": "vol-create",
    "list-networks": "net-list",
    "domain-list": "list",
    "start-vm": "start",
    "restart": "reboot",
    "power-off": "shutdown",
    "kill": "destroy",
    "delete": "undefine",
    "pause": "suspend",
    "nodedev-attach": "nodedev-reattach",
    "secret-set": "secret-set-value",
    "managedsave-delete": "managedsave-remove",
}


@pytest.mark.parametrize(("word", "name"), EXPECTED.items())
def test_a_name_of_other_words_is_told_with_the_right_one(word: str, name: str) -> None:
    found = check(Request(f"# virsh {word} demo\n", "console")).problems
    assert [p.hint for p in found] == [f"did you mean '{name}'?"]


@pytest.mark.parametrize("word", ["frobnicate", "-", "", "a-" * 90, "stop-" * 900])
def test_a_name_of_no_known_words_stands_for_nothing(word: str) -> None:
    assert renamed(word, ["destroy", "list", "net-list"]) == ""
