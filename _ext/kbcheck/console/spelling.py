"""Finds the option that is meant by a name, as the parsers of programs do."""

from __future__ import annotations

from collections.abc import Sequence

from .entry import Option, Usage


def find_option(usage: Usage, options: Sequence[Option], name: str) -> Option | None:
    """The option of a name, be it an argument's (virsh) or short for one (argparse)."""
    exact = next((o for o in options if name in o.names), None)
    if exact or not name.startswith("--"):
        return exact
    argument = usage.named_arguments.get(name)
    if argument:
        return Option((name,), argument)
    begun = {o for o in options if any(n.startswith(name) for n in o.names)}
    return begun.pop() if usage.abbreviated and len(begun) == 1 else None


def known_names(usage: Usage, options: Sequence[Option]) -> list[str]:
    """The names that an option may have, those of arguments last."""
    own = [name for option in options for name in option.names]
    return [*own, *(n for n in usage.named_arguments if n not in own)]
