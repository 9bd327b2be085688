"""What the lists of examples show of each: a line of it, and why it did not run."""

from __future__ import annotations

import re

from kbcheck.suggest import clipped

from ..kept.snippet import Snippet
from ..kept.verdicts import Judged

CONSOLE = "console"
NO_TEST = "no test runs it yet"
WORDS = {
    "hardware": "not on a test host",
    "distribution": "depends on the distribution",
    "destructive": "would destroy something",
    "only-here": "not libvirt's",
}
"""Each reason of the option `live`, in words."""
MOST_LINE = 60  # characters of an example in a list
_COMMAND = re.compile("[#$] (?!#)")
"""The prompt before a command."""


def why(live: str) -> str:
    """Why an example did not run: from its option `live`, or for want of a test."""
    reason, _, more = live.partition(":")
    told = WORDS.get(reason.strip(), NO_TEST)
    return f"{told}: {more.strip()}" if more.strip() else told


def line_of(snippet: Snippet, judged: Judged) -> str:
    """The line that tells an example from the others of its kind; '' if none does.

    Of one that is wrong on purpose it is the faulty line, of a transcript the first
    command.
    """
    lines = snippet.text.rstrip("\n").split("\n")
    if snippet.expect and judged.found:
        found = lines[min(judged.found[0].line, len(lines)) - 1]
    elif snippet.kind == CONSOLE:
        found = next(filter(_COMMAND.match, lines), "")
    else:
        return ""
    if snippet.kind == CONSOLE:
        found = _COMMAND.sub("", found)
    return clipped(found.rstrip("\\"), MOST_LINE)
