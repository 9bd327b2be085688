"""`kbcheck` as a process of its own: its memory, its signals, its streams."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn


def command() -> NoReturn:
    """Run the command, and end the process with its exit status."""
    # A short run makes no garbage that matters.  The imports alone would be looked
    # through 60 times, so this comes before them, and is no business of the core,
    # which runs inside other programs, too.
    gc.set_threshold(100_000)
    # As any tool: Ctrl-C and a reader that has gone, such as `head`, end it in silence.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    if sys.stdout is not None:  # what its encoding lacks is written as an escape
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    from kbcheck.command import main

    try:
        status = main()
    except SystemExit as stop:  # of argparse
        status = int(stop.code or 0)
    os._exit(status)  # freeing the grammar would take as long as a small guest
