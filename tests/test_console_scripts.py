"""Commands inside words and here-documents: checked where the shell runs them."""

from __future__ import annotations

import pytest

from test_console import told

RUNNERS = [
    "su -c '{}'", "su - root -c '{}'", "su -l -c '{}' root", 'su --command="{}"',
    "sh -c '{}'", 'bash -c "{}"', "bash -ec '{}' name word", "bash -lc '{}'",
    "bash -o pipefail -c '{}'", "ssh host '{}'", "ssh -p 22 root@host -- {}",
    "ssh host {}", "ssh host sudo {}", "ssh -t host 'sudo {}'", "watch -n 2 '{}'",
    "watch {}", "eval '{}'", "eval {}", "flock /run/lock -c '{}'", "timeout 5 {}",
    "nohup {}", "xargs -n 1 {}", "nice -n 5 {}", "nice -5 {}", "time {}", "command {}",
    "exec {}", "setsid {}", "chroot /mnt {}", "stdbuf -oL {}", "ionice -c3 {}",
    "taskset -c 2-3 {}", "strace -f -o /tmp/out {}", "strace -e trace=file {}",
    "numactl -N 0 --membind=0 {}", "numactl --interleave=all -- {}",
    "prlimit --nofile=4096 {}", "nsenter -t 1 -m -n {}", "nsenter --target 1 --all {}",
    "runuser -u qemu -- {}", "runuser -u qemu {}", "runuser -l qemu -c '{}'",
    "runuser - qemu -c '{}'", "find . -exec sh -c '{}' _ X ;", "xargs sh -c '{}'",
    "sudo sh -c '{}'", "env A=b bash -c '{}'", "ssh host \"su -c '{}'\"",
]  # fmt: skip


@pytest.mark.parametrize("runner", RUNNERS)
def test_what_a_command_runs_is_checked_at_its_column(runner: str) -> None:
    assert told(f"# {runner.format('virsh list')}\n") == []
    text = f"# {runner.format('virsh lisst')}"
    assert told(text) == [(1, text.index("lisst") + 1, "unknown-command")]


@pytest.mark.parametrize(
    "command",
    [
        "sh -c 'echo '\\''a'\\''; virsh lisst'",
        'sh -c "echo \\"a\\"; virsh lisst"',
        'sh -c "echo \\$a \\\\\\`b\\\\\\`; virsh lisst"',
        'sh -c "echo $A ${B} $(id) `id`; virsh lisst"',
        "sh -c 'echo '\"$A\"' | virsh lisst'",
        "diff <(virsh nodeinfo) <(virsh lisst)",
        "sh -c $'echo \\'a\\'\\nvirsh lisst'",
        "ssh host virsh list '&&' virsh lisst",
        "ssh host virsh list \\; virsh lisst",
        "ssh host echo 'a  b' \\| virsh lisst",
        "sh -c 'if true; then virsh lisst; fi'",
        "sh -c 'virsh list\n  ls\n  virsh lisst'",
        "sh -c 'virsh list \\\n  && virsh lisst'",
        "ssh host ' \n  virsh lisst'",
    ],
)
def test_columns_count_what_the_shell_takes_away(command: str) -> None:
    before = f"# {command}".partition("lisst")[0].split("\n")
    place = (len(before), len(before[-1]) + 1, "unknown-command")
    assert told(f"# {command}\n") == [place]


def test_a_value_after_quotes_is_told_at_its_column() -> None:
    text = "# virsh --connect='qemu:///sytem' list"
    assert told(text) == [(1, text.index("/sytem") + 1, "bad-value")]


@pytest.mark.parametrize(
    "command",
    [
        'sh -c "$COMMAND"', 'sh -c "virsh $WORDS"', 'sh -c "virsh start $GUEST"',
        "bash -c SCRIPT", "bash script.sh --all", "sh -x ./script.sh", "bash",
        "ssh host", "ssh host 'virsh start GUEST'", "ssh HOST virsh list \\| grep a",
        "su - USER", "su", "su - oracle -c 'systemctl stop x.service'", "taskset -p 7",
        "taskset -pc 0-3 4711", "nsenter -t 1 -n", "numactl --hardware", "prlimit -p 1",
        "strace -p 4711", "strace -c -p 4711", "runuser qemu -s /bin/sh -c 'test -r a'",
        "xargs -I{} sh -c 'virsh start {}'", 'bash -c "for a in $B; do ls $a; done"',
        "docker run --rm image", "podman ps -a", "set -e", "sh -c 'exit 1'",
    ],
)  # fmt: skip
def test_what_is_right_or_not_known_is_left_alone(command: str) -> None:
    assert told(f"# {command}\n") == []


