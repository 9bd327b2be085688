"""Walks over the words of a command as its own parser would."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from ..suggest import listing, nearest
from .arguments import (
    check_arguments,
    check_number,
    unknown_option,
    unknown_subcommand,
)
from .asked import asked_words
from .demands import command_age, needs_root, option_age, prompt_inside, word_ages
from .entry import Option, Usage, bare
from .lists import check_list
from .misspelt import unknown_command
from .spelling import find_option, known_names
from .tables import commands
from .values import (
    MOST_RUNNING,
    TOO_DEEP,
    Context,
    check_as,
    check_assignment,
    check_value,
    is_elision,
    is_open,
)
from .words import Slip, Word, at_word, started, unbracketed

_INIT_SCRIPT = re.compile(r"/etc/(?:rc\.d/)?init\.d/(.+)", re.DOTALL)
_NO_COMMAND = re.compile(r"[^/=]*=.*|\d+", re.DOTALL)
"""What stands before a command, and is none: NAME=VALUE of env, taskset's PID."""


def check_words(words: tuple[Word, ...], context: Context) -> Iterator[Slip]:
    """What is wrong with a command: its name, options, arguments, versions, prompt."""
    if not words or is_open(words[0]):
        return
    words = words if context.house else tuple(unbracketed(words))
    if words[0].text.startswith(("./", "../")):  # the reader's own program
        return
    if context.depth > MOST_RUNNING:
        yield at_word("limit", TOO_DEEP, "", words[0])
        return
    if script := _INIT_SCRIPT.fullmatch(words[0].text):  # as `service NAME` runs it
        service = words[0]._replace(text="service")
        words = (service, service._replace(text=script[1]), *words[1:])
    name = words[0].text.rpartition("/")[2]
    known = commands()
    usage = known.get(name)
    if usage is None:
        yield unknown_command(words[0], name, context)
        return
    yield from command_age(usage, words[0], context)
    yield from needs_root(usage, words, context)
    if usage.kind:
        yield from check_as(words, usage.kind, context)
    if not usage.any or (words[1:] and words[1].text in usage.subcommands):
        yield from Parse(usage, words, context).check()
    inside = context._replace(depth=context.depth + 1)
    for inner in started(words, usage.starts):
        yield from check_words(inner, inside)


