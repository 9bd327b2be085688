"""What a command prints, judged as what it is: a file that is shown, XML, JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..problem import Problem
from .jsontext import check_json
from .otherkinds import OtherKinds
from .transcript import Command, Output
from .usage import find_usage, plain_names
from .words import HOLE

_ELEMENT = re.compile(r"\s*<([\w:-]++)(?:[^<>]*/>|[^<>]*>[^<>]*</\1>)\s*")
_JSON = re.compile(r"\s*\{(?![\w -]+\})")
"""The begin of JSON, and not `{uuid of the secret}`, which a reader fills in."""
_SNIP = re.compile(
    r"[\[(<{]?(?:\.{2,}|…|snip\w*|cut|omitted|truncated)[\])>}]?"
    r"|[-=*# ]*+(?:8<|>8|snip)[-=*# ]*+",
    re.IGNORECASE,
)


def without_snips(text: str) -> str:
    """The text with a `...` for each line that says that something is left out."""
    lines = text.split("\n")
    return "\n".join(HOLE if _SNIP.fullmatch(s.strip()) else s for s in lines)


def check_printed(
    command: Command, output: Output, others: OtherKinds
) -> Iterator[Problem]:
    """What is wrong with what a command prints, if nothing else takes it."""
    commands = command.script.commands
    # What a pipe changes is XML no more, but a grep leaves its lines whole.
    if not commands or not commands[-1].alone:
        yield from _picked(command, output, others)
        return
    names = plain_names(commands[-1])
    usage = find_usage(commands[-1])
    if names[:1] == ["cat"] and len(names) == 2:
        yield from others.by_file(names[1], output.text)
    # Programs that are not known may print braces of other languages.
    elif usage and _JSON.match(output.text):
        yield from check_json(output.text)
    elif "<" not in output.text:  # an error that it prints
        return
    elif usage and usage.output and "--xpath" not in names:
        yield from others.shown(usage.output, output.text)
    elif output.text.lstrip().startswith("<"):
        yield from others.by_file("", output.text)


def _picked(command: Command, output: Output, others: OtherKinds) -> Iterator[Problem]:
    """What is wrong in the whole elements among the lines that a grep picked."""
    pipelines = command.script.pipelines
    if len(pipelines) != 1 or not pipelines[0]:
        return
    first, *filters = pipelines[0]
    usage = find_usage(first)
    if usage is None or not usage.output or any(o.names[0] != "grep" for o in filters):
        return
    for row, line in enumerate(output.text.split("\n")):
        if _ELEMENT.fullmatch(line):
            for found in others.shown(usage.output, line):
                yield found.moved("", row)
