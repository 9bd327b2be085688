"""Where a fault is told that stands in a text within a transcript."""

from __future__ import annotations

import pytest

from kbcheck import Request, check

CONF = "/etc/libvirt/qemu.conf"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("# cat > {} <<E\nusr = 1\nE", [(2, 1, "unknown-key")]),
        ("# cat > {} <<-E\n\tusr = 1\n\tE", [(2, 2, "unknown-key")]),
        ("# cat > {} <<E\n> usr = 1\n> E", [(2, 3, "unknown-key")]),
        ("# cat <<A > {}; cat <<B | tee {}\nusr = 1\nA\n\nusr = 2\nB",
         [(2, 1, "unknown-key"), (5, 1, "unknown-key")]),
        ("# cat {}\nusr = 1", [(2, 1, "unknown-key")]),
        ("# bash <<E\nvirsh lst\nE", [(2, 7, "unknown-command")]),
        ("# cat <<E\na $(virsh lst)\nE", [(2, 11, "unknown-command")]),
        ("# cat <<'E'\na $(virsh lst)\nE", []),
        ("# sudo sh -c 'true\n virsh lst'", [(2, 8, "unknown-command")]),
        ('# ssh a "virsh lst"', [(1, 16, "unknown-command")]),
        ("# virsh dumpxml d | grep nam\n  <nam>x</nam>", [(2, 3, "unknown-element")]),
        ("# virsh dumpxml d | grep nam\n\n <nam/>", [(3, 2, "unknown-element")]),
        ("# virsh dumpxml d | grep nam | wc\n  <nam>x</nam>", []),
        # Of a function that is not called nobody knows what it reads.
        ("# f() {{ cat; }} <<E\na\nE", []),
        # What is kept, or given to another command, is not what stands below it.
        ("# X=$(virsh dumpxml d)\n<domain type='kmv'/>", []),
        ("# echo $(virsh dumpxml d)\n<domain type='kmv'/>", []),
        ("# virsh \\\n  lst", [(2, 3, "unknown-command")]),
        ("# virsh list \\\n  --al", [(2, 3, "unknown-option")]),
        ("# for a in b; do\n>   virsh lst\n> done\nx", [(2, 11, "unknown-command")]),
        ("# virsh list |\n  grpe a", [(2, 3, "unknown-command")]),
        ("# a() {{\n virsh lst\n}}\n", [(2, 8, "unknown-command")]),
        ("# env A=b virsh lst", [(1, 17, "unknown-command")]),
        ("# find / -exec virsh lst {{}} \\;", [(1, 22, "unknown-command")]),
        ("# export LIBVIRT_DEFAULT_URI=qemu:///sytem", [(1, 37, "bad-value")]),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands(
    text: str, places: list[tuple[int, int, str]]
) -> None:
    """However much stands before it."""
    text = text.format(CONF, CONF)
    for rows, before in ((0, ""), (3, "# true\n\n0\n")):
        found = check(Request(before + text, "console")).problems
        assert [(p.line - rows, p.column, p.check) for p in found] == places
