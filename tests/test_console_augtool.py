"""Settings that augtool writes or reads: what is told of them, word for word."""

from __future__ import annotations

import pytest

from kbcheck import Request, check

QEMU = "/files/etc/libvirt/qemu.conf"
ROOT = "prompt: augtool needs root to save, but the prompt is a user's"
USR = "unknown-key: 'usr' is not a setting of qemu.conf (did you mean 'user'?)"
LOCK = (
    "bad-value: '{}' is not allowed for 'lock_manager'; "
    "allowed: 'lockd', 'sanlock' or 'nop'"
)


def told(text: str) -> list[str]:
    """Line, column, check, message and hint of each problem."""
    return [
        f"{p.line}:{p.column} {p.check}: {p.message}"
        + (f" ({p.hint})" if p.hint else "")
        for p in check(Request(text, "console")).problems
    ]


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("-s set {}/lock_manager lokd",
         f"1:60 {LOCK.format('lokd')} (did you mean 'lockd'?)"),
        ("set {}/lock_manager[2] x", f"1:60 {LOCK.format('x')}"),
        ("set {}/max_files x",
         "1:54 bad-value: 'max_files' takes a whole number, not the string \"x\" "
         "(write a whole number, without quotes)"),
        ("set {}/max_files 5", ""),
        ("rm {}/max_files", ""),
        ("print {}/max_fils", "1:46 unknown-key: 'max_fils' is not a setting of "
         "qemu.conf (did you mean 'max_files'?)"),
        ("set {}/usr $VALUE", f"1:44 {USR}"),
        ("set {}/lock_manager $VALUE", ""),
        ("set {}/$KEY x", ""),
        ("print {}/*", ""),
        ("print {}", ""),
        # A command without options has none to propose.
        ("rm -x {}", "1:14 unknown-option: 'augtool rm' has no option -x"),
        ("set {}/cgroup_controllers/1 cpu", ""),
        ("set {}/cgroup_controllers[8] cpu", ""),
        ("set {}/cgroup_controllers cpu", "1:63 bad-value: 'cgroup_controllers' takes "
         'a list of strings ([ "…" ]), not the string "cpu" (write [ "cpu" ])'),
    ],
)  # fmt: skip
def test_a_setting_of_qemu(command: str, problem: str) -> None:
    found = told(f"# augtool {command.format(QEMU)}\n")
    assert found == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("qemu-lokd.conf/user", "1:17 bad-value: no table knows the file "
         "qemu-lokd.conf (did you mean '/files/etc/libvirt/qemu-lockd.conf'?)"),
        ("qemu.cnf/user", ""),
        ("virtqemu.conf/user", ""),
        # Its settings are those of libvirtd, which it took the place of.
        ("virtqemud.conf/max_clients", ""),
        ("virtqemud.conf/max_cliens", "1:51 unknown-key: 'max_cliens' is not a setting "
         "of libvirtd.conf (did you mean 'max_clients'?)"),
    ],
)  # fmt: skip
def test_a_file_that_has_a_table(file: str, problem: str) -> None:
    found = told(f"# augtool print /files/etc/libvirt/{file}\n")
    assert found == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("$ augtool -s rm {}/user", f"1:3 {ROOT} (run it as root, as sudo does)"),
        (
            "$ augtool --autosave rm {}/user",
            f"1:3 {ROOT} (run it as root, as sudo does)",
        ),
        ("$ augtool rm {}/user", ""),
        ("$ sudo augtool -s rm {}/user", ""),
        ("$ sudo augtool -s rm {}/usr", f"1:51 {USR}"),
        ("$ sudo echo {}/usr", ""),
        ("# augtool -s rm {}/user", ""),
    ],
)
def test_only_root_saves(line: str, problem: str) -> None:
    assert told(line.format(QEMU) + "\n") == ([problem] if problem else [])


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("", []),
        ("  # set {}/usr a", []),
        ("set {}/usr a", [f"2:34 {USR}"]),
        ("  set {}/usr a", [f"2:36 {USR}"]),
        ("set '{}/usr' a", [f"2:35 {USR}"]),
        ("set \"{}/usr[. = 'x']\" b", [f"2:35 {USR}"]),
        ("set {}/usr[. = 'x y'] b", [f"2:34 {USR}"]),
        ("set /x 'a b", ["2:8 syntax: a ' is not closed"]),
        ("set /x ''", []),
        ('set /x ""', []),
        ("set /x '", ["2:8 syntax: a ' is not closed"]),
        ('set /x "', ['2:8 syntax: a " is not closed']),
        (r'set /x "a\"b"', []),
        (r"set /x a\'b", []),
    ],
)
def test_a_line_of_a_script(line: str, problems: list[str]) -> None:
    """Of a script on its own line, and one that comes behind it."""
    assert told(f"# augtool <<E\n{line.format(QEMU)}\nE\n") == problems
    later = [f"3:{problem.partition(':')[2]}" for problem in problems]
    assert told(f"# augtool <<E\nsave\n{line.format(QEMU)}\nE\n") == later


def test_a_setting_is_judged_for_the_versions_of_the_example() -> None:
    text = f"# augtool print {QEMU}/sched_core\n"
    told = [
        [
            (p.column, p.check)
            for p in check(Request(text, "console", libvirt=v)).problems
        ]
        for v in ("8.8.0", "8.9.0")
    ]
    assert told == [[(46, "too-new")], []]
