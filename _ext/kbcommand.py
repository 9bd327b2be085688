"""`kbcheck` as a process of its own: its memory, its signals, its streams."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn


def command() -> NoReturn:
    """Run the command, and end the process with its exit status."""
    # A short run makes no garbage that matters.  Python would look for it 62 times, and
    # most of that in the imports, so this comes before them.  It is no business of the
    # core, which runs inside other programs, too.
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
    os._exit(status)  # to free all that was made would take a quarter more time
