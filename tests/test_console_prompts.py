"""Transcripts as people post them: prompts, comments, what a paste leaves."""

from __future__ import annotations

import pytest

from kbcheck import Request, check
from kbcheck.console import Command, Output, Remark, split
from kbcheck.console.pasted import stripped
from kbcheck.console.prompts import is_above, is_elsewhere, opening
from kbcheck.console.sentences import is_comment, is_sentence
from test_console import problems, told

# Prompts, and what they say of who types: '#' for root, and where nobody can tell.
POSTED = {
    "[root@host ~]# ": "#", "[ann@host dir]$ ": "$", "[ann@host]$ ": "$",
    "[root@host ~] # ": "#", "[root@host ~]#": "#", "[ann@host kb (main)]$ ": "$",
    "[12:00:01 root@h ~]# ": "#", "12:00:01 root@h:~# ": "#", "[12:00] root@h:~# ": "#",
    "[2026-03-01 10:00:01] root@h:~# ": "#", "[nix-shell:~/vm]$ ": "$",
    "ann@host:~$ ": "$", "root@host:/etc/libvirt# ": "#", "ann@host ~ $ ": "$",
    "ann@host:~> ": "$", "ann@host ~> ": "$", "ann@mac ~ % ": "$", "root@mac ~ % ": "#",
    "ann@host:~/kb (main)$ ": "$", "ann@host:~/kb (main *)$ ": "$",
    "ann@host ~/kb main ❯ ": "$", "root@3f2a:/# ": "#",
    "host:~ # ": "#", "host:/etc/libvirt # ": "#", "alpine:~$ ": "$",
    "localhost ~ # ": "#", "host # ": "#", "root #": "#", "user $": "$",
    "(venv) ann@host:~$ ": "$", "(base) [ann@host ~]$ ": "$",
    "sh-5.2# ": "#", "bash-5.1$ ": "$", "-bash-4.2$ ": "$",
    "/ # ": "#", "~ $ ": "$", "/etc/libvirt # ": "#", "~/kb (main) $ ": "$",
    "~]# ": "#", "kvm1# ": "#", "kvm1$ ": "$", "kvm1% ": "#",
    "❯ ": "#", "% ": "#", "~/kb main* ❯ ": "#", "➜  ~ ": "#",
    "➜  kb git:(main) ": "#", "➜  kb git:(main) ✗ ": "#",
    "└─$ ": "$", "└─# ": "#", "╰─$ ": "$", "╰─❯ ": "#", "╰─➤ ": "#", "└──╼ $": "$",
    "└──╼ #": "#", "# ": "#", "$ ": "$",
}  # fmt: skip
OUTPUTS = [
    " Id   Name   State", "100% done", "ann@host.org wrote this", "  % Total    % Used",
    "% 50 left", "[  OK  ] Started foo.", "[1] 12345", "[sudo] password for ann:",
    "/dev/sda1 on / type ext4", "option # comment", "key: value # x",
    "qemu.conf:# user", "> text", "-rw-r--r-- 1 root root 0 #", "<domain type='kvm'>",
    '#user = "root"', "<a@b> x", "vcpu # 3", "dom> x", "#!/bin/sh", "├─ x", "root #3",
    "C# virsh",
]  # fmt: skip


@pytest.mark.parametrize("prompt", POSTED)
def test_a_prompt_tells_who_types(prompt: str) -> None:
    found = opening(f"{prompt}virsh list")
    assert found is not None
    assert (found.prompt, found.end) == (POSTED[prompt], len(prompt))
    assert bool(found.foreign) == (prompt not in ("# ", "$ "))


@pytest.mark.parametrize("prompt", POSTED)
def test_a_fault_behind_a_prompt_is_found_at_its_column(prompt: str) -> None:
    column = len(prompt) + len("virsh ") + 1
    assert told(f"{prompt}virsh list\n Id   Name\n") == []
    assert told(f"{prompt}virsh lisst\n") == [(1, column, "unknown-command")]


@pytest.mark.parametrize("line", OUTPUTS)
def test_what_only_looks_like_a_prompt_is_output(line: str) -> None:
    assert opening(line) is None
    kinds = [type(part) for part in split(f"$ ls\n{line}\n")]
    assert kinds == [Command, Output]


