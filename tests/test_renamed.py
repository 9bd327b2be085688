"""Subcommands that people expect are told with the name that virsh has."""

from __future__ import annotations

import pytest

from kbcheck import Request, check
from kbcheck.console.renamed import renamed
from kbcheck.console.tables import commands

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

OTHERS = {
    "vol-clone": "vol-copy vol-duplicate",
    "screenshot": "screendump",
    "net-list": "networks nets network-list networks-list nets-list",
    "list": "vms guests domains ls all",
    "domstate": "status state",
    "dominfo": "info",
    "dumpxml": "xml export print show get",
    "vol-dumpxml": "vol-show vol-print",
    "pool-info": "pool-status",
    "detach-disk": "unplug-disk eject-disk delete-disk detach-volume",
    "attach-device": "hotplug-device plug-device",
    "nodedev-reattach": "reattach-device",
    "attach-disk": "attach-drive drive-attach add-disk",
    "attach-interface": "attach-nic attach-network attach-iface",
    "snapshot-revert": "snapshot-rollback",
    "snapshot-delete": "snapshot-erase",
    "snapshot-list": "snapshots-list snap-list",
    "shutdown": "halt poweroff off stop",
    "destroy": "terminate",
    "undefine": "drop erase rm remove",
    "net-undefine": "net-delete",
    "suspend": "freeze",
    "resume": "unpause continue",
    "event": "monitor events",
    "vol-list": "volume-list volumes-list vols-list",
    "pool-list": "pools-list",
    "iface-list": "interface-list interfaces-list",
    "nodedev-list": "devices-list device-list",
    "create": "new",
    "net-create": "net-new net-make",
    "pool-create": "pool-add",
}
EXPECTED |= {word: name for name, words in OTHERS.items() for word in words.split()}


@pytest.mark.parametrize(("word", "name"), EXPECTED.items())
def test_a_name_of_other_words_is_told_with_the_right_one(word: str, name: str) -> None:
    found = check(Request(f"# virsh {word} demo\n", "console")).problems
    assert [p.hint for p in found] == [f"did you mean '{name}'?"]
    # By the words, where letters alone would do as well.
    assert renamed(word, commands()["virsh"].subcommands) == name


@pytest.mark.parametrize("word", ["frobnicate", "-", "", "a-" * 90, "stop-" * 900])
def test_a_name_of_no_known_words_stands_for_nothing(word: str) -> None:
    assert renamed(word, ["destroy", "list", "net-list"]) == ""
