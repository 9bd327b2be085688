"""The model as the browser gets it: what the core reads of it, as JSON, by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kbcheck.guides import guide_names
from kbcheck.kinds import KINDS
from kbcheck.modelfile import model_path
from kbcheck.rules import load_driver
from kbcheck.rules.ruleset import filed_data, rule_data
from kbcheck.settings.tablefile import read_forms, read_table
from kbcheck.xmldocument import grammar

_TOLD = ("title", "source")
"""Fields of a rule of libvirt's drivers that only people read."""
_MEANINGS = ("limits.conf",)
"""Kinds whose messages quote what a setting means."""


def model_data() -> dict[str, Any]:
    """Everything that readers of the model, such as `kept_json`, are asked for."""
    data: dict[str, Any] = {}
    for kind in KINDS.values():
        if kind.form == "xml":
            data[kind.name] = _grammar(kind.name)
        elif kind.form == "settings":
            data[f"settings/{kind.name}"] = _table(kind.name)
    data["forms"] = read_forms()
    for name in guide_names():
        data[f"rules-{name}"] = rule_data(model_path("guides", f"{name}.toml"))
    data["rules-driver"] = filed_data(model_path("driver"))
    data["driver_rules"] = {
        rule.id: {field: getattr(rule, field) for field in _TOLD}
        for rule in load_driver().rules
    }
    # By name: a test that lends a kind to the core leaves them in another order.
    return dict(sorted(data.items()))


def _grammar(kind: str) -> Any:
    """The definitions of a grammar, without what only the reference shows."""
    # A copy, as it is changed below, and others use the grammar.
    found = json.loads(json.dumps(grammar(kind).definitions))
    noted = [pair for _, trees, _ in found.values() for pair in _noted(trees)]
    # Of the places, messages need the order alone: it is that of what they list.
    places = sorted({(notes[3], notes[4]) for _, notes in noted})
    order = {place: number for number, place in enumerate(places)}
    for op, notes in noted:
        doc = notes[0] if op in ("value", "data") else ""
        notes[:] = [doc, notes[1], "", "", order[notes[3], notes[4]]]
    for definition in found.values():
        definition[2] = definition[2][:2]
    return found


def _noted(trees: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """What has notes in trees of relaxng/syntax.py: its name, and the notes."""
    todo = [*trees]
    while todo:
        op, *parts = todo.pop()
        if op in ("group", "choice", "interleave"):
            todo += parts[0]
        elif op in ("optional", "star", "plus", "list", "mixed"):
            todo.append(parts[0])
        elif op in ("element", "attribute"):
            todo.append(parts[1])
            yield op, parts[2]
        elif op in ("value", "data"):
            todo += [excepted for excepted in parts[2:3] if op == "data" and excepted]
            yield op, parts[-1]


def _table(kind: str) -> Any:
    found = read_table(kind)
    for entries in found["groups"].values():
        for entry in entries.values():
            entry.pop("source", "")
            # Of most, messages tell no more than that they have one.
            if kind not in _MEANINGS:
                entry["meaning"] = entry["meaning"][:1]
            for field in [f for f, value in entry.items() if value in ("", [])]:
                if field not in ("meaning", "types"):
                    del entry[field]
    return found
