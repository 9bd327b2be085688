"""Did-you-mean for the words of one text, of which a hostile one has thousands."""

from __future__ import annotations

from collections.abc import Iterable

from ..suggest import nearest

MOST_GUESSES = 200
"""Words of a text that are compared with those that are known, which is slow."""

_WORTH_IT = 100
"""Characters of a word that is compared; the longest name of the tables has 41."""


class Guesses:
    """The words that others stand for; each is looked for once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, float, tuple[str, ...]], str] = {}

    def near(self, word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
        """The known word that `word` most likely stands for; '' if none is near.

        None if there were so many words before it that it is not looked for.
        """
        if len(word) > _WORTH_IT:
            return ""
        # `known` may be from the text itself, and as long as that.
        key = (word, cutoff, tuple(known)[: 4 * MOST_GUESSES])
        if key not in self._found:
            if len(self._found) >= MOST_GUESSES:
                return None
            self._found[key] = nearest(word, key[2], cutoff)
        return self._found[key]
