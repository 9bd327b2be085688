"""Lines that begin with `# ` and are no command: what people write between commands.

The same two characters are root's prompt, and begin a comment.  Only the words tell.
"""

from __future__ import annotations

import re

from .misspelt import misspelt
from .tables import commands

_PLAIN = re.compile(r"[A-Z][a-z]+,? [^|<>&;$]*\Z")
_FOREIGN = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f]")
"""A first word with a letter that no program has in its name: `Démarrer`."""
_SHELL = re.compile(
    r"(?:for \w+ in|for \(\(|(?:if|while|until|elif) .*[;\]]|case .* in\b|[({\[]|\w+=)"
)
# What no sentence holds, or only at its end.
_CODE = re.compile(r"(?:^|\s)(?:-{1,2}\w|[~./]*/\w)|[|<>&;$`=*\\]|\w['\"]\w*['\"]")
_ENGLISH = frozenset(
    """a again also an and are as at be because been by can did do does each first for
    from has have here how i if in into is it its just let make may more must my need
    needs next no not now of on one only or our should so some than that the their then
    there these they this those to until was we were what when where which while will
    with without would you your""".split()  # noqa: SIM905 (a list would take 60 lines)
)
_PRINTS = ("echo", "printf", "logger", "wall", "alias", "git")
_SURE = frozenset(
    """are because is its must our should so sure that the their then these they this
    was we which will you your""".split()  # noqa: SIM905
)
"""Those that no file or guest has for a name."""
# Commands that are also verbs of English, and take no such words.
_VERBS = ("reboot", "shutdown", "split", "sync")
_NAME = re.compile(r"[\w.+/~-]+")
_LETTERS = re.compile(r"[a-z]{2,}")


def is_plain_sentence(said: str) -> bool:
    """Whether a text begins as a sentence does, and holds nothing of a shell."""
    name = _first(said)
    known = commands()
    if _FOREIGN.match(said):
        return True
    return bool(_PLAIN.match(said)) and name not in known and name.lower() not in known


def is_comment(said: str) -> bool:
    """Whether a line of a file that is shown is a comment, and no command."""
    words = said.split()
    name = words[0] if words else ""
    # No command has a colon, a comma or a bracket in its name.
    if not _NAME.fullmatch(name) or words[1:2] == ["="]:
        return True
    return is_sentence(said, after_root=True)


def is_sentence(said: str, *, after_root: bool) -> bool:
    """Whether nobody would type the text: it is English.

    `after_root` says that commands before it are root's, at the same two characters.
    """
    # What a comment behind a command says is none of its words.
    said = said.partition(" # ")[0].strip()
    words = said.split()
    name = _first(said)
    if words[1:2] == ["="] or _FOREIGN.match(said):  # a setting, another language
        return True
    if len(words) < 2 or _SHELL.match(said) or name in _PRINTS or _CODE.search(said):
        return len(words) > 1 and is_plain_sentence(said) and name not in _PRINTS
    usage = commands().get(name)
    if usage is None:
        if _count(words, _ENGLISH) or is_plain_sentence(said):
            return True
        # Names of programs hold digits and dashes, too.
        is_word = bool(_LETTERS.fullmatch(name)) and not misspelt(name)
        return is_word and not after_root
    # `virsh start the guest`: one such word may be a name, two are none.
    if words[1] in usage.subcommands:
        return _count(words, _SURE) > 1
    is_verb = name in _VERBS and all(map(_LETTERS.fullmatch, words[1:]))
    return is_verb or _count(words, _SURE) > 0


def _count(words: list[str], known: frozenset[str]) -> int:
    """How many words behind the first are known."""
    return sum(w.strip(".,:;()!?").lower() in known for w in words[1:])


def _first(said: str) -> str:
    return said.split(" ")[0].rstrip(",:;.")
