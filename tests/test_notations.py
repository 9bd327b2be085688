"""Values with a grammar of their own, against what virtlogd and virsh said of them."""

from __future__ import annotations

import pytest

from kbcheck import Problem, Request, check
from kbcheck.settings.notations import NOTATIONS
from kbcheck.settings.setting import NOTATIONS as NAMES


def found(key: str, value: str, kind: str = "virtlogd.conf") -> list[Problem]:
    """What is wrong with a value that stands in double quotes."""
    return list(check(Request(f'{key} = "{value}"\n', kind)).problems)


FILTERS = (
    "", "1:qemu", "1:+qemu", "01:qemu", " 2:qemu  4:util ", "3:*", "1:a:b", "+1:qemu",
    "1:a\t2:b", "\t1:a", "1:a;x", "4:++",
)  # fmt: skip
OUTPUTS = (
    "", "1:stderr", "+2:stderr", "3:file:/a/b", "3:syslog:a", "3:syslog:", "4:journald",
    " 1:stderr  2:stderr ",
)  # fmt: skip
SIZES = ("0", "2097152", "2MiB", "2MB", "2m", "2mib", "2bytes", "2b", "16E")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("log_filters", text) for text in FILTERS),
        *(("log_outputs", text) for text in OUTPUTS),
        *(("max_size", text) for text in SIZES),
    ],
)
def test_what_the_daemon_starts_with(key: str, value: str) -> None:
    assert found(key, value) == []


