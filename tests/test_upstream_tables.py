"""How `make upstream` reads help texts and settings files, and tells differences."""

from __future__ import annotations

from pathlib import Path

import pytest

from kbcheck import Request, check
from newcomer import XML
from upstream import commands, helps, lists, schemas, shipped
from upstream.difference import Difference, Meant, all_meant, not_meant
from upstream.libvirt import Libvirt

LIST = """Grouped commands:

 Fleet (help keyword 'fleet'):
    launch                         launch a boat
    sink                           sink it
"""
HELPS = """  NAME
    launch - launch a boat

  OPTIONS
    [--boat] <string>  its name
    [--crew] <number>...  who is on it
    --sails <number>  how many
    --quiet          no horn
    --flag <string>  which

  NAME
    sink - sink it

  SYNOPSIS
    sink
"""
OWN = """  options:
    -c | --connect=URI      where to
    -v                      short version
         --version[=TYPE]   version
  commands (non interactive mode):
    --none
"""


def test_the_list_and_the_parts_of_a_help() -> None:
    assert helps.subcommands(LIST) == ["launch", "sink"]
    assert list(helps.parts(HELPS)) == ["launch", "sink"]
    assert helps.own_options(OWN) == ["-c", "--connect", "-v", "--version"]


def test_options_are_written_as_the_tables_write_them() -> None:
    launch, sink = helps.parts(HELPS).values()
    assert list(map(str, helps.options(launch))) == [
        "BOAT", "CREW:NUMBER...", "--sails NUMBER", "--quiet", "--flag FLAG",
    ]  # fmt: skip
    assert helps.options(sink) == []


PLAIN = """usage: boat --name NAME

  -h, --help            show it
  -n NAME, --name NAME  Use '--size=?' to see sizes
  --old, --size SIZE
"""


def test_the_options_that_a_plain_help_lists() -> None:
    found = helps.long_options(PLAIN)
    assert found == {"--help": "", "--name": "NAME", "--old": "", "--size": "SIZE"}


class Talking(Libvirt):
    """A libvirt whose programs print what a test says."""

    said: dict[tuple[str, ...], str] = {}  # noqa: RUF012

    def printed(self, *words: str) -> str:
        return next((v for k, v in self.said.items() if words[: len(k)] == k), "")


def virsh(listed: str, text: str, version: str = "9.0.0") -> list[str]:
    one = Talking(Path("/none"), version)
    one.said = {
        ("virsh", "help"): listed,
        ("virsh", f"help {helps.subcommands(listed)[0]}"): text,
        ("virsh", "-c"): "command 'define' doesn't support option --validate",
    }
    return [d.what for d in commands.differences(one, "virsh")]


def test_what_the_help_has_and_the_table_lacks_is_told() -> None:
    text = "  NAME\n    define - x\n  OPTIONS\n    [--file] <string>  x\n    --new  x\n"
    told = virsh("    define   x\n", text)
    assert '[command.virsh.sub.define] lacks "--new"' in told
    refused = "and virsh refuses it"
    assert f"[command.virsh.sub.define] has --validate, {refused}" in told
    assert f"[command.virsh.sub.start] is told, {refused}" in told
    newer = "[command.virsh.sub.await]"
    assert [what for what in told if what.startswith(newer)] == []


def test_a_subcommand_that_the_help_has_too_early_is_told() -> None:
    text = "  NAME\n    await - x\n  OPTIONS\n    [--domain] <string>  x\n"
    (told,) = (t for t in virsh("    await   x\n", text) if "await" in t)
    assert told.endswith("is in the help, though since 11.5.0, removed -")


def virt_install(*options: str) -> list[str]:
    one = Talking(Path("/none"), "12.9.0")
    heads = "".join(f"  --{text.split()[0]} X   it\n" for text in options)
    texts = [(text.split()[0], text.split()[1:]) for text in options]
    said = "".join(
        f"--{option} options:\n" + "".join(f"  {n}\n" for n in names)
        for option, names in texts
    )
    asked = " ".join(f"--{option} help" for option, _ in texts)
    one.said = {
        ("virt-install", "--help"): heads,
        ("virt-install", *asked.split()): said,
    }
    return [d.what for d in lists.differences(one, "virt-install")]


