"""Forms of values, and what is wrong with a value that is a plain text.

A form is an entry of `model/settings/forms.toml`: `pattern` matches a whole value and
`said` names the form in a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from ..numbers import whole_number
from ..suggest import clipped, did_you_mean, listing, nearest
from .setting import Setting
from .tablefile import read_forms

Near = Callable[[str, Iterable[str]], str]


class ValueForm(NamedTuple):
    """How a value may look."""

    pattern: re.Pattern[str]
    said: str


@cache
def forms() -> dict[str, ValueForm]:
    """Name -> form.  ModelError if one is not well written."""
    return {
        name: ValueForm(re.compile(entry["pattern"]), entry["said"])
        for name, entry in read_forms().items()
    }


def mistake(
    setting: Setting, text: str | None, near: Near = nearest
) -> tuple[str, str] | None:
    """(message, hint) for what is wrong with a value; None if nothing is.

    A `text` of None is no value at all.  `near` finds what a word stands for.
    """
    if text is None or not text:
        return None if "flag" in setting.types else _lacks(setting)
    # What a variable holds is known to whoever expands it.
    if text in setting.values or "$" in text:
        return None
    known = forms()
    fitting = [
        t for t in setting.types if t != "flag" and known[t].pattern.fullmatch(text)
    ]
    if setting.pattern and re.fullmatch(setting.pattern, text):
        return None
    if not fitting:
        return _wrong(setting, text, near(text, setting.values))
    return _out_of_range(setting, text)


def allowed(setting: Setting) -> str:
    """What a setting takes, in words."""
    known = forms()
    said = [f"'{v}'" for v in setting.values]
    said += [known[t].said for t in setting.types if t != "flag"]
    if setting.form:
        said.append(setting.form)
    return listing(said) if said else "no value"


def _lacks(setting: Setting) -> tuple[str, str]:
    return f"'{setting.name}' lacks its value", f"it takes {allowed(setting)}"


def _wrong(setting: Setting, text: str, near: str) -> tuple[str, str]:
    hint = did_you_mean(near)
    if allowed(setting) == "no value":
        return f"'{setting.name}' takes no value, not '{clipped(text)}'", hint
    message = f"'{clipped(text)}' is not allowed for '{setting.name}'"
    return f"{message}; allowed: {allowed(setting)}", hint


def _out_of_range(setting: Setting, text: str) -> tuple[str, str] | None:
    number = whole_number(text)
    low, high = setting.min, setting.max
    if number is None or (
        (low is None or number >= low) and (high is None or number <= high)
    ):
        return None
    span = f"{'' if low is None else low} to {'' if high is None else high}".strip()
    return f"{clipped(text)} is out of range for '{setting.name}': {span}", ""
