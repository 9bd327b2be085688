"""Transcripts: which lines the shell reads together, and where faults in them are."""

from __future__ import annotations

from textwrap import dedent

import pytest

from kbcheck.console import Command, Remark, split
from kbcheck.console.scan import Scan
from test_console import problems, told


@pytest.mark.parametrize(
    "text",
    [
        "$ virsh dumpxml --in\\\nactive guest\n",
        "$ qemu-system-x86_64 /a.img -drive if=none,id=d0,\\\nfile=/b.raw\n",
        "# virsh start guest \\\n    --paused\n",
        '# echo "a\\\n-b"\n',
        "# cat > f <<EOF\ntext \\\n-x\nEOF\n",
        "$ cat > f <<EOF\n> text\n> EOF\n",
        "# cat <<A <<B > /tmp/x\na\nA\nb\nB\n# virsh list\n",
        "# cat <<EOF > /tmp/x\na\nEOF\n",
        "# cat <<-EOF\n\ta\n\tEOF\n# virsh list\n",
        "# echo $((1<<2)) '<<X' \\<<Y | cat\nY\n",
        "# echo \"$(cat <<'EOF'\nit's (\nEOF\n)\" | cat\n# virsh list\n",
        "# for x in a; do\n>   if true; then\n>     ls $x\n>   fi\n> done\n",
        "# case $x in\n> a) ls;;\n> esac\n# virsh list\n",
        "# virsh list &&\n> virsh nodeinfo |\n> cat\n# virsh list\n",
        "# virsh list\r\n# virsh nodeinfo\r\n",
        "# cat < in > out\n# cat <in >out\n",
    ],
)  # fmt: skip
def test_lines_that_the_shell_reads_together_are_right(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("lines", [199, 201, 1000])
def test_a_here_document_may_have_any_number_of_lines(lines: int) -> None:
    body = "# nothing\n" * lines
    text = f"# cat > /etc/libvirt/qemu.conf <<EOF\n{body}groop = 1\nEOF\n# virsh lst\n"
    assert told(text) == [
        (lines + 2, 1, "unknown-key"),
        (lines + 4, 9, "unknown-command"),
    ]


@pytest.mark.parametrize("body", [20, 1500])
def test_a_quote_may_have_any_number_of_lines(body: int) -> None:
    text = "# printf %s '\n" + "line\n" * body + "' | cat\n# virsh lst\n"
    assert told(text) == [(body + 3, 9, "unknown-command")]


def test_a_fault_in_a_joined_word_is_told_on_its_line() -> None:
    text = """\
        # virsh dumpxml --inac\\
        tiveq guest
        # virsh start guest \\
            --pausd
        """
    assert told(text) == [
        (1, 17, "unknown-option"),
        (4, 5, "unknown-option"),
    ]


def test_words_that_a_backslash_runs_together_are_told() -> None:
    found = problems("$ virsh start guest\\\n--paused\n")
    assert [(p.line, p.column, p.check) for p in found] == [(1, 19, "syntax")]
    assert "'guest' and '--paused'" in found[0].message


def test_a_backslash_with_nothing_after_it_is_told() -> None:
    assert told("# virsh list \\\n# virsh list\n# virsh list \\") == [
        (1, 14, "syntax"),
        (3, 14, "syntax"),
    ]


def test_what_was_cut_off_the_lines_of_a_here_document_counts_for_columns() -> None:
    text = """\
        # cat >> /etc/libvirt/qemu.conf <<-EOF
        \t\tgroop = "root"
        \tEOF
        # cat >> /etc/libvirt/qemu.conf <<EOF
        > groop = "root"
        > EOF
        """
    assert told(text) == [(2, 3, "unknown-key"), (5, 3, "unknown-key")]


@pytest.mark.parametrize(
    "command",
    ["tee {} <<EOF", "cat <<EOF | sudo tee -a {}", "cat <<EOF > {}",
     "cat <<EOF >> {} && ls", "tee {} <<EOF | cat", "cat > {} \\\n  <<EOF"],
)  # fmt: skip
def test_a_here_document_is_what_its_command_makes_of_it(command: str) -> None:
    number = command.count("\n") + 2
    command = command.format("/etc/libvirt/qemu.conf")
    assert told(f"# {command}\ngroop = 1\nEOF\n") == [(number, 1, "unknown-key")]


def test_a_here_document_that_never_ends_hides_no_other_command() -> None:
    found = problems("# cat <<EOF\nx\n EOF\n# virsh lst\n# cat <<EOF\n")
    places = [(p.line, p.column, p.check) for p in found]
    assert places == [(1, 7, "syntax"), (4, 9, "unknown-command"), (5, 7, "syntax")]
    assert "no line is 'EOF'" in found[0].message


def test_a_fault_in_one_command_hides_none_in_the_others() -> None:
    text = """\
        # virsh start )
        # virsh lst
        # for x in a; do
        # virsh lst
        # echo 'a
        # virsh lst
        """
    lines = [line for line, _, check in told(text) if check == "unknown-command"]
    assert lines == [2, 4, 6]


def test_many_lines_may_look_like_the_last_one_of_a_block() -> None:
    body = "{ ls; }\n" * 20
    text = f"# for x in a; do\n{body}done\n# virsh lst\n"
    assert told(text) == [(23, 9, "unknown-command")]


def test_a_fault_at_the_end_of_a_here_document_is_told_there() -> None:
    text = "# cat > a.xml <<EOF\n<domain>\n<name>\nEOF\n"
    assert [(line, check) for line, _, check in told(text)] == [(3, "syntax")]


def test_only_what_is_printed_goes_into_a_file() -> None:
    line = "# echo 'usr = 1' {} /etc/libvirt/qemu.conf\n"
    assert told(line.format("2>")) == []
    assert told(line.format(">")) != []


def test_output_after_a_command_that_is_no_shell_is_no_part_of_it() -> None:
    """Though the first line is not whole, no line after it could make it so."""
    output = "{\n" + '  "a": { "b": 1 },\n' * 900 + '  "c": 1\n}\n'
    assert told(f"# qemu-img info --output=json a )\n{output}") == [(1, 33, "syntax")]


TWICE = 'user = "root"\nuser = "root"\n'


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"# ls\n# cat > /etc/libvirt/qemu.conf <<EOF\n{TWICE}EOF\n", (4, 3)),
        (f"# ls\n# cat /etc/libvirt/qemu.conf\n{TWICE}", (4, 3)),
        (f"# ls\n\n# printf '{TWICE}' >> /etc/libvirt/qemu.conf\n", (4, 3)),
        ("# ls\n# printf %s\\\\n \\\n 'user = 1' 'user = 2' > /tmp/qemu.conf\n", None),
        ("# ls\n# cat > a.xml <<EOF\n<domain>\n...\n<name>a</name>\n<name>b</name>\n"
         "</domain>\nEOF\n", (6, 5)),
    ],
)  # fmt: skip
def test_a_line_that_a_message_names_is_one_of_the_transcript(
    text: str, places: tuple[int, int] | None
) -> None:
    related = [(p.line, p.related) for p in problems(text) if p.related]
    assert related == ([places] if places else [])
    for found in problems(text):
        assert not found.related or f"line {found.related} " in found.message


