"""What messages say of faults in transcripts."""

from __future__ import annotations

import pytest

from kbcheck import Request, check

FAULTS = [
    ("$ augtool -s set /files/etc/libvirt/qemu.conf/user root\n",
     "augtool needs root to save, but the prompt is a user's",
     "run it as root, as sudo does"),
    ("# augtool -s set /files/etc/libvirt/qemu-sanlok.conf/host_id 1\n",
     "no table knows the file qemu-sanlok.conf",
     "did you mean '/files/etc/libvirt/qemu-sanlock.conf'?"),
    ("# augtool -s set /files/etc/libvirt/qemu.conf/lock_manger sanlock\n",
     "'lock_manger' is not a setting of qemu.conf", "did you mean 'lock_manager'?"),
    ("# augtool -s <<EOF\nset '/files/etc\nEOF\n", "a ' is not closed", ""),
    ("# virsh start guest\\\n--paused\n",
     "the shell makes one word of 'guest' and '--paused'",
     "write a space before the backslash"),
    ("...\n", "there is no command in this transcript",
     "a command begins at a prompt: '$ virsh list'"),
    ('# cat > /etc/libvirt/qemu.conf <<EOF\nlock_manger = "lockd"\nEOF\n',
     "'lock_manger' is not a setting of qemu.conf", "did you mean 'lock_manager'?"),
    ('$ qemu-img info --output=json a.img\n{ "a": }\n',
     "the output is not JSON: expecting value", ""),
    ('# qemu-img info --output=json a.img\n{ "a" 1 }\n',
     "the output is not JSON: expecting ':' delimiter", ""),
    ("$ virsh domxml-from-native qemu-argv demo.args\n",
     "'qemu-argv' of 'virsh domxml-from-native' is gone since libvirt 5.5.0",
     "write the domain XML by hand, and check it with 'virt-xml-validate'"),
    ("$ systemctl restart virtqemud.service\n",
     "'systemctl restart' needs root, but the prompt is a user's",
     "run it as root, as sudo does"),
    ("# virhs list\n", "there is no command 'virhs'",
     "did you mean 'virsh'?"),
    ("Domain started\n", "there is no command in this transcript",
     "a command begins at a prompt: '$ virsh list'"),
    ("# xq7zzz x\n", "kbcheck does not know the command 'xq7zzz'",
     "its options are not checked"),
    ("# virsh list --all=yes\n", "--all takes no value", ""),
    ("# qemu-img create -f\n", "'qemu-img create' needs FILE", ""),
    ("# virsh strat demo\n", "'virsh' has no subcommand 'strat'",
     "did you mean 'start'?"),
    ("# virsh start --pausd demo\n", "'virsh start' has no option --pausd",
     "did you mean '--paused'?"),
    ("# virsh start --frobnicate demo\n", "'virsh start' has no option --frobnicate",
     "its options: --console, --paused, --autodestroy, --bypass-cache, "
     "--force-boot, --reset-nvram … (8 in all)"),
    ("# ls -lZQ9 /\n", "'ls' has no option -9",
     "its options: -a, --all, -A, --almost-all, --author, -b, --escape, "
     "--block-size, -B, --ignore-backups … (84 in all)"),
    ("# rm -rfx /a\n", "'rm' has no option -x",
     "its options: -f, --force, -i, -I, --interactive, --one-file-system, "
     "--no-preserve-root, --preserve-root … (17 in all)"),
    ("# virsh start\n", "'virsh start' needs DOMAIN", ""),
    ("# virsh start a b c\n", "'virsh start' takes no argument 'b'", ""),
    ("# virsh setvcpus demo two\n", "'virsh setvcpus' needs a number, not 'two'", ""),
    ("# virsh setvcpus\n", "'virsh setvcpus' needs DOMAIN and COUNT", ""),
    ("# virsh domiflist a b\n", "'virsh domiflist' takes no argument 'b'", ""),
    ("# systemctl restart virtqemudd.service\n",
     "there is no unit 'virtqemudd.service'", "did you mean 'virtqemud.service'?"),
    ("# systemctl enable virtlockd.sockett\n", "there is no unit 'virtlockd.sockett'",
     "did you mean 'virtlockd.socket'?"),
    ("# cat <<EOF\na\n", "the here-document is not closed: no line is 'EOF'", ""),
    ("# echo 'a\n", "not shell syntax: at ''a'", "a ' is not closed"),
    ("# if true; then ls\n", "not shell syntax: at 'if true; then ls'", ""),
    ("# virsh list )\n", "not shell syntax: at ')'", ""),
    ("# virsh list |\n", "not shell syntax: 'word' is missing", ""),
    ("# virsh start <guest>\n",
     "<guest> is a redirection to the shell, not a placeholder", "write GUEST"),
    ("# virsh\u00a0list\n", "U+00A0 is part of a word here, not a space",
     "write a plain space, or nothing"),
    ("# virsh list \u2013all\n", "U+2013 is part of the word here, not '-'",
     "write '-' or '--'"),
    ("# virsh desc web \u201cthe guest\n",
     "U+201C is part of the word here, not a quote", "write '\"'"),
    ("# virsh desc web \u2018the guest\n",
     "U+2018 is part of the word here, not a quote", 'write "\'"'),
    ("$ echo /var/lib/a.img | md5sum\n0ae10de1ea1d1bb2ea59cd0e1b0b2fcf  -\n",
     "this is the hash of '/var/lib/a.img' and a newline",
     "write: printf %s '/var/lib/a.img' | md5sum"),
    ("$ printf %s /a | md5sum\n00000000000000000000000000000000  -\n",
     "this is not what md5sum prints for '/a'",
     "it is 0639767f3e9eaad729b54037a7e2abf5"),
    ("# ls /dev/disks/by-path\n", "there is no folder /dev/disks/by-path",
     "did you mean '/dev/disk/by-path'?"),
    ("# virsh migrate demo qemu+sshh://b/system\n", "libvirt has no transport 'sshh'",
     "did you mean 'ssh'?"),
    ("# virsh dumpxml demo\n<domain type='kvm'>\n  <nam>demo</nam>\n</domain>\n",
     "<nam> is not allowed in <domain>", "did you mean 'name'?"),
    ("# qemu-system-x86_64 -no-kqemu\n", "-no-kqemu is gone since QEMU 7.2 or earlier",
     "leave it out: kqemu is long gone"),
    ("# virsh net-start\n", "'virsh net-start' needs NETWORK", ""),
    ("# cat /etc/fstab\n/dev/sda1 srv ext4 defaults 0 0\n",
     "the mount point 'srv' is not an absolute path", ""),
    ("# echo 'lock_manger = \"lockd\"' >> /etc/libvirt/qemu.conf\n",
     "'lock_manger' is not a setting of qemu.conf", "did you mean 'lock_manager'?"),
    ("# su -c\n", "-c needs COMMAND_LINE", ""),
    ("# sleep\n", "'sleep' needs SECONDS", ""),
    ("# virsh list --al\n", "'virsh list' has no option --al", "did you mean '--all'?"),
    ("# virsh net-list --inactiv\n", "'virsh net-list' has no option --inactiv",
     "did you mean '--inactive'?"),
    ("# virsh start --domain\n", "--domain needs DOMAIN", ""),
    ("# virsh start --domain demo extra more\n",
     "'virsh start' takes no argument 'extra'", ""),
    ("# virsh dumpxml demo --xpath\n", "--xpath needs XPATH", ""),
    ("# virsh define\n", "'virsh define' needs FILE", ""),
    ("$ sudo virhs list\n", "there is no command 'virhs'",
     "did you mean 'virsh'?"),
    ("# virsh domstate demo --reason=x\n", "--reason takes no value", ""),
    ("# virsh -c qemu:///sytem list\n",
     "the path '/sytem' is not one of the driver qemu; allowed: '/system', "
     "'/session' or '/embed'", "did you mean '/system'?"),
    ("# virsh --connect qemu:///sytem list\n",
     "the path '/sytem' is not one of the driver qemu; allowed: '/system', "
     "'/session' or '/embed'", "did you mean '/system'?"),
    ("# qemu-img info --output=jsn ledger.qcow2\n", "--output does not take 'jsn'",
     "did you mean 'json'?"),
    ("# systemctl start virtqemud.servce\n", "there is no unit 'virtqemud.servce'",
     "did you mean 'virtqemud.service'?"),
    ("# iscsiadm --mode discover\n", "--mode does not take 'discover'",
     "did you mean 'discovery'?"),
    ("# qemu-img\n", "'qemu-img' needs a subcommand",
     "it has amend, bench, bitmap, check, commit, compare, convert, create, "
     "dd, info, map, measure … (15 in all)"),
    ("# xxd -qq a\n", "'xxd' has no option -qq",
     "its options: -a, -b, -C, -c, -E, -e, -g, -h, -i, -l, -n, -o, -p, -ps, -r, "
     "-s, -d, -u or -v"),
    ("# qemu-img create -x a\n", "'qemu-img create' has no option -x",
     "its options: -h, --help, -f, --format, -o, --options, -b, --backing, -B, -F, "
     "--backing-format, -u … (16 in all)"),
    ("# journalctl -u\n", "-u needs UNIT", ""),
    ("# ls --al\n", "'ls' has no option --al", "did you mean '--all'?"),
    ("# virsh domxml-to-native qemu-argvv a\n",
     "'virsh domxml-to-native' does not take 'qemu-argvv'",
     "did you mean 'qemu-argv'?"),
    ("# augtool -s set\n", "'augtool set' needs PATH", ""),
    ("# qemu-system-x86_64 -x\n", "QEMU has no option -x", ""),
    ("# augtool -s <<EOF\nset\nEOF\n", "'augtool set' needs PATH", ""),
    ("# " + "(ls; " * 260 + ")" * 260 + "\n",
     "this command is not judged: it is nested more than 200 deep", ""),
    ("# ls " + "a " * 9000 + "\n",
     "this command is not judged: it is too long (18003 characters)", ""),
]  # fmt: skip


