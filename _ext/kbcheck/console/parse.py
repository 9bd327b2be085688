"""Walks over the words of a command as its own parser would."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, cycle

from ..suggest import clipped, listing, nearest, renamed
from .demands import command_age, needs_root, option_age, word_ages
from .tables import Option, Usage, commands
from .values import HOLE, Context, bare, check_as, check_value, is_open
from .words import Fault, Word, at_word, started

MOST_NAMES = 12
MOST_DEPTH = 20  # of commands that run one another
ROOM = 100
"""Letters of a name that are told: it stays whole, so that one can search for it."""
_INIT_SCRIPT = re.compile(r"/etc/(?:rc\.d/)?init\.d/(.+)", re.DOTALL)
_SENTENCE = re.compile(r"[A-Z][a-z]+,?")


def check_words(words: tuple[Word, ...], context: Context) -> Iterator[Fault]:
    """What is wrong with a command: its name, options, arguments, versions, prompt."""
    if not words or is_open(words[0]):
        return
    if words[0].text.startswith(("./", "../")):  # the reader's own program
        return
    if context.depth > MOST_DEPTH:
        message = f"more than {MOST_DEPTH} commands run one another"
        yield at_word("limit", message, "", words[0])
        return
    if script := _INIT_SCRIPT.fullmatch(words[0].text):  # as `service NAME` runs it
        service = words[0]._replace(text="service")
        words = (service, service._replace(text=script[1]), *words[1:])
    name = words[0].text.rpartition("/")[2]
    known = commands()
    usage = known.get(name)
    if usage is None:
        near = _near(name)
        hint = f"did you mean '{near}'?" if near else "add it to model/commands"
        if _SENTENCE.fullmatch(name) and words[1:] and context.prompt == "#":
            hint = "write a comment as '# # …', as the shell shows it"
        message = f"there is no command '{clipped(name, ROOM)}' in the tables"
        yield at_word("unknown-command", message, hint, words[0])
        return
    yield from command_age(usage, words[0], context)
    yield from needs_root(usage, words, context)
    if usage.kind:
        yield from check_as(words, usage.kind, context)
    if not usage.any:
        yield from Parse(usage, words, context).check()
    inside = context._replace(depth=context.depth + 1)
    for inner in started(words, usage.starts):
        yield from check_words(inner, inside)


@lru_cache(maxsize=1000)
def _near(name: str) -> str:
    """The command that a name may be meant for."""
    return nearest(name, commands())


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
        self.words = deque(words[1:])
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
            word = self.words.popleft()
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
        context = self.context._replace(depth=self.context.depth + 1)
        if self.usage.name == "sudo":
            context = context._replace(prompt="#")
        yield from check_words((word, *self.words), context)

    # --- options ----------------------------------------------------------------

    def find(self, name: str) -> Option | None:
        """The option of this spelling."""
        return next((o for o in self.options if name in o.names), None)

    def option(self, word: Word) -> Iterator[Fault]:
        """An option, and the word that is its value."""
        name, equals, value = word.text.partition("=")
        option = self.find(name)
        if name == "--help" and self.usage.named:
            self.told = True
            return
        if option is None and name.startswith("--"):
            option = self.positional(name)
            if option is None:
                yield self.unknown(word, name)
                return
        if option is None:
            yield from self.cluster(word)
            return
        yield from option_age(option, name, self.usage, word, self.context)
        if equals and option.value:
            place = word._replace(text=value, column=word.column + len(name) + 1)
            yield from check_value(place, option.value, name, self.context)
        elif equals:
            yield at_word("unknown-option", f"{name} takes no value", "", word)
        elif option.value and not option.optional:
            yield from self.value(option, name, word)

    def value(self, option: Option, name: str, word: Word) -> Iterator[Fault]:
        """The next word, as the value of an option."""
        if self.words:
            given = self.words.popleft()
            yield from check_value(given, option.value, name, self.context)
        else:
            yield at_word("syntax", f"{name} needs {bare(option.value)}", "", word)

    def positional(self, name: str) -> Option | None:
        """The argument of this name, as an option: --domain NAME."""
        wanted = {bare(a).lower(): a for a in self.usage.arguments}
        if not self.usage.named or name[2:].lower() not in wanted:
            return None
        self.named.add(name[2:].lower())
        return Option((name,), wanted[name[2:].lower()])

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
            self.words.popleft()
        self.told = True
        if near:
            hint = f"did you mean '{near}'?"
        else:
            hint = f"its options: {listing(known[:MOST_NAMES])}" if known else ""
        message = f"'{self.usage.name}' has no option {clipped(name, ROOM)}"
        return at_word("unknown-option", message, hint, word)

    # --- subcommands and arguments ----------------------------------------------

    def subcommand(self, word: Word) -> Iterator[Fault]:
        """A subcommand with its words."""
        found = self.usage.subcommands.get(word.text)
        if found is None:
            if not is_open(word):
                yield self.unknown_subcommand(word)
            return
        yield from command_age(found, word, self.context)
        rest = (word, *self.words)
        yield from word_ages(found, rest, self.all_words, self.context)
        yield from needs_root(found, (word, *self.all_words), self.context)
        if not found.any:
            outer = self.options if self.usage.everywhere else ()
            yield from Parse(found, rest, self.context, outer).check()

    def unknown_subcommand(self, word: Word) -> Fault:
        """The fault of a subcommand that the command does not have."""
        known = list(self.usage.subcommands)
        near = renamed(word.text, known) or nearest(word.text, known)
        hint = f"did you mean '{near}'?" if near else f"it has {listing(known)}"
        message = f"'{self.usage.name}' has no subcommand '{clipped(word.text, ROOM)}'"
        return at_word("unknown-command", message, hint, word)

    def count(self) -> Iterator[Fault]:
        """Whether there are as many arguments as it takes, and of the right values."""
        if self.usage.subcommands:
            if not self.usage.bare and not self.told:
                hint = f"it has {listing(list(self.usage.subcommands))}"
                message = f"'{self.usage.name}' needs a subcommand"
                yield at_word("syntax", message, hint, self.first)
            return
        wanted = [a for a in self.usage.arguments if bare(a).lower() not in self.named]
        last = [wanted[-1]] if wanted and "..." in wanted[-1] else []
        for word, argument in zip(self.given, chain(wanted, cycle(last)), strict=False):
            yield from check_value(word, argument, f"'{self.usage.name}'", self.context)
        if not self.told:
            yield from self.number(wanted)

    def number(self, wanted: list[str]) -> Iterator[Fault]:
        """Whether there are as many arguments as are wanted."""
        needed = [a for a in wanted if not a.endswith("?")]
        repeats = any(a.rstrip("?").endswith("...") for a in wanted)
        name = f"'{self.usage.name}'"
        if len(self.given) < len(needed):
            lacking = [bare(a) for a in needed[len(self.given) :]]
            message = f"{name} needs {listing(lacking, last=' and ')}"
            yield at_word("syntax", message, "", self.first)
        elif len(self.given) > len(wanted) and not repeats:
            extra = self.given[len(wanted)]
            message = f"{name} takes no argument '{clipped(extra.text, 30)}'"
            yield at_word("syntax", message, "", extra)
