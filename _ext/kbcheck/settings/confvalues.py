"""Values in libvirt's configuration syntax, against what a setting takes."""

from __future__ import annotations

import re

from ..numbers import whole_number
from ..suggest import clipped, did_you_mean, listing, synonym
from ..versions import absences, lifetime
from .conf import Value
from .findings import Findings
from .notations import Quoted, check_notation
from .setting import Setting

_WORDS = {
    "string": 'a string in double quotes ("…")',
    "int": "a whole number",
    "bool": "0 or 1",
    "list": 'a list of strings ([ "…" ])',
}
_INT, _UNSIGNED = (-(2**31), 2**31 - 1), 2**32 - 1


def meant(
    setting: Setting, text: str, findings: Findings, *, listed: bool = False
) -> str:
    """What to write instead of a text of another type; '' for the text itself.

    `listed` says that it is an item of a list already.
    """
    if "bool" in setting.types:
        switch = synonym(text, ("0", "1"))
        return f"write {switch}" if switch else "write 0 or 1"
    if "int" in setting.types and "string" not in setting.types:
        return _number_meant(setting, text)
    only_list = "list" in setting.types and "string" not in setting.types
    near = findings.near(text, setting.values) or _nothing_meant(setting, text)
    # No list at all is an empty one: nothing else says 'no' in its place.
    if not near and only_list and not listed and synonym(text, ("0",)):
        return "write []"
    if not near and not _fits(setting, text):
        return f"it takes {_taken(setting)}"
    if not near and text in setting.unwise:
        return f"write another value than '{text}', in double quotes"
    if not near:
        return f'write "{clipped(text)}"'
    return f'write [ "{near}" ]' if only_list and not listed else f'write "{near}"'


def _nothing_meant(setting: Setting, text: str) -> str:
    """The value 'none', where a word such as 'no' stands."""
    return "none" if "none" in setting.values and synonym(text, ("0",)) else ""


def _taken(setting: Setting) -> str:
    """What a setting takes, in words."""
    said = [f"'{value}'" for value in setting.values] or [setting.form]
    return listing([*said, *(["a whole number"] if "int" in setting.types else [])])


def _number_meant(setting: Setting, text: str) -> str:
    number = whole_number(text)
    # A setting may be a switch, and have a third value: seccomp_sandbox.
    # A word is a switch only where 1 is the most: elsewhere 'yes' is no number.
    switch = synonym(text, ("0", "1")) if setting.max == 1 else ""
    if number is None and not switch:
        return "write a whole number, without quotes"
    return f"write {switch or number}"


class ValueCheck:
    """Judges the values of settings, and keeps what is wrong in `findings`."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.add = findings.add

    def check(self, key: str, value: Value, setting: Setting) -> None:
        """One value, or the items of a list; an elision may be any value."""
        found = value.value
        if isinstance(found, list) and "list" in setting.types:
            for item in found:
                self.item(key, item, setting)
        elif isinstance(found, int):
            self.number(key, value, found, setting)
        elif isinstance(found, str) and "string" in setting.types:
            self.later("string", value, setting)
            self.item(key, value, setting)
        elif found is not None:
            self.wrong_type(key, value, setting)

    def later(self, part: str, value: Value, setting: Setting) -> None:
        """A value, or a type, that the setting did not have from its beginning."""
        since = dict(setting.later).get(part, "")
        if since:
            what = f"'{clipped(str(value.value))}' for '{setting.name}'"
            for check, message in absences(
                what, lifetime(since), self.findings.versions
            ):
                self.add(check, value.offset, message)

    def wrong_type(self, key: str, value: Value, setting: Setting) -> None:
        """A text for a number, or the like, with what to write instead."""
        wanted = " or ".join(_WORDS[t] for t in setting.types)
        message = f"'{key}' takes {wanted}, not {_said(value)}"
        hint = ""
        if isinstance(value.value, str):
            hint = meant(setting, value.value, self.findings)
            if not hint and "list" in setting.types:
                hint = f'write [ "{clipped(value.value)}" ]'
        elif "string" in setting.types and _fits(setting, value.said):
            hint = f'write "{clipped(value.said)}"'
        self.add("bad-value", value.offset, message, hint)

    def number(self, key: str, value: Value, number: int, setting: Setting) -> None:
        """A whole number, where one may stand, and its range."""
        said = clipped(value.said)
        if "bool" in setting.types and "int" not in setting.types:
            if number not in (0, 1):
                self.add("bad-value", value.offset, f"'{key}' is 0 or 1, not {said}")
            return
        if "int" not in setting.types:
            self.wrong_type(key, value, setting)
            return
        low, high = _range(setting)
        if not low <= number <= high:
            message = f"{said} is out of range for '{key}': {low} to {high}"
            self.add("bad-value", value.offset, message, setting.outcome)
        elif self.is_barred(setting, str(number)):
            allowed = listing(list(setting.values))
            message = f"{said} is not allowed for '{key}'; allowed: {allowed}"
            self.add("bad-value", value.offset, message)

    @staticmethod
    def is_barred(setting: Setting, number: str) -> bool:
        """Whether the allowed values, if they are those of numbers, lack it."""
        numbers = setting.values if "string" not in setting.types else ()
        return bool(numbers) and number not in numbers

    def item(self, key: str, value: Value, setting: Setting) -> None:
        """A string, alone or in a list."""
        text = value.value
        if text is None:
            return
        if not isinstance(text, str):
            message = f"'{key}' takes strings in its list, not {_said(value)}"
            hint = f'write "{clipped(value.said)}"' if value.said else ""
            self.add("bad-value", value.offset, message, hint)
            return
        if setting.values and text not in setting.values:
            near = self.findings.near(text, setting.values)
            hint = did_you_mean(near)
            allowed = listing([f"'{v}'" for v in setting.values])
            said = clipped(text)
            message = f"'{said}' is not allowed for '{key}'; allowed: {allowed}"
            self.add("bad-value", value.offset, message, hint)
        elif setting.pattern and not re.fullmatch(setting.pattern, text):
            form = setting.form or f"text matching {setting.pattern}"
            message = f"'{clipped(text)}' is not allowed for '{key}'; expected {form}"
            self.add("bad-value", value.offset, message)
        else:
            self.later(text, value, setting)
            if setting.notation:
                quoted = Quoted(key, text, value.inside)
                check_notation(setting.notation, quoted, self.findings)


def _fits(setting: Setting, text: str) -> bool:
    """Whether a text is a right value of a setting that takes strings."""
    if setting.values:
        return text in setting.values
    return bool(text) and re.fullmatch(setting.pattern or ".*", text) is not None


def _range(setting: Setting) -> tuple[int, int]:
    """The range of a number; where the table has no end, the one of libvirt's type.

    That is an int where it may be negative, an unsigned int where not (seen on 9.0.0;
    past 64 bits, libvirt takes the low 64 of them and says nothing).
    """
    low = _INT[0] if setting.min is None else setting.min
    most = _INT[1] if low < 0 else _UNSIGNED
    return low, most if setting.max is None else setting.max


def _said(value: Value) -> str:
    if isinstance(value.value, list):
        return "a list"
    if isinstance(value.value, str):
        return f'the string "{clipped(value.value, 30)}"'
    return f"the number {clipped(value.said)}"
