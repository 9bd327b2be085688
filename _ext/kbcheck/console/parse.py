"""Walks over the words of a command as its own parser would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..suggest import clipped, listing, nearest
from ..versions import oldest, version
from .shell import Fault, Word
from .tables import Option, Usage, choices

MOST_NAMES = 12
HOLE = "..."
_NUMBER = re.compile(r"[-+]?\d+[A-Za-z]*")  # virsh takes units too


class Context(NamedTuple):
    """What holds for all commands of a transcript; `check` judges an inner command."""

    prompt: str
    libvirt: str
    check: Callable[[tuple[Word, ...], str, str], Iterator[Fault]]


def needs_root(
    usage: Usage, words: tuple[Word, ...], context: Context
) -> Iterator[Fault]:
    """A command for root under a user's prompt."""
    if not usage.root or context.prompt == "#":
        return
    if usage.rootless and any(w.text in usage.rootless for w in words):
        return
    message = f"'{usage.name}' needs root, but the prompt is a user's"
    yield _fault("prompt", message, "write the prompt '#'", words[0])


class Parse:
    """A command whose words are still to be read; `outer` are its command's options."""

    def __init__(
        self,
        usage: Usage,
        words: tuple[Word, ...],
        context: Context,
        outer: tuple[Option, ...] = (),
    ) -> None:
        self.usage = usage
        self.all_words = words
        self.words = list(words[1:])
        self.first = words[0]
        self.context = context
        self.options = (*usage.options, *outer)
        self.given: list[Word] = []
        self.named: set[str] = set()
        self.told = False

    def check(self) -> Iterator[Fault]:
        """What is wrong with the options and the arguments."""
        options = True
        while self.words:
            word = self.words.pop(0)
            if word.text == HOLE:
                self.told = True
            elif word.text == "--" and options:
                options = False
            elif options and word.text.startswith("-") and len(word.text) > 1:
                yield from self.option(word)
            elif self.usage.runs and len(self.given) == len(self.usage.arguments):
                if "=" not in word.text:  # env NAME=VALUE
                    yield from self.inner(word)
                    return
            elif self.usage.subcommands:
                yield from self.subcommand(word)
                return
            else:
                self.given.append(word)
        yield from self.count()

    def inner(self, word: Word) -> Iterator[Fault]:
        """The command that this one runs."""
        prompt = "#" if self.usage.name == "sudo" else self.context.prompt
        words = (word, *self.words)
        yield from self.context.check(words, prompt, self.context.libvirt)

    # --- options ----------------------------------------------------------------

    def find(self, name: str) -> Option | None:
        """The option of this spelling."""
        return next((o for o in self.options if name in o.names), None)

    def option(self, word: Word) -> Iterator[Fault]:
        """An option, and the word that is its value."""
        name, equals, value = word.text.partition("=")
        option = self.find(name)
        if option is None and name.startswith("--"):
            if self.positional(name):
                if not equals and self.words:
                    self.words.pop(0)
            else:
                yield self.unknown(word, name)
        elif option is None:
            yield from self.cluster(word)
        elif equals and option.value:
            place = word._replace(text=value, column=word.column + len(name) + 1)
            yield from _value(place, option.value, name)
        elif equals:
            yield _fault("unknown-option", f"{name} takes no value", "", word)
        elif option.value and not option.optional:
            yield from self.value(option, name, word)

    def value(self, option: Option, name: str, word: Word) -> Iterator[Fault]:
        """The next word, as the value of an option."""
        if self.words:
            yield from _value(self.words.pop(0), option.value, name)
        else:
            yield _fault("syntax", f"{name} needs {option.value}", "", word)

    def positional(self, name: str) -> bool:
        """Whether it is an argument that is given by its name: --domain NAME."""
        wanted = {_bare(a).lower() for a in self.usage.arguments}
        if not self.usage.named or name[2:] not in wanted:
            return False
        self.named.add(name[2:])
        return True

    def cluster(self, word: Word) -> Iterator[Fault]:
        """Short options written together (-rf), the last one maybe with its value."""
        if not self.usage.clusters:
            yield self.unknown(word, word.text)
            return
        if word.text[1:].isdigit() and self.find("-NUMBER"):
            return
        for i, letter in enumerate(word.text[1:], 1):
            option = self.find(f"-{letter}")
            if option is None:
                yield self.unknown(word, word.text if i == 1 else f"-{letter}")
                return
            if option.value and not option.optional:
                if i == len(word.text) - 1:
                    yield from self.value(option, f"-{letter}", word)
                return

    def unknown(self, word: Word, name: str) -> Fault:
        """The fault of an option that the command does not have."""
        known = [n for o in self.options for n in o.names]
        near = nearest(name, known)
        meant = self.find(near)
        if meant and meant.value and "=" not in word.text and self.words:
            self.words.pop(0)
        self.told = True
        if near:
            hint = f"did you mean '{near}'?"
        else:
            hint = f"its options: {listing(known[:MOST_NAMES])}" if known else ""
        message = f"'{self.usage.name}' has no option {clipped(name, 30)}"
        return _fault("unknown-option", message, hint, word)

    # --- subcommands and arguments ----------------------------------------------

    def subcommand(self, word: Word) -> Iterator[Fault]:
        """A subcommand with its words."""
        found = self.usage.subcommands.get(word.text)
        if found is None:
            if not _open(word):
                yield self.unknown_subcommand(word)
            return
        yield from self.versions(found, word)
        rest = (word, *self.words)
        yield from needs_root(found, (word, *self.all_words), self.context)
        if not found.any:
            outer = self.options if self.usage.everywhere else ()
            yield from Parse(found, rest, self.context, outer).check()

    def unknown_subcommand(self, word: Word) -> Fault:
        """The fault of a subcommand that the command does not have."""
        known = list(self.usage.subcommands)
        near = nearest(word.text, known)
        hint = f"did you mean '{near}'?" if near else f"it has {listing(known)}"
        message = f"'{self.usage.name}' has no subcommand '{clipped(word.text, 30)}'"
        return _fault("unknown-command", message, hint, word)

    def versions(self, found: Usage, word: Word) -> Iterator[Fault]:
        """A subcommand that the stated libvirt has no more, or not yet."""
        libvirt = self.context.libvirt
        limit = oldest(libvirt) if libvirt else None
        if found.removed and (limit is None or limit >= version(found.removed)):
            message = f"'{found.name}' is gone since libvirt {found.removed}"
            yield _fault("removed", message, found.instead, word)
        if found.since and limit is not None and limit < version(found.since):
            message = (
                f"'{found.name}' is there since libvirt {found.since}, not in {libvirt}"
            )
            yield _fault("too-new", message, "", word)

    def count(self) -> Iterator[Fault]:
        """Whether there are as many arguments as it takes, and of the right values."""
        if self.usage.subcommands:
            if not self.usage.bare and not self.told:
                hint = f"it has {listing(list(self.usage.subcommands))}"
                message = f"'{self.usage.name}' needs a subcommand"
                yield _fault("syntax", message, hint, self.first)
            return
        wanted = [a for a in self.usage.arguments if _bare(a).lower() not in self.named]
        for word, argument in zip(self.given, wanted, strict=False):
            name, colon, values = argument.partition(":")
            wants = values if colon else name
            yield from _value(word, wants, f"'{self.usage.name}'")
        if not self.told:
            yield from self.number(wanted)

    def number(self, wanted: list[str]) -> Iterator[Fault]:
        """Whether there are as many arguments as are wanted."""
        needed = [a for a in wanted if not a.endswith("?")]
        repeats = any(a.rstrip("?").endswith("...") for a in wanted)
        name = f"'{self.usage.name}'"
        if len(self.given) < len(needed):
            lacking = [_bare(a) for a in needed[len(self.given) :]]
            message = f"{name} needs {listing(lacking, last=' and ')}"
            yield _fault("syntax", message, "", self.first)
        elif len(self.given) > len(wanted) and not repeats:
            extra = self.given[len(wanted)]
            message = f"{name} takes no argument '{clipped(extra.text, 30)}'"
            yield _fault("syntax", message, "", extra)


def _value(word: Word, wanted: str, owner: str) -> Iterator[Fault]:
    """A value that is not one of the few that there are, or no number."""
    known = choices(wanted)
    if _open(word):
        return
    if known and word.text not in known:
        near = nearest(word.text, known)
        hint = f"did you mean '{near}'?" if near else f"allowed: {listing(known)}"
        message = f"{owner} does not take '{clipped(word.text, 30)}'"
        yield _fault("bad-value", message, hint, word)
    if _bare(wanted) == "NUMBER" and not _NUMBER.fullmatch(word.text):
        message = f"{owner} needs a number, not '{clipped(word.text, 30)}'"
        yield _fault("bad-value", message, "", word)


def _open(word: Word) -> bool:
    """Whether the reader or the shell fills a word in."""
    return not word.literal or word.text.isupper() or HOLE in word.text


def _bare(argument: str) -> str:
    return argument.partition(":")[0].rstrip("?.")


def _fault(check: str, message: str, hint: str, word: Word) -> Fault:
    return Fault(check, message, hint, word.row, word.column)
