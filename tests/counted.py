"""How much work a call is, without a clock: machines are shared and noisy."""

from __future__ import annotations

from collections.abc import Callable
from cProfile import Profile


def calls(work: Callable[[], object]) -> int:
    """How many functions, of Python and of C, the work calls."""
    profile = Profile()  # counts in C, three times as fast as a function of ours
    profile.enable()
    try:
        work()
    finally:
        profile.disable()
    return sum(entry.callcount for entry in profile.getstats())
