"""Checks single values of commands: choices, numbers, units, texts of other kinds."""

from __future__ import annotations

import re
import shlex
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from ..problem import Problem
from ..suggest import clipped, did_you_mean, listing, nearest
from .entry import choices
from .jsontext import check_json
from .tables import units, variables
from .words import HOLE, Slip, Word, at_word, has_placeholder

MOST_RUNNING = 20  # of commands that run one another
TOO_DEEP = f"more than {MOST_RUNNING} commands run one another"
KINDS = {
    "URI": ("uri", "", ""),
    "CMDLINE": ("kernel-cmdline", "", ""),
    "PROPERTY": ("systemd-unit", "[Slice]\n", ""),
    "LOG_FILTERS": ("virtlogd.conf", 'log_filters = """\n', '"""'),
    "LOG_OUTPUTS": ("virtlogd.conf", 'log_outputs = """\n', '"""'),
}
"""Values in the tables that are texts of a kind, and what is before and after them."""

_NUMBER = re.compile(
    r"[-+]?\d+(?:b|bytes?|[kmgtpe](?:i?b)?|[mu]?s|sec|min|[hdw])?", re.IGNORECASE
)
"""A number, maybe with a unit of bytes, as virsh has them, or of time."""
_BYTES = re.compile(r"[-+]?(?:0x[\da-f]+|\d+(?:\.\d*)?[bkmgtpe]?)", re.IGNORECASE)
"""A number of bytes as qemu-img has it: it takes 10G, and not 10GB."""
_SIZE = re.compile(r"[-+]?[\d.]+[A-Z]{1,3}")
_NAMED = re.compile(r"(?:[A-Z][a-z]++)++[A-Z]\w*")
"""A value as some manuals name it: DestinationURL."""
_OWN_UNITS = ("virt", "libv", "sanlock", "wdmd")
_CLOSE = 0.9

CheckKind = Callable[[str, str], Sequence[Problem]]
CheckScript = Callable[[Sequence[Word], "Context"], Iterator[Slip]]


class Context(NamedTuple):
    """What holds for a command: its prompt, versions, and who judges other texts.

    `check_script` judges words that a shell reads as a script; `depth` counts the
    commands that run this one, one in the other (sudo, env).  `house` is that of the
    request; `more` is true where further words follow that nobody sees (xargs).
    """

    prompt: str
    libvirt: str
    check_kind: CheckKind
    check_script: CheckScript
    house: bool = False
    more: bool = False
    depth: int = 0


def is_open(word: Word) -> bool:
    """Whether the reader or the shell fills a word in."""
    is_placeholder = word.text.isupper() and not _SIZE.fullmatch(word.text)
    is_placeholder &= not word.text.startswith("-")
    if is_placeholder or not word.literal or HOLE in word.text or "…" in word.text:
        return True
    return has_placeholder(word.text)


def is_elision(word: Word) -> bool:
    """Whether a word stands for others that are left out: `...`, `[...]`, `…`."""
    return word.text.strip("[]().…") == "" and (HOLE in word.text or "…" in word.text)


def check_value(
    word: Word, wanted: str, owner: str, context: Context
) -> Iterator[Slip]:
    """What is wrong with a value; `wanted` is its name or its choices in the tables."""
    name = (wanted.partition(":")[2] or wanted).rstrip("?.")
    # Before the test for holes: a script may hold some, and faults beside them.
    if name == "COMMAND_LINE":
        if word.text != "-":  # trap's word for what was before
            yield from context.check_script([word], context)
        return
    if name == "ALIAS":
        yield from _alias(word, context)
        return
    if is_open(word):
        return
    known = choices(name)
    said = clipped(word.text, 30)
    if known and word.text not in known:
        near = nearest(word.text, known)
        hint = did_you_mean(near, f"allowed: {listing(known)}")
        yield at_word("bad-value", f"{owner} does not take '{said}'", hint, word)
    elif name == "NUMBER" and not _NUMBER.fullmatch(word.text):
        yield at_word("bad-value", f"{owner} needs a number, not '{said}'", "", word)
    elif name == "BYTES" and not _BYTES.fullmatch(word.text):
        message = f"{owner} needs a size, not '{said}'"
        yield at_word("bad-value", message, "write 512M, 10G or 1T", word)
    elif name == "UNIT":
        yield from _unit(word)
    elif name == "JSON":
        yield from _json(word)
    elif name in KINDS and not _NAMED.fullmatch(word.text):
        kind, before, after = KINDS[name]
        found = context.check_kind(kind, before + word.text + after)
        yield from moved(word, [p.moved("", -before.count("\n")) for p in found])


def _alias(word: Word, context: Context) -> Iterator[Slip]:
    """What is wrong with NAME=COMMAND_LINE, behind which more words will follow."""
    name, equals, _ = word.text.partition("=")
    if equals:
        text = word.after(len(name) + 1)
        yield from context.check_script([text], context._replace(more=True))


def check_assignment(word: Word, context: Context) -> Iterator[Slip]:
    """What is wrong with the value of NAME=VALUE, if the tables know the variable."""
    name, equals, value = word.text.partition("=")
    wanted = variables().get(name)
    if equals and value and wanted:
        yield from check_value(word.after(len(name) + 1), wanted, name, context)


def check_as(words: Sequence[Word], kind: str, context: Context) -> Iterator[Slip]:
    """What is wrong with words that are together a text of a kind."""
    # What is left out must not pass for an argument, as QEMU takes one at most.
    words = [word for word in words if not is_elision(word)]
    texts = ["X" if is_open(word) else shlex.quote(word.text) for word in words]
    starts = [1 + s for s in accumulate((len(t) + 1 for t in texts), initial=0)]
    for p in context.check_kind(kind, " ".join(texts)):
        word = words[min(bisect(starts, p.column), len(words)) - 1]
        yield at_place(p, word)


def moved(word: Word, found: Sequence[Problem]) -> Iterator[Slip]:
    """The problems of the text of a word, at their places in the command."""
    lines = word.text.split("\n") if found else []
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    for p in found:
        row, column = word.position(starts[p.line - 1] + p.column - 1)
        yield _fault(p.moved("", word.row), row, column)


def at_place(found: Problem, word: Word) -> Slip:
    """The problem of a text that a word stands for, at the word."""
    found = found.moved("", word.row + 1 - found.related)
    return _fault(found, word.row, word.column)


def _fault(p: Problem, row: int, column: int) -> Slip:
    return Slip(
        p.check, p.message, p.hint, row, column, p.related, p.severity,
        p.silently_ignored,
    )  # fmt: skip


def _json(word: Word) -> Iterator[Slip]:
    """What is wrong with a message to QEMU or to the agent in the guest."""
    # QEMU takes single quotes, too; and what follows --hmp begins with no brace.
    if not word.text.startswith("{") or "'" in word.text:
        return
    # A shell takes the quotes in it off, unless it is quoted itself.
    hint = "" if word.quoted else "put it in single quotes"
    for found in check_json(word.text, "message"):
        yield at_word(found.check, found.message, hint, word)


def _unit(word: Word) -> Iterator[Slip]:
    """A unit that is nearly one of libvirt's or sanlock's."""
    name = word.text if "." in word.text else f"{word.text}.service"
    known = units()
    if name in known or not name.startswith(_OWN_UNITS) or set("*?[@") & set(name):
        return
    # Anybody may have units of these names, so only the closest is told.
    near = nearest(name, known)
    if near and SequenceMatcher(None, name, near).ratio() >= _CLOSE:
        message = f"there is no unit '{clipped(word.text)}'"
        yield at_word("bad-value", message, did_you_mean(near), word)