def test_a_sentence_between_commands_of_a_user_is_a_remark() -> None:
    text = "$ virsh list\n# Then start the guest\n$ virsh start guest\n"
    assert told(text) == []
    assert [type(part) for part in split(text)] == [Command, Remark, Command]
    assert told("$ virsh list\n# Virsh start guest\n")[0][2] == "unknown-command"
    lower = "$ virsh list\n# then start it\n"
    assert told(lower) == []
    assert told(lower, house=True) == [(2, 3, "unknown-command")]
    alone = problems("# Then start the guest\n", house=True)
    assert "comment" in alone[0].hint


def test_the_script_of_a_service_is_no_daemon() -> None:
    assert told("# /etc/init.d/libvirtd restart\n# /etc/rc.d/init.d/x stop\n") == []
    assert told("$ /etc/init.d/libvirtd restart\n") == [(1, 3, "prompt")]


def test_echo_prints_options_that_it_does_not_know() -> None:
    assert told('# echo "-I FORWARD -j ACCEPT" > /etc/sysconfig/x\n') == []


def test_a_subcommand_with_another_verb_for_the_same_is_told() -> None:
    found = problems("# virsh snapshot-restore guest before\n")
    assert found[0].hint == "did you mean 'snapshot-revert'?"


def test_a_name_is_told_whole_and_a_message_stays_short() -> None:
    name = "--available-switchover-bandwidth-of-a-link"
    assert name in problems(f"# virsh migrate {name} 100 a b\n")[0].message
    for text in ("{}", "virsh {}", "virsh list --{}", "virsh list {}", "ls <{}>",
                 "cat <<{}"):  # fmt: skip
        text = f"# {text.format('x' * 999)}\n"
        found = problems(text)
        assert found
        assert all(len(p.message) < 240 and len(p.hint) < 240 for p in found)


