"""Standard output of the command."""

from __future__ import annotations

import sys


class OutputError(Exception):
    """Nothing can be printed any more; the text says why."""


def write(text: str) -> None:
    """Print, at once: what is known of a file must not wait for the next one.

    OutputError if standard output is closed, or full.
    """
    if not text:
        return
    if sys.stdout is None:
        raise OutputError("it is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as err:
        raise OutputError(err.strerror or str(err)) from err
