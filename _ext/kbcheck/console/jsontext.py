"""JSON that a command prints, or gets in a word."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..problem import Problem, problem
from .words import HOLE


def check_json(text: str, what: str = "output") -> Iterator[Problem]:
    """The place where a text stops being JSON, unless it leaves something out."""
    if HOLE in text:
        return
    try:
        # As texts: Python refuses to count with thousands of digits.
        json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as err:
        message = f"the {what} is not JSON: {err.msg[:1].lower()}{err.msg[1:]}"
        yield problem("syntax", err.lineno, err.colno, message)
    except RecursionError:
        yield problem("limit", 1, 1, "the JSON is nested too deeply")
