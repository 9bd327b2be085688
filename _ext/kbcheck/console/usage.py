"""Checks the words of one command against the tables."""

from __future__ import annotations

from collections.abc import Iterator

from ..suggest import listing, nearest
from ..versions import oldest, version
from .shell import Fault, Simple, Word
from .tables import Usage, commands

MOST_NAMES = 12


def check_words(words: tuple[Word, ...], prompt: str, libvirt: str) -> Iterator[Fault]:
    """What is wrong with a command: its name, options, arguments, versions, prompt."""
    if not words or not words[0].literal:
        return
    name = words[0].text.rpartition("/")[2]
    known = commands()
    if name.startswith(("./", "-")) or name.isupper():  # a placeholder or own program
        return
    usage = known.get(name)
    if usage is None:
        near = nearest(name, known)
        hint = f"did you mean '{near}'?" if near else "add it to model/commands"
        message = f"no command '{name}' is known"
        yield _fault("unknown-command", message, hint, words[0])
        return
    if usage.root and prompt == "$":
        message = f"'{name}' needs root, but the prompt is a user's"
        yield _fault("prompt", message, "write the prompt '#'", words[0])
    if not usage.any:
        yield from _Parse(usage, words, prompt, libvirt).check()


def find_usage(simple: Simple) -> Usage | None:
    """The usage that the words of a command name, down to the subcommand."""
    words = [w.text for w in simple.words]
    while words and words[0] in ("sudo",):
        words = words[1:]
    if not words:
        return None
    usage = commands().get(words[0].rpartition("/")[2])
    if usage is None or not usage.subcommands:
        return usage
    return next(
        (usage.subcommands[w] for w in words[1:] if w in usage.subcommands), usage
    )


class _Parse:
    """Walks over the words of a command, as its own parser would."""

    def __init__(
        self, usage: Usage, words: tuple[Word, ...], prompt: str, libvirt: str
    ) -> None:
        self.usage = usage
        self.words = list(words[1:])
        self.first = words[0]
        self.prompt = prompt
        self.libvirt = libvirt
        self.given: list[Word] = []
        self.named: set[str] = set()
        self.told = False

    def check(self) -> Iterator[Fault]:
        options = True
        while self.words:
            word = self.words.pop(0)
            if word.text == "--" and options:
                options = False
            elif options and word.text.startswith("-") and len(word.text) > 1:
                yield from self.option(word)
            elif self.usage.runs:
                rest = (word, *self.words)
                prompt = "#" if self.usage.name == "sudo" else self.prompt
                yield from check_words(rest, prompt, self.libvirt)
                return
            elif self.usage.subcommands:
                yield from self.subcommand(word)
                return
            else:
                self.given.append(word)
        yield from self.count()

    # --- options ----------------------------------------------------------------

    def option(self, word: Word) -> Iterator[Fault]:
        name, equals, _ = word.text.partition("=")
        option = self.usage.option(name)
        if option is None and not name.startswith("--"):
            yield from self.cluster(word)
            return
        if option is None:
            if self.positional(name):
                if not equals and self.words:
                    self.words.pop(0)
                return
            yield self.unknown(word, name)
        elif option.value and not equals:
            if self.words:
                self.words.pop(0)
            else:
                yield _fault("syntax", f"{name} needs {option.value}", "", word)

    def positional(self, name: str) -> bool:
        """Virsh takes each argument by name too: --domain NAME."""
        wanted = {_bare(a).lower() for a in self.usage.arguments}
        if name[2:] not in wanted or not self.usage.name.startswith("virsh"):
            return False
        self.named.add(name[2:])
        return True

    def cluster(self, word: Word) -> Iterator[Fault]:
        """Short options written together (-rf), the last one maybe with its value."""
        for i, letter in enumerate(word.text[1:], 1):
            option = self.usage.option(f"-{letter}")
            if option is None:
                yield self.unknown(word, word.text if i == 1 else f"-{letter}")
                return
            if option.value:
                if i == len(word.text) - 1 and self.words:
                    self.words.pop(0)
                return

    def unknown(self, word: Word, name: str) -> Fault:
        known = self.usage.option_names
        near = nearest(name, known)
        meant = self.usage.option(near)
        if meant and meant.value and "=" not in word.text and self.words:
            self.words.pop(0)
        self.told = True
        if near:
            hint = f"did you mean '{near}'?"
        else:
            hint = f"its options: {listing(known[:MOST_NAMES])}" if known else ""
        message = f"'{self.usage.name}' has no option {name}"
        return _fault("unknown-option", message, hint, word)

    # --- subcommands and arguments ----------------------------------------------

    def subcommand(self, word: Word) -> Iterator[Fault]:
        found = self.usage.subcommands.get(word.text)
        if found is None:
            if not word.literal or word.text.isupper():
                return
            near = nearest(word.text, self.usage.subcommands)
            hint = f"did you mean '{near}'?" if near else ""
            message = f"'{self.usage.name}' has no subcommand '{word.text}'"
            yield _fault("unknown-command", message, hint, word)
            return
        yield from self.versions(found, word)
        if found.root and self.prompt == "$":
            message = f"'{found.name}' needs root, but the prompt is a user's"
            yield _fault("prompt", message, "write the prompt '#'", word)
        if not found.any:
            rest = (word, *self.words)
            yield from _Parse(found, rest, self.prompt, self.libvirt).check()

    def versions(self, found: Usage, word: Word) -> Iterator[Fault]:
        limit = oldest(self.libvirt) if self.libvirt else None
        if found.removed and (limit is None or limit >= version(found.removed)):
            message = f"'{found.name}' is gone since libvirt {found.removed}"
            yield _fault("removed", message, found.instead, word)
        if found.since and limit is not None and limit < version(found.since):
            message = (
                f"'{found.name}' is there since libvirt {found.since}, "
                f"not in {self.libvirt}"
            )
            yield _fault("too-new", message, "", word)

    def count(self) -> Iterator[Fault]:
        """Whether there are as many arguments as the command takes."""
        if self.usage.subcommands or self.told:
            return
        wanted = [a for a in self.usage.arguments if _bare(a).lower() not in self.named]
        needed = [a for a in wanted if not a.endswith(("?", "..."))]
        repeats = any(a.rstrip("?").endswith("...") for a in wanted)
        if len(self.given) < len(needed):
            missing = listing(
                [_bare(a) for a in needed[len(self.given) :]], last=" and "
            )
            yield _fault(
                "syntax", f"'{self.usage.name}' needs {missing}", "", self.first
            )
        elif len(self.given) > len(wanted) and not repeats:
            extra = self.given[len(wanted)]
            message = f"'{self.usage.name}' takes no argument '{extra.text[:30]}'"
            yield _fault("syntax", message, "", extra)


def _bare(argument: str) -> str:
    return argument.rstrip("?.")


def _fault(check: str, message: str, hint: str, word: Word) -> Fault:
    return Fault(check, message, hint, word.row, word.column)