def check_asked(text: Word, program: str, context: Context) -> Iterator[Slip]:
    """What is wrong with the commands that a program such as virsh reads in a text."""
    for words in asked_words(text):
        name = words[0]._replace(text=program, quoted=0, parts=())
        yield from check_words((name, *words), context)


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
        self.seen: set[str] = set()
        self.told = False

    def check(self) -> Iterator[Slip]:
        """What is wrong with the options and the arguments."""
        options = True
        while self.words:
            word = self.words.popleft()
            if is_elision(word):
                self.told = True
            elif word.text == "--" and options:
                options = False
            elif options and word.text.startswith("-") and len(word.text) > 1:
                yield from self.option(word)
            elif self.is_command(word):
                yield from self.inner(word)
                return
            elif self.usage.subcommands:
                yield from self.subcommand(word)
                return
            else:
                if self.usage.runs:  # env NAME=VALUE
                    yield from check_assignment(word, self.context)
                self.given.append(word)
                options = options and not self.usage.stops
        yield from self.count()

    def is_command(self, word: Word) -> bool:
        """Whether a word begins the command that this one runs."""
        usage = self.usage
        if usage.runs_with:
            return not self.seen.isdisjoint(usage.runs_with)
        if not usage.runs or len(self.given) < len(usage.arguments):
            return False
        return usage.joins or not _NO_COMMAND.fullmatch(word.text)

    @property
    def inside(self) -> Context:
        """What holds for the command that this one runs."""
        prompt = prompt_inside(self.usage, self.given[:1], self.context)
        more = self.context.more or self.usage.adds
        depth = self.context.depth + 1
        return self.context._replace(depth=depth, prompt=prompt, more=more)

    def inner(self, word: Word) -> Iterator[Slip]:
        """The command that this one runs, or that a shell does with its words."""
        run = self.inside.check_script if self.usage.joins else check_words
        yield from run((word, *self.words), self.inside)

    # --- options ----------------------------------------------------------------

    def option(self, word: Word) -> Iterator[Slip]:
        """An option, and the word that is its value."""
        name, equals, _ = word.text.partition("=")
        if name == "--help" and self.usage.named:
            self.told = True
            return
        option = find_option(self.usage, self.options, name)
        if option is None and name.startswith("--"):
            yield self.unknown(word, name)
            return
        if option is None:
            yield from self.cluster(word)
            return
        yield from option_age(option, name, self.usage, word, self.context)
        self.seen.update(option.names)
        if equals and option.value:
            yield from self.checked(word.after(len(name) + 1), option, name)
        elif equals:
            yield at_word("unknown-option", f"{name} takes no value", "", word)
        elif option.value and self.follows(option):
            yield from self.value(option, name, word)

    def follows(self, option: Option) -> bool:
        """Whether the next word is the value of an option that takes one."""
        if option.loose:
            text = self.words[0].text if self.words else "-"
            return not text.startswith("-") or text[1:].isdigit()
        return not option.optional

    def value(self, option: Option, name: str, word: Word) -> Iterator[Slip]:
        """The next word, as the value of an option."""
        if self.words:
            yield from self.checked(self.words.popleft(), option, name)
        else:
            yield at_word("syntax", f"{name} needs {bare(option.value)}", "", word)

    def checked(self, given: Word, option: Option, name: str) -> Iterator[Slip]:
        """What is wrong with the value of an option."""
        yield from check_value(given, option.value, name, self.inside)
        if self.usage.lists:
            self.told = self.told or given.text in ("help", "?")  # asks for the list
            yield from check_list(given, option, name, self.usage)

    def cluster(self, word: Word) -> Iterator[Slip]:
        """Short options written together (-rf), the last one maybe with its value."""
        if not self.usage.clusters:
            yield self.unknown(word, word.text)
            return
        if word.text[1:].isdigit() and find_option(self.usage, self.options, "-NUMBER"):
            return
        for i, letter in enumerate(word.text[1:], 1):
            option = find_option(self.usage, self.options, f"-{letter}")
            if option is None:
                yield self.unknown(word, word.text if i == 1 else f"-{letter}")
                return
            self.seen.update(option.names)
            if option.value:  # the rest of the word, or the next one
                if i == len(word.text) - 1 and self.follows(option):
                    yield from self.value(option, f"-{letter}", word)
                return

    def unknown(self, word: Word, name: str) -> Slip:
        """The fault of an option that the command does not have."""
        known = known_names(self.usage, self.options)
        meant = find_option(self.usage, self.options, nearest(name, known))
        if meant and meant.value and "=" not in word.text and self.words:
            self.words.popleft()
        self.told = True
        return unknown_option(self.usage, known, name, word, self.context)

    # --- subcommands and arguments ----------------------------------------------

    def subcommand(self, word: Word) -> Iterator[Slip]:
        """A subcommand with its words."""
        found = self.usage.subcommands.get(word.text)
        if found is None:
            if self.usage.asks and not self.words and set(" ;") & set(word.text):
                yield from check_asked(word, self.usage.name, self.context)
            elif not is_open(word):
                yield unknown_subcommand(self.usage, word)
            return
        yield from command_age(found, word, self.context)
        rest = (word, *self.words)
        yield from word_ages(found, rest, self.all_words, self.context)
        yield from needs_root(found, (word, *self.all_words), self.context)
        if not found.any:
            outer = self.options if self.usage.everywhere else ()
            yield from Parse(found, rest, self.context, outer).check()

    def count(self) -> Iterator[Slip]:
        """Whether there are as many arguments as it takes, and of the right values."""
        if self.usage.subcommands:
            if not self.usage.bare and not self.told:
                hint = f"it has {listing(self.usage.subcommand_names)}"
                message = f"'{self.usage.name}' needs a subcommand"
                yield at_word("syntax", message, hint, self.first)
            return
        named = self.usage.named_arguments
        done = {named[n] for n in self.seen if n in named}
        # After `--set A=1` more of them may follow without the name.
        more = [a for a in self.usage.arguments if a not in done or "..." in a]
        wanted = [f"{a.rstrip('?')}?" if a in done else a for a in more]
        yield from check_arguments(self.given, wanted, self.usage, self.context)
        if not self.told and not self.context.more:
            yield from check_number(self.given, wanted, self.usage, self.first)