def test_a_prompt_of_our_pages_is_an_error_there_alone() -> None:
    for prompt in ("ann@host:~$ ", "❯ ", "#"):
        text = f"{prompt}virsh list\n{prompt}virsh nodeinfo\n"
        assert told(text) == []
        (found,) = problems(text, house=True)
        assert (found.line, found.check, found.severity) == (1, "prompt", "error")


def test_a_prompt_may_have_two_lines() -> None:
    text = "┌──(ann㉿box)-[~]\n└─$ virsh list\n a\n╭─ann@box ~\n╰─❯ virsh lisst\n"
    kinds = [type(part) for part in split(text)]
    assert kinds == [Remark, Command, Output, Remark, Command]
    assert told(text) == [(5, 11, "unknown-command")]
    assert is_above("┌─[ann@box]─[~]")
    # Without a prompt below it, it is a line of a tree or a table.
    assert [type(p) for p in split("$ ls\n┌─ a\n└─ b c\n")][1] is Output
    assert [type(p) for p in split("$ ls\n┌─ a\n")] == [Command, Output]


def test_a_tight_prompt_is_one_where_no_other_is() -> None:
    assert told("#virsh list\n#virsh lisst\n") == [(2, 8, "unknown-command")]
    assert told("$virsh lisst\n") == [(1, 8, "unknown-command")]
    assert told("# cat a\n#virsh lisst\n$ cat b\n#virsh lisst\n") == []


def test_lines_without_any_prompt_are_commands_if_they_begin_with_one() -> None:
    text = "# list the guests first\nsudo virsh list --al\nsome output\nvirsh lst\n"
    assert told(text) == [(2, 17, "unknown-option"), (4, 7, "unknown-command")]
    assert told("virsh lst\n$ virsh list\n") == []
    assert told("virsh list\n", house=True)[0] == (1, 1, "syntax")


@pytest.mark.parametrize(
    "line",
    ["PS C:\\Users\\ann> Get-VM", "C:\\> dir", ">>> import libvirt", "(gdb) bt",
     "mysql> select 1", "In [1]: x"],
)  # fmt: skip
def test_what_other_programs_are_told_nobody_checks(line: str) -> None:
    assert is_elsewhere(line)
    assert told(f"{line}\n") == []
    assert told(f"{line}\n", house=True) == [(1, 1, "syntax"), (1, 1, "syntax")]


SENTENCES = [
    "now list the guests", "and start one", "install the tools first",
    "Then start the guest", "Check whether it is up", "1) first step: start",
    "find the disk that you need", "reboot now", "---- next, do this ----",
    "virsh list shows what is there, and that is all",
]  # fmt: skip
TYPED = [
    "reboot 3 times",
    "virsh list", "virsh start a", "find / -name the", "echo this is the text", "ls a",
    "for i in a b; do", "if true; then", "virsh desc guest the best one", "reboot",
    "mount the /srv", "A=1 run it", "cat in", "{ go to; }", "dnf install it",
]  # fmt: skip


@pytest.mark.parametrize("said", SENTENCES)
def test_english_behind_a_sharp_is_a_comment(said: str) -> None:
    assert is_sentence(said, after_root=True)
    for prompt in ("$ ", "# ", "ann@host:~$ "):
        assert told(f"{prompt}virsh list\n# {said}\n") == []


@pytest.mark.parametrize("said", TYPED)
def test_what_one_types_is_no_comment(said: str) -> None:
    assert not is_sentence(said, after_root=True)


def test_a_few_words_are_a_comment_only_after_a_users_command() -> None:
    assert is_sentence("start guests", after_root=False)
    assert not is_sentence("start guests", after_root=True)
    assert not is_sentence("start", after_root=False)
    assert not is_sentence("virhs guests", after_root=False)
    assert not is_sentence("start-guests now2", after_root=False)


def test_a_comment_at_roots_prompt_is_an_error_on_our_pages() -> None:
    text = "# virsh list\n# and then start it\n"
    assert told(text) == []
    assert told(text, house=True) == [(2, 3, "unknown-command")]
    assert told("$ virsh list\n# Then start it\n", house=True) == []