def test_what_a_list_has_and_ours_has_not_is_told_and_the_other_way() -> None:
    told = virt_install("watchdog action model own[0-9]*.name", "fleet boat")
    assert '[option.watchdog] lacks "own#.name"' in told
    assert '[option.watchdog] has "alias.name", and the help has not' in told
    assert not [what for what in told if "action" in what]
    assert "[option.fleet] is missing" in told


def test_an_older_name_of_a_list_is_known_by_the_newer() -> None:
    told = virt_install("vsock cid.address cid.auto")
    assert not [what for what in told if "auto_cid" in what]
    assert [
        what for what in virt_install("vsock cid.auto") if '"cid|cid.address"' in what
    ]


def test_a_help_without_lists_is_told() -> None:
    assert virt_install() == ["no list is read from the help of virt-install"]


SAMPLE = """# Where the display listens.
#vnc_listen = "192.0.2.1"

# Nodes that guests may use.
#cgroup_device_acl = [
#    "/dev/null", "/dev/zero",
#    "/dev/kvm"
#]
#max_core = "unlimited"
"""


def test_a_sample_is_read_with_its_settings_switched_on() -> None:
    text = shipped.switched_on(SAMPLE)
    assert text.count("\n#") == 1
    assert check(Request(text, "qemu.conf")).problems == ()
    wrong = text.replace("listen", "lisen")
    assert len(check(Request(wrong, "qemu.conf")).problems) == 1


def test_each_setting_of_a_sample_is_read_alone_too(tmp_path: Path) -> None:
    """Where all are switched on, one may make another right, or hide it."""
    assert len(shipped.alone(SAMPLE)) == shipped.switched_on(SAMPLE).count(" = ")
    assert shipped.alone('# A comment.\n#OWN_ARGS=""\n') == ['OWN_ARGS=""']
    first, last = "#backup_port_min = 20000\n", "#backup_port_max = 30000\n"
    etc = tmp_path / "etc/libvirt"
    etc.mkdir(parents=True)
    (etc / "qemu.conf").write_text(first + last)
    told = shipped.differences(Libvirt(tmp_path, "12.9.0"), etc / "qemu.conf")
    found = [d for d in told if "is not in" not in d.what]
    assert [d.more for d in found] == ["backup_port_min = 20000"]


@pytest.mark.parametrize("name", ["qemu.conf", "unheard-of.conf"])
def test_a_setting_that_no_table_has_is_told(tmp_path: Path, name: str) -> None:
    etc = tmp_path / "etc/libvirt"
    etc.mkdir(parents=True)
    (etc / name).write_text('#own_limit = "3"\n')
    told = shipped.differences(Libvirt(tmp_path, "9.0.0"), etc / name)
    found = [d for d in told if "is not in" not in d.what]
    new = '[keys.own_limit] type = "string"'
    assert [(d.what, d.entry) for d in found] == [
        ("qemu.conf has own_limit", new)
        if name == "qemu.conf"
        else ("no kind for /etc/libvirt/unheard-of.conf", "")
    ]


def test_a_difference_that_is_meant_is_not_told() -> None:
    one, other = Difference("<a> lacks <b>", "m.rnc:3"), Difference("[c] is gone", "c")
    meant = [Meant("<a> lacks <*>", "so it is"), Meant("[c] is *", ""), Meant("d", "")]
    assert not_meant([one, other, one], meant[:1]) == ([other], {meant[0]})
    assert not_meant([one, other], meant) == ([], set(meant[:2]))
    assert not_meant([Difference("c is gone", "c")], meant)[1] == set()


def test_each_xml_kind_has_a_schema_to_be_compared_with() -> None:
    """It stands in `FILES` of `tests/upstream/schemas.py`."""
    assert sorted(schemas.FILES) == sorted(XML)


def test_each_difference_that_is_meant_has_a_reason() -> None:
    assert [m.what for m in all_meant() if len(m.why.split()) < 4] == []
    assert len({m.what for m in all_meant()}) == len(all_meant())


def test_a_difference_says_where_and_what_to_write() -> None:
    told = Difference("<a> lacks <b>", "m.rnc:3", "element b { empty }", "x/a")
    assert str(told) == "m.rnc:3: <a> lacks <b>: element b { empty }  (x/a)"
