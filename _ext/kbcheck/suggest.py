"""Did-you-mean, and lists that stay short."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .problem import shown

_CUTOFF = 0.6
LONGEST_WORD = 200
"""Characters of a word that is compared with others."""


# What other tools and formats call a value: of each line, the first that is known.
_SAME = (
    ("yes", "on", "true", "1", "enable", "enabled"),
    ("no", "off", "false", "0", "disable", "disabled"),
    ("x86_64", "amd64", "x64"),
    ("aarch64", "arm64"),
    ("i686", "i386", "i486", "i586", "x86"),
    ("ppc64le", "ppc64el"),
    ("efi", "uefi", "ovmf"),
    ("rbd", "ceph"),
    ("disk", "hdd", "harddisk"),
    ("cdrom", "cd", "dvd"),
    ("vbox", "virtualbox"),
    ("vmware", "esx"),
    ("restart", "reboot"),
    ("destroy", "shutdown", "poweroff"),
    ("block", "lvm"),
    ("logical", "lvm"),
    ("dir", "directory", "folder"),
    ("fs", "filesystem"),
    ("netfs", "nfs"),
    ("static", "fixed"),
    ("strict", "bind"),
    ("immediate", "prealloc"),
)


def nearest(word: str, known: Iterable[str], cutoff: float = _CUTOFF) -> str:
    """The known word that `word` most likely stands for; '' if none is near.

    A difference in case, '-', '_' or the order of letters alone is always near;
    `cutoff` says how much else must agree, from 0 to 1.
    """
    if len(word) > LONGEST_WORD:
        return ""
    words = list(dict.fromkeys(known))
    plain = {_plain(w): w for w in reversed(words)}
    if _plain(word) in plain:
        return plain[_plain(word)]
    letters = sorted(_plain(word))
    shuffled = [w for p, w in reversed(plain.items()) if sorted(p) == letters]
    if shuffled:
        return shuffled[0]
    from difflib import get_close_matches  # only a document with a fault needs it

    close = get_close_matches(word, words, 1, cutoff)
    if close:
        return close[0]
    close = get_close_matches(_plain(word), plain, 1, cutoff)
    return plain[close[0]] if close else ""


def did_you_mean(near: str, otherwise: str = "", mark: str = "'") -> str:
    """The hint that names what was meant; `otherwise` if nothing is near."""
    return f"did you mean {mark}{near}{mark}?" if near else otherwise


def no_such(what: str, name: str, known: Iterable[str], room: int = 130) -> str:
    """That there is no guide or kind of this name, and which there are."""
    words = list(known)
    hint = did_you_mean(nearest(name, words))
    return f"no {what} '{name}'; {hint}{hint and ' '}known: {listing(words, room)}"


def synonym(word: str, known: Iterable[str]) -> str:
    """The known word that means the same elsewhere; '' if there is none."""
    words = set(known)
    found = (w for same in _SAME if word.lower() in same for w in same if w in words)
    return next(found, "")


def _plain(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "")


def listing(words: Sequence[str], room: int = 90, last: str = " or ") -> str:
    """The words as a list; past `room` characters it ends in '… (N in all)'."""
    words = list(dict.fromkeys(words))
    if len(words) == 1 or len(", ".join(words)) <= room:
        *head, tail = words or [""]
        return f"{', '.join(head)}{last}{tail}" if head else tail
    shown: list[str] = []
    for word in words:
        if shown and len(", ".join([*shown, word])) > room:
            break
        shown.append(word)
    return f"{', '.join(shown)} … ({len(words)} in all)"


def clipped(text: str, size: int = 40) -> str:
    """The text on one line, cut in the middle of nothing longer than `size`.

    Blanks that do not look different are one; others are shown as what they are.
    """
    text = shown(" ".join(re.split(r"[ \t\r\n]+", text.strip(" \t\r\n"))))
    return text if len(text) <= size else text[: size - 1] + "…"


def shortened(name: str, size: int = 60) -> str:
    """A name that is cut in its middle if it is long: its ends tell it from others."""
    half = size // 2
    return name if len(name) <= size else f"{name[:half]}…{name[1 - half :]}"
