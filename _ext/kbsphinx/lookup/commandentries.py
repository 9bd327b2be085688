"""The tables of commands as subjects of the reference.

A command with subcommands has a page of its own; the others of a file share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbcheck.console.entry import Option, Usage
from kbcheck.console.tables import commands
from kbcheck.modelfile import ModelTable, model_files, model_path

from .subject import (
    Facts,
    Lookup,
    Subject,
    given,
    literals,
    page_called,
    placed,
    since_words,
)

AREA = "Commands"


def command_subjects() -> Iterator[Subject]:
    """A subject for each large command, and one for the others of each file."""
    for path in model_files(model_path("commands")):
        names = list(ModelTable(path).data["command"])
        own = [name for name in names if commands()[name].subcommands]
        for name in own:
            usage = commands()[name]
            yield _subject(name, name, usage.meaning, [name])
        if rest := [name for name in names if name not in own]:
            single = rest[0] if rest[0] == path.stem else ""
            title = single or f"Commands: {path.stem}"
            comment = path.read_text("utf-8").removeprefix("# ")
            lead = re.split(r"(?<=\.)\s", comment)[0]
            yield _subject(single or f"commands-{path.stem}", title, lead, rest)


def _subject(page: str, title: str, lead: str, names: list[str]) -> Subject:
    usages = [commands()[name] for name in names]
    found = [entry for usage in usages for entry in _entries(usage, 2)]
    sources = dict.fromkeys(usage.source for usage in usages)
    facts = (("Source", "; ".join(sources)),)
    return Subject(page_called(page), AREA, title, lead, placed(found), facts)


def _entries(usage: Usage, depth: int) -> Iterator[Lookup]:
    """The command, its options, then its subcommands with theirs."""
    yield Lookup("cmd", usage.name, usage.name, usage.name, usage.meaning,
                 _facts(usage), depth)  # fmt: skip
    for option in usage.options:
        yield _option(usage, option, depth)
    for name, sub in usage.subcommands.items():
        # One with several names is there once.
        if sub.name == f"{usage.name} {name}":
            yield from _entries(sub, min(depth + 1, 4))


def _option(usage: Usage, option: Option, depth: int) -> Lookup:
    name = max(option.names, key=len)
    value = option.value
    shown = f"[{value}]" if option.optional and value else value
    title = " ".join(filter(None, (", ".join(option.names), shown)))
    since = ("Since", since_words(option.since)) if option.since else ("", "")
    full = f"{usage.name} {name}"
    return Lookup("opt", full, title, full, "", given(since), depth)


def _facts(usage: Usage) -> Facts:
    words = [a.partition(":")[0].rstrip("?.") for a in usage.arguments]
    lost = (
        f"`{word}` with {lost.driver}, since libvirt {lost.removed}"
        + (f": {lost.instead}" if lost.instead else "")
        for word, lost in usage.lost.items()
    )
    return given(
        ("Usage", f"`{_usage(usage)}`"),
        (
            "Arguments",
            "; ".join(_argument(a) for a in usage.arguments) if words else "",
        ),
        ("Needs root", _root(usage)),
        ("Also called", literals(usage.aliases, " and ")),
        ("Since", usage.since and since_words(usage.since)),
        ("Removed", usage.removed and f"libvirt {usage.removed}"),
        ("Instead", usage.instead),
        ("No longer taken", "; ".join(lost)),
    )


def _usage(usage: Usage) -> str:
    parts = [usage.name]
    if usage.options:
        parts.append("[OPTION…]")
    if usage.subcommands:
        parts.append("[COMMAND …]" if usage.bare else "COMMAND …")
    for argument in usage.arguments:
        name = argument.partition(":")[0].partition("|")[0].rstrip("?.")
        name += "…" if "..." in argument else ""
        parts.append(f"[{name}]" if argument.endswith("?") else name)
    return " ".join(parts)


def _argument(argument: str) -> str:
    name, _, value = argument.partition(":")
    name = name.rstrip("?.")
    value = value.rstrip("?.")
    notes = [f"`{value}`" if value and value not in name.split("|") else "",
             "may be left out" if argument.endswith("?") else ""]  # fmt: skip
    told = ", ".join(filter(None, notes))
    return f"`{name}`" + (f" ({told})" if told else "")


def _root(usage: Usage) -> str:
    if not usage.root:
        return ""
    return f"yes, unless with {literals(usage.rootless)}" if usage.rootless else "yes"
