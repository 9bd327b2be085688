"""What the daemons read of a file in libvirt's syntax, and what they pass over."""

from __future__ import annotations

import pytest

from test_settings import found, told

COMMENTED = {
    '[ # a\n "cpu" ]': "1:24",
    "[ # a\n]": "1:24",
    '[ "cpu" # a\n]': "1:30",
    '[ "cpu" # a\n, "memory" ]': "1:30",
    '[ "cpu", # a\n "memory" ]': "1:31",
    '[ "cpu",\n # a\n ]': "2:2",
    '[ "cpu"\n#]\n]': "2:1",
}


@pytest.mark.parametrize(("value", "place"), COMMENTED.items())
def test_no_comment_stands_in_a_list(value: str, place: str) -> None:
    """What follows the list is read; seen on 9.0.0, 11.3.0 and 12.9.0."""
    first, second = found(f"cgroup_controllers = {value}\nusr = 1\n")
    assert (f"{first.line}:{first.column}", second.check) == (place, "unknown-key")
    assert first.message == "a comment stands in the list of 'cgroup_controllers'"


def test_a_list_that_a_comment_follows_is_not_closed() -> None:
    text = 'x = [ "a",  # one\n# two\nuser = "b"\nvnc_tls = 2\n'
    assert told(text) == ["1:5 syntax", "4:11 bad-value"]


UNREAD = {
    "allow_disk_format_probing = 0\n": [("removed", True)],
    "allow_disk_format_probing = 1\n": [("removed", False)],
    "allow_disk_format_probing = 2\n": [("removed", True), ("bad-value", False)],
    'clear_emulator_capabilities = "1"\n': [("removed", True), ("bad-value", True)],
    "rdp_listen = 1\n": [("too-new", True), ("bad-value", True)],
    "vnc_tls = 2\n": [("bad-value", False)],
}


def test_settings_that_no_daemon_reads_exclude_nothing() -> None:
    """Seen on 9.0.0 and 11.3.0, which start, and on 12.9.0, which does not."""
    text = 'key_file = "/srv/rsa.key"\nkey_files = [ "/srv/rsa.key" ]\n'
    checks = {
        version: [p.check for p in found(text, "libvirtd.conf", libvirt=version)]
        for version in ("9.0.0", "11.3.0", "12.9.0")
    }
    assert checks == {
        "9.0.0": ["too-new"], "11.3.0": ["too-new"], "12.9.0": ["conflict"],
    }  # fmt: skip


def test_what_only_older_drivers_read_is_wrong_for_them() -> None:
    """Seen on 9.0.0, 11.3.0 and 12.9.0."""
    ignored = {
        version: found("vxhs_tls = 2\n", libvirt=version)[1].silently_ignored
        for version in ("9.0.0", "11.3.0", ">=9.0.0", "12.9.0", "")
    }
    assert [v for v, dropped in ignored.items() if dropped] == ["12.9.0", ""]


@pytest.mark.parametrize(("text", "expected"), UNREAD.items())
def test_what_a_driver_does_not_read_may_have_any_value(
    text: str, expected: list[tuple[str, bool]]
) -> None:
    """Seen on 9.0.0: with what is not ignored, it does not start."""
    told = [(p.check, p.silently_ignored) for p in found(text, libvirt="9.0.0")]
    assert told == expected


def test_what_becomes_of_a_number_out_of_range_is_said() -> None:
    (problem,) = found("host_id = 2001\n", "qemu-sanlock.conf")
    assert "sanlock refuses the host" in problem.hint
