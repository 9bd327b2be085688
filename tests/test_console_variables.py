"""Variables of the shell whose values are texts of a kind."""

from __future__ import annotations

import pytest

from test_console import told


@pytest.mark.parametrize(
    "command",
    [
        "export LIBVIRT_DEFAULT_URI={}", "declare -x LIBVIRT_DEFAULT_URI={}",
        "export VIRSH_DEFAULT_CONNECT_URI='{}'", 'export A=b "LIBVIRT_DEFAULT_URI={}"',
        "LIBVIRT_DEFAULT_URI={}", "LIBVIRT_DEFAULT_URI={} virsh list",
        'A=b LIBVIRT_DEFAULT_URI="{}" virsh list', "readonly LIBVIRT_DEFAULT_URI={}",
        "env LIBVIRT_DEFAULT_URI={} virsh list", "env -i 'LIBVIRT_DEFAULT_URI={}' ls",
        "sudo LIBVIRT_DEFAULT_URI={} virsh list", "env LIBVIRT_DEFAULT_URI={}",
        "sh -c 'LIBVIRT_DEFAULT_URI={} virsh list'", "typeset LIBVIRT_DEFAULT_URI={}",
        "ssh host LIBVIRT_DEFAULT_URI={} virsh list", "local LIBVIRT_DEFAULT_URI={}",
    ],
)  # fmt: skip
def test_a_variable_that_holds_a_uri_is_checked_as_one(command: str) -> None:
    for right in ("qemu:///system", "", "qemu+ssh://HOST/system", "URI", "..."):
        assert told(f"# {command.format(right)}\n") == []
    slip = "qemu+ssh://h/system?keyfil=/k"  # with a '=' of its own
    text = f"# {command.format(slip)}"
    assert told(text) == [(1, text.index("keyfil") + 1, "unknown-option")]
    text = f"# {command.format('qemu:///sytem')}"
    assert told(text) == [(1, text.index("/sytem") + 1, "bad-value")]


def test_a_variable_that_the_shell_fills_in_is_left_alone() -> None:
    for value in ('"$URI"', "qemu+ssh://$HOST/system", "$(virsh uri)"):
        assert told(f"# export LIBVIRT_DEFAULT_URI={value}\n") == []
    assert told("# export URI=qemu:///sytem LIBVIRT_DEBUG=1\n") == []


LOGS = [
    ("LIBVIRT_LOG_FILTERS={}", "1:qemu 3:util", "1:qemu 9:util", "9:util"),
    ("export LIBVIRT_LOG_OUTPUTS={}", "1:file:/tmp/own.log", "1:stdout", "1:stdout"),
    ("virt-admin daemon-log-filters {}", "1:qemu 3:util", "1:qemu util", "util"),
    ("virt-admin daemon-log-outputs {}", "", "2:journal", "2:journal"),
    ("virt-admin daemon-log-outputs --outputs {}", "2:stderr", "journald", "journald"),
]


@pytest.mark.parametrize(("command", "right", "wrong", "word"), LOGS)
def test_filters_and_outputs_of_logs_are_checked_as_in_files(
    command: str, right: str, wrong: str, word: str
) -> None:
    """Seen on 9.0.0 and 12.9.0: a wrong variable stops virsh, too."""
    quoted = command.format('"{}"')
    assert told(f"# {quoted.format(right)}\n") == []
    text = f"# {quoted.format(wrong)}"
    assert told(text) == [(1, text.index(word) + 1, "bad-value")]


@pytest.mark.parametrize("option", ["-c {}", "--connect {}", "--connect={}"])
def test_the_driver_that_is_connected_to_decides_what_a_command_takes(
    option: str,
) -> None:
    text = f"# virsh {option} domxml-from-native qemu-argv a\n"
    assert told(text.format("esx://h")) == []
    assert [check for *_, check in told(text.format("qemu:///system"))] == ["removed"]