def test_a_script_that_is_no_shell_is_told_in_it() -> None:
    assert told("# sh -c 'virsh list; ('\n") == [(1, 10, "syntax")]
    assert [check for _, _, check in told("# sh -c 'ls <the file>'\n")] == [
        "placeholder"
    ]


def test_a_here_document_and_lines_written_in_a_script_are_checked() -> None:
    text = """\
# ssh host 'cat > /etc/libvirt/qemu.conf <<EOF
usr = "root"
EOF
'
# ssh host "echo 'usr = 1' >> /etc/libvirt/qemu.conf; ls /dev/disks/by-id"
"""
    assert told(text) == [
        (2, 1, "unknown-key"), (5, 19, "unknown-key"), (5, 58, "bad-value"),
    ]  # fmt: skip


def test_who_becomes_root_needs_no_root() -> None:
    stop = "systemctl stop a.service"
    for command in (f"su -c '{stop}'", f"pkexec {stop}", f"ssh root@host {stop}"):
        assert told(f"$ {command}\n") == []
    assert told(f"$ sh -c '{stop}'\n") == [(1, 20, "prompt")]


def test_scripts_in_scripts_have_a_limit() -> None:
    command = "ssh host " * 300 + "ls"
    assert [check for _, _, check in told(f"# {command}\n")] == ["limit"]


BODY = """\
# cat > FILE {tag}
  $(virsh lisst) `virsh lisst` \\$(virsh lisst) \\`virsh lisst\\`
a's "$(hostname; virsh lisst)" $((1 + 2)) $(id -u)$(
  # it's a comment :)
  virsh "$(virsh lisst ')')" list
)
EOF
"""


def test_what_the_shell_runs_in_a_here_document_is_checked() -> None:
    places = [(2, 11), (2, 25), (3, 24), (5, 18)]
    expected = [(line, column, "unknown-command") for line, column in places]
    assert told(BODY.format(tag="<<EOF")) == expected
    assert told("# cat <<EOF\n> a $(virsh lisst)\n> EOF\n") == [
        (2, 13, "unknown-command")
    ]
    assert told("# cat <<-EOF\n\ta $(virsh lisst)\n\tEOF\n") == [
        (2, 12, "unknown-command")
    ]
    inside = "# sh -c 'cat <<EOF\na $(virsh lisst)\nEOF\n'\n"
    assert told(inside) == [(2, 11, "unknown-command")]


def test_a_tag_may_begin_with_any_letter() -> None:
    assert told("# cat <<XML\na\nXML\n# virsh lisst\n") == [(4, 9, "unknown-command")]


def test_what_a_here_document_computes_is_no_command() -> None:
    lines = "$((1 << 2)) $(virsh lisst)", "$((n + 1)) $((left * 2)) $(virsh lisst) a))"
    for line in lines:
        assert told(f"# cat <<EOF\n{line}\nEOF\n") == [
            (2, line.index("lisst") + 1, "unknown-command")
        ]


@pytest.mark.parametrize("tag", ["<<'EOF'", '<<"EOF"', "<<\\EOF", "<< 'EOF'"])
def test_what_a_quoted_here_document_holds_is_no_command(tag: str) -> None:
    assert told(BODY.format(tag=tag)) == []


@pytest.mark.parametrize(
    "command",
    [
        "bash",
        "sudo bash -s",
        "ssh host",
        "ssh -t host",
        "ssh host 'sudo sh -s'",
        "ssh -p 22 host",
        "env A=b bash",
        "sudo -u qemu sh",
    ],
)
def test_a_here_document_for_a_shell_is_a_script(command: str) -> None:
    for tag in ("<<EOF", "<<'EOF'"):
        text = f"# {command} {tag}\nvirsh list\n  virsh $(virsh lisst) start A\nEOF\n"
        assert told(text) == [(3, 17, "unknown-command")]


@pytest.mark.parametrize("command", ["bash script", "cat", "ssh host ls", "sudo cat"])
def test_a_here_document_for_another_program_is_none(command: str) -> None:
    assert told(f"# {command} <<EOF\nvirsh lisst\nEOF\n") == []


def test_a_script_that_root_gets_needs_no_prompt_of_root() -> None:
    lines = "<<EOF\nsystemctl restart virtqemud\nEOF\n"
    for command in ("sudo bash", "ssh root@host", "ssh host 'sudo sh -s'"):
        assert told(f"$ {command} {lines}") == []
    assert told(f"$ ssh host {lines}") == [(2, 11, "prompt")]


def test_here_documents_in_one_another_have_a_limit() -> None:
    text = "".join(f"$(cat <<E{i}\n" for i in range(60))
    text += "".join(f"E{59 - i}\n)\n" for i in range(60))
    assert {check for _, _, check in told(f"# echo {text}")} == {"limit"}
