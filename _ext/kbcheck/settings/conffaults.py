"""What is wrong in a text that is not libvirt's configuration syntax."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..suggest import clipped

_REST = re.compile(r"[^\n;#]*")
_OTHER_BRACKETS = "({"
# What word processors and pages make of quotes.
_TYPOGRAPHIC = "\u201c\u201d\u201e\u201f\xab\xbb\u2018\u2019\u201a\u201b"


class BadSyntax(NamedTuple):
    """Text that is not the syntax; `word` stands bare as a value of `key`.

    `listed` says that it is an item of a list.
    """

    offset: int
    message: str
    hint: str = ""
    key: str = ""
    word: str = ""
    listed: bool = False


class ConfError(Exception):
    """Where the scanner could not go on."""

    def __init__(
        self, offset: int, message: str, hint: str = "", resume: int = -1,
        key: str = "", word: str = "",
    ) -> None:  # fmt: skip
        super().__init__(message)
        self.fault = BadSyntax(offset, message, hint, key, word)
        self.resume = resume


def no_value(text: str, at: int, key: str) -> ConfError:
    """What stands where the value of a setting, or an item of its list, should."""
    rest = _REST.match(text, at)
    said = rest[0].strip() if rest else ""
    if not said:
        return ConfError(
            at, f"'{key}' has no value", 'write a "string", a number or []'
        )
    if said[0] in ",=":
        return _in_excess(at, said[0], key)
    if said[0] in _OTHER_BRACKETS:
        hint = 'write [ "…" ]'
        return ConfError(at, f"a list of '{key}' begins with '[', not {said[0]}", hint)
    if said[0] in "\"'":
        quote = said[0]
        typographic = re.match(f"[^,{_TYPOGRAPHIC}]*[{_TYPOGRAPHIC}]", said)
        if typographic:
            plain = typographic[0].strip(quote + _TYPOGRAPHIC)
            message = f"a typographic quote ends the value of '{key}'"
            return ConfError(at, message, f'write "{plain[:40]}"')
        message = f"the value of '{key}' has no closing {quote}"
        return ConfError(at, message, f"write {clipped(said)}{quote}")
    # It may be an item of a list: what follows it there is not a part of it.
    word = said.partition(",")[0].rstrip("]").strip()
    plain = word.strip(_TYPOGRAPHIC)
    message = f"the value of '{key}' is not in quotes: {word[:40]}"
    if plain != word:
        message = f"the value of '{key}' is in typographic quotes: {word[:40]}"
    return ConfError(at, message, f'write "{plain[:40]}"', key=key, word=plain)


def _in_excess(at: int, mark: str, key: str) -> ConfError:
    """A sign that stands where a value should: `a == 1`, `[ 1,, 2 ]`."""
    if mark == "=":
        return ConfError(at, f"'{key}' has two '='", "leave out one of them")
    message = f"no item stands before the ',' in the list of '{key}'"
    return ConfError(at, message, "leave out the ','")


def not_closed(start: int, key: str, resume: int) -> ConfError:
    """A list that has no end before the next setting."""
    message = f"the list of '{key}' is not closed"
    return ConfError(start, message, "add ']' after its last item", resume)


def not_parted(
    at: int, key: str, last: str, last_at: int, semicolon: bool, resume: int
) -> ConfError:
    """What stands behind the item of a list, `last`, instead of a ','."""
    if set(last) & set(_TYPOGRAPHIC):
        # "a”, "b": the text goes on to the next quote that counts.
        message = f"a typographic quote ends an item of '{key}'"
        plain = re.split(f"[{_TYPOGRAPHIC}]", last)[0]
        return ConfError(last_at, message, f'write "{clipped(plain)}"', resume)
    message = f"the items of '{key}' lack a ',' between them"
    hint = "write ',' instead of ';'" if semicolon else "add ',' before it"
    return ConfError(at, message, hint, resume)
