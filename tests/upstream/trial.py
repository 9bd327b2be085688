"""Documents put to a judge, their words changed until it takes them, if it ever does.

What a grammar calls text may be a path or a number to the other, so that a refusal
counts only if none of our words fits at its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kbcheck.relaxng.names import local, namespace
from upstream.cover import Leaf, Part, Path, Target
from upstream.strings import Strings

ROUNDS = 6  # a document has fewer places whose words matter

Place = tuple[int, str | None]
"""The line of a start tag, and an attribute; '' for the text, None for neither."""


class Fault(NamedTuple):
    """What a judge says first of a document, and where."""

    line: int
    attribute: str | None
    message: str
    check: str = ""


Judge = Callable[[list[str]], list["Fault | None"]]


class Outcome(NamedTuple):
    """What became of a document: the fault that no words cured, and where, if any.

    `word` is what stood for the target's value in `text`, the document.
    """

    target: Target
    word: str
    text: str
    fault: Fault | None = None
    path: Path = ()


class Trial:
    """A document with the words that it has now."""

    def __init__(
        self, target: Target, root: Part, strings: Strings, words: dict[Place, str]
    ) -> None:
        self.target, self.root, self.strings, self.words = target, root, strings, words
        self.options: dict[Place, tuple[str, ...]] = {}
        self.word = ""
        self._places: list[tuple[int, Path]] = []
        self.text = "\n".join(self._lines(root, (), ""))

    def _lines(self, part: Part, above: Path, uri: str) -> Iterator[str]:
        """The element, each tag on a line of its own, so that a line says where."""
        path, own = (*above, part.name), namespace(part.name)
        at = (len(self._places) + 1, path)
        self._places.append(at)
        tag = f"<{local(part.name)}" + (
            f" xmlns={quoteattr(own)}" if own != uri else ""
        )
        for name, leaf in part.attributes:
            tag += f" {local(name)}={quoteattr(self._word(at[0], local(name), leaf))}"
        words = [c for c in part.children if isinstance(c, Leaf)]
        tag += ">" + "".join(escape(self._word(at[0], "", leaf)) for leaf in words)
        inner = [c for c in part.children if isinstance(c, Part)]
        if not inner:
            yield f"{tag}</{local(part.name)}>"
            return
        yield tag
        for child in inner:
            yield from self._lines(child, path, own)
        self._places.append(at)
        yield f"</{local(part.name)}>"

    def _word(self, line: int, name: str, leaf: Leaf) -> str:
        every = leaf.fixed or self.strings.words(leaf.tree)
        self.options[line, name] = every
        word = self.words.get((line, name), every[0])
        if leaf.fixed:
            self.word = word
        return word

    def place(self, fault: Fault) -> Place:
        """Where a fault is, told at a start tag or at an end tag."""
        return self._places[fault.line - 1][0], fault.attribute

    def path(self, fault: Fault) -> Path:
        """The element that a fault is in."""
        return self._places[fault.line - 1][1]

    def others(self, place: Place) -> list[Trial]:
        """The document with each of the other words at a place."""
        return [
            Trial(self.target, self.root, self.strings, self.words | {place: word})
            for word in self.options.get(place, ())[1:]
        ]


def outcomes(
    documents: Iterable[tuple[Target, Part]], strings: Strings, judge: Judge
) -> list[Outcome]:
    """What a judge says of each document, with the words that it takes if any fit."""
    found: list[Outcome] = []
    todo = [[Trial(target, root, strings, {})] for target, root in documents]
    for _ in range(ROUNDS):
        said = iter(judge([t.text for trials in todo for t in trials]))
        told = [(trials, [next(said) for _ in trials]) for trials in todo]
        left = [_rest(trials, faults, found) for trials, faults in told]
        todo = [trials for trials in left if trials]
        if not todo:
            break
    assert not todo, todo[0][0].text
    return found


def _rest(
    trials: list[Trial], faults: list[Fault | None], found: list[Outcome]
) -> list[Trial]:
    """What is still to try of a document; it has an outcome if that is nothing."""
    for trial, fault in zip(trials, faults, strict=True):
        if fault is None:
            found.append(Outcome(trial.target, trial.word, trial.text))
            return []
    told = [(t, f) for t, f in zip(trials, faults, strict=True) if f is not None]
    # The one that got furthest: its fault is at a place that had no other words yet.
    for trial, fault in told:
        place = trial.place(fault)
        if place not in trial.words and (rest := trial.others(place)):
            return rest
    trial, fault = told[0]
    path = trial.path(fault)
    found.append(Outcome(trial.target, trial.word, trial.text, fault, path))
    return []
