"""XML Schema regular expressions as Python ones."""

from __future__ import annotations

_ESCAPES = {  # escape: (outside of a class, inside of a class)
    "i": (r"[^\W\d]", r"_:A-Za-z"),
    "c": (r"[\w.\-:]", r"\w.\-:"),
    "s": (r"[ \t\n\r]", r" \t\n\r"),
}
_SINGLE = frozenset(r"nrt\|.?*+(){}-[]^dDwWS")


class RegexError(ValueError):
    """An expression that this translation does not cover."""


def translate(pattern: str) -> str:
    """The Python expression for an XML Schema one, not anchored.

    RegexError for class subtraction, Unicode properties and other escapes that the
    model does not use.
    """
    out: list[str] = []
    in_class = False
    i = 0
    while i < len(pattern):
        char = pattern[i]
        if char == "\\":
            out.append(_escape(pattern[i + 1 : i + 2], in_class))
            i += 2
            continue
        if in_class and char == "[":
            if pattern[i - 1] == "-":
                raise RegexError(f"class subtraction in {pattern!r} is not covered")
            char = r"\["
        elif char in "[]":
            in_class = char == "["
        elif not in_class and char in "^$":  # plain characters in XML Schema
            char = "\\" + char
        elif not in_class and char == ".":
            char = r"[^\n\r]"
        out.append(char)
        i += 1
    return "".join(out)


def _escape(letter: str, in_class: bool) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter][in_class]
    if letter and letter in _SINGLE:
        return "\\" + letter
    raise RegexError(f"the escape \\{letter} is not covered")
