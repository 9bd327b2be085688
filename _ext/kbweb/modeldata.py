"""The model as the browser gets it: what the core reads of it, as JSON, by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kbcheck.guides import guide_names
from kbcheck.kinds import KINDS
from kbcheck.modelfile import model_files, model_path
from kbcheck.relaxng.load import definitions
from kbcheck.rules import load_driver
from kbcheck.rules.filing import file_rules
from kbcheck.rules.reading import read_rules
from kbcheck.rules.rule import make_rule
from kbcheck.settings.tablefile import read_forms, read_table
from kbcheck.versions import BETWEEN, version

_TOLD = ("title", "reason", "source", "see")
"""Fields of a rule that only people read."""


def model_data() -> dict[str, Any]:
    """Everything that `kept_json` and the other readers of the model may be asked for."""
    data: dict[str, Any] = {}
    for kind in KINDS.values():
        if kind.form == "xml":
            data[kind.name] = _grammar(kind.name)
        elif kind.form == "settings":
            data[f"settings/{kind.name}"] = _table(kind.name)
    data["forms"] = read_forms()
    for name in guide_names():
        data[f"rules-{name}"] = read_rules(model_path("guides", f"{name}.toml"))
    data["rules-driver"] = _driver()
    data["driver_rules"] = {
        rule.id: {"page": "", **{field: getattr(rule, field) for field in _TOLD}}
        for rule in load_driver().rules
    }
    data["versions"] = _versions(data)
    return data


def _driver() -> Any:
    """The rules of libvirt's drivers, filed as the core keeps them."""
    return file_rules(
        (path.name, make_rule(table, read["words"], ""))
        for path in model_files(model_path("driver"))
        for read in [read_rules(path)]
        for table in read["rule"]
    )


def _grammar(kind: str) -> Any:
    """The definitions of a grammar, without what only the reference shows."""
    # Through JSON: its lists are shared between definitions, and changed below.
    found = json.loads(json.dumps(definitions(model_path(f"{kind}.rnc"))))
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
    """What has notes in syntax trees, as relaxng/syntax.py makes them: name and notes."""
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
            entry.pop("source", None)
    return found


def _versions(data: Any) -> dict[str, str]:
    """The oldest and the newest release that the model of guests names."""
    trees = [tree for _, trees, _ in data["domain"].values() for tree in trees]
    stated = {notes[1] for _, notes in _noted(trees) if notes[1]}
    named = sorted((text.rpartition(BETWEEN)[2] for text in stated), key=version)
    return {"oldest": named[0], "newest": named[-1]}
