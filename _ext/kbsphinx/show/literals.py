"""Short texts of ours in which backticks mark literals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes


def with_literals(text: str) -> Iterator[nodes.Node]:
    """The nodes of such a text."""
    for number, part in enumerate(re.split(r"`+", text)):
        if part:
            # The odd parts are those that stood between backticks.
            yield nodes.literal("", part) if number % 2 else nodes.Text(part)