def test_tags_in_quotes_are_no_placeholders() -> None:
    assert told("# echo '<a>x</a>' \"<b/>\" \\<c\\> > f\n") == []
    text = "# virsh -c 'qemu+ssh://<host>/system' start \\\n'a\n<guest>'\n"
    found = problems(text, house=True)
    assert [(p.line, p.column, p.hint) for p in found] == [
        (1, 24, "write HOST"),
        (3, 1, "write GUEST"),
    ]


@pytest.mark.parametrize("space", ["\u00a0", "\u200b", "\u3000", "\x0b"], ids=ascii)
def test_a_character_that_only_looks_like_a_space_is_told(space: str) -> None:
    found = problems(f"# virsh start{space}guest\n")
    assert [(p.line, p.column, p.check) for p in found] == [(1, 14, "syntax")]
    assert f"U+{ord(space):04X}" in found[0].message
    assert told(f"# echo 'a{space}b'\n") == []


def test_what_rules_say_of_a_file_that_echo_writes_is_told() -> None:
    """With their own ids."""
    guest = "<domain type='kvm'><name>a</name><os><type>hvm</type></os></domain>"
    found = problems(f'# echo "{guest}" > guest.xml\n')
    assert [(p.line, p.check) for p in found] == [(1, "DRV-001")]


@pytest.mark.parametrize(
    ("line", "tags", "is_open", "joined"),
    [
        ("cat <<EOF", ["EOF"], False, False),
        ("cat <<'A B' <<-\"C\" << \\D", ["A B", "C", "D"], False, False),
        ("echo '<<A' \"<<B\" $'\\'<<C' # <<D", [], False, False),
        ("a <<<b $((1<<2)) ((x<<3)) \\<<A", [], False, False),
        ('echo "$(cat <<A', ["A"], True, False),
        ("echo 'a\\", [], True, False),
        ("# a\\", [], False, False),
        ('echo "a\\', [], True, True),
        ("a \\\\", [], False, False),
        ("a ( b", [], True, False),
    ],
)
def test_what_is_open_at_the_end_of_a_line(
    line: str, tags: list[str], is_open: bool, joined: bool
) -> None:
    scan = Scan()
    assert [tag.name for tag in scan.line(line)] == tags
    assert (bool(scan.open), scan.joined) == (is_open, joined)


def test_positions_are_those_of_the_transcript() -> None:
    text = dedent(
        """\
        # echo é \\
          'ü' \\
        x
        """
    )
    (command,) = split(text)
    assert isinstance(command, Command)
    places = [
        (word.text, *command.position(word.row, word.column))
        for word in command.script.commands[0].words
    ]
    assert places == [("echo", 1, 3), ("é", 1, 8), ("ü", 2, 3), ("x", 3, 1)]
