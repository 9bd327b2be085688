"""Names of commands that are misspelt, and names of other commands.

There are far more commands than a table can list.  So a name that is not in the tables
is at fault only if it is one of them but for a slip of the fingers.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ..suggest import clipped, did_you_mean, nearest
from .arguments import ROOM
from .tables import commands, others
from .values import Context
from .words import Slip, Word, at_word

_SHORT = 5  # of fewer letters, nearly every word is one slip from another command
_LONG = 8
_NAME = re.compile(r"[\w.+-]{4,40}")
_COMPOUND, _CLOSE = 12, 0.85


def unknown_command(word: Word, name: str, context: Context) -> Slip:
    """What to say of a command that is not in the tables.

    On our own pages it is a fault, as nobody would check it; anywhere else there are
    more commands than we know, and only a name that is nearly a known one is wrong.
    """
    said = clipped(name, ROOM)
    if context.house:
        message = f"there is no command '{said}' in the tables"
        hint = did_you_mean(_near(name), "add it to model/commands")
    elif near := misspelt(name):
        message, hint = f"there is no command '{said}'", did_you_mean(near)
    else:
        message = f"kbcheck does not know the command '{said}'"
        hint = "its options are not checked"
        found = at_word("unknown-command", message, hint, word)
        return found._replace(severity="note")
    return at_word("unknown-command", message, hint, word)


@lru_cache(maxsize=1000)
def _near(name: str) -> str:
    """The command that a name may be meant for, if it must be one of the tables."""
    return nearest(name, commands())


@lru_cache(maxsize=1000)
def misspelt(name: str) -> str:
    """The command that is meant by a name; '' if it is more likely another one."""
    if name in others() or not _NAME.fullmatch(name):
        return ""
    # Case and dashes are what people get wrong most.
    said = name.lower().replace("_", "-")
    # Where one has both names, the slip that takes less wins.
    near = [
        (slips(said, known), known)
        for known, mask in _known().items()
        if abs(len(known) - len(said)) <= 2 and (mask ^ _mask(said)).bit_count() <= 4
    ]
    count, known = min(near, default=(9, ""))
    if _letters(name) == _letters(known):  # grub-install and grub2-install, mkfs.ext2
        return ""
    if count <= _allowed(said, known):
        return known
    if len(said) < _COMPOUND:
        return ""
    # A long name that lacks a word, or has another one: libvirt-host-validate.
    ends = (k for k in _known() if k.replace("_", "-").endswith(f"-{said}"))
    return next(ends, "") or nearest(said, _known(), _CLOSE)


def _letters(name: str) -> str:
    return name.translate(dict.fromkeys(map(ord, "0123456789")))


def _allowed(said: str, known: str) -> int:
    """How many slips a name may have."""
    if said.replace("-", "") == known.replace("-", ""):
        return 2
    if sorted(said) == sorted(known) and len(said) >= _SHORT - 1:
        return 1
    if min(len(said), len(known)) >= _LONG:
        return 2
    # Hardly anybody errs in the first letter of a short name; words differ in it.
    return int(len(known) >= _SHORT and said[0] == known[0])


@cache
def _known() -> dict[str, int]:
    """The names of the tables, each with the letters in it."""
    return {name: _mask(name) for name in commands()}


def _mask(name: str) -> int:
    """A bit for each letter that a name holds, to pass over most names at once."""
    mask = 0
    for letter in name:
        mask |= 1 << (ord(letter) % 64)
    return mask


def slips(one: str, other: str) -> int:
    """How many letters are left out, added, changed or swapped with the next one."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and (one[i - 2], letter) == (wanted, other[j - 2]):
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
