"""The tables of settings as subjects of the reference: a page for each file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbcheck import KINDS
from kbcheck.modelfile import ModelTable, model_path
from kbcheck.settings.forms import forms
from kbcheck.settings.setting import Setting
from kbcheck.settings.table import Table, load_table

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

AREA = "Settings"
_TYPES = {"string": "a string", "int": "a whole number", "bool": "`0` or `1`",
          "list": "a list of strings"}  # fmt: skip
_NOTATIONS = {
    "log-filters": "filters of the log, `LEVEL:NAME` each",
    "log-outputs": "outputs of the log, `LEVEL:KIND` each",
    "size": "a size",
    "uri": "a connection URI",
    "uri-alias": "a list of `NAME=URI`",
}


def setting_subjects() -> Iterator[Subject]:
    """A subject for each kind of settings."""
    for kind in KINDS.values():
        if kind.form == "settings":
            yield _subject(load_table(kind.name))


def _subject(table: Table) -> Subject:
    head = ModelTable(model_path("settings", f"{table.kind}.toml")).data
    source, program = head["source"], head.get("program", "libvirt")
    many = len(table.groups) > 1
    entries = []
    for group, settings in table.groups.items():
        if many and settings:
            entries.append(_heading(table, group))
        entries += [_entry(table, group, s, program, many) for s in settings.values()]
    facts = given(("File", f"`{table.file}`" if table.file else ""), ("Source", source))
    # What holds for the page is told once, at its head.
    plain = [e._replace(facts=_without(e.facts, source)) for e in entries]
    page = page_called(table.kind)
    return Subject(page, AREA, table.kind, _lead(table), placed(plain), facts)


def _lead(table: Table) -> str:
    """The first words of its file, without what they tell the writers of the model."""
    comment = model_path("settings", f"{table.kind}.toml").read_text("utf-8")
    first = comment.partition("\n\n")[0].replace("\n# ", " ").removeprefix("# ")
    return re.split(r"[:;]|\.(?=\s|$)", first)[0] + "."


def _without(facts: Facts, source: str) -> Facts:
    """The facts, without a source that is that of the page."""
    return tuple(fact for fact in facts if fact != ("Source", source))


def _heading(table: Table, group: str) -> Lookup:
    meaning = f"What may stand in the group `{group}`."
    return Lookup("group", f"{table.kind}/{group}", group, f"group-{group}", meaning)


def _entry(
    table: Table, group: str, setting: Setting, program: str, many: bool
) -> Lookup:
    name = setting.name
    place = [table.kind, *([group] if many else []), name]
    anchor = f"{group}.{name}" if many else name
    return Lookup("conf", "/".join(place), name, anchor, setting.meaning,
                  _facts(setting, program), 3 if many else 2)  # fmt: skip


def _facts(setting: Setting, program: str) -> Facts:
    return given(
        ("Type", _type(setting)),
        ("Values", _values(setting)),
        ("Range", _range(setting)),
        ("Default", _default(setting.default)),
        ("Since", setting.since and since_words(setting.since, program)),
        ("Removed", setting.removed and f"{program} {setting.removed}"),
        ("No effect", setting.obsolete),
        (
            "Not read",
            setting.unread and f"since {since_words(setting.unread, program)}",
        ),
        ("If it is wrong", _outcome(setting)),
        ("Instead", setting.instead),
        ("Known in", literals(setting.where, " and ")),
        ("Not beside", literals(setting.excludes)),
        ("As many as", setting.pairs and f"`{setting.pairs}` has items"),
        ("May repeat", "yes" if setting.repeats else ""),
        ("Source", setting.source),
    )


def _type(setting: Setting) -> str:
    words = [_TYPES.get(name) or _form(name) for name in setting.types]
    later = dict(setting.later)
    told = [
        f"{word} (since {later[name]})" if name in later else word
        for name, word in zip(setting.types, words, strict=True)
    ]
    found = " or ".join(dict.fromkeys(told))
    own = setting.form or _NOTATIONS.get(setting.notation, "")
    return f"{found}: {own}" if own and found else own or found


def _default(text: str) -> str:
    """A default: a value, or words that say what holds."""
    in_words = " " in text or text == "unset"
    return f"`{text}`" if text and not in_words else text


def _form(name: str) -> str:
    return "no value" if name == "flag" else forms()[name].said


def _values(setting: Setting) -> str:
    later = dict(setting.later)
    return ", ".join(
        f"`{value}` (since {later[value]})" if value in later else f"`{value}`"
        for value in setting.values
    )


def _range(setting: Setting) -> str:
    low, high = setting.min, setting.max
    if low is None:
        return "" if high is None else f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def _outcome(setting: Setting) -> str:
    fatal = literals(setting.fatal)
    stops = f"{fatal} keeps the daemon from starting" if fatal else ""
    return "; ".join(filter(None, (setting.outcome, stops)))
