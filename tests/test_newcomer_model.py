"""An entry of the model says what it is, is reached, and is proven by a case."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kbcheck.modelfile import MODEL, ModelTable, line_of, model_files, model_path
from kbcheck.relaxng.tokens import Token, literal, tokens
from kbcheck.settings import load_table
from newcomer import XML, forgotten, model_of, nothing_forgotten

STEPS = "Add an entry of the model"
SENTENCE = re.compile(r"\S[^\n]{3,}\.")
OF_A_COMMAND = re.compile(r"[A-Z][^\n]{3,88}\.")
GRAMMARS = sorted(MODEL.rglob("*.rnc"))


def read(path: Path, text: str) -> tuple[dict[str, int], set[str]]:
    """The definitions of a grammar's file with their lines, and the names it uses.

    The files that it includes are among those, relative to it.
    """
    defined: dict[str, int] = {}
    used: set[str] = set()
    depth, before = 0, Token("", "", 0)
    for token, after in pairwise(tokens(str(path), text)):
        depth += (token.text in ("{", "[")) - (token.text in ("}", "]"))
        if token.kind == "name" and depth == 0 and after.text in ("=", "|=", "&="):
            if before.text != "namespace":
                defined.setdefault(token.text, token.line)
        elif token.kind == "name" and before.text not in ("element", "attribute"):
            used.add(token.text)
        elif before.text == "include":
            used.add(literal(token.text))
        before = token
    return defined, used


def unreached(files: dict[Path, str]) -> Iterator[str]:
    """A message for each definition that nothing uses, each file that none includes."""
    parts = {path: read(path, text) for path, text in files.items()}
    used = {"start"}.union(*(names for _, names in parts.values()))
    included = {
        (path.parent / name).resolve()
        for path, (_, names) in parts.items()
        for name in names
        if name.endswith(".rnc")
    }
    for path, (defined, _) in parts.items():
        if path.resolve() not in {*included, *map(model_of, XML)}:
            todo = 'write include "…" in the grammar of its kind, beside domain.rnc'
            yield forgotten(path, 1, "no grammar includes this file", todo, STEPS)
        for name, line in defined.items():
            if name not in used:
                missing = f"nothing uses the definition {name}"
                todo = "name it where its element may stand"
                yield forgotten(path, line, missing, todo, STEPS)


def test_each_definition_of_a_grammar_is_reached() -> None:
    nothing_forgotten(unreached({path: path.read_text("utf-8") for path in GRAMMARS}))


def test_what_no_grammar_reaches_is_told_at_its_line() -> None:
    lost = MODEL / "pool" / "lost.rnc"
    text = (
        'pool.lost =\n  element a { xsd:string { pattern = "a" } }\npool.x = pool.x\n'
    )
    file, definition = unreached({model_path("pool.rnc"): "start = text\n", lost: text})
    assert file.startswith("_ext/kbcheck/model/pool/lost.rnc:1: no grammar includes")
    assert "lost.rnc:1: nothing uses the definition pool.lost; name it" in definition


Keys = tuple[str, ...]


def entries(data: dict[str, Any], *above: str) -> Iterator[tuple[Keys, dict[str, Any]]]:
    """Each table that says what it means, or has to, with the keys that lead there."""
    for name, entry in data.items():
        if isinstance(entry, dict):
            if len(above) % 2 and name != "lost":
                yield (*above, name), entry
            if name != "lost":
                yield from entries(entry, *above, name)


def of_tables() -> Iterator[tuple[ModelTable, Keys, dict[str, Any]]]:
    for folder in ("settings", "commands"):
        for path in model_files(model_path(folder)):
            if path.name != "forms.toml":
                table = ModelTable(path)
                for keys, entry in entries(table.data):
                    yield table, keys, entry


def wrong_words(entry: dict[str, Any], *keys: str) -> Iterator[tuple[str, str]]:
    """What of the entry that the keys lead to is missing, and what to do."""
    wanted = OF_A_COMMAND if keys[0] == "command" else SENTENCE
    if not wanted.fullmatch(entry.get("meaning", "")):
        yield "has no meaning of one sentence", 'write meaning = "…", with a full stop'
    if keys[0] == "command" and ("removed" in entry) != ("instead" in entry):
        yield "has only one of removed and instead", "say what to write since then"
    if "pattern" in entry and "form" not in entry:
        yield "has a pattern without a form", "write form: the same in words"
    for field in ("type", "default") if keys[0] == "keys" else ():
        if field not in entry:
            yield f"has no {field}", f"write {field}"
    spelt = [option.split(" ")[0] for option in entry.get("options", ())]
    names = Counter(name for option in spelt for name in option.split("|"))
    for name in (name for name, count in names.items() if count > 1):
        yield f"has the option {name} twice", "leave one out"


def test_each_entry_of_a_table_says_what_it_is() -> None:
    nothing_forgotten(
        forgotten(table.path, line_of(table.text, *keys), f"{keys[-1]} {missing}",
                  todo, "Add a command" if keys[0] == "command" else STEPS)
        for table, keys, entry in of_tables()
        for missing, todo in wrong_words(entry, *keys)
    )  # fmt: skip


def test_all_entries_are_looked_at() -> None:
    found = [keys for _, keys, _ in of_tables()]
    assert len([k for k in found if k[0] == "command"]) > 800
    assert ("command", "virsh", "sub", "list") in found
    settings = [load_table(kind) for kind in ("qemu.conf", "uri")]
    assert {("keys", name) for name in settings[0].settings} <= set(found)
    assert ("parameter", "keyfile") in found


SETTING = {"type": "int", "default": "1", "meaning": "A number."}


@pytest.mark.parametrize(
    ("key", "entry", "told"),
    [
        ("command", {}, "has no meaning of one sentence"),
        ("command", {"meaning": "no full stop"}, "has no meaning of one sentence"),
        ("command", {"meaning": "Does it.", "removed": "1.0.0"}, "only one of removed"),
        ("command", {"meaning": "Does it.", "options": ["-a", "-b|-a N"]},
         "the option -a twice"),
        ("parameter", {}, "has no meaning of one sentence"),
        ("keys", {**SETTING, "meaning": ""}, "has no meaning of one sentence"),
        ("keys", {**SETTING, "pattern": "a"}, "has a pattern without a form"),
        ("keys", {"type": "int", "meaning": "A number."}, "has no default"),
        ("keys", {"default": "1", "meaning": "A number."}, "has no type"),
    ],
)  # fmt: skip
def test_an_entry_that_lacks_words_is_told(
    key: str, entry: dict[str, Any], told: str
) -> None:
    ((missing, _),) = wrong_words(entry, key, "name")
    assert told in missing
