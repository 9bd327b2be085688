"""/etc/sanlock/sanlock.conf: `key = value` of sanlock's own, one a line.

Seen with sanlock 3.8.5 (`sanlock client status -D`): it says nothing of a line that it
cannot use, a blank before a key makes it skip the line, a text for a number is 0, and
quotes are a part of the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..request import Request
from ..suggest import clipped, did_you_mean, listing, synonym
from ..tree import Node
from .conf import BadSyntax
from .elements import add_text
from .findings import Findings
from .ini import Pair
from .lines import lines
from .setting import Setting
from .table import load_table

_PAIR = re.compile(r"(?P<key>[^\s=]+)[ \t]*=[ \t]*(?P<value>[^#\n]*)")
_GROUP = "sanlock"
_IGNORED = "sanlock ignores the line and says nothing"


def check_sanlock(request: Request, findings: Findings) -> None:
    """Syntax, the settings of the daemon, their values."""
    known = load_table("sanlock.conf").groups[_GROUP]
    seen: dict[str, int] = {}
    for item in _scan(request.text, request.example):
        if isinstance(item, BadSyntax):
            findings.add("syntax", item.offset, item.message, item.hint)
            continue
        setting = known.get(item.key)
        if setting is None:
            near = findings.near(item.key, known)
            hint = did_you_mean(near, f"known: {listing(list(known))}")
            message = f"'{clipped(item.key)}' is not a setting of sanlock.conf"
            findings.add("unknown-key", item.offset, f"{message}; {_IGNORED}", hint)
        elif item.key in seen and not setting.repeats:
            findings.twice(f"'{item.key}'", item.offset, seen[item.key])
        else:
            seen[item.key] = item.offset
            _value(setting, item, findings)


def _value(setting: Setting, pair: Pair, findings: Findings) -> None:
    text = pair.value
    if text[:1] in ("'", '"') and len(text) > 1:
        message = f"sanlock takes the quotes as part of '{pair.key}'"
        hint = f"write {pair.key} = {clipped(text.strip(text[0]))}"
        findings.add("bad-value", pair.value_offset, message, hint)
        return
    switch = synonym(text, ("0", "1"))
    if "binary" in setting.types and switch not in ("", text):
        message = f"'{clipped(text)}' is 0 to sanlock; '{pair.key}' is 0 or 1"
        findings.add("bad-value", pair.value_offset, message, f"write {switch}")
        return
    findings.value(setting, text, pair.value_offset)


def _scan(text: str, example: bool) -> Iterator[Pair | BadSyntax]:
    for line in lines(text, example=example):
        match = _PAIR.match(line.text)
        if match is None:
            said = clipped(line.text)
            yield BadSyntax(line.offset, f"'{said}' is not a setting KEY = VALUE")
        # The lines come without their blanks; the text still has them.
        elif line.offset and text[line.offset - 1] in " \t":
            key = clipped(match["key"])
            message = f"'{key}' stands behind a blank; {_IGNORED}"
            yield BadSyntax(line.offset, message, "begin the line with the key")
        else:
            at = line.offset + match.start("value")
            yield Pair(match["key"], match["value"].rstrip(), "", line.offset, at)


def sanlock_nodes(text: str, top: Node, example: bool) -> None:
    """Fill `top` with an element for each setting."""
    for item in _scan(text, example):
        if isinstance(item, Pair):
            add_text(top, item.key, item.value, item.offset)
