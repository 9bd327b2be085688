"""How much the tests try: all of it on the build server, a sample at home."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")

LARGE = "KB_EXAMPLES" in os.environ
"""Whether the samples are the larger ones of the build server."""


def some(found: Iterable[T], every: int) -> list[T]:
    """Each so-many-th of what there is, or all where the samples are larger."""
    return [*found][:: 1 if LARGE else every]