REFUSED = [
    ("log_filters", "0:qemu", 16, "the level is 1 (debug) to 4 (errors), not '0'", ""),
    ("log_filters", "2:a 5:b", 20, "the level is 1 (debug) to 4 (errors), not '5'", ""),
    ("log_filters", "-1:qemu", 16, "not '-1'", ""),
    ("log_filters", "0x1:qemu", 16, "not '0x1'", ""),
    ("log_filters", "debug:qemu", 16, "not 'debug'", "write 1:qemu"),
    ("log_filters", "Warning:qemu", 16, "not 'Warning'", "write 3:qemu"),
    ("log_filters", "qemu:1", 16, "'qemu' is no level", "write 1:qemu"),
    ("log_filters", "qemu", 16, "'qemu' lacks its level", "write 1:qemu"),
    ("log_filters", "1:", 16, "'1:' lacks what it matches", "write 1:qemu"),
    ("log_filters", "1", 16, "'1' lacks what it matches", "write 1:qemu"),
    ("log_filters", "1:+", 16, "'1:' lacks what it matches", "write 1:qemu"),
    ("log_outputs", "0:stderr", 16, "1 (debug) to 4 (errors), not '0'", ""),
    ("log_outputs", "5:syslog:a", 16, "1 (debug) to 4 (errors), not '5'", ""),
    ("log_outputs", "error:stderr", 16, "not 'error'", "write 4:stderr"),
    ("log_outputs", "stderr", 16, "'stderr' lacks its level", "write 1:stderr"),
    ("log_outputs", "file:/a", 16, "'file:/a' lacks its level", "write 1:file:/a"),
    ("log_outputs", "/a/b", 16, "'/a/b' lacks its level", "write 1:file:/a/b"),
    ("log_outputs", "1:/a/b", 16, "'/a/b' is no destination", "write LEVEL:file:/a/b"),
    ("log_outputs", "1:stdout", 16, "'stdout' is no destination",
     "known: stderr, journald, syslog or file"),
    ("log_outputs", "1:journal", 16, "'journal' is no destination",
     "did you mean 'journald'?"),
    ("log_outputs", "1:STDERR", 16, "'STDERR' is no destination",
     "did you mean 'stderr'?"),
    ("log_outputs", "1:", 16, "'' is no destination",
     "known: stderr, journald, syslog or file"),
    ("log_outputs", "1:stderr:x", 16, "nothing may follow 'stderr', not ':x'", ""),
    ("log_outputs", "1:journald:", 16, "nothing may follow 'journald', not ':'", ""),
    ("log_outputs", "1:syslog", 16, "'syslog' lacks its name",
     "write LEVEL:syslog:NAME"),
    ("log_outputs", "1:syslog:a:b", 16, "'a:b' has a ':', which no syslog may have",
     ""),
    ("log_outputs", "1:file", 16, "'file' lacks its path", "write LEVEL:file:PATH"),
    ("log_outputs", "1:file:", 16, "'file' lacks its path", "write LEVEL:file:PATH"),
    ("log_outputs", "2:stderr 1:file:~/a", 25, "'~/a' is not expanded",
     "write an absolute path"),
    ("log_outputs", "1:file:/a:b", 16, "'/a:b' has a ':', which no file may have", ""),
    ("log_outputs", "1:stderr,2:syslog:a", 16, "a ',' follows 'stderr'",
     "part them by blanks"),
    ("log_outputs", "1:file:/a b", 26, "not 'b'", ""),
    ("max_size", "2 MiB", 13, "'2 MiB' is not a size for 'max_size'", 'write "2MiB"'),
    ("max_size", "1.5M", 13, "'1.5M' is not a size for 'max_size'", 'write "2MiB"'),
    ("max_size", "", 13, "'' is not a size for 'max_size'", 'write "2MiB"'),
    ("max_size", "-1", 13, "'-1' is not a size for 'max_size'", 'write "2MiB"'),
    ("max_size", "2XB", 13, "'2XB' is not a size for 'max_size'", 'write "2MiB"'),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value", "column", "message", "hint"), REFUSED)
def test_what_keeps_the_daemon_from_starting(
    key: str, value: str, column: int, message: str, hint: str
) -> None:
    (problem,) = found(key, value)
    assert (problem.check, problem.column) == ("bad-value", column)
    assert problem.message.endswith(message)
    assert problem.hint == hint


TAKEN = [
    ("log_filters", "1:qemu,2:util", "and nothing matches it"),
    ("log_outputs", "1:file:guests.log", "begins in the daemon's working folder"),
]


@pytest.mark.parametrize(("key", "value", "message"), TAKEN)
def test_what_it_takes_and_does_otherwise(key: str, value: str, message: str) -> None:
    (problem,) = found(key, value)
    assert (problem.severity, problem.check) == ("warning", "obsolete")
    assert message in problem.message


ALIASES = {
    "a=test:///default": "",
    "A_1-b=qemu+ssh://h/system": "",
    "a.b=test:///default": "'a.b' is no name of an alias",
    "a =test:///default": "'a' is no name of an alias",
    "test:///default": "'test:///default' lacks its '='",
    "a=b=c": "'b=c' is not part of a URI",
    "a= test:///default": "'test:///default' is not part of a URI",
    "a=b": "'b' is not part of a URI",
}


@pytest.mark.parametrize(("alias", "message"), ALIASES.items())
def test_names_of_uris(alias: str, message: str) -> None:
    text = f'uri_aliases = [ "{alias}" ]\n'
    told = [p.message for p in check(Request(text, "libvirt.conf")).problems]
    assert [m.partition(", ")[2] for m in told] == ([message] if message else [])


@pytest.mark.parametrize(
    ("uri", "checks"),
    [
        ("test:///default", []),
        ("my-host", []),
        ("", ["bad-value"]),
        ("my host", ["bad-value"]),
        ("qemu:///sytem", ["bad-value"]),
        ("quemu:///system", ["bad-value"]),
    ],
)
def test_the_uri_of_clients_that_name_none(uri: str, checks: list[str]) -> None:
    assert [p.check for p in found("uri_default", uri, "libvirt.conf")] == checks


def test_a_size_with_a_unit_came_later() -> None:
    text = 'max_size = "2MiB"\n'
    (problem,) = check(Request(text, "virtlogd.conf", libvirt="12.7.0")).problems
    assert problem.check == "too-new"
    assert check(Request(text, "virtlogd.conf", libvirt="12.8.0")).problems == ()
    number = Request("max_size = 2097152\n", "virtlogd.conf", libvirt="9.0.0")
    assert check(number).problems == ()


def test_tables_may_name_each_notation() -> None:
    assert sorted(NAMES) == sorted(NOTATIONS)
