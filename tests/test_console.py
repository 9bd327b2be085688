"""Transcripts: where a fault is told, and what is left alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from kbcheck import Problem, Request, check
from kbcheck.console.words import expand_braces

PROMPTS = dedent(
    """\
    # virsh start demo
    Domain 'demo' started

    $ virsh -r list --all
     Id   Name   State
    ...
    """
)


def problems(
    text: str, libvirt: str = "", *, house: bool = False
) -> tuple[Problem, ...]:
    request = Request(dedent(text), "console", libvirt=libvirt, house=house)
    return check(request).problems


def told(
    text: str, libvirt: str = "", *, house: bool = False
) -> list[tuple[int, int, str]]:
    """Line, column and check of each problem."""
    return [(p.line, p.column, p.check) for p in problems(text, libvirt, house=house)]


@pytest.mark.parametrize(
    "text",
    [
        PROMPTS,
        "...\n# virsh list\n",
        "# # a comment of the shell\n# virsh list  # and another\n",
        "# virsh start DOMAIN && virsh domstate DOMAIN | grep running || exit 1\n",
        "# for d in qemu network; do\n>   systemctl start virt${d}d.socket\n> done\n",
        "# virsh migrate --live \\\n    --p2p demo \\\n    qemu+tls://b/system\n",
        "# systemctl stop virtqemud{,-ro,-admin}.socket virtqemud.service\n",
        "$ systemctl --user restart virtqemud.service\n",
        "# systemctl stop 'virtlogd*.service' virtlogd@1.service myvirtlogd.service\n",
        "$ sudo -u root virsh start demo\n",
        "# virsh list --help\n",
        "# virsh\nvirsh # list --all\nvirsh # quit\n",
        "# virsh start --domain demo --paused\n",
        "# LC_ALL=C virsh dominfo demo\n",
        "# virsh qemu-monitor-command --hmp demo 'info status'\nVM status: running\n",
        "# ./collect --all\n# COMMAND --with this\n",
        "# kill -USR1 4711\n# head -5 FILE\n# tar xzf FILE\n",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "outer",
    ["sudo", "sudo -u root", "env", "env LC_ALL=C LANG=C", "nohup", "time",
     "watch -n 2", "timeout 5", "flock /run/lock/a", "ssh two.example.org",
     "xargs -n 1", "nice -n 5", "command", "sudo env LC_ALL=C timeout 5"],
)  # fmt: skip
def test_a_command_that_another_one_runs_is_checked(outer: str) -> None:
    (found,) = problems(f"# {outer} virsh start --pausd demo\n")
    column = len(f"# {outer} virsh start ") + 1
    assert (found.column, found.check) == (column, "unknown-option")
    (found,) = problems(f"# {outer} virhs start demo\n")
    assert (found.check, found.hint) == ("unknown-command", "did you mean 'virsh'?")


def test_sudo_runs_a_command_for_root_under_a_users_prompt() -> None:
    assert told("$ sudo systemctl restart virtqemud.service\n") == []
    assert told("$ env A=1 systemctl restart virtqemud.service\n") != []


def test_a_fault_is_told_at_its_word_on_its_line() -> None:
    """On the line of a command that goes on over several lines."""
    text = """\
        # virsh list
        # virsh migrate --live \\
            --p2pp demo \\
            qemu+tls://b/system
        """
    assert told(text) == [(3, 5, "unknown-option")]


def test_a_here_document_is_checked_as_the_file_that_it_makes() -> None:
    text = """\
        # cat > /etc/libvirt/qemu.conf <<'EOF'
        user = "root"
        lock_manger = "lockd"
        EOF
        # tee /etc/libvirt/qemu-lockd.conf > /dev/null <<EOF
        auto_disk_leases = 7
        EOF
        """
    assert told(text) == [(3, 1, "unknown-key"), (6, 20, "bad-value")]
    assert {p.path for p in problems(text)} == {""}


def test_xml_in_a_here_document_is_told_at_its_line() -> None:
    text = """\
        # virsh define /dev/stdin <<EOF
        <domain type='kvm'>
          <name>ledger</name>
          <memory unit='GiB'>4</memory>
          <os><type arch='x86_64'>hvm</type></os>
          <vcpuu>2</vcpuu>
        </domain>
        EOF
        """
    assert told(text) == [(6, 3, "unknown-element")]


@pytest.mark.parametrize(
    ("command", "root"),
    [("virsh domcapabilities", "domainCapabilities"), ("cat guest.xml", "domain"),
     ("virsh dumpxml DOMAIN", "domain"), ("sudo virsh pool-dumpxml isos", "pool")],
)  # fmt: skip
def test_xml_that_a_command_prints_is_told_at_its_line(command: str, root: str) -> None:
    text = f"# {command}\n<{root}>\n  ...\n  <nonsense/>\n</{root}>\n"
    found = problems(text)
    assert [(p.line, p.column) for p in found] == [(4, 3)]
    assert "nonsense" in found[0].message


def test_a_file_that_is_shown_is_checked_as_what_it_is() -> None:
    text = '# cat /etc/libvirt/qemu.conf\nuser = "root"\ngroop = "root"\n'
    assert told(text) == [(3, 1, "unknown-key")]


def test_output_that_another_command_takes_is_not_xml() -> None:
    assert told("# virsh dumpxml demo | xmllint --xpath x -\n  <nonsense/>\n") == []
    assert told("# virsh dumpxml demo > demo.xml\n") == []


def test_whole_elements_that_a_grep_picks_are_checked() -> None:
    start = "# virsh domcapabilities | grep -i unpack\n"
    good, bad = "<feature policy='require' name='unpack'/>", "<fature name='unpack'/>"
    assert told(f"{start}      {good}\n<cpu>\n") == []
    assert told(f"{start}      {good}\n      {bad}\n") == [(3, 7, "unknown-element")]


def test_json_is_told_where_it_stops_being_json() -> None:
    start = "$ qemu-img info --output=json demo.qcow2\n{\n"
    assert told(start + '  "format": "qcow2"\n  "virtual-size": 1\n}\n') == [
        (4, 3, "syntax")
    ]
    assert told(start + "  ...\n}\n") == []


@pytest.mark.parametrize(
    ("command", "column"),
    [
        ("virsh -c qemu:///systm list", 19),
        ("virsh migrate --live demo qemu+sssh://two.example.org/system", 34),
        ("grubby --update-kernel=ALL --args='mem_encrypt=onn kvm_amd.sev=1'", 50),
        ("systemctl set-property machine.slice MemoryMaxx=60G", 40),
        ("systemctl set-property machine.slice 'MemoryHigh=lots'", 52),
        ("qemu-system-x86_64 -M q35 -no-kqemu", 29),
        ("echo 'options kvm_amd sevv=1' > /etc/modprobe.d/sev.conf", 25),
        ("printf 'lock_manager = \"%s\"\\n' lockdd > /etc/libvirt/qemu.conf", 34),
        ("echo 'a:/x /y nfs hard,nointr 0 0' | tee -a /etc/fstab", 26),
    ],
)
def test_a_value_that_is_a_text_of_a_kind_is_checked_as_that(
    command: str, column: int
) -> None:
    assert [(line, col) for line, col, _ in told(f"# {command}\n")] == [(1, column)]


def test_what_echo_and_printf_write_is_checked_as_a_part_of_the_file() -> None:
    text = """\
        # echo 'lock_manager = lockd' >> /etc/libvirt/qemu.conf
        # printf 'user = "root"\\ngroop = "root"\\n' | tee -a /etc/libvirt/qemu.conf
        # echo 'lock_manager = "lockd"' >> /etc/libvirt/qemu.conf
        # echo "$SETTINGS" >> /etc/libvirt/qemu.conf
        """
    assert told(text) == [(1, 24, "syntax"), (2, 10, "unknown-key")]


@pytest.mark.parametrize(
    "path",
    ["qemu.conf/lock_manger lockd", "qemu.conf/lock_manager lokd",
     "qemu-sanlock.conf/host_id one", "qemu-lokd.conf/auto_disk_leases 0",
     "qemu.conf/cgroup_device_acl /dev/null"],
)  # fmt: skip
def test_a_setting_that_augtool_writes_is_checked(path: str) -> None:
    assert len(told(f"# augtool -s set /files/etc/libvirt/{path}\n")) == 1


def test_an_augtool_script_is_checked_line_by_line() -> None:
    text = """\
        # augtool -s <<'EOF'
        # the id of this host
        set /files/etc/libvirt/qemu-sanlock.conf/host_id 7
        set /files/etc/libvirt/qemu-sanlock.conf/auto_disk_lease 1
        sett /files/etc/libvirt/qemu.conf/lock_manager 'sanlock'
        EOF
        Saved 1 file(s)
        # augtool
        augtool> set /files/etc/libvirt/qemu.conf/lock_manager "lokd"
        """
    assert told(text) == [
        (4, 42, "unknown-key"),
        (5, 1, "unknown-command"),
        (9, 56, "bad-value"),
    ]


def test_an_element_of_a_list_is_a_setting_too() -> None:
    path = "/files/etc/libvirt/qemu.conf/cgroup_device_acl"
    for number in ("[last()+1]", "[. = '/dev/kvm']"):
        words = f"set {path}{number} /dev/net/tun"
        assert told(f"# augtool\naugtool> {words}\n") == []
        assert told(f"# augtool <<E\n{words}\nset '{path}\nE\n") == [(3, 5, "syntax")]
    assert told(f"# augtool -s set {path}/8 /dev/net/tun\n") == []
    assert told(f"# augtool print {path}\n# augtool -s rm {path}[1]\n") == []


def test_a_lease_is_named_after_the_path_without_a_newline() -> None:
    disk = "/var/lib/libvirt/images/demo.img"
    assert told(f"$ echo {disk} | md5sum\n") == [(1, 8, "bad-value")]
    assert told(f"$ sha256sum <<< {disk}\n") == [(1, 17, "bad-value")]
    assert told(f"$ printf %s {disk} | md5sum\n$ echo -n {disk} | md5sum\n") == []
    right = "bfa0240911bc17753e0b473688822159  -"
    assert told(f"$ printf %s {disk} | md5sum\n{right}\n") == []
    wrong = problems(f"$ printf %s {disk} | md5sum\n{right.replace('5', '6')}\n")
    assert [(p.line, p.hint) for p in wrong] == [(2, f"it is {right[:32]}")]


def test_a_placeholder_in_brackets_is_a_redirection() -> None:
    found = problems("# virsh start <the domain>\n")
    assert [(p.column, p.check) for p in found] == [(15, "placeholder")]
    assert found[0].hint == "write THE_DOMAIN"


def test_a_command_for_root_under_a_users_prompt_is_a_warning() -> None:
    text = "$ systemctl stop virtqemud.service\n$ augtool -s rm /files/etc/x\n"
    assert told(text) == [(1, 13, "prompt"), (2, 3, "prompt")]
    assert all(p.severity == "warning" for p in problems(text))


@pytest.mark.parametrize(
    "prompt", ["[root@host ~]# ", "root@host:~# ", "ann@host:~$ ", "~ $ "]
)
def test_prompts_of_other_forms_are_told_on_our_pages(prompt: str) -> None:
    """Once; and their commands are judged, or the one fault would hide the others."""
    text = f"# virsh list\n{prompt}virsh lisst\nerror\n{prompt}virsh domain\n"
    column = len(prompt) + len("virsh ") + 1
    faults = [(2, column, "unknown-command"), (4, column, "unknown-command")]
    assert told(text) == faults
    assert told(text, house=True) == [(2, 1, "prompt"), *faults]
    assert problems(text, house=True)[0].severity == "error"


def test_a_transcript_without_a_command_is_none() -> None:
    assert told("Domain 'demo' started\n")[0][2] == "syntax"
    assert told("")[0] == (1, 1, "syntax")


def test_commands_and_options_follow_the_stated_version() -> None:
    text = (
        "# virsh net-desc default\n# virsh domcapabilities --supported-cpu-features\n"
    )
    assert told(text) == []
    assert told(text, ">=9.0.0") == [(1, 9, "too-new"), (2, 25, "too-new")]
    assert told("# virsh qemu-attach 4711\n")[0] == (1, 9, "removed")
    assert told("# virsh qemu-attach 4711\n", "5.4.0") == []


def test_folders_of_devices_that_udev_does_not_make_are_told() -> None:
    text = (
        "# ls /dev/disks/by-path\n# ls -l /dev/disk/by-paths/x\n# ls /dev/disk/by-id\n"
    )
    assert told(text) == [(1, 6, "bad-value"), (2, 9, "bad-value")]
    pool = (
        "<pool type='dir'>\n  <name>a</name>\n  <target><path>/dev/disks/by-path</path>"
    )
    pool += "</target>\n</pool>"
    found = check(Request(pool, "pool")).problems
    assert [p.hint for p in found if p.line == 3] == [
        "did you mean '/dev/disk/by-path'?"
    ]


def test_braces_are_expanded_as_the_shell_does() -> None:
    assert expand_braces("a{b,c{d,e}}f") == ["abf", "acdf", "acef"]
    assert expand_braces("${a}{b}") == ["${a}{b}"]
    assert len(expand_braces("{a,b}" * 20)) <= 128


@pytest.mark.parametrize(
    "text",
    ["# \0", "# $((", "# <<", "# <<EOF", "# '", '# "${', "# `", "$ \\", "# a|", "# (((",
     "# {,}{,}{,}{,}{,}{,}{,}{,}", "# echo %", "# printf %d x | md5sum", "# é <ü>",
     "# cat <<A <<B\nx\nA\ny\nB", "$ a <<<b <<<", "# augtool set", "# virsh --",
     "# augtool <<E\n'\nE", "# \udc80", "> \n#", "#\n$", "# virsh -", "# virsh --=",
     "# sudo", "{"],
)  # fmt: skip
def test_no_text_makes_it_raise(text: str) -> None:
    problems(text)