OF_OUR_PAGES = [
    ("$ systemctl restart virtqemud.service\n",
     "'systemctl restart' needs root, but the prompt is a user's",
     "write the prompt '#'"),
    ("$ augtool -s set /files/etc/libvirt/qemu.conf/user root\n",
     "augtool needs root to save, but the prompt is a user's", "write the prompt '#'"),
    ("root@host:~# virsh list\n", "'root@host:~#' is not a prompt of these pages",
     "write '# ' for root, '$ ' for a user"),
    ("virsh list\n", "a transcript begins with a command",
     "its prompt is '# ' for root, '$ ' for a user"),
    ("Id Name\n# virsh list\n", "a transcript begins with a command",
     "its prompt is '# ' for root, '$ ' for a user"),
    ("# Then restart it\n", "there is no command 'Then' in the tables",
     "write a comment as '# # …', as the shell shows it"),
    ("# virsh start '<guest name>'\n",
     "<guest name> is not how these pages write a placeholder", "write GUEST_NAME"),
    ("# xq7zzz x\n", "there is no command 'xq7zzz' in the tables",
     "add it to model/commands"),
    ("# virhs list\n", "there is no command 'virhs' in the tables",
     "did you mean 'virsh'?"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"# virsh {'strat' * 30} demo\n", f"subcommand '{'strat' * 19}stra…'"),
        (f"# virsh start --{'b' * 120} demo\n", f"option --{'b' * 97}…"),
    ],
)
def test_a_name_is_cut_late_so_that_one_can_search_for_it(text: str, told: str) -> None:
    (problem,) = check(Request(text, "console")).problems
    assert problem.message.endswith(told)


@pytest.mark.parametrize(("text", "message", "hint"), OF_OUR_PAGES)
def test_the_message_and_the_hint_to_a_maintainer(
    text: str, message: str, hint: str
) -> None:
    first = check(Request(text, "console", house=True)).problems[0]
    assert (first.message, first.hint) == (message, hint)


@pytest.mark.parametrize(("text", "message", "hint"), FAULTS)
def test_the_message_and_the_hint(text: str, message: str, hint: str) -> None:
    first = check(Request(text, "console")).problems[0]
    assert (first.message, first.hint) == (message, hint)
