"""Running text that looks like an example.

One colon too few, and a command or a piece of XML is a quotation, which nobody checks.
The patterns know no name of the reference model: a misspelt command is one too.  They
are to match no sentence, so each wants a form that only examples have.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LITERAL = "\ufffc"
"""Stands, in a text to look at, for what its author has marked as a literal."""

# Sphinx has made typographic quotes and dashes of plain ones.
_QUOTE = "[\"'\u2018\u2019\u201c\u201d]"
_DASH = "[-\u2013\u2014]{1,2}"
_NAME = r"[A-Za-z_][\w:.-]{0,60}"

LOOKS: dict[str, re.Pattern[str]] = {
    "Python": re.compile(r">>> ?\S"),
    "a command": re.compile(
        r"[#$] +[\w./~(]"
        r"|(?:virsh|virt-admin|augtool) ?[#>] ?\S"
        r"|\[?[\w.-]{1,40}@[\w.-]{1,60}[^#$%>\n]{0,60}[#$%>] ?[\w./~]"
        rf"|(?:sudo +)?[a-z][\w.-]+(?: [\w./:=@-]+){{0,3}} {_DASH}[A-Za-z]"
    ),
    "XML": re.compile(
        rf"</?{_NAME}(?:[\s/>]|$)|<[?!]|.*?(?:</{_NAME}\s*>|<{_NAME}[^<>\n]*/>)"
        rf"|.*?<{_NAME}(?:\s+{_NAME}\s*=\s*{_QUOTE})"
    ),
    "settings": re.compile(
        rf"(?:export +)?{_NAME}\s*=\s*(?:{_QUOTE}|\[|-?\d+$)|{_NAME}=[^\s=]\S*$"
        r"|\[[\w .:-]{1,60}\]$"
    ),
}
"""What a line looks like, if it begins so; a command, only where a text begins."""

_WHOLE = re.compile(
    r"[#$]?(?:sudo|virsh|virt-\w+|qemu-\w+|systemctl) [a-z](?!.*, ).*(?<![.:;!?,])"
)
"""A command without a prompt or options, on a line that is no sentence."""
_ANY_LINE = re.compile(r"[#$] +[\w./~(]|virsh ?[#>] ?\S")


class Likeness(NamedTuple):
    """What a line of a text looks like; `line` counts from 0."""

    what: str
    line: int


def likeness(text: str) -> Likeness | None:
    """The first line of a text that looks like an example; None if it is prose."""
    if all(map(_WHOLE.fullmatch, map(str.strip, text.strip().split("\n")))):
        return Likeness("a command", 0)
    for number, line in enumerate(text.split("\n")):
        for what, pattern in LOOKS.items():
            # A line of prose may begin with 'virsh' in the middle of a sentence.
            begins = _ANY_LINE if number and what == "a command" else pattern
            if begins.match(line.strip()):
                return Likeness(what, number)
    return None
