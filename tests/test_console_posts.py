"""Transcripts as people post them: scripts, templates, asides, other languages."""

from __future__ import annotations

import pytest

from kbcheck.console.pasted import without_asides
from test_console import problems, told

SOUND = {
    "a loop": 'for g in $(virsh list --name); do\n  virsh start "$g"\ndone\n',
    "a loop, do below": "for g in a b\ndo\n  virsh start $g\ndone\n",
    "a loop in one line": "for g in a b; do virsh start $g; done\n",
    "a condition": "if ! virsh net-info lan; then\n  virsh net-start lan\nfi\n",
    "a function": 'ip() {\n  virsh domifaddr "$1" --source agent\n}\nip books\n',
    "a value": 'ID="$(virsh domuuid books)"\nvirsh dumpxml $ID\n',
    "a test": '[ -n "$G" ] && virsh start $G\n',
    "a comment in small letters": "# lancer la machine\nvirsh start books\n",
    "a comment with an accent": "# Démarrer\nvirsh start books\n",
    "a comment in Chinese": "# 启动虚拟机\nvirsh start books\n",
    "a callout": "$ virsh list <1>\n$ virsh start books \\ <2>\n  --paused <.>\n",
    "an arrow": "virsh shutdown books   <-- asks the guest\n",
    "an aside": "# virsh net-destroy lan  (stops it)\n# virsh list (or list --all)\n",
    "a comment of C": "virsh start a   // boots it\n",
    "a subshell": "(cd /srv && virsh define a.xml)\n{ virsh list; virsh uri; } > b\n",
    "a template": "virsh start {{ guest.name }} --paused\n",
    "a value to fill in": "virsh secret-get-value {uuid of the secret}\n",
    "what may be left out": "virsh domifaddr VM [--source lease] [--full]\n",
    "a list of options": "# qemu-img create -f qcow2 -o help\n",
    "sizes": "# qemu-img create a 1.5G\n# qemu-img resize a +512M\n",
    "options of an image": "# qemu-img create -o compat=1.1,nocow=on a 9G\n",
    "several parameters": "# virsh schedinfo a --set cpu_shares=9 cap=7\n",
    "several keys": "# virsh send-key a --keycode KEY_A KEY_B\n",
    "JSON": '# virsh qemu-agent-command a \'{"execute":"guest-info"}\'\n',
    "JSON of QEMU": "# virsh qemu-monitor-command a \"{'execute':'stop'}\"\n",
    "a monitor's words": "# virsh qemu-monitor-command a --hmp info block\n",
    "a pipe and nothing": "virsh list |\n\ngrep books\n",
    "a pipe, joined to nothing": "virsh list | \\\n\ngrep books\n",
    "a cut document": "# virsh dumpxml a\n<domain>\n<devices>\n...\n</domain>\n",
    "a sum": 'virsh setmem a $((4 * 1024))\nvirsh setmem a "$((4 * 1024))K"\n',
    "a daemon by its path": "/usr/sbin/virtqemud --timeout 120\n",
    "time of GNU": '/usr/bin/time -f "%e" virsh list\n',
    "tags with tabs": "$ cat <<-E > a\n> \tone\n> \tE\n$ virsh list\n",
    "libvirt.conf": "# augtool set /files/etc/libvirt/libvirt.conf/uri_default test:///a\n",
}
FAULTS = [
    ("for g in a b; do virsh strat $g; done\n", "1:24 unknown-command"),
    ('for g in a b; do\n  virsh start --pausd "$g"\ndone\n', "2:15 unknown-option"),
    ("# lancer la machine\nvirsh strat books\n", "2:7 unknown-command"),
    ("# 启动虚拟机\nvirsh strat books\n", "2:7 unknown-command"),
    ("# Stop it\nvirsh destory a  # as the power would\n", "2:7 unknown-command"),
    ("virsh list --al <1>\n", "1:12 unknown-option"),
    ("(cd /srv && virsh defin a.xml)\n", "1:19 unknown-command"),
    ("virhs list\n", "1:1 unknown-command"),
    ("ID=$(virsh domuid books)\n", "1:12 unknown-command"),
    ("/usr/sbin/virtqemud --timout 120\n", "1:21 unknown-option"),
    ("# virsh domiflist [--domian VM]\n", "1:20 unknown-option"),
    ("# qemu-img create a 20GB\n", "1:21 bad-value"),
    ("# qemu-img resize a +10X\n", "1:21 bad-value"),
    ("# qemu-img create -o cluster_sise=2M a 9G\n", "1:22 unknown-option"),
    ("# virsh setmem a 4Q\n", "1:18 bad-value"),
    ("# virsh vol-create-as a b 20GX\n", "1:27 bad-value"),
    ("# virsh qemu-agent-command a '{\"execute\":'\n", "1:30 syntax"),
    ('# virsh qemu-agent-command a {"execute":"stop"}\n', "1:30 syntax"),
    ("# rsync --dlete a b\n", "1:9 unknown-option"),
    ('# augtool <<E\nset /files/a/b "c\\"\nE\n', "2:16 syntax"),
]


@pytest.mark.parametrize("name", SOUND)
def test_what_people_post_is_sound(name: str) -> None:
    assert told(SOUND[name]) == []


@pytest.mark.parametrize(("text", "where"), FAULTS)
def test_a_fault_in_what_people_post_is_told(text: str, where: str) -> None:
    found = [f"{line}:{column} {check}" for line, column, check in told(text)]
    assert found == [where]


def test_an_option_that_a_short_table_lacks_is_a_note() -> None:
    note = problems("# rsync --bwlimit 9 a b\n")[0]
    assert (note.severity, note.column) == ("note", 9)
    assert note.message == "kbcheck does not know the option --bwlimit of rsync"


def test_a_text_without_a_command_is_a_note_in_a_post() -> None:
    assert [p.severity for p in problems("qm set 100\n")] == ["note"]
    assert told("qm set 100\n", house=True) != []


@pytest.mark.parametrize(
    "text",
    [
        "cat <<- EOF", "a << 1", "virsh list", "x=$((1 << 2))", "f () ", "a (b",
        "a=(1)", "case a in (b) c", "<a> <b>", "<!-- a --> b", "  (a pattern)",
        "a  ($b)",
    ],
)  # fmt: skip
def test_what_a_shell_reads_is_no_aside(text: str) -> None:
    assert without_asides(text) == text


def test_our_own_pages_write_no_templates_and_no_asides() -> None:
    assert told("# virsh start {{ guest.name }}\n", house=True) != []
    assert told("# virsh list <1>\n", house=True) != []


def test_only_posts_leave_tags_out_with_lines() -> None:
    shown = "# virsh dumpxml heron\n<domain type='kvm'>\n...\n<memory>64</memroy>\n"
    assert told(f"{shown}</domain>\n") == []
    assert [found[0] for found in told(f"{shown}</domain>\n", house=True)] == [4]
