"""What programs run: virsh its own script, containers, aliases, traps, xargs."""

from __future__ import annotations

import pytest

from kbcheck.console.asked import asked_words
from kbcheck.console.words import Word
from test_console import problems, told


@pytest.mark.parametrize("command", ["virsh", "sudo virsh", "virsh -c qemu:///system"])
def test_a_here_document_for_virsh_holds_its_commands(command: str) -> None:
    text = f"$ {command} <<EOF\nlist --all\n  net-lisst; pool-list --al\n# a b\nEOF\n"
    assert told(text) == [(3, 3, "unknown-command"), (3, 24, "unknown-option")]
    assert told(f"$ {command} <<EOF\n> lisst\n> EOF\n") == [(2, 3, "unknown-command")]


def test_a_here_document_for_a_subcommand_is_a_file() -> None:
    body = "<domain type='kvm'><nam>a</nam></domain>"
    text = f"$ virsh define /dev/stdin <<EOF\n{body}\nEOF\n"
    assert [check for _, _, check in told(text)] == ["unknown-element"]
    assert told("$ cat <<EOF\nlisst\nEOF\n$ virsh list <<EOF\nlisst\nEOF\n") == []


def test_virsh_reads_several_commands_from_one_word() -> None:
    assert told("$ virsh 'list --all; start \"a b\"'\n") == []
    assert told("$ virsh 'list; pool-lisst'\n") == [(1, 16, "unknown-command")]
    assert told('$ virsh -r "start a --pausd"\n') == [(1, 21, "unknown-option")]
    assert told("$ virsh lisst\n") == [(1, 9, "unknown-command")]
    assert told("$ virsh 'list;' pool-list\n") == [(1, 9, "unknown-command")]
    assert told("$ qemu-img 'info; a'\n") == [(1, 12, "unknown-command")]


def test_virsh_asks_for_commands_which_a_semicolon_ends() -> None:
    assert told("virsh # list; pool-lisst --all\n") == [(1, 15, "unknown-command")]
    assert told("virsh > lisst\nvirsh > list; nodeinfo\n") == [
        (1, 9, "unknown-command")
    ]


def test_words_that_virsh_reads_are_without_quotes() -> None:
    text = "a 'b;c' \"d \\\"e\" f\\;g ; h # i\n\n;j 'k"
    words = list(asked_words(Word(text, 2, 5)))
    assert [[w.text for w in line] for line in words] == [
        ["a", "b;c", 'd \\"e', "f;g"],
        ["h"],
        ["j", "k"],
    ]
    assert [(w.row, w.column, w.quoted) for w in (words[0][1], words[2][1])] == [
        (2, 7, 1),
        (4, 3, 1),
    ]
    ((word,),) = asked_words(Word("$a", 0, 0))
    assert not word.literal


@pytest.mark.parametrize(
    "outer",
    ["docker exec -it two {}", "podman exec --user root two {}",
     "sudo docker exec two {}", "docker exec two sh -c '{}'", "env -S '{}'",
     "alias v='{}'", "trap '{}' EXIT",
     "virsh list --name | xargs {}", "virsh list --name | xargs -r -n1 sudo {}"],
)  # fmt: skip
def test_what_another_command_runs_is_checked(outer: str) -> None:
    text = f"$ {outer.format('virsh lisst --all')}"
    assert told(f"$ {outer.format('virsh list --all')}\n") == []
    assert told(text) == [(1, text.index("lisst") + 1, "unknown-command")]


@pytest.mark.parametrize(
    "command",
    ["docker run -it image lisst", "docker ps -a", "podman", "trap - EXIT", "trap '' 2",
     "alias", "alias ll", "alias grep='grep --color=auto' s='sudo '", "unalias -a",
     "virsh list --name | xargs virsh shutdown", "xargs -I{} virsh start {} <a"],
)  # fmt: skip
def test_what_nobody_runs_or_what_words_will_follow_is_left_alone(command: str) -> None:
    assert told(f"$ {command}\n") == []


def test_who_is_in_a_container_is_root() -> None:
    assert told("$ docker exec two systemctl stop a.service\n") == []
    assert told("$ sh -c 'systemctl stop a.service'\n")[0][2] == "prompt"
    assert told("$ virsh shutdown\n") == [(1, 9, "syntax")]
    assert [p.severity for p in problems("$ docker exec two xq7zzz\n")] == ["note"]
