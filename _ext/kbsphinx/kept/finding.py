"""What a reader can find: a section of a page or an entry on it, with its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9_]+")
# Parts of UUIDs, hashes and keys: nobody types one, and no two are alike.
_NOISE = re.compile(r"\d{5,}|(?=[a-z]*\d)[0-9a-f]{8,}|\w{40,}")


class Findable(NamedTuple):
    """One thing to find, and the place on its page.

    `wordings` are the messages that lead here, to the letter, '…' for what differs.
    `lead` is shown below the title; `names` are literals of the text, `text` the rest.
    """

    kind: str
    anchor: str
    title: str
    lead: str = ""
    wordings: tuple[str, ...] = ()
    names: str = ""
    text: str = ""


def words(text: str) -> Iterable[str]:
    """The words of a text as they are looked up; `find.js` takes a query apart so."""
    for word in _WORD.findall(text.lower()):
        if not _NOISE.fullmatch(word):
            yield stem(word)


def stem(word: str) -> str:
    """A word without the s of the plural."""
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word
