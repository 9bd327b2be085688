"""Commands that the tables do not know, and names that are misspelt."""

from __future__ import annotations

import json

import pytest

from kbcheck import Request, check
from kbcheck.console.misspelt import misspelt, slips
from kbcheck.console.tables import commands, others
from kbcheck.report import formatted
from test_console import problems, told

MEANT = {
    "virhs": "virsh", "virs": "virsh", "virssh": "virsh", "vursh": "virsh",
    "Virsh": "virsh", "virsh-admin": "virt-admin", "qemu-image": "qemu-img",
    "qemuimg": "qemu-img", "virt_install": "virt-install", "grpe": "grep",
    "virtinstall": "virt-install", "virt-instal": "virt-install",
    "systemclt": "systemctl", "jornalctl": "journalctl", "modprob": "modprobe",
    "qemu-sytem-x86_64": "qemu-system-x86_64", "sanlock_helper":
    "libvirt_sanlock_helper", "libvirt-host-validate": "virt-host-validate",
}  # fmt: skip
OTHERS = [
    "virtctl", "virt-v2v", "virt-tar", "vimx", "xl", "kubectl", "ip6tables", "unzip",
    "grub2-install", "python2", "mkfs.ext2", "qemu-system-riscv32", "patch", "gs",
    "zgrep", "user", "clock", "name:", "virt-who", "lxc", "a" * 60, "", "sl", "gr*p",
]  # fmt: skip


@pytest.mark.parametrize("name", MEANT)
def test_a_misspelt_command_is_an_error_with_what_was_meant(name: str) -> None:
    (found,) = problems(f"$ {name} --help\n")
    assert (found.check, found.severity) == ("unknown-command", "error")
    assert found.hint == f"did you mean '{MEANT[name]}'?"


@pytest.mark.parametrize("name", OTHERS)
def test_the_name_of_another_command_is_none_that_is_misspelt(name: str) -> None:
    assert misspelt(name) == ""


def test_a_command_that_is_not_known_is_a_note_told_once() -> None:
    text = "$ terraform plan\n$ kubectl get vm\n$ terraform apply\n"
    found = problems(text)
    assert [(p.line, p.severity) for p in found] == [(1, "note"), (2, "note")]
    assert "model" not in f"{found[0].message} {found[0].hint}"
    assert [p.severity for p in problems(text, house=True)] == ["error"] * 3


def test_a_note_leaves_a_transcript_right_and_is_no_claim() -> None:
    verdict = check(Request("$ terraform plan\n", "console"))
    assert verdict.valid
    assert verdict.levels == ("syntax",)
    assert check(Request("$ virsh list\n", "console")).levels == ("syntax", "grammar")
    told_as = {
        form: formatted(form, "a", "console", "", verdict.problems)
        for form in ("text", "jsonl", "github")
    }
    assert told_as["text"].startswith(":1:3: note: ")
    assert told_as["github"].startswith("::notice ")
    plain = json.loads(told_as["jsonl"])
    assert plain["valid"]
    assert plain["errors"][0]["severity"] == "note"


def test_names_of_other_commands_are_in_no_table() -> None:
    assert others()
    assert not others() & set(commands())


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("ab", "ab", 0), ("ab", "ba", 1), ("ab", "abc", 1), ("abc", "ac", 1),
     ("abc", "axc", 1), ("abcd", "badc", 2), ("", "ab", 2), ("abc", "cab", 2)],
)  # fmt: skip
def test_slips_are_counted(one: str, other: str, number: int) -> None:
    assert slips(one, other) == slips(other, one) == number


def test_placeholders_are_warnings_and_stand_for_any_value() -> None:
    text = "# virsh setvcpus <guest> <count>\n# virsh -c <uri> list\n"
    assert [p.severity for p in problems(text)] == ["warning"] * 3
    assert {p.severity for p in problems(text, house=True)} == {"error"}
    assert told("$ virsh qemu-monitor-command a --hmp 'info <block>'\n") == []
    assert told("$ qemu-kvm a.img -m <size> ... [...] … -nodefaults\n")[1:] == []
    assert told("$ virsh migrate GuestName DestinationURL\n") == []
    assert told("$ virsh setvcpus ...\n$ virsh start […]\n") == []


@pytest.mark.parametrize(
    ("words", "column"),
    [("list \u2013all", 14), ("list \u2014all", 14), ("desc a \u201cb c\u201d", 16),
     ("desc a \u2018b\u2019", 16)],
)  # fmt: skip
def test_what_a_word_processor_makes_of_dashes_and_quotes_is_told(
    words: str, column: int
) -> None:
    assert told(f"$ virsh {words}\n")[0] == (1, column, "syntax")
    assert told("$ echo '\u2013a' \"\u201cb\u201d\" a\u2013b\n") == []
