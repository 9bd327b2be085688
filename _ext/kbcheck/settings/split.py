"""Words of a text, split as the shell does or as the kernel does, with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..position import Span

_PART = re.compile(
    r"'(?P<single>[^']*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\"|\\(?P<escaped>.)"
    r"|(?P<plain>[^\s'\"\\]+)",
    re.DOTALL,
)
# In double quotes a backslash before anything else stands for itself.
_ESCAPED = re.compile(r"\\([\"\\$`\n])")
_BLANK = re.compile(r"(?:\s|\\\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_KERNEL_WORD = re.compile(r'(?:"[^"]*"?|[^\s"])+')


class QuoteError(ValueError):
    """A quote, at an offset, that is not closed."""

    def __init__(self, offset: int, quote: str) -> None:
        super().__init__(f"the {quote} is not closed")
        self.offset = offset


def shell_words(text: str, base: int = 0) -> Iterator[Span]:
    """The words of a command line.  QuoteError at a quote that is not closed."""
    at = 0
    while at < len(text):
        blank = _BLANK.match(text, at) or _COMMENT.match(text, at)
        if blank:
            at = blank.end()
            continue
        start, said = at, ""
        while at < len(text) and not _BLANK.match(text, at):
            part = _PART.match(text, at)
            if part is None:
                raise QuoteError(base + at, text[at])
            said += _meant(part)
            at = part.end()
        yield Span(said, base + start)


def _meant(part: re.Match[str]) -> str:
    if part["double"] is not None:
        return _ESCAPED.sub(lambda m: m[1].strip("\n"), part["double"])
    return part[part.lastgroup or 0]


def kernel_words(text: str, base: int = 0) -> Iterator[Span]:
    """The words of a kernel command line, where double quotes alone hold blanks."""
    # The quotes go, and the offset stays that of what was written.
    for match in _KERNEL_WORD.finditer(text):
        yield Span(match[0].replace('"', ""), base + match.start())


def plain(name: str) -> str:
    """A name as the kernel compares it: '-' and '_' are the same."""
    return name.replace("-", "_")