def test_comments_of_a_file_that_is_shown_are_part_of_it() -> None:
    text = (
        "$ cat /etc/libvirt/qemu.conf\n# All of it can be left out.\n"
        '# user = "root"\n\n# group: the same\nusr = "root"\n'
    )
    assert told(text) == [(6, 1, "unknown-key")]
    assert told(f"# {text[2:]}") == []  # nobody can tell where root's file ends
    assert [type(p) for p in split("$ lscpu -p\n# CPU,Core\n0,0\n")] == [
        Command,
        Output,
    ]
    assert told("$ cat a\n# virhs list\n") == [(2, 3, "unknown-command")]
    assert told("$ virsh list\n# CPU,Core\n") == [(2, 3, "unknown-command")]
    said = ["name = value", "a: b", "ls b"]
    assert [is_comment(s) for s in said] == [True, True, False]


def test_what_a_paste_puts_before_the_lines_counts_for_columns() -> None:
    found = check(Request("    $ virsh list\n\n    $ virsh lst\n", "console")).problems
    assert [(p.line, p.column) for p in found] == [(3, 13)]
    assert told("1 $ virsh list\n2  a\n3 $ virsh lst\n") == [(3, 11, "unknown-command")]
    assert told(" 9: $ virsh lst\n10: $ virsh list\n") == [(1, 13, "unknown-command")]
    assert stripped("1 a\n\n2 b\n") == ("a\n\nb\n", [2, 0, 2, 0])
    assert stripped("1 a\n3 b\n")[1] == [0, 0, 0]
    assert stripped("1 a\nb\n")[1] == [0, 0, 0]
    assert stripped("  a\n   b\n \n") == ("a\n b\n\n", [2, 2, 1, 0])


def test_a_command_that_was_given_up_is_not_judged() -> None:
    assert told("$ virsh lisst^C\n$ virsh list\n") == []
    assert told("$ virsh lisst ^D\n") != []


def test_output_before_the_first_command_is_an_error_on_our_pages() -> None:
    text = "Last login: Mon Mar  3 09:12:44\n$ virsh list\n"
    assert told(text) == []
    assert told(text, house=True) == [(1, 1, "syntax")]


def test_what_follows_a_comment_is_no_output_of_the_command_before() -> None:
    text = "$ virsh dumpxml a\n# the result is this\n<nonsense/>\n"
    assert told(text) == []
    assert told(text.replace("# the result is this\n", "")) != []


@pytest.mark.parametrize("snip", ["[...]", "…", "<snip>", "(...)", "--- 8< ---", "..."])
def test_a_line_that_says_that_something_is_left_out_is_a_hole(snip: str) -> None:
    text = (
        f"# virsh dumpxml a\n<domain type='kvm'>\n  {snip}\n  <nam>a</nam>\n</domain>"
    )
    assert [line for line, _, _ in told(text)] == [4]
    assert told(f'# qemu-img info a\n{{ "a": 1,\n{snip}\n}}\n') == []


def test_an_error_that_a_command_prints_is_no_xml() -> None:
    assert told("# virsh dumpxml a\nerror: failed to get domain 'a'\n") == []


def test_braces_of_a_command_that_is_not_known_are_no_json() -> None:
    assert all(p.severity == "note" for p in problems("# xq7zzz\n{ a }\n"))
    assert told("# qemu-img info a\n{ a: 1 }\n") == [(2, 3, "syntax")]
    assert told("# virsh uri\n{uuid of the secret}\n") == []


def test_xml_that_any_command_prints_is_judged_by_its_root() -> None:
    guest = "<domain type='kvm'><name>a</name><nam>a</nam></domain>\n"
    for command in (
        "xmllint --format a.xml",
        "virsh dumpxml a --xpath /x",
        "cat a.xml",
    ):
        found = problems(f"# {command}\n{guest}")
        assert "unknown-element" in [p.check for p in found]
    part = "<target dev='vda'/>\n"
    assert told(f"# virsh dumpxml a --xpath //target\n{part}") == []


def test_zsh_says_what_is_open_in_its_second_prompt() -> None:
    text = "% cat <<EOF > qemu.conf\nheredoc> usr = 1\nheredoc> EOF\n"
    assert told(text) == [(2, 10, "unknown-key")]
    assert told("% echo 'a\nquote> b'\n% virsh lst\n") == [(3, 9, "unknown-command")]
    loop = "% for a in b; do\nfor> virsh lst $a\nfor> done\n"
    assert told(loop) == [(2, 12, "unknown-command")]
    assert told("% virsh start a \\\n> --pausd\n") == [(2, 3, "unknown-option")]
