"""What echo and printf write: lines of files, and texts whose hash is taken."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..problem import Problem
from ..suggest import clipped
from .shell import Script, Simple
from .transcript import Output
from .usage import plain_names
from .values import at_place, is_open, moved
from .words import Slip, Word, at_word

HASHES = {"md5sum": "md5", "sha1sum": "sha1", "sha256sum": "sha256",
          "sha384sum": "sha384", "sha512sum": "sha512"}  # fmt: skip
IN_OUTPUT = -1
"""The row of a fault that is in the output of the command."""

_HEX = re.compile(r"[0-9a-f]{32,}")


class Written(NamedTuple):
    """A text that a command writes, and the word of it that says most."""

    text: str
    word: Word


def written(simple: Simple) -> Written | None:
    """What an echo or a printf writes; None if the shell or the reader fills it in."""
    words = simple.words
    if not words or any(is_open(w) for w in words[1:]):
        return None
    if words[0].text == "echo":
        bare = [w for w in words[1:] if w.text not in ("-n", "-e", "-E")]
        end = "" if "-n" in simple.names else "\n"
        return Written(" ".join(w.text for w in bare) + end, bare[0]) if bare else None
    if words[0].text != "printf" or len(words) < 2:
        return None
    text = words[1].text.replace("\\n", "\n")
    values = [w.text for w in words[2:]]
    # Other forms, such as %d or %q, change what they write.
    if text.count("%") != text.count("%s") or text.count("%s") != len(values):
        return None
    return Written(text % tuple(values) if values else text, words[-1])


def check_written(
    script: Script, check_file: Callable[[str, str], tuple[Problem, ...]]
) -> Iterator[Slip]:
    """What is wrong with lines that are written to a file, by its kind."""
    targets = [(c, c.target) for c in script.commands if c.target]
    for first, *others in (p for p in script.pipelines if p):
        last = plain_names(others[-1]) if others else []
        files = [n for n in last[1:] if not n.startswith("-")]
        if last[:1] == ["tee"] and files:
            targets.append((first, files[0]))
    for simple, target in targets:
        found = written(simple)
        if found:
            yield from _placed(found, check_file(target, found.text))


def _placed(found: Written, problems: tuple[Problem, ...]) -> Iterator[Slip]:
    """The problems of a written text, at its word; where that is its begin, in it."""
    # printf puts its values anywhere, so a place in the text is none in a word.
    begins = found.text.startswith(found.word.text)
    for p in problems:
        if begins and p.line <= found.word.text.count("\n") + 1:
            yield from moved(found.word, [p])
        else:
            yield at_place(p, found.word)


def check_hashes(script: Script, output: Output | None) -> Iterator[Slip]:
    """Hashes of a text with a newline that nobody wants, and outputs of other texts."""
    shown = _HEX.match(output.text) if output is not None else None
    for text, hasher in _hashed(script):
        name = hasher.words[0].text
        # sanlock and lockd take the hash of the path alone.
        if text.text.endswith("\n"):
            plain = clipped(text.text.rstrip("\n"), 60)
            message = f"this is the hash of '{plain}' and a newline"
            hint = f"write: printf %s '{plain}' | {name}"
            yield at_word("bad-value", message, hint, text.word)
        elif shown:
            data = text.text.encode("utf-8", "surrogatepass")
            right = hashlib.new(HASHES[name], data).hexdigest()
            if shown[0] != right:
                message = f"this is not what {name} prints for '{clipped(text.text)}'"
                yield Slip("bad-value", message, f"it is {right}", IN_OUTPUT, 0)


def _hashed(script: Script) -> Iterator[tuple[Written, Simple]]:
    """Texts that are piped or fed into a command that hashes."""
    for first, *others in (p for p in script.pipelines if p):
        text = written(first)
        is_hash = len(others) == 1 and _hashes_input(others[0])
        if text is not None and is_hash:
            yield text, others[0]
    for simple in script.commands:
        word = simple.fed
        if word and not is_open(word) and _hashes_input(simple):
            yield Written(word.text + "\n", word), simple


def _hashes_input(simple: Simple) -> bool:
    """Whether a command prints the hash of what comes in."""
    return len(simple.words) == 1 and simple.names[0] in HASHES
